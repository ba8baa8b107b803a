//! Refusals: every one leaves as a problem document (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;
use trilha_channels::web::Unreadable;
use trilha_desk::Refused;
use trilha_journal::{AppendError, ReadError};

/// A refusal on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) kind: &'static str,
    pub(crate) title: &'static str,
    pub(crate) detail: Option<String>,
    pub(crate) retry_after: Option<u64>,
}

/// What a handler answers.
pub(crate) type Answer<T> = Result<T, Problem>;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $kind:literal, $title:literal;)*) => {
        impl Problem {$(
            $(#[$doc])*
            pub(crate) const fn $name() -> Self {
                Self::new(StatusCode::$status, $kind, $title)
            }
        )*}
    };
}

problems! {
    not_found = NOT_FOUND, "not-found", "There is nothing at this address.";
    method = METHOD_NOT_ALLOWED, "method-not-allowed", "This address does not take that method.";
    too_large = PAYLOAD_TOO_LARGE, "too-large", "The body is too large.";
    not_json = UNSUPPORTED_MEDIA_TYPE, "not-json", "The body must be sent as application/json.";
    bad_json = BAD_REQUEST, "bad-json", "The body is not JSON.";
    bad_request = BAD_REQUEST, "bad-request", "The request cannot be read.";
    invalid = UNPROCESSABLE_ENTITY, "invalid", "Something in the request is not as it must be.";
    no_inbox = NOT_FOUND, "no-such-inbox", "There is no such inbox.";
    inbox_off = FORBIDDEN, "inbox-disabled", "This inbox takes nothing in at the moment.";
    no_conversation = NOT_FOUND, "no-such-conversation", "There is no such conversation.";
    no_token = UNAUTHORIZED, "no-token", "A visitor's token is needed.";
    no_api_token = UNAUTHORIZED, "no-api-token", "An API token is needed.";
    bad_token = UNAUTHORIZED, "bad-token", "This token is not good.";
    expired_token = UNAUTHORIZED, "token-expired", "This token has expired; begin a new visit.";
    bad_link = FORBIDDEN, "bad-link", "This link is not good, or no longer.";
    signed_out = UNAUTHORIZED, "signed-out", "Sign in first.";
    wrong_credentials = UNAUTHORIZED, "wrong-credentials", "The name or the password is wrong.";
    too_many_tries = TOO_MANY_REQUESTS, "too-many-tries", "Too many tries; wait a little.";
    too_many_visits = TOO_MANY_REQUESTS, "too-many-visits", "Too many new visits from your address; wait a little.";
    too_many_messages = TOO_MANY_REQUESTS, "too-many-messages", "Too many messages at once; wait a little.";
    too_many_requests = TOO_MANY_REQUESTS, "too-many-requests", "Too many requests at once; wait a little.";
    not_for_token = FORBIDDEN, "not-for-token", "This token is for other inboxes.";
    mail_failed = BAD_GATEWAY, "mail-failed", "The mail server did not take the e-mail.";
    mail_unreachable = BAD_GATEWAY, "mail-unreachable", "No connection with the mail server came about.";
    forbidden = FORBIDDEN, "forbidden", "Your role does not allow this.";
    no_header = FORBIDDEN, "header-missing", "Requests that change something carry the header x-trilha: 1.";
    foreign_origin = FORBIDDEN, "foreign-origin", "Another site may not open this connection.";
    taken = CONFLICT, "taken", "This name is taken.";
    already_taken = CONFLICT, "already-taken", "Somebody else has this conversation already.";
    not_yours = CONFLICT, "not-yours", "This conversation is not yours.";
    not_of_team = CONFLICT, "not-of-team", "This conversation is for a team you are not in.";
    not_of_group = CONFLICT, "not-of-group", "What is said here is for a group you are not in.";
    unskilled = CONFLICT, "unskilled", "This conversation asks for what you are not known to be good at.";
    someone_answered = CONFLICT, "someone-answered", "Somebody else has answered meanwhile.";
    readers_changed = CONFLICT, "readers-changed", "Others read what is said now than when this was written.";
    nothing_to_give_back = CONFLICT, "nothing-to-give-back", "The bot has this conversation already.";
    not_new = PRECONDITION_FAILED, "not-new", "There is one of this name already.";
    too_long = UNPROCESSABLE_ENTITY, "too-long", "This is longer than it may be.";
    empty = UNPROCESSABLE_ENTITY, "empty", "There is nothing in it.";
    changed = CONFLICT, "changed-on-disk", "The file has changed since you read it.";
    exists = CONFLICT, "exists", "There is a file of this name already.";
    last_admin = CONFLICT, "last-admin", "Somebody must be able to administer.";
    busy = SERVICE_UNAVAILABLE, "busy", "Too much is happening at once here; try again.";
    no_room = INSUFFICIENT_STORAGE, "no-room", "There is no room for more files here.";
    stopped = SERVICE_UNAVAILABLE, "storage-stopped", "Nothing can be stored at the moment.";
    not_built = SERVICE_UNAVAILABLE, "not-built", "The editor was not built: run cargo xtask web.";
    internal = INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.";
}

impl Problem {
    pub(crate) const fn new(status: StatusCode, kind: &'static str, title: &'static str) -> Self {
        Self {
            status,
            kind,
            title,
            detail: None,
            retry_after: None,
        }
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With how long to wait before trying again, in whole seconds.
    pub(crate) fn after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait.as_secs() + 1);
        self
    }

    pub(crate) fn stopped_because(reason: &Arc<str>) -> Self {
        Self::stopped().detail(&**reason)
    }

    /// A failure of ours: logged here, and only named to the caller.
    pub(crate) fn ours(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::internal()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = trilha_wire::Problem {
            kind: self.kind.into(),
            title: self.title.into(),
            status: self.status.as_u16(),
            detail: self.detail,
        };
        let json = serde_json::to_vec(&body).expect("invariant: a problem is plain data");
        let mut response = (
            self.status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            json,
        )
            .into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<AppendError> for Problem {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Stopped(reason) | AppendError::Unknown(reason) => {
                Self::stopped_because(&reason)
            }
            AppendError::TooLarge(what) => Self::too_large().detail(format!("too many {what}")),
            AppendError::Conflict { .. } | AppendError::Busy => Self::busy(),
            AppendError::Invalid(_) => Self::ours(&error),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Stopped(reason) => Self::stopped_because(&reason),
            ReadError::BadCursor(_) => Self::bad_request().detail("this cursor is not one of ours"),
            other => Self::ours(&other),
        }
    }
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Id | Unreadable::Media | Unreadable::Place => Self::invalid(),
            Unreadable::Name => Self::too_long(),
        }
        .detail(unreadable.to_string())
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let detail = refused.to_string();
        let problem = match refused {
            Refused::AlreadyTaken { .. } => Self::already_taken(),
            Refused::NotYours => Self::not_yours(),
            Refused::Unskilled(_) => Self::unskilled(),
            Refused::NotOfTeam(_) => Self::not_of_team(),
            Refused::NotOfGroup(_) => Self::not_of_group(),
            Refused::NothingToGiveBack => Self::nothing_to_give_back(),
            Refused::NoSuchQueue(_) | Refused::NoSuchTeam(_) | Refused::NoSuchAgent(_) => {
                Self::invalid()
            }
            Refused::NoSuchInbox(_) => Self::no_inbox(),
            Refused::InboxDisabled(_) => Self::inbox_off(),
            Refused::TooLong { .. } => Self::too_long(),
            Refused::Empty(_) => Self::empty(),
            Refused::NotOpened => Self::no_conversation(),
        };
        problem.detail(detail)
    }
}
