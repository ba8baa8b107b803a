//! Slowing down those who guess passwords: a bucket of tries for each name and address.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Tries one has at once.
const TRIES: u32 = 5;
/// After which another one comes.
const REFILL: Duration = Duration::from_secs(12);
/// Names and addresses remembered: beyond it the fullest buckets are forgotten.
const REMEMBERED: usize = 10_000;

/// Tries left, by name and address.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<BTreeMap<(String, IpAddr), Bucket>>);

/// When the bucket is full again: it tells how many are left.
#[derive(Clone, Copy, Debug)]
struct Bucket(Instant);

impl Tries {
    /// Takes one; or how long until there is one.
    pub(crate) fn take(&self, user: &str, from: IpAddr, now: Instant) -> Result<(), Duration> {
        let name: String = user.chars().take(64).collect();
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            forget(&mut buckets, now);
        }
        let bucket = buckets.entry((name, from)).or_insert(Bucket(now));
        let full_again = bucket.0.max(now) + REFILL;
        let most = now + REFILL * TRIES;
        if full_again > most {
            return Err(full_again - most);
        }
        bucket.0 = full_again;
        Ok(())
    }

    /// A right password: nothing was guessed.
    pub(crate) fn forgive(&self, user: &str, from: IpAddr) {
        let name: String = user.chars().take(64).collect();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&(name, from));
    }
}

fn forget(buckets: &mut BTreeMap<(String, IpAddr), Bucket>, now: Instant) {
    buckets.retain(|_, bucket| bucket.0 > now);
    if buckets.len() >= REMEMBERED {
        let mut ends: Vec<_> = buckets.values().map(|bucket| bucket.0).collect();
        ends.sort_unstable();
        if let Some(middle) = ends.get(ends.len() / 2) {
            buckets.retain(|_, bucket| bucket.0 > *middle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_has_few_tries_and_gets_another_one_with_time() {
        let (tries, now, from) = (
            Tries::default(),
            Instant::now(),
            IpAddr::from([127, 0, 0, 1]),
        );
        for _ in 0..TRIES {
            tries.take("ana", from, now).unwrap();
        }
        assert_eq!(tries.take("ana", from, now), Err(REFILL));
        tries.take("bia", from, now).unwrap();
        tries.take("ana", from, now + REFILL).unwrap();
        assert!(tries.take("ana", from, now + REFILL).is_err());
        tries.forgive("ana", from);
        tries.take("ana", from, now + REFILL).unwrap();
    }

    #[test]
    fn guessing_many_names_takes_no_more_memory() {
        let (tries, now, from) = (
            Tries::default(),
            Instant::now(),
            IpAddr::from([127, 0, 0, 1]),
        );
        for name in 0..REMEMBERED * 2 {
            tries.take(&name.to_string(), from, now).unwrap();
        }
        assert!(tries.0.lock().unwrap().len() <= REMEMBERED);
    }
}
