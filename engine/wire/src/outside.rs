//! What goes out to other systems and comes in from them: mail, webhooks, API tokens, events.
//!
//! - `GET /api/mail` → [`MailServer`]s, none or one · `PUT /api/mail` ([`MailSettings`]) · `DELETE` ·
//!   `POST /api/mail/test` ([`MailTest`]) → 204; 502 `mail-failed` says in the server's words why not,
//!   502 `mail-unreachable` why there is no connection with it.
//! - `GET /api/webhooks` → [`Hook`]s · `PUT /api/webhooks/{id}` ([`HookSettings`]) makes or changes ·
//!   `POST /api/webhooks/{id}/again` tries anew what was given up · `POST /api/webhooks/{id}/test` → [`HookTest`]; 429
//!   `too-many-requests` · `DELETE`.
//! - `GET /api/events` → [`SentOut`]s, by name: what a webhook can ask for.
//! - `GET /api/tokens` → [`Token`]s · `POST` ([`NewToken`]) → 201 [`MadeToken`] · `DELETE /api/tokens/{id}`.
//! - `POST /api/conversations/{inbox}/{address}/events` ([`Told`]) → [`Heard`], with an API token as
//!   `Authorization: Bearer`; 401 `no-api-token` or `bad-token`, 403 `not-for-token`, 429 `too-many-requests`, 404 `no-such-conversation`.
//!
//! A webhook is a `POST` as the Standard Webhooks specification has it: `webhook-id` is the same for every
//! try, `webhook-timestamp` is in seconds since 1970 UTC, `webhook-signature` is `v1,` and the Base64 of
//! HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`; the key is what the secret says in Base64
//! after `whsec_`. The body is `{ "type": the event's name, "timestamp": when it was sent out in RFC 3339,
//! "conversation": { "inbox", "address" }, "data": what it tells }`. Any answer of 2xx takes it; everything else, a redirect
//! too, is tried again.
//!
//! A test goes the same way, once: its type is [`TEST_EVENT`], which no trail may send out, its `webhook-id` begins with
//! `test_`, its conversation is `null`, and its data is `{ "webhook": the webhook's id }`.

use serde::{Deserialize, Deserializer, Serialize};
use trilha_model::{AgentId, Foreign, InboxId, Value};

/// The type of the event that a test sends.
pub const TEST_EVENT: &str = "trilha.test";

/// How the connection to a mail server is secured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// TLS from the first byte; usually port 465.
    Implicit,
    /// Secured by `STARTTLS`, which the server must offer; usually port 587.
    #[default]
    StartTls,
    /// Not at all: only for a server on the same machine or network.
    None,
}

/// The mail server, as it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailServer {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub tls: Tls,
    /// Who signs in there; nobody: no signing in.
    pub user: Option<String>,
    /// Whether there is a password.
    pub password_set: bool,
    /// Who e-mails come from: `Loja <oi@example.com>`, or the address alone.
    pub from: String,
}

/// What an admin sets of the mail server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailSettings {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub tls: Tls,
    /// Who signs in there; nobody: no signing in.
    pub user: Option<String>,
    /// The password; none: the one until now, as long as host and user stay the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Who e-mails come from.
    pub from: String,
}

impl std::fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailSettings(…)")
    }
}

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hook {
    /// Its id: `[a-z][a-z0-9_-]*`.
    pub id: String,
    /// Where events go.
    pub url: String,
    /// The events it gets, by name; none: all of them.
    pub events: Vec<String>,
    /// Whether it gets anything.
    pub enabled: bool,
    /// How many events are still to be delivered.
    pub pending: u32,
    /// When the first of them is tried, where it waits for another try; never while the webhook is off.
    #[serde(default)]
    pub next: Option<i64>,
    /// What came of the last try.
    pub last: Option<Attempt>,
    /// What was given up, newest first, at most fifty.
    pub given_up: Vec<Attempt>,
    /// The secret that signs; only in the answer that made it, and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// An event that published trails send out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SentOut {
    /// Its name, such as `order.placed`.
    pub name: String,
    /// The trails that send it, as people call them.
    pub trails: Vec<String>,
}

