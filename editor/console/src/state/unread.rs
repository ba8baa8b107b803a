//! What one has not seen yet.

use super::{Load, State, Tab};
use trilha_model::ConversationId;
use trilha_wire::desk::Summary;

impl State {
    /// How much the contact said in a conversation of one's own since one last looked.
    pub(crate) fn unread(&self, summary: &Summary) -> u32 {
        let mine = self
            .me
            .as_ref()
            .is_some_and(|me| Tab::Mine.holds(summary, &me.id));
        let seen = self
            .seen
            .get(&summary.id)
            .is_some_and(|seen| *seen >= summary.version);
        if mine && !seen { summary.unanswered } else { 0 }
    }

    /// What the page's title counts: those who wait, and one's own with something unread.
    pub(crate) fn badge(&self) -> u32 {
        let unread = self
            .lines
            .values()
            .filter(|line| self.unread(line) > 0)
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
        let Some(version) = self.lines.get(&open.id).map(|line| line.version) else {
            return false;
        };
        self.seen.insert(open.id.clone(), version) != Some(version)
    }

    /// What was seen, for the browser to keep: a line a conversation, for those that matter still.
    pub(crate) fn seen_text(&self) -> String {
        let kept = self
            .seen
            .iter()
            .filter(|(id, _)| self.lines.get(*id).is_none_or(|line| line.unanswered > 0));
        let lines: Vec<String> = kept
            .map(|(id, version)| format!("{version} {id}"))
            .collect();
        lines.join(
            "
",
        )
    }

    /// Reads what [`Self::seen_text`] wrote.
    pub(crate) fn read_seen(&mut self, text: &str) {
        self.seen = text
            .lines()
            .filter_map(|line| {
                let (version, id) = line.split_once(' ')?;
                Some((ConversationId::parse(id)?, version.parse().ok()?))
            })
            .collect();
    }
}
