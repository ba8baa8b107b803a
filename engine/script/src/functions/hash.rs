//! Functions for fingerprints, signatures and texts that carry bytes.

use super::Row;
use crate::budget::Budgets;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use data_encoding::{BASE64, BASE64URL_NOPAD, Encoding, HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use rhai::{Engine, NativeCallContext};
use sha2::{Digest, Sha256};

pub(super) const ROWS: &[Row] = &[
    (
        "sha256",
        "text.sha256() -> text",
        "The SHA-256 (FIPS 180-4) of its UTF-8, in 64 hexadecimal digits.",
        r#""abc".sha256().sub_string(0, 16)"#,
        r#""ba7816bf8f01cfea""#,
    ),
    (
        "hmac_sha256",
        "text.hmac_sha256(key) -> text",
        "The HMAC (RFC 2104) with SHA-256, in 64 hexadecimal digits.",
        r#""what do ya want for nothing?".hmac_sha256("Jefe").sub_string(0, 16)"#,
        r#""5bdcc146bf60754e""#,
    ),
    (
        "base64",
        "text.base64() -> text",
        "Its UTF-8 in base64 (RFC 4648).",
        r#""olá".base64()"#,
        r#""b2zDoQ==""#,
    ),
    (
        "from_base64",
        "text.from_base64() -> text",
        "The text that base64 holds; fails where it holds none.",
        r#""b2zDoQ==".from_base64()"#,
        r#""olá""#,
    ),
    (
        "base64url",
        "text.base64url() -> text",
        "Its UTF-8 in base64 for addresses, without padding.",
        r#""olá?".base64url()"#,
        r#""b2zDoT8""#,
    ),
    (
        "hex",
        "text.hex() -> text",
        "Its UTF-8 in hexadecimal digits.",
        r#""olá".hex()"#,
        r#""6f6cc3a1""#,
    ),
    (
        "from_hex",
        "text.from_hex() -> text",
        "The text that hexadecimal digits hold; fails where they hold none.",
        r#""6F6CC3A1".from_hex()"#,
        r#""olá""#,
    ),
];

pub(super) fn register(engine: &mut Engine, budgets: &Budgets) {
    let paying = budgets.clone();
    engine.register_fn(
        "sha256",
        move |context: NativeCallContext, text: &str| -> Answer<String> {
            paying.pay(&context, 8 + text.len() / 32)?;
            Ok(HEXLOWER.encode(&Sha256::digest(text)))
        },
    );
    let paying = budgets.clone();
    engine.register_fn(
        "hmac_sha256",
        move |context: NativeCallContext, text: &str, key: &str| -> Answer<String> {
            paying.pay(&context, 16 + (text.len() + key.len()) / 32)?;
            let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())
                .map_err(|_| refuse(Kind::Type, "this key cannot be used"))?;
            mac.update(text.as_bytes());
            Ok(HEXLOWER.encode(&mac.finalize().into_bytes()))
        },
    );
    engine
        .register_fn("base64", |text: &str| BASE64.encode(text.as_bytes()))
        .register_fn("base64url", |text: &str| {
            BASE64URL_NOPAD.encode(text.as_bytes())
        })
        .register_fn("hex", |text: &str| HEXLOWER.encode(text.as_bytes()))
        .register_fn("from_base64", |text: &str| decode(&BASE64, text, "base64"))
        .register_fn("from_hex", |text: &str| {
            decode(&HEXLOWER_PERMISSIVE, text, "a text in hexadecimal digits")
        });
}

fn decode(encoding: &Encoding, text: &str, what: &str) -> Answer<String> {
    let bytes = encoding.decode(text.trim().as_bytes()).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| refuse(Kind::Type, format!("this is not {what}")))
}
