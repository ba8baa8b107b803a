//! Visit tokens: whoever holds one is that visitor, on that inbox, until it expires.

use crate::ambient;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::io;
use std::path::Path;
use std::time::Duration;
use trilha_model::{Address, ConversationId, InboxId, Span, Timestamp};

/// Signs and reads visit tokens: `inbox.address.expires.signature`.
pub(crate) struct Visits {
    key: Hmac<Sha256>,
    life: Span,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadToken {
    /// It was not signed here, or not for this.
    Forged,
    /// Its time is over.
    Expired,
    /// It is good, for another inbox.
    Elsewhere,
}

impl std::fmt::Debug for Visits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Visits(…)")
    }
}

impl Visits {
    pub(crate) fn open(data: &Path, life: Duration) -> io::Result<Self> {
        let key = Hmac::new_from_slice(&crate::keys::key(data, "visits.key")?)
            .expect("invariant: any length is a key");
        Ok(Self {
            key,
            life: Span(i64::try_from(life.as_millis()).unwrap_or(i64::MAX)),
        })
    }

    /// A new visitor of an inbox, and the token that makes them so.
    pub(crate) fn admit(&self, inbox: &InboxId, now: Timestamp) -> (ConversationId, String) {
        let address = format!("v{}", ambient::hex(&ambient::unguessable::<16>()));
        let claim = format!("{inbox}.{address}.{}", now.after(self.life).0);
        let signature = self.signed(&claim).finalize().into_bytes();
        let token = format!("{claim}.{}", ambient::hex(&signature));
        (
            ConversationId {
                inbox: inbox.clone(),
                address: Address::from(address),
            },
            token,
        )
    }

    /// Whose token this is.
    pub(crate) fn read(
        &self,
        token: &str,
        inbox: &str,
        now: Timestamp,
    ) -> Result<ConversationId, BadToken> {
        let (claim, signature) = token.rsplit_once('.').ok_or(BadToken::Forged)?;
        let signature = ambient::from_hex(signature).ok_or(BadToken::Forged)?;
        self.signed(claim)
            .verify_slice(&signature)
            .map_err(|_| BadToken::Forged)?;
        let mut parts = claim.split('.');
        let (Some(of), Some(address), Some(expires)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(BadToken::Forged);
        };
        if expires.parse::<i64>().map_err(|_| BadToken::Forged)? <= now.0 {
            return Err(BadToken::Expired);
        }
        if of != inbox {
            return Err(BadToken::Elsewhere);
        }
        Ok(ConversationId {
            inbox: of.into(),
            address: address.into(),
        })
    }

    fn signed(&self, claim: &str) -> Hmac<Sha256> {
        let mut mac = self.key.clone();
        mac.update(claim.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_inbox_until_it_expires_and_cannot_be_changed() {
        let folder = std::env::temp_dir().join(ambient::hex(&ambient::unguessable::<8>()));
        std::fs::create_dir_all(&folder).unwrap();
        let visits = Visits::open(&folder, Duration::from_secs(1)).unwrap();
        let again = Visits::open(&folder, Duration::from_secs(1)).unwrap();
        let (id, token) = visits.admit(&"site".into(), Timestamp(1_000));
        assert_eq!(again.read(&token, "site", Timestamp(1_500)), Ok(id.clone()));
        assert_eq!(
            again.read(&token, "site", Timestamp(2_000)),
            Err(BadToken::Expired)
        );
        assert_eq!(
            again.read(&token, "clinic", Timestamp(1_500)),
            Err(BadToken::Elsewhere)
        );
        let other = token.replace(id.address.as_str(), "v00");
        assert_eq!(
            again.read(&other, "site", Timestamp(1_500)),
            Err(BadToken::Forged)
        );
        assert_eq!(
            again.read("", "site", Timestamp(1_500)),
            Err(BadToken::Forged)
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
