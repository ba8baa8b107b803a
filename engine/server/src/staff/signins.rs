//! Sign-ins: a random token in a cookie, its hash on the stream `sign-in/<hash>`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use trilha_desk::Fold;
use trilha_model::{AgentId, Span, Stream, Timestamp};

/// How long a sign-in holds that does not outlive the browser.
pub(crate) const A_DAY: Span = Span(12 * 60 * 60 * 1000);
/// How long one holds that does.
pub(crate) const A_MONTH: Span = Span(30 * 24 * 60 * 60 * 1000);

/// What happens to a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SignInEvent {
    /// Somebody signed in.
    SignedIn {
        /// Who.
        agent: AgentId,
        /// The number of their password then: a new one voids the sign-in.
        passwords: u32,
        /// Until when it holds.
        until: Timestamp,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// They signed out.
    SignedOut {
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}

/// A sign-in: the fold of its stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignIn {
    /// Who; empty once signed out.
    pub(crate) agent: AgentId,
    /// The number of their password then.
    pub(crate) passwords: u32,
    /// Until when it holds.
    pub(crate) until: Timestamp,
}

impl Fold for SignIn {
    type Event = SignInEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &SignInEvent) {
        *self = match event {
            SignInEvent::SignedIn {
                agent,
                passwords,
                until,
                ..
            } => Self {
                agent: agent.clone(),
                passwords: *passwords,
                until: *until,
            },
            SignInEvent::SignedOut { .. } => Self::default(),
        };
    }
}

/// A new token.
pub(crate) fn token() -> String {
    crate::ambient::hex(&crate::ambient::unguessable::<32>())
}

/// What is kept of a token: its SHA-256.
pub(crate) fn key(token: &str) -> SmolStr {
    SmolStr::from(crate::ambient::hex(&Sha256::digest(token.as_bytes())))
}

/// The stream of a sign-in.
pub(crate) fn stream(key: &str) -> Stream {
    Stream::new("sign-in", key)
}
