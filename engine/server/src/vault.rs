//! Sealing secrets: what the journal holds of them is of no use without the key file.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::io;
use std::path::Path;

const NONCE: usize = 24;

/// Seals and opens secrets.
pub(crate) struct Vault(XChaCha20Poly1305);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Vault {
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        Ok(Self(XChaCha20Poly1305::new(
            &crate::keys::key(data, "secrets.key")?.into(),
        )))
    }

    /// Nonce and cipher text; bound to the secret's name, so that one cannot be passed off as another.
    pub(crate) fn seal(&self, name: &str, value: &str) -> Vec<u8> {
        let nonce = crate::ambient::unguessable::<NONCE>();
        let payload = Payload {
            msg: value.as_bytes(),
            aad: name.as_bytes(),
        };
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), payload)
            .expect("invariant: memory takes any secret");
        [nonce.as_slice(), &sealed].concat()
    }

    /// The secret; `None` when it was sealed with another key or under another name.
    pub(crate) fn reveal(&self, name: &str, sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: sealed,
            aad: name.as_bytes(),
        };
        String::from_utf8(self.0.decrypt(&XNonce::from(*nonce), payload).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_name_open_a_secret() {
        let [one, other] = [1_u8, 2].map(|byte| Vault(XChaCha20Poly1305::new(&[byte; 32].into())));
        let sealed = one.seal("TOKEN", "s3cret");
        assert_eq!(one.reveal("TOKEN", &sealed).as_deref(), Some("s3cret"));
        assert_eq!(one.reveal("OTHER", &sealed), None);
        assert_eq!(other.reveal("TOKEN", &sealed), None);
        assert_eq!(one.reveal("TOKEN", &sealed[..10]), None);
    }
}
