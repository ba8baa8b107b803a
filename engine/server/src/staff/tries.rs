//! Slowing down those who guess passwords or open visit after visit: a bucket of tries for each name and address.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Names and addresses remembered: beyond it the fullest buckets are forgotten.
const REMEMBERED: usize = 10_000;

/// Tries left, by name and address.
#[derive(Debug)]
pub(crate) struct Tries {
    /// Tries one has at once.
    at_once: u32,
    /// After which another one comes.
    refill: Duration,
    buckets: Mutex<BTreeMap<(String, IpAddr), Bucket>>,
}

/// When the bucket is full again: it tells how many are left.
#[derive(Clone, Copy, Debug)]
struct Bucket(Instant);

impl Tries {
    /// Tries at a password: five, then five a minute.
    pub(crate) fn of_passwords() -> Self {
        Self::new(5, Duration::from_secs(12))
    }

    /// New visits from an address: sixty a minute, after a burst that an office or a school may well make.
    pub(crate) fn of_visits() -> Self {
        Self::new(240, Duration::from_secs(1))
    }

    fn new(at_once: u32, refill: Duration) -> Self {
        Self {
            at_once,
            refill,
            buckets: Mutex::default(),
        }
    }

    /// Takes one; or how long until there is one.
    pub(crate) fn take(&self, user: &str, from: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            forget(&mut buckets, now);
        }
        let bucket = buckets.entry(key(user, from)).or_insert(Bucket(now));
        let full_again = bucket.0.max(now) + self.refill;
        let most = now + self.refill * self.at_once;
        if full_again > most {
            return Err(full_again - most);
        }
        bucket.0 = full_again;
        Ok(())
    }

    /// A right password: nothing was guessed.
    pub(crate) fn forgive(&self, user: &str, from: IpAddr) {
        self.buckets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&key(user, from));
    }
}

/// One bucket. Whoever has an IPv6 address has the 2^64 of its network, so these count as one.
fn key(user: &str, from: IpAddr) -> (String, IpAddr) {
    let network = match from.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    };
    (user.chars().take(64).collect(), network)
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
            Tries::of_passwords(),
            Instant::now(),
            IpAddr::from([127, 0, 0, 1]),
        );
        for _ in 0..tries.at_once {
            tries.take("ana", from, now).unwrap();
        }
        assert_eq!(tries.take("ana", from, now), Err(tries.refill));
        tries.take("bia", from, now).unwrap();
        tries.take("ana", from, now + tries.refill).unwrap();
        assert!(tries.take("ana", from, now + tries.refill).is_err());
        tries.forgive("ana", from);
        tries.take("ana", from, now + tries.refill).unwrap();
    }

    #[test]
    fn guessing_many_names_takes_no_more_memory() {
        let (tries, now, from) = (
            Tries::of_passwords(),
            Instant::now(),
            IpAddr::from([127, 0, 0, 1]),
        );
        for name in 0..REMEMBERED * 2 {
            tries.take(&name.to_string(), from, now).unwrap();
        }
        assert!(tries.buckets.lock().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn an_address_opens_many_visits_at_once_and_then_one_a_second() {
        let (visits, now) = (Tries::of_visits(), Instant::now());
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        for _ in 0..240 {
            visits.take("", at("2001:db8::1"), now).unwrap();
        }
        let second = Duration::from_secs(1);
        assert_eq!(visits.take("", at("2001:db8::2"), now), Err(second));
        visits.take("", at("2001:db8:0:1::1"), now).unwrap();
        visits.take("", at("192.0.2.1"), now).unwrap();
        visits.take("", at("2001:db8::3"), now + second).unwrap();
        assert!(visits.take("", at("2001:db8::3"), now + second).is_err());
    }
}
