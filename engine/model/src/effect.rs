//! Effects: what a conversation asks of the outside world, and what comes back.

use crate::id::{StepId, TrailId};
use crate::model::{ModelAnswer, ModelRequest};
use crate::time::Span;
use crate::value::{Map, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Something to do outside. It may run twice; its `EffectId` travels with it as the idempotency key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// A request to a web service.
    Http(HttpRequest),
    /// A message by e-mail.
    Email(Mail),
    /// An event for whoever subscribed to it. Nobody waits for it.
    Emit(Emission),
    /// A telephone call is put through to a number.
    Dial(PhoneCall),
    /// The contact speaks, and it is kept.
    Record(Recording),
    /// A question to a language model.
    Model(Box<ModelRequest>),
}

impl Effect {
    /// Whether the step that asks waits for what comes of it. What nobody waits for tells of something that
    /// has happened, and is carried out whoever has the conversation by then.
    pub fn is_awaited(&self) -> bool {
        match self {
            Self::Emit(_) => false,
            Self::Email(mail) => mail.aside.is_none(),
            _ => true,
        }
    }

    /// How long the service it asks has for an answer, tries included; none of what asks no service.
    pub fn limit(&self) -> Option<Span> {
        match self {
            Self::Http(request) => Some(request.limit),
            Self::Model(request) => Some(request.limit),
            Self::Email(_) | Self::Emit(_) | Self::Dial(_) | Self::Record(_) => None,
        }
    }
}

/// Why a service failed that took longer than it may, for the people who made the trail.
pub fn late(limit: Span) -> String {
    format!("no answer within {limit}")
}

/// A message by e-mail. Who sends it is the house's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Whom it goes to: addresses, at least one.
    pub to: Vec<SmolStr>,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<SmolStr>,
    /// Its subject: one line.
    pub subject: String,
    /// Its words as plain text.
    pub text: Option<String>,
    /// Its words as HTML. There is one of the two at least.
    pub html: Option<String>,
    /// The step that sends it without waiting, as one does that runs beside whatever goes on; none where it waits.
    #[serde(default)]
    pub aside: Option<Sender>,
}

/// A step that sends something without waiting for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The trail.
    pub trail: TrailId,
    /// The step.
    pub step: StepId,
}

/// An event for whoever subscribed to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Emission {
    /// Its name: `[a-z][a-z0-9_.-]*`.
    pub name: SmolStr,
    /// What it tells.
    pub data: Value,
}

/// A telephone call that is put through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneCall {
    /// The number: `+` and digits, as E.164 has it.
    pub number: SmolStr,
    /// How long it rings before nobody answered.
    pub limit: Span,
}

/// A voice message that is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// How long it may be.
    pub limit: Span,
}

/// A request to a web service. Secrets are named, never held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The address, absolute.
    pub url: Filled,
    /// Headers in order.
    pub headers: Vec<(SmolStr, Filled)>,
    /// The body.
    pub body: Option<Body>,
    /// How long it may take, tries included.
    pub limit: Span,
    /// How many times it is tried again after a failure to connect, a time-out, or an answer of 502, 503 or 504.
    pub retries: u8,
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// The method as on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request's body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// JSON. Bodies hold no secrets.
    Json(Value),
    /// `application/x-www-form-urlencoded`, fields in order.
    Form(Vec<(SmolStr, String)>),
    /// `text/plain`.
    Text(String),
}

/// Text in which secrets stand by name until the moment of sending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Filled(pub Vec<Piece>);

/// A piece of [`Filled`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// The secret of this name.
    Secret(SmolStr),
}

impl Filled {
    /// Text without secrets.
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Piece::Text(text.into())])
    }

    /// The text with each secret as `secret` gives it; the name of the first one it does not know.
    pub fn reveal(&self, secret: impl Fn(&str) -> Option<String>) -> Result<String, SmolStr> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Secret(name) => {
                    out.push_str(&secret(name).ok_or_else(|| name.clone())?);
                }
            }
        }
        Ok(out)
    }

    /// The text with each secret as `…`: for people and logs.
    pub fn masked(&self) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Secret(_) => "…",
            })
            .collect()
    }
}

/// What an effect came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// The service answered, whatever its status.
    Http {
        /// The status code.
        status: u16,
        /// Headers, names in lower case; the last of equal names.
        headers: Map,
        /// JSON as values; other text as text; nothing as null.
        body: Value,
    },
    /// It was done, and there is nothing more to tell.
    Done,
    /// A call was put through, or not.
    Called(CallEnd),
    /// A voice message was taken.
    Recorded {
        /// Where it is kept.
        media: SmolStr,
        /// How long it is.
        length: Span,
    },
    /// It could not be done: no connection, too slow, too large, refused by the address guard.
    Failed {
        /// Why, for the people who made the trail.
        reason: String,
    },
    /// A language model answered.
    Model(ModelAnswer),
}

/// How a call ended that was put through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEnd {
    /// They talked, and hung up.
    Answered,
    /// The line was engaged, or the call was turned down; of a voice message: no line was free to take it.
    Busy,
    /// Nobody answered; of a voice message: nothing was said.
    NoAnswer,
}
