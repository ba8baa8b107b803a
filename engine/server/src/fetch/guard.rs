//! The address guard: which hosts and resolved addresses a trail may reach.

use super::why::Unknown;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Hosts an admin lets through whatever address they resolve to: `host` or `host:port`, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed(BTreeSet<String>);

impl Allowed {
    /// From entries as an admin writes them.
    pub fn new<S: AsRef<str>>(entries: impl IntoIterator<Item = S>) -> Self {
        let clean = |entry: S| entry.as_ref().trim().to_ascii_lowercase();
        Self(
            entries
                .into_iter()
                .map(clean)
                .filter(|entry| !entry.is_empty())
                .collect(),
        )
    }

    /// With these too.
    pub(crate) fn and(&self, more: &Self) -> Self {
        Self(self.0.union(&more.0).cloned().collect())
    }

    /// Whether an admin named this address's host, or its host and port.
    pub(crate) fn names(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else {
            return false;
        };
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        self.0.contains(host)
            || self.0.contains(bare)
            || url
                .port_or_known_default()
                .is_some_and(|port| self.0.contains(&format!("{host}:{port}")))
    }
}

/// Why this URL may not be asked for at all; addresses behind names are judged when they are resolved.
pub(crate) fn refused(url: &Url) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Some(format!(
            "only http and https are allowed, not {}",
            url.scheme()
        ));
    }
    let host = url.host_str()?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>().ok()?;
    (!is_public(address)).then(|| Closed(bare.to_owned()).to_string())
}

/// A host has a private address, and no admin allowed it.
#[derive(Debug, thiserror::Error)]
#[error("{0} is a private address; an admin can allow the host")]
pub(super) struct Closed(String);

/// Resolves names: to addresses of the public Internet only, or to any.
#[derive(Debug)]
pub(crate) enum Names {
    Public,
    Any,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let guarded = matches!(self, Self::Public);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::net::lookup_host((host.as_str(), 0)).await;
            let found: Vec<_> = found.map_err(Unknown::from)?.collect();
            if guarded && found.iter().any(|address| !is_public(address.ip())) {
                return Err(Closed(host).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public Internet (IANA's special-purpose registries name the others).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => public_v6(v6),
    }
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_unspecified()
        || ip.is_broadcast()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

fn public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = carried_v4(ip) {
        return public_v4(inner);
    }
    let [first, second, ..] = ip.segments();
    // 2000::/3 is all that is given out; inside it Teredo, documentation and ORCHID are not places.
    match first {
        0x2001 => second >= 0x0200 && second != 0x0db8,
        0x3fff => second >= 0x1000,
        other => (other & 0xe000) == 0x2000,
    }
}

/// The IPv4 address inside a mapped, compatible, NAT64 or 6to4 address.
fn carried_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))),
        // NAT64 of a local network: wherever it leads, it is not public.
        [0x64, 0xff9b, 1, ..] => Some(Ipv4Addr::LOCALHOST),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_pass() {
        for closed in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "0.0.0.0",
            "0.1.2.3",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "203.0.113.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "2001:db8::1",
            "2001::1",
            "::ffff:0:127.0.0.1",
            "fec0::1",
            "100::1",
        ] {
            assert!(!is_public(closed.parse().unwrap()), "{closed}");
        }
        for open in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
    }

    #[test]
    fn every_spelling_of_a_private_literal_is_refused() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:169.254.169.254]/latest",
            "ftp://example.com/",
            "file:///etc/passwd",
        ] {
            assert!(refused(&url.parse().unwrap()).is_some(), "{url}");
        }
        assert_eq!(refused(&"https://example.com/".parse().unwrap()), None);
    }

    #[test]
    fn an_admin_allows_a_host_or_a_host_and_port() {
        let allowed = Allowed::new(["Shop.internal", "127.0.0.1:8080", "::1"]);
        for (url, expected) in [
            ("http://shop.internal/x", true),
            ("http://shop.internal:99/x", true),
            ("http://127.0.0.1:8080/", true),
            ("http://127.0.0.1:8081/", false),
            ("http://[::1]/", true),
            ("http://other/", false),
        ] {
            assert_eq!(allowed.names(&url.parse().unwrap()), expected, "{url}");
        }
    }
}
