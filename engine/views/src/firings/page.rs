//! A page of the log: found in the views, then told with the conversations as lists have them.

use super::Firing;
use crate::line::Line;
use crate::lists::Viewer;
use crate::state::{At, load};
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_desk::Conversation;
use trilha_journal::{Journal, ReadError};
use trilha_model::ConversationId;

/// A page of what automations did, newest first, each with the conversation as lists have it.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The firings.
    pub firings: Vec<(Firing, Arc<Line>)>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// The firings of a page, with the lines there are; the other conversations are still to be read, which the views
/// need not be held for.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub(crate) firings: Vec<(Firing, Option<Arc<Line>>)>,
    pub(crate) next: Option<String>,
}

impl Found {
    /// The page, in which each conversation that has no line was read once. One that was purged, or that one may no
    /// longer see, is left out.
    pub fn log(self, journal: &dyn Journal, viewer: &Viewer) -> Result<Log, ReadError> {
        let mut read: BTreeMap<ConversationId, Option<Arc<Line>>> = BTreeMap::new();
        let mut log = Log {
            firings: Vec::with_capacity(self.firings.len()),
            next: self.next,
        };
        for (firing, line) in self.firings {
            let id = &firing.conversation;
            let line = match (line, read.get(id)) {
                (Some(line), _) => Some(line),
                (None, Some(line)) => line.clone(),
                (None, None) => {
                    let line = line_now(journal, id)?;
                    read.insert(id.clone(), line.clone());
                    line
                }
            };
            if let Some(line) = line.filter(|line| viewer.sees_line(line)) {
                log.firings.push((firing, line));
            }
        }
        Ok(log)
    }
}

/// The line of a conversation that never had a ticket.
fn line_now(journal: &dyn Journal, id: &ConversationId) -> Result<Option<Arc<Line>>, ReadError> {
    let at: At<Conversation> = load(journal, &id.stream())?;
    let known = at.state.is_open();
    Ok(known.then(|| Arc::new(Line::of(id, at.version, &at.state))))
}
