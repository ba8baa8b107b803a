//! A webhook and what it still has to be told: the fold of the stream `webhook/<id>`.

use super::told::Place;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::fmt;
use trilha_desk::Fold;
use trilha_model::{AgentId, ConversationId, Stream, Timestamp, Value};

/// Deliveries that may wait: a day of a busy house, and beyond it the oldest is given up.
const PENDING: usize = 1_000;
/// Deliveries given up that are remembered.
const GIVEN_UP: usize = 50;

/// What happens to a webhook.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum HookEvent {
    /// Made, or its settings changed: all of them.
    HookSaved {
        /// Where events go.
        url: String,
        /// The events it gets; none: all of them.
        events: Vec<SmolStr>,
        /// Whether it gets anything.
        enabled: bool,
        /// The secret, sealed.
        secret: Vec<u8>,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Taken away, with everything it still had to be told.
    HookRemoved {
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// An event is to be delivered.
    DeliveryQueued {
        /// The delivery's id, the same however often it is queued.
        id: SmolStr,
        /// The event's name.
        name: SmolStr,
        /// What it tells, where that stands nowhere else.
        #[serde(default)]
        data: Value,
        /// Where it stands.
        #[serde(default)]
        told: Option<Place>,
        /// The conversation it comes from.
        conversation: ConversationId,
        /// When.
        at: Timestamp,
    },
    /// It was tried to deliver it.
    DeliveryTried {
        /// Which.
        id: SmolStr,
        /// When.
        at: Timestamp,
        /// What went wrong; nothing: it was delivered.
        problem: Option<String>,
        /// When it is tried again; never where it is none.
        again: Option<Timestamp>,
    },
    /// What was given up is tried anew.
    GivenUpQueued {
        /// When.
        at: Timestamp,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
    },
}

/// A webhook.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hook {
    pub(crate) exists: bool,
    pub(crate) url: String,
    pub(crate) events: Vec<SmolStr>,
    pub(crate) enabled: bool,
    /// Nonce and cipher text.
    pub(crate) secret: Vec<u8>,
    pub(crate) pending: VecDeque<Pending>,
    pub(crate) given_up: VecDeque<Tried>,
    pub(crate) last: Option<Tried>,
    /// How many events were folded: the stream's version.
    version: u64,
}

/// A delivery that is still to be made. What it tells is read where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(crate) id: SmolStr,
    pub(crate) name: SmolStr,
    /// The version of the stream after the event that queued it.
    pub(crate) version: u64,
    /// Where what it tells stands; none: in that event.
    pub(crate) told: Option<Place>,
    /// How often it was tried.
    pub(crate) tries: u32,
    /// When it is to be tried.
    pub(crate) at: Timestamp,
}

/// What came of trying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tried {
    pub(crate) delivery: Pending,
    pub(crate) at: Timestamp,
    pub(crate) problem: Option<String>,
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hook")
            .field("url", &self.url)
            .field("pending", &self.pending.len())
            .finish_non_exhaustive()
    }
}

impl Hook {
    /// Whether it gets events of this name.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.exists
            && self.enabled
            && (self.events.is_empty() || self.events.iter().any(|event| event == name))
    }

    /// The delivery that is to be tried first.
    pub(crate) fn next(&self) -> Option<&Pending> {
        let first = |pending: &&Pending| pending.at;
        self.pending
            .iter()
            .min_by_key(first)
            .filter(|_| self.enabled)
    }

    /// Whether a delivery is still to be made.
    pub(crate) fn is_pending(&self, id: &str) -> bool {
        self.pending.iter().any(|pending| pending.id == id)
    }

    fn queue(&mut self, pending: Pending, at: Timestamp) {
        if self.is_pending(&pending.id) {
            return;
        }
        if self.pending.len() >= PENDING
            && let Some(delivery) = self.pending.pop_front()
        {
            let problem = Some("too many others wait".to_owned());
            self.give_up(Tried {
                delivery,
                at,
                problem,
            });
        }
        self.pending.push_back(pending);
    }

    fn give_up(&mut self, tried: Tried) {
        self.given_up.push_front(tried);
        self.given_up.truncate(GIVEN_UP);
    }

    fn tried(&mut self, id: &str, at: Timestamp, problem: Option<&str>, again: Option<Timestamp>) {
        let Some(place) = self.pending.iter().position(|pending| pending.id == id) else {
            return;
        };
        let Some(pending) = self.pending.get_mut(place) else {
            return;
        };
        pending.tries += 1;
        let tried = Tried {
            delivery: pending.clone(),
            at,
            problem: problem.map(str::to_owned),
        };
        self.last = Some(tried.clone());
        if let Some(again) = again {
            pending.at = again;
            return;
        }
        self.pending.remove(place);
        if problem.is_some() {
            self.give_up(tried);
        }
    }
}

