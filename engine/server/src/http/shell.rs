//! What surrounds every request: an id, security headers, CORS for visitors' pages, a problem instead of a panic.

use crate::problem::Problem;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

static STARTED: LazyLock<u32> = LazyLock::new(rand::random);
static REQUESTS: AtomicU64 = AtomicU64::new(1);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const WIRE: HeaderName = HeaderName::from_static("x-trilha-wire");

/// Scripts and styles from here only, and WebAssembly; nothing is framed.
const OURS: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' https: data: blob:; media-src 'self' https:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The same for the page with the chat, which other sites may frame. Pictures and films of a trail are anywhere.
const FRAMED: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' https: data: blob:; media-src 'self' https:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/// For what contacts sent: nothing in it runs or loads anything, whatever it is.
const INERT: &str =
    "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'; sandbox";

/// The outermost layer.
pub(super) async fn around(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let visitors = path.starts_with("/api/chat/");
    let framed = path.starts_with("/chat/");
    let media = path.starts_with("/media/");
    let api = path.starts_with("/api/");
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let mut response = if visitors && request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    if response.status().is_server_error() {
        tracing::warn!(
            request = number,
            status = response.status().as_u16(),
            "a request was not served"
        );
    }
    let headers = response.headers_mut();
    let id = format!("{:08x}-{number:x}", *STARTED);
    put(
        headers,
        REQUEST_ID,
        HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("-")),
    );
    put(
        headers,
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if visitors {
        cross_origin(headers);
    } else if api {
        put(headers, WIRE, HeaderValue::from(trilha_wire::VERSION));
    }
    if api {
        if !headers.contains_key(header::CACHE_CONTROL) {
            put(
                headers,
                header::CACHE_CONTROL,
                HeaderValue::from_static("no-store"),
            );
        }
    } else {
        put(
            headers,
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        );
        put(
            headers,
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(match (media, framed) {
                (true, _) => INERT,
                (false, true) => FRAMED,
                (false, false) => OURS,
            }),
        );
    }
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

/// Visitors' requests come from any site and carry no cookies: the token is all they have.
fn cross_origin(headers: &mut HeaderMap) {
    put(
        headers,
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    put(
        headers,
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    put(
        headers,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("authorization, content-type"),
    );
    put(
        headers,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("retry-after"),
    );
    put(
        headers,
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("86400"),
    );
}

/// A panic is a bug of ours: logged, and one request is refused.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape the layer asks for"
)]
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::ours(&text.unwrap_or("a panic without words")).into_response()
}

/// Nothing here.
pub(super) async fn nothing() -> Problem {
    Problem::not_found()
}

/// Not with this method.
pub(super) async fn not_so() -> Problem {
    Problem::method()
}