/// A try at delivering an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = HookAttempt))]
pub struct Attempt {
    /// The event's name.
    pub event: String,
    /// When.
    pub at: i64,
    /// What went wrong; nothing: it was delivered.
    pub problem: Option<String>,
}

/// What came of an event that was sent to see whether it arrives. It is kept nowhere and not tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HookTest {
    /// The event's `webhook-id`, by which the receiver finds it.
    pub id: String,
    /// How long it was waited for what came, in milliseconds.
    pub took: u32,
    /// What came.
    pub came: Came,
}

/// What comes of sending an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = HookCame))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Came {
    /// An answer; 2xx takes the event, nothing else does.
    Answer {
        /// Its status.
        status: u16,
        /// Where it redirects, which nothing follows.
        to: Option<String>,
        /// The first words of its body, at most 300 characters; none where it took the event.
        words: Option<String>,
    },
    /// No answer.
    Nothing {
        /// Why.
        why: Silence,
        /// Why exactly, in English.
        detail: String,
    },
}

impl Came {
    /// Whether the event was taken.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(
            self,
            Self::Answer {
                status: 200..=299,
                ..
            }
        )
    }
}

/// Why no answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = HookSilence))]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// The address is a private one, and no admin allowed its host.
    Guarded,
    /// No address is known by this name.
    Unknown,
    /// Nobody listens there.
    Refused,
    /// Its certificate is not good for this name, or for nobody here.
    Certificate,
    /// It does not speak TLS, or none of ours.
    Insecure,
    /// It took too long.
    Late,
    /// The webhook's secret cannot be read, so nothing was sent.
    Secret,
    /// Something else, such as a connection that was cut.
    Other,
}

/// What an admin sets of a webhook.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HookSettings {
    /// Where events go: `https` or `http`.
    pub url: String,
    /// The events it gets, by name; none: all of them.
    pub events: Vec<String>,
    /// Whether it gets anything.
    pub enabled: bool,
    /// The secret: `whsec_` and 24 to 64 bytes in Base64. None: the one until now; a new webhook is given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl std::fmt::Debug for HookSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HookSettings")
            .field("url", &self.url)
            .field("events", &self.events)
            .finish_non_exhaustive()
    }
}

/// An API token, without what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ApiToken))]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Who made it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub by: AgentId,
    /// When.
    pub at: i64,
    /// The inboxes it is good for; none: all of them.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub inboxes: Vec<InboxId>,
    /// When it ends; never where it is none.
    #[serde(default)]
    pub expires: Option<i64>,
    /// When it was used last, within an hour; never where it is none.
    #[serde(default)]
    pub used: Option<i64>,
}

/// A token to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = NewApiToken))]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// The inboxes it is good for; none: all of them.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub inboxes: Vec<InboxId>,
    /// When it ends; never where it is none.
    #[serde(default)]
    pub expires: Option<i64>,
}

/// Where an e-mail goes that shows whether the mail server takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailTest {
    /// An e-mail address.
    pub to: String,
}

/// A token that was just made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = MadeApiToken))]
pub struct MadeToken {
    /// As it is listed from now on.
    #[serde(flatten)]
    pub token: Token,
    /// The token itself: shown now, and never again.
    pub secret: String,
}

impl std::fmt::Debug for MadeToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MadeToken")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// What another system tells a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Told {
    /// The event's name, such as `order_paid`.
    pub name: String,
    /// What it tells.
    #[serde(default, deserialize_with = "foreign")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub payload: Value,
    /// The sender's own id: a second one with the same id changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// What came of telling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heard {
    /// Whether it changed anything: not, where no trail is under way or the id was told before.
    pub taken: bool,
    /// The conversation's version now.
    pub seq: u64,
}

fn foreign<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    Foreign::deserialize(deserializer).map(|Foreign(value)| value)
}
