//! Slowing down those who do something too often: a bucket of tries for each.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::options::Rate;
use trilha_model::Stream;

/// Buckets remembered: beyond it the fullest are forgotten.
const REMEMBERED: usize = 10_000;

/// Tries left, for each of those who are told apart by a `K`.
#[derive(Debug)]
pub(crate) struct Tries<K> {
    /// Tries one has at once.
    at_once: u32,
    /// After which another one comes.
    refill: Duration,
    buckets: Mutex<BTreeMap<K, Bucket>>,
}

/// Who tries a password: under which name, and from where.
pub(crate) type Who = (String, IpAddr);

/// When the bucket is full again: it tells how many are left.
#[derive(Clone, Copy, Debug)]
struct Bucket(Instant);

impl Tries<Who> {
    /// Tries at a password: five, then five a minute.
    pub(crate) fn of_passwords() -> Self {
        Self::new(5, Duration::from_secs(12))
    }
}

impl Tries<IpAddr> {
    /// New visits from an address: sixty a minute, after a burst that an office or a school may well make.
    pub(crate) fn of_visits() -> Self {
        Self::new(240, Duration::from_secs(1))
    }

    /// Media from an address: thirty a minute, after a burst that an office may well make.
    pub(crate) fn of_uploads() -> Self {
        Self::new(100, Duration::from_secs(2))
    }
}

impl Tries<Stream> {
    /// Tries at what goes out: ten, as one sets it right, and then ten a minute.
    pub(crate) fn of_trials() -> Self {
        Self::new(10, Duration::from_secs(6))
    }
}

impl<K: Ord + Clone> Tries<K> {
    /// So many at once, and then another one after each `refill`.
    pub(crate) fn new(at_once: u32, refill: Duration) -> Self {
        Self {
            at_once,
            refill,
            buckets: Mutex::default(),
        }
    }

    /// As often as a rate says.
    pub(crate) fn at(rate: Rate) -> Self {
        Self::new(
            rate.at_once.max(1),
            Duration::from_secs(1) / rate.a_second.max(1),
        )
    }

    /// Takes one; or how long until there is one.
    pub(crate) fn take(&self, who: &K, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= REMEMBERED {
            forget(&mut buckets, now);
        }
        let full_again = buckets.get(who).map_or(now, |bucket| bucket.0.max(now)) + self.refill;
        let most = now + self.refill * self.at_once;
        if full_again > most {
            return Err(full_again - most);
        }
        buckets.insert(who.clone(), Bucket(full_again));
        Ok(())
    }

    /// Gives all of them back: a right password guessed nothing.
    pub(crate) fn forgive(&self, who: &K) {
        self.buckets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(who);
    }
}

/// A name, as much of it as anybody has, tried from an address.
pub(crate) fn who(user: &str, from: IpAddr) -> Who {
    (user.chars().take(64).collect(), network(from))
}

/// Whoever has an IPv6 address has the 2^64 of its network, so these count as one.
pub(crate) fn network(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn forget<K: Ord>(buckets: &mut BTreeMap<K, Bucket>, now: Instant) {
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
        let (tries, now) = (Tries::of_passwords(), Instant::now());
        let [ana, bia] = ["ana", "bia"].map(|name| who(name, IpAddr::from([127, 0, 0, 1])));
        for _ in 0..tries.at_once {
            tries.take(&ana, now).unwrap();
        }
        assert_eq!(tries.take(&ana, now), Err(tries.refill));
        tries.take(&bia, now).unwrap();
        tries.take(&ana, now + tries.refill).unwrap();
        assert!(tries.take(&ana, now + tries.refill).is_err());
        tries.forgive(&ana);
        tries.take(&ana, now + tries.refill).unwrap();
    }

    #[test]
    fn guessing_many_names_takes_no_more_memory() {
        let (tries, now) = (Tries::of_passwords(), Instant::now());
        for name in 0..REMEMBERED * 2 {
            let guessed = who(&name.to_string(), IpAddr::from([127, 0, 0, 1]));
            tries.take(&guessed, now).unwrap();
        }
        assert!(tries.buckets.lock().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn an_address_opens_many_visits_at_once_and_then_one_a_second() {
        let (visits, now) = (Tries::of_visits(), Instant::now());
        let at = |text: &str| network(text.parse::<IpAddr>().unwrap());
        for _ in 0..240 {
            visits.take(&at("2001:db8::1"), now).unwrap();
        }
        let second = Duration::from_secs(1);
        assert_eq!(visits.take(&at("2001:db8::2"), now), Err(second));
        visits.take(&at("2001:db8:0:1::1"), now).unwrap();
        visits.take(&at("192.0.2.1"), now).unwrap();
        visits.take(&at("2001:db8::3"), now + second).unwrap();
        assert!(visits.take(&at("2001:db8::3"), now + second).is_err());
    }

    #[test]
    fn a_rate_is_a_burst_and_then_so_many_a_second() {
        let rate = Rate {
            at_once: 3,
            a_second: 5,
        };
        let (tries, now) = (Tries::at(rate), Instant::now());
        for _ in 0..3 {
            tries.take(&"rita", now).unwrap();
        }
        let pause = Duration::from_millis(200);
        assert_eq!(tries.take(&"rita", now), Err(pause));
        tries.take(&"rita", now + pause).unwrap();
        assert!(tries.take(&"rita", now + pause).is_err());
    }
}
