//! Links to media: signed, and good for a day or two.

use crate::ambient;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use sha2::Sha256;
use std::io;
use std::path::Path;
use trilha_model::Timestamp;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Signs and reads links; the default one signs nothing.
#[derive(Clone, Default)]
pub(crate) struct Links(Option<Hmac<Sha256>>);

impl std::fmt::Debug for Links {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Links(…)")
    }
}

/// What a link carries besides the content's hash.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Signed {
    /// Until when it is good, in milliseconds since 1970.
    #[serde(default)]
    pub(crate) until: i64,
    /// What the file is called.
    #[serde(default)]
    pub(crate) name: String,
    /// The signature of all of it, as hex.
    #[serde(default)]
    pub(crate) sig: String,
}

impl Links {
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let key = crate::keys::key(data, "media.key")?;
        let key = Hmac::new_from_slice(&key).expect("invariant: any length is a key");
        Ok(Self(Some(key)))
    }

    /// The link for an address as messages keep it, `/media/HASH`; none for any other address. It stays the same
    /// for a day, so that browsers need to fetch a picture once.
    pub(crate) fn signed(
        &self,
        address: &str,
        name: Option<&str>,
        now: Timestamp,
    ) -> Option<String> {
        let (key, hash) = (self.0.as_ref()?, hash_in(address)?);
        let until = (now.0 / DAY + 2) * DAY;
        let name = name.unwrap_or_default();
        let sig = ambient::hex(&claim(key, hash, until, name).finalize().into_bytes());
        let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
        Some(format!("/media/{hash}?until={until}&name={name}&sig={sig}"))
    }

    /// Whether a link was signed here and is still good.
    pub(crate) fn is_good(&self, hash: &str, signed: &Signed, now: Timestamp) -> bool {
        let sig = ambient::from_hex(&signed.sig);
        let (Some(key), Some(sig)) = (&self.0, sig) else {
            return false;
        };
        let right = claim(key, hash, signed.until, &signed.name).verify_slice(&sig);
        right.is_ok() && now.0 < signed.until
    }
}

fn claim(key: &Hmac<Sha256>, hash: &str, until: i64, name: &str) -> Hmac<Sha256> {
    let mut mac = key.clone();
    mac.update(format!("{hash}.{until}.{name}").as_bytes());
    mac
}

/// The hash in `/media/HASH`, where that is what an address is.
pub(crate) fn hash_in(address: &str) -> Option<&str> {
    let hash = address.strip_prefix("/media/")?;
    let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (hash.len() == 64 && hash.bytes().all(plain)).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_good_for_its_content_and_name_until_it_expires() {
        let folder = tempfile::tempdir().unwrap();
        let links = Links::open(folder.path()).unwrap();
        let hash = "0123456789abcdef".repeat(4);
        let now = Timestamp(5 * DAY + 7);
        let link = links
            .signed(&format!("/media/{hash}"), Some("a b.png"), now)
            .unwrap();
        let (path, query) = link.split_once('?').unwrap();
        assert_eq!(hash_in(path), Some(hash.as_str()));
        let part = |name: &str| {
            let mut parts = query.split('&').filter_map(|part| part.split_once('='));
            parts.find(|(key, _)| *key == name).unwrap().1.to_owned()
        };
        let signed = |until: i64, name: &str| Signed {
            until,
            name: name.into(),
            sig: part("sig"),
        };
        let until: i64 = part("until").parse().unwrap();
        assert_eq!(part("name"), "a%20b%2Epng");
        assert!(links.is_good(&hash, &signed(until, "a b.png"), now));
        assert!(!links.is_good(&hash, &signed(until, "a b.png"), Timestamp(until)));
        assert!(!links.is_good(&hash, &signed(until + 1, "a b.png"), now));
        assert!(!links.is_good(&hash, &signed(until, "a.html"), now));
        assert!(!links.is_good(&"0".repeat(64), &signed(until, "a b.png"), now));
        assert!(!Links::default().is_good(&hash, &signed(until, "a b.png"), now));
        for other in [
            "/media/film",
            "https://x.test/a.png",
            "/media/../visits.key",
        ] {
            assert_eq!(links.signed(other, None, now), None);
        }
    }
}
