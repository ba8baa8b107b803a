//! An inbox: the fold of `inbox/<id>`.

use crate::fold::Fold;
use serde::{Deserialize, Serialize};
use trilha_model::{Channel, InboxEvent, QueueId, TrailId};

/// One configured channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// The name people read.
    pub title: String,
    /// Its channel.
    pub channel: Channel,
    /// The trail that answers; none: only people do.
    pub trail: Option<TrailId>,
    /// The queue for conversations that no trail answers.
    pub queue: Option<QueueId>,
    /// Whether anything comes in.
    pub enabled: bool,
    /// Whether it is there: made, and not taken away.
    pub exists: bool,
}

impl Fold for Inbox {
    type Event = InboxEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &InboxEvent) {
        match event {
            InboxEvent::InboxSaved {
                title,
                channel,
                trail,
                queue,
                enabled,
                ..
            } => {
                *self = Self {
                    title: title.clone(),
                    channel: *channel,
                    trail: trail.clone(),
                    queue: queue.clone(),
                    enabled: *enabled,
                    exists: true,
                };
            }
            InboxEvent::InboxRemoved { .. } => {
                self.exists = false;
                self.enabled = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inbox_taken_away_takes_nothing_in() {
        let mut inbox = Inbox::default();
        inbox.apply(&InboxEvent::InboxSaved {
            title: "Site".into(),
            channel: Channel::Webchat,
            trail: Some("support".into()),
            queue: None,
            enabled: true,
            by: None,
            at: None,
        });
        assert!(inbox.exists && inbox.enabled);
        assert_eq!(Inbox::from_bytes(&inbox.to_bytes()).unwrap(), inbox);
        inbox.apply(&InboxEvent::InboxRemoved { by: None, at: None });
        assert!(!inbox.exists && !inbox.enabled);
    }
}
