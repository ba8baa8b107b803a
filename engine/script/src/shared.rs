//! The hosts of a process: one for each set of limits, so that however many bundles run, what runs them is built once.

use crate::host::{Host, Inner};
use crate::limits::Limits;
use std::sync::{Mutex, PoisonError, Weak};

static HOSTS: Mutex<Hosts> = Mutex::new(Hosts::none());

/// The hosts that somebody holds. One depends on its limits only and learns nothing from what it runs.
#[derive(Debug)]
struct Hosts {
    held: Vec<Weak<Inner>>,
    /// The one asked for last, held here so that it outlives a bundle that is compiled, run and let go.
    last: Option<Host>,
}

/// The host with these limits.
pub(crate) fn host(limits: &Limits) -> Host {
    let mut hosts = HOSTS.lock().unwrap_or_else(PoisonError::into_inner);
    hosts.with(limits)
}

impl Hosts {
    const fn none() -> Self {
        Self {
            held: Vec::new(),
            last: None,
        }
    }

    fn with(&mut self, limits: &Limits) -> Host {
        let mut held = self.held.iter().filter_map(Host::held);
        let host = held.find(|host| host.limits() == limits);
        let host = host.unwrap_or_else(|| {
            let host = Host::build(limits.clone());
            self.last = None;
            self.held.retain(|one| one.strong_count() > 0);
            self.held.push(host.weak());
            host
        });
        self.last = Some(host.clone());
        host
    }
}

#[cfg(test)]
mod tests {
    use super::Hosts;
    use crate::host::Host;
    use crate::limits::Limits;

    fn limits(operations: u64) -> Limits {
        Limits {
            operations,
            ..Limits::default()
        }
    }

    #[test]
    fn hosts_with_the_same_limits_run_on_the_same_engine() {
        let (one, two) = (Host::default(), Host::new(Limits::default()));
        for watching in [false, true] {
            assert!(std::ptr::eq(one.engine(watching), two.engine(watching)));
        }
        assert!(!Host::new(limits(7)).is(&one));
    }

    #[test]
    fn a_host_outlives_who_held_it_until_another_is_asked_for() {
        let mut hosts = Hosts::none();
        let alive = |hosts: &Hosts| hosts.held.iter().filter_map(Host::held).count();
        drop(hosts.with(&limits(1)));
        drop(hosts.with(&limits(1)));
        assert_eq!((hosts.held.len(), alive(&hosts)), (1, 1));
        drop(hosts.with(&limits(2)));
        assert_eq!(alive(&hosts), 1, "the first is let go");
        let kept = hosts.with(&limits(3));
        assert_eq!(hosts.held.len(), 1, "those let go are forgotten");
        drop(hosts.with(&limits(4)));
        assert!(hosts.with(&limits(3)).is(&kept));
    }
}
