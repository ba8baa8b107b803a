//! Signing webhooks, as the Standard Webhooks specification has it.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const PREFIX: &str = "whsec_";

/// A new secret: 32 bytes nobody can guess.
pub(crate) fn secret() -> String {
    format!(
        "{PREFIX}{}",
        BASE64.encode(&crate::ambient::unguessable::<32>())
    )
}

/// The key in a secret, if it is one: `whsec_` and 24 to 64 bytes in Base64.
pub(crate) fn key(secret: &str) -> Option<Vec<u8>> {
    let key = BASE64
        .decode(secret.strip_prefix(PREFIX)?.as_bytes())
        .ok()?;
    (24..=64).contains(&key.len()).then_some(key)
}

/// The header `webhook-signature`; `timestamp` in seconds since 1970 UTC.
pub(crate) fn signature(key: &[u8], id: &str, timestamp: i64, body: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).expect("invariant: HMAC takes keys of any length");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_specifications_example_comes_out() {
        let key = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!(
            signature(
                &key,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                r#"{"test": 2432232314}"#
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn secrets_are_long_enough_and_nothing_else_is_one() {
        assert_eq!(key(&secret()).unwrap().len(), 32);
        for bad in [
            "",
            "whsec_",
            "whsec_c2hvcnQ=",
            "whsec_!",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ] {
            assert_eq!(key(bad), None, "{bad}");
        }
    }
}
