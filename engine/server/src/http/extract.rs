//! Reading requests; whatever cannot be read is refused with a problem document.

use crate::app::App;
use crate::problem::Problem;
use crate::visits::BadToken;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use trilha_model::ConversationId;

/// The most bytes of an ordinary body.
pub(crate) const BODY: usize = 64 << 10;
/// The most bytes of a draft: 1 MiB of text, which JSON may write twice as long.
pub(crate) const DRAFT: usize = (2 << 20) + (4 << 10);

/// A JSON body of at most `LIMIT` bytes.
pub(crate) struct Json<T, const LIMIT: usize = BODY>(pub(crate) T);

impl<T: DeserializeOwned, const LIMIT: usize> FromRequest<Arc<App>> for Json<T, LIMIT> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::not_json());
        }
        let announced = request
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > LIMIT) {
            return Err(too_large(LIMIT));
        }
        let bytes = to_bytes(request.into_body(), LIMIT)
            .await
            .map_err(|error| {
                let cause = std::error::Error::source(&error)
                    .map(ToString::to_string)
                    .unwrap_or_default();
                if cause.contains("limit") {
                    too_large(LIMIT)
                } else {
                    Problem::bad_request().detail("the body broke off")
                }
            })?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let problem = if error.is_data() {
                Problem::invalid()
            } else {
                Problem::bad_json()
            };
            problem.detail(error.to_string())
        })
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::too_large().detail(format!("it may have {} KiB", limit >> 10))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.to_ascii_lowercase().ends_with("+json")
}

/// Parts of the path, percent-decoded.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<App>> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let path = axum::extract::Path::from_request_parts(parts, app).await;
        path.map(|axum::extract::Path(path)| Self(path))
            .map_err(|rejection| Problem::bad_request().detail(rejection.body_text()))
    }
}

/// Whether only something new is meant: `If-None-Match: *` (RFC 9110, section 13.1.2).
#[derive(Clone, Copy)]
pub(crate) struct OnlyNew(bool);

impl OnlyNew {
    /// Refuses to change what is there already where only something new is meant.
    pub(crate) fn allows(self, is_there: bool) -> Result<(), Problem> {
        if self.0 && is_there {
            return Err(Problem::not_new());
        }
        Ok(())
    }
}

impl FromRequestParts<Arc<App>> for OnlyNew {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Problem> {
        let any = parts.headers.get(header::IF_NONE_MATCH);
        Ok(Self(any.is_some_and(|any| any == "*")))
    }
}

/// The query.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let query = axum::extract::Query::from_request_parts(parts, app).await;
        query
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| Problem::bad_request().detail(rejection.body_text()))
    }
}

/// Who is asking: where the connection comes from, or whom a trusted proxy names.
pub(crate) struct From(pub(crate) IpAddr);

impl FromRequestParts<Arc<App>> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let named = app
            .options
            .believes_proxy()
            .then(|| forwarded_for(&parts.headers))
            .flatten();
        if let Some(named) = named {
            return Ok(Self(named));
        }
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(peer)| peer.ip());
        Ok(Self(peer.unwrap_or(IpAddr::from([0, 0, 0, 0]))))
    }
}

/// The last address in `X-Forwarded-For`: those before it are the client's own words.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = line.to_str().ok()?.rsplit(',').next()?.trim();
    let with_port = || last.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bare = last.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(with_port)
}

/// The visitor whose token a request carries in `Authorization: Bearer`.
pub(crate) struct Visitor(pub(crate) ConversationId);

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let inbox = inbox(parts.uri.path())
            .ok_or_else(Problem::no_inbox)?
            .to_owned();
        let bearer = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = bearer
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(Problem::no_token)?;
        visitor(app, token, &inbox).map(Self)
    }
}

/// Whose token this is, on this inbox.
pub(crate) fn visitor(app: &App, token: &str, inbox: &str) -> Result<ConversationId, Problem> {
    app.visits
        .read(token, inbox, crate::ambient::now())
        .map_err(|bad| match bad {
            BadToken::Forged => Problem::bad_token(),
            BadToken::Expired => Problem::expired_token(),
            BadToken::Elsewhere => Problem::no_conversation(),
        })
}

/// The inbox in `/api/chat/{inbox}/…`; ids of inboxes need no decoding.
fn inbox(path: &str) -> Option<&str> {
    path.strip_prefix("/api/chat/")?.split('/').next()
}
