//! Protocol numbers: the day in UTC and ten characters that are easy to read out.

use jiff::tz::Offset;
use smol_str::{SmolStr, format_smolstr};
use trilha_model::{Timestamp, chance};

/// Crockford's base 32: no I, L, O or U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A protocol number, such as `20261121-4F7K2-M9Q3X`: the day in UTC and 50 bits drawn from the seed.
///
/// Nobody looks whether a number was given before. Of `n` numbers of one day two are the same with a
/// chance of about `n² / 2^51`: at 10,000 a day once in some 60,000 years, at 100,000 once in 600.
pub fn number(now: Timestamp, seed: u64) -> SmolStr {
    let moment = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    let day = Offset::UTC.to_datetime(moment).date();
    let drawn = chance::mix(seed);
    let digit = |place: u32| {
        let digit = usize::try_from((drawn >> (place * 5)) & 31).unwrap_or(0);
        char::from(DIGITS.get(digit).copied().unwrap_or(b'0'))
    };
    let part = |from: u32| (from..from + 5).map(digit).collect::<SmolStr>();
    format_smolstr!(
        "{:04}{:02}{:02}-{}-{}",
        day.year(),
        day.month(),
        day.day(),
        part(0),
        part(5)
    )
}

#[cfg(test)]
mod tests {
    use super::number;
    use std::collections::BTreeSet;
    use trilha_model::Timestamp;

    #[test]
    fn a_number_carries_the_day_in_utc() {
        for (day, date) in [
            (0, "19700101-"),
            (-1, "19691231-"),
            (19_782, "20240229-"),
            (20_778, "20261121-"),
            (47_541, "21000301-"),
        ] {
            let number = number(Timestamp(day * 86_400_000 + 5), 7);
            assert!(number.starts_with(date), "{number}");
            assert_eq!(number.len(), "20261121-4F7K2-M9Q3X".len());
        }
    }

    #[test]
    fn numbers_of_one_moment_differ_by_their_seed() {
        let numbers: BTreeSet<_> = (0..50_000).map(|n| number(Timestamp(0), n)).collect();
        assert_eq!(numbers.len(), 50_000);
    }
}