impl Fold for Hook {
    type Event = HookEvent;
    const SCHEMA: u8 = 2;

    fn apply(&mut self, event: &HookEvent) {
        self.version += 1;
        match event {
            HookEvent::HookSaved {
                url,
                events,
                enabled,
                secret,
                ..
            } => {
                self.exists = true;
                self.url.clone_from(url);
                self.events.clone_from(events);
                self.enabled = *enabled;
                self.secret.clone_from(secret);
            }
            HookEvent::HookRemoved { .. } => {
                *self = Self {
                    version: self.version,
                    ..Self::default()
                };
            }
            HookEvent::DeliveryQueued {
                id, name, told, at, ..
            } => {
                let pending = Pending {
                    id: id.clone(),
                    name: name.clone(),
                    version: self.version,
                    told: *told,
                    tries: 0,
                    at: *at,
                };
                self.queue(pending, *at);
            }
            HookEvent::DeliveryTried {
                id,
                at,
                problem,
                again,
            } => self.tried(id, *at, problem.as_deref(), *again),
            HookEvent::GivenUpQueued { at, .. } => {
                for tried in std::mem::take(&mut self.given_up).into_iter().rev() {
                    let again = Pending {
                        tries: 0,
                        at: *at,
                        ..tried.delivery
                    };
                    self.queue(again, *at);
                }
            }
        }
    }
}

/// The stream of a webhook.
pub(crate) fn stream(id: &str) -> Stream {
    Stream::new("webhook", id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queued(id: &str) -> HookEvent {
        HookEvent::DeliveryQueued {
            id: id.into(),
            name: "paid".into(),
            data: Value::Null,
            told: None,
            conversation: ConversationId::parse("site/v1").unwrap(),
            at: Timestamp(5),
        }
    }

    fn tried(id: &str, problem: Option<&str>, again: Option<i64>) -> HookEvent {
        HookEvent::DeliveryTried {
            id: id.into(),
            at: Timestamp(9),
            problem: problem.map(str::to_owned),
            again: again.map(Timestamp),
        }
    }

    fn saved() -> HookEvent {
        HookEvent::HookSaved {
            url: "https://example.com".into(),
            events: vec!["paid".into()],
            enabled: true,
            secret: vec![7],
            by: None,
            at: None,
        }
    }

    #[test]
    fn a_delivery_waits_is_tried_and_given_up_and_can_be_tried_anew() {
        let mut hook = Hook::fold(&[saved(), queued("a"), queued("a"), queued("b")]);
        assert!(hook.wants("paid") && !hook.wants("lost"));
        assert_eq!(hook.pending.len(), 2, "what waits is not queued twice");
        hook.apply(&tried("a", Some("500"), Some(20)));
        let next = hook.next().unwrap();
        assert_eq!((next.id.as_str(), next.version), ("b", 4));
        hook.apply(&tried("b", None, None));
        assert_eq!(hook.next().map(|next| next.at), Some(Timestamp(20)));
        hook.apply(&tried("a", Some("500"), None));
        assert!(hook.pending.is_empty());
        assert_eq!(hook.given_up.len(), 1);
        assert_eq!(Hook::from_bytes(&hook.to_bytes()).unwrap(), hook);
        hook.apply(&HookEvent::GivenUpQueued {
            at: Timestamp(30),
            by: None,
        });
        let next = hook.next().unwrap();
        assert_eq!((next.version, next.tries), (2, 0));
        assert!(hook.given_up.is_empty());
        hook.apply(&HookEvent::HookRemoved { by: None, at: None });
        assert!(!hook.exists && hook.pending.is_empty());
    }

    #[test]
    fn beyond_what_may_wait_the_oldest_is_given_up() {
        let mut hook = Hook::fold(&[saved()]);
        for n in 0..=PENDING {
            hook.apply(&queued(&n.to_string()));
        }
        assert_eq!(hook.pending.len(), PENDING);
        assert_eq!(
            hook.given_up
                .front()
                .map(|tried| tried.delivery.id.as_str()),
            Some("0")
        );
    }
}
