//! Protocol numbers: the day in UTC and five characters that are easy to read out.

use smol_str::{SmolStr, format_smolstr};
use trilha_model::Timestamp;

/// Crockford's base 32: no I, L, O or U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A ticket's number, such as `20261121-4F7K2`.
pub(crate) fn ticket_number(now: Timestamp, seed: u64) -> SmolStr {
    let (year, month, day) = civil(now.0.div_euclid(86_400_000));
    let mixed = mix(seed);
    let tail = (0..5).map(|place| {
        let digit = usize::try_from((mixed >> (place * 5)) & 31).unwrap_or(0);
        char::from(DIGITS.get(digit).copied().unwrap_or(b'0'))
    });
    format_smolstr!("{year:04}{month:02}{day:02}-{}", tail.collect::<SmolStr>())
}

/// Spreads a number over all its bits (the finisher of `SplitMix64`).
pub(crate) fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
/// The year is taken to begin in March, so that the leap day is its last.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = (march_month + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::{civil, ticket_number};
    use trilha_model::Timestamp;

    #[test]
    fn days_become_dates() {
        for (day, date) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (19_782, (2024, 2, 29)),
            (19_783, (2024, 3, 1)),
            (20_778, (2026, 11, 21)),
            (47_540, (2100, 2, 28)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(civil(day), date);
        }
    }

    #[test]
    fn numbers_carry_the_day_and_differ_by_seed() {
        let now = Timestamp(20_778 * 86_400_000 + 5);
        let number = ticket_number(now, 7);
        assert_eq!(number.len(), 14);
        assert!(number.starts_with("20261121-"), "{number}");
        assert_ne!(number, ticket_number(now, 8));
    }
}
