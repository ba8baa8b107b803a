//! Lists of conversations as one person may see them.

use crate::line::Line;
use std::collections::BTreeSet;
use std::sync::Arc;
use trilha_model::{AgentId, Owner, QueueId, TeamId};

/// Who looks: decides what is seen, everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub agent: AgentId,
    /// Whether they see every conversation.
    pub all: bool,
    /// The queues they are a member of.
    pub queues: BTreeSet<QueueId>,
    /// The teams they are in, without those taken away.
    pub teams: BTreeSet<TeamId>,
}

impl Viewer {
    /// Whether they may see a conversation with this owner and ticket's queue.
    pub fn sees(&self, owner: &Owner, queue: Option<&QueueId>) -> bool {
        self.all
            || queue.is_some_and(|queue| self.queues.contains(queue))
            || match owner {
                Owner::Agent(agent) => *agent == self.agent,
                Owner::Queue(queue) => self.queues.contains(queue),
                Owner::Bot => false,
            }
    }

    /// Whether they read what is said in a message group of what they see.
    pub fn reads(&self, group: Option<&TeamId>) -> bool {
        self.all || group.is_none_or(|group| self.teams.contains(group))
    }

    /// Whether they may see this line.
    pub fn sees_line(&self, line: &Line) -> bool {
        self.sees(
            &line.owner,
            line.ticket.as_ref().map(|ticket| &ticket.queue),
        )
    }
}

/// What of a list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this queue.
    pub queue: Option<QueueId>,
    /// Only where this text occurs.
    pub text: Option<String>,
}

impl Filter {
    /// Ready to be matched: the text in lower case.
    pub fn new(queue: Option<QueueId>, text: Option<&str>) -> Self {
        let text = text
            .map(|text| text.trim().to_lowercase())
            .filter(|text| !text.is_empty());
        Self { queue, text }
    }

    /// Whether a line is wanted; a text is looked for in what this person reads of it.
    pub fn takes(&self, line: &Line, viewer: &Viewer) -> bool {
        let queue = |wanted: &QueueId| {
            line.ticket
                .as_ref()
                .is_some_and(|ticket| ticket.queue == *wanted)
        };
        self.queue.as_ref().is_none_or(queue)
            && self
                .text
                .as_ref()
                .is_none_or(|text| line.mentions(text, viewer))
    }
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The lines in order.
    pub lines: Vec<Arc<Line>>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// How many conversations one sees, by list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting in a queue.
    pub waiting: u32,
    /// Held by oneself.
    pub mine: u32,
    /// Open tickets.
    pub all: u32,
}

impl Counts {
    pub(crate) fn add(&mut self, line: &Line, viewer: &Viewer) {
        if !viewer.sees_line(line) {
            return;
        }
        self.all += 1;
        match &line.owner {
            Owner::Queue(_) => self.waiting += 1,
            Owner::Agent(agent) if *agent == viewer.agent => self.mine += 1,
            Owner::Agent(_) | Owner::Bot => {}
        }
    }
}

/// The place of a line in its list, as text that goes out as `next` and comes back as `before`.
pub(crate) fn place(line: &Line, waiting: bool) -> String {
    let [first, second] = order(line, waiting);
    format!("{first:016x}{second:016x}{}", line.id)
}

/// The order of a list as two numbers, smaller first: the most urgent that waits longest, or the newest.
fn order(line: &Line, waiting: bool) -> [u64; 2] {
    let forward = |at: i64| at.cast_unsigned() ^ (1 << 63);
    if waiting {
        let ticket = line.ticket.as_ref();
        let urgency = ticket.map_or(0, |ticket| ticket.priority as u64);
        let since = ticket
            .and_then(|ticket| ticket.waiting_since)
            .unwrap_or(line.at);
        [u64::MAX - urgency, forward(since.0)]
    } else {
        [!forward(line.at.0), 0]
    }
}
