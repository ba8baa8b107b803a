//! Who listens: visitors' sockets by conversation, and the desks' sockets all together.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, watch};
use trilha_journal::Cursor;
use trilha_model::{AgentId, ConversationId, EffectId};
use trilha_views::Change;

/// News a slow desk may fall behind before it must fetch its lists again.
const BACKLOG: usize = 1_024;

/// What a visitor's socket watches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Topic {
    /// The conversation's version.
    pub(crate) version: u64,
    /// Grows when the person on the other side types.
    pub(crate) typing: u64,
    /// What a model is writing.
    pub(crate) writing: Option<Arc<Writing>>,
}

/// An answer that a model is writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Writing {
    /// Which question to a model it answers.
    pub(crate) effect: EffectId,
    /// What stands so far; it only grows.
    pub(crate) text: String,
}

/// What the desks' sockets hear.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// A conversation with a ticket changed.
    Changed {
        /// What.
        change: Arc<Change>,
        /// Its events with the versions after them.
        events: Arc<Vec<(u64, trilha_model::Event)>>,
        /// Just after the commit.
        cursor: Cursor,
    },
    /// People, queues or settings changed.
    Staff {
        /// Just before the commit.
        before: Cursor,
        /// Just after the commit.
        cursor: Cursor,
    },
    /// Somebody types.
    Typing {
        /// In which conversation.
        id: ConversationId,
        /// The person at the desk who does; none: the contact.
        by: Option<AgentId>,
    },
}

/// Who listens.
#[derive(Debug)]
pub(crate) struct Hub {
    topics: Mutex<BTreeMap<ConversationId, watch::Sender<Topic>>>,
    desk: broadcast::Sender<News>,
    /// Grows with every change of what stands between the house and other systems.
    outside: watch::Sender<u64>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            topics: Mutex::default(),
            desk: broadcast::Sender::new(BACKLOG),
            outside: watch::Sender::default(),
        }
    }
}

impl Hub {
    /// Watches one conversation.
    pub(crate) fn watch(&self, id: &ConversationId) -> watch::Receiver<Topic> {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        topics.entry(id.clone()).or_default().subscribe()
    }

    /// Forgets a conversation nobody watches any more. To be called after dropping a receiver.
    pub(crate) fn leave(&self, id: &ConversationId) {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if topics
            .get(id)
            .is_some_and(|topic| topic.receiver_count() == 0)
        {
            topics.remove(id);
        }
    }

    /// Tells those who watch a conversation.
    pub(crate) fn tell(&self, id: &ConversationId, change: impl FnOnce(&mut Topic)) {
        let topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(topic) = topics.get(id) {
            topic.send_modify(change);
        }
    }

    /// Tells those who watch a conversation, if it changes anything.
    pub(crate) fn tell_if(&self, id: &ConversationId, change: impl FnOnce(&mut Topic) -> bool) {
        let topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(topic) = topics.get(id) {
            topic.send_if_modified(change);
        }
    }

    /// Waits until a conversation has changed so that `look` no longer finds what it looks for.
    pub(crate) async fn until_gone<F>(&self, id: &ConversationId, look: impl Fn() -> F)
    where
        F: Future<Output = bool>,
    {
        // Dropped after the receiver, and watched before anything is looked at: no change is missed.
        let _left = Left { hub: self, id };
        let mut topic = self.watch(id);
        loop {
            let version = topic.borrow_and_update().version;
            if !look().await {
                return;
            }
            if topic.wait_for(|now| now.version != version).await.is_err() {
                return;
            }
        }
    }

    /// Hears what happens at the desk from now on.
    pub(crate) fn desk(&self) -> broadcast::Receiver<News> {
        self.desk.subscribe()
    }

    /// Hears from now on that the mail server, a webhook, a delivery or an API token changed: often at once, and of many
    /// changes together.
    pub(crate) fn outside(&self) -> watch::Receiver<u64> {
        self.outside.subscribe()
    }

    /// Tells that something of that changed.
    pub(crate) fn outside_changed(&self) {
        self.outside.send_modify(|changes| *changes += 1);
    }

    /// Tells the desks; nobody listening is fine.
    pub(crate) fn announce(&self, news: News) {
        drop(self.desk.send(news));
    }
}

/// Forgets a conversation nobody watches any more when it is dropped, however that comes.
struct Left<'l> {
    hub: &'l Hub,
    id: &'l ConversationId,
}

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.hub.leave(self.id);
    }
}
