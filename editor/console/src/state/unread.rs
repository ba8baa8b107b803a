//! What one has not seen yet.

use super::{Load, State, Tab};
use trilha_model::ConversationId;
use trilha_wire::chat::From;
use trilha_wire::desk::Summary;

/// How a conversation was when one last looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// How much stood unanswered.
    unanswered: u32,
    /// When the last thing was said.
    at: i64,
}

/// Whether the last thing was said in a group that one does not read.
pub(crate) fn is_hidden(summary: &Summary) -> bool {
    summary.preview_group.is_some() && summary.preview_from.is_none()
}

impl State {
    fn is_mine(&self, summary: &Summary) -> bool {
        let me = self.me.as_ref();
        me.is_some_and(|me| Tab::Mine.holds(summary, &me.id))
    }

    /// How much the contact said in a conversation of one's own since one last looked.
    pub(crate) fn unread(&self, summary: &Summary) -> u32 {
        if !self.is_mine(summary) {
            return 0;
        }
        let Some(seen) = self.seen.get(&summary.id) else {
            return summary.unanswered;
        };
        let more = summary.unanswered.saturating_sub(seen.unanswered);
        let last_is_new = summary.at > seen.at && summary.preview_from == Some(From::Contact);
        if last_is_new {
            more.max(summary.unanswered.min(1))
        } else {
            more
        }
    }

    /// Whether something was said since one last looked, in a conversation of one's own, that one does not read: neither
    /// who said it nor how much is known of it.
    pub(crate) fn unread_hidden(&self, summary: &Summary) -> bool {
        let new = |seen: &Seen| summary.at > seen.at;
        self.is_mine(summary) && is_hidden(summary) && self.seen.get(&summary.id).is_none_or(new)
    }

    /// What the page's title counts: those who wait, and one's own with something unread.
    pub(crate) fn badge(&self) -> u32 {
        let unread = self
            .lines
            .values()
            .filter(|line| self.unread(line) > 0 || self.unread_hidden(line))
            .count();
        self.counts
            .waiting
            .saturating_add(u32::try_from(unread).unwrap_or(u32::MAX))
    }

    /// Remembers that one sees the open conversation as it is. Says whether that is news.
    pub(super) fn mark_seen(&mut self) -> bool {
        let Some(open) = self
            .open
            .as_ref()
            .filter(|open| self.looking && open.load == Load::Ready)
        else {
            return false;
        };
        let Some(seen) = self.lines.get(&open.id).map(|line| Seen {
            unanswered: line.unanswered,
            at: line.at,
        }) else {
            return false;
        };
        self.seen.insert(open.id.clone(), seen) != Some(seen)
    }

    /// Once somebody answered, what the contact says is counted from the beginning.
    pub(super) fn count_anew(&mut self, summary: &Summary) {
        if let Some(seen) = self.seen.get_mut(&summary.id) {
            seen.unanswered = seen.unanswered.min(summary.unanswered);
        }
    }

    /// What was seen, for the browser to keep: a line a conversation, for those that matter still.
    pub(crate) fn seen_text(&self) -> String {
        // What was said in a group may be hidden by the time it is read back.
        let matters = |line: &Summary| line.unanswered > 0 || line.preview_group.is_some();
        let kept = self
            .seen
            .iter()
            .filter(|(id, _)| self.lines.get(*id).is_none_or(|line| matters(line)));
        let lines: Vec<String> = kept
            .map(|(id, seen)| format!("{} {} {id}", seen.unanswered, seen.at))
            .collect();
        lines.join("\n")
    }

    /// Reads what [`Self::seen_text`] wrote, here or in another tab; of two, the later look counts.
    pub(crate) fn read_seen(&mut self, text: &str) {
        for line in text.lines() {
            let mut parts = line.splitn(3, ' ');
            let read = (|| {
                let unanswered = parts.next()?.parse().ok()?;
                let at = parts.next()?.parse().ok()?;
                let id = ConversationId::parse(parts.next()?)?;
                Some((id, Seen { unanswered, at }))
            })();
            if let Some((id, seen)) = read
                && self.seen.get(&id).is_none_or(|known| known.at < seen.at)
            {
                self.seen.insert(id, seen);
            }
        }
    }
}
