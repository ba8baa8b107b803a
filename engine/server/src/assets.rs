//! What pages load: embedded when the server was built, packed, named by their content.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use std::collections::BTreeMap;

/// A file inside the binary.
struct Embedded {
    name: &'static str,
    hash: &'static str,
    raw: &'static [u8],
    br: &'static [u8],
}

static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The files by name.
pub(crate) struct Assets(BTreeMap<&'static str, &'static Embedded>);

/// How long a file may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// For good: its address names its content.
    Forever,
    /// For as long as it is the same.
    WhileSame,
    /// A few minutes: other sites name it by a plain address.
    Minutes,
}

impl Assets {
    pub(crate) fn new() -> Self {
        Self(EMBEDDED.iter().map(|file| (file.name, file)).collect())
    }

    /// The address of a file, with its content's hash; `None` for one that was not built.
    pub(crate) fn address(&self, name: &str) -> Option<String> {
        self.0
            .get(name)
            .map(|file| format!("/assets/{name}?v={}", file.hash))
    }

    /// Whether a version is the one there is.
    pub(crate) fn is_current(&self, name: &str, version: &str) -> bool {
        self.0.get(name).is_some_and(|file| file.hash == version)
    }

    /// A file, packed where the browser takes that, or that it has not changed.
    pub(crate) fn serve(&self, name: &str, keep: Keep, request: &HeaderMap) -> Option<Response> {
        let file = self.0.get(name)?;
        let tag = format!("\"{}\"", file.hash);
        let known = request
            .get(header::IF_NONE_MATCH)
            .is_some_and(|given| given.as_bytes() == tag.as_bytes());
        let accepts = request
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let packed = accepts.split(',').any(|one| {
            one.split(';')
                .next()
                .is_some_and(|name| name.trim() == "br")
        });
        let mut response = Response::new(match (known, packed) {
            (true, _) => Body::empty(),
            (false, true) => Body::from(file.br),
            (false, false) => Body::from(file.raw),
        });
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if packed && !known {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(keep.header()),
        );
        headers.insert(
            header::ETAG,
            HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\"")),
        );
        Some(response)
    }
}

impl Keep {
    fn header(self) -> &'static str {
        match self {
            Self::Forever => "public, max-age=31536000, immutable",
            Self::WhileSame => "no-cache",
            Self::Minutes => "public, max-age=300",
        }
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        "woff2" => "font/woff2",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}
