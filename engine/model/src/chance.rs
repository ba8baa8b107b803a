//! Numbers that look like chance and are not: the same in, the same out.

/// What `SplitMix64` adds at each number.
const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads a number over all its bits: the first that `SplitMix64` gives from this seed
/// (Steele, Lea and Flood, 2014).
pub fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(GAMMA);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The nth number, from 0, that `SplitMix64` gives from a seed.
pub fn nth(seed: u64, nth: u64) -> u64 {
    mix(seed.wrapping_add(nth.wrapping_mul(GAMMA)))
}

/// A number for a text: FNV-1a over its bytes, then mixed. Stable for good, and no secret: whoever may
/// choose the text may choose the number.
pub fn of(text: &str) -> u64 {
    let folded = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(folded)
}

#[cfg(test)]
mod tests {
    use super::{nth, of};

    /// The first numbers of the reference implementation from the seed 1234567.
    #[test]
    fn the_sequence_is_that_of_splitmix64() {
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        for (n, number) in (0..).zip(expected) {
            assert_eq!(nth(1_234_567, n), number);
        }
    }

    #[test]
    fn texts_that_differ_have_other_numbers() {
        let numbers: std::collections::BTreeSet<u64> =
            (0..10_000).map(|n| of(&n.to_string())).collect();
        assert_eq!(numbers.len(), 10_000);
    }
}
