//! The lists by page, and how many are in each.

use super::Views;
use crate::line::Line;
use crate::lists::{Counts, Filter, Page, Viewer, place};
use std::sync::Arc;
use trilha_model::{Owner, QueueId};

/// Closed lines looked at for one page: a filter that matches little gives a short page and where to go on.
const SCANNED: usize = 2_000;

impl Views {
    /// How many conversations wait in a queue.
    pub fn waiting_in(&self, queue: &QueueId) -> u32 {
        let waits = |line: &&Arc<Line>| line.owner == Owner::Queue(queue.clone());
        u32::try_from(self.open.values().filter(waits).count()).unwrap_or(u32::MAX)
    }

    /// How many conversations one sees, by list.
    pub fn counts(&self, viewer: &Viewer) -> Counts {
        let mut counts = Counts::default();
        for line in self.open.values() {
            counts.add(line, viewer);
        }
        counts
    }

    /// What waits: the most urgent first, then what waits longest.
    pub fn waiting(
        &self,
        viewer: &Viewer,
        filter: &Filter,
        after: Option<&str>,
        limit: usize,
    ) -> Page {
        self.page(viewer, filter, after, limit, true, |line| {
            matches!(line.owner, Owner::Queue(_))
        })
    }

    /// What one has oneself, newest first.
    pub fn mine(
        &self,
        viewer: &Viewer,
        filter: &Filter,
        after: Option<&str>,
        limit: usize,
    ) -> Page {
        self.page(
            viewer,
            filter,
            after,
            limit,
            false,
            |line| matches!(&line.owner, Owner::Agent(agent) if *agent == viewer.agent),
        )
    }

    /// Every open ticket, newest first.
    pub fn all(&self, viewer: &Viewer, filter: &Filter, after: Option<&str>, limit: usize) -> Page {
        self.page(viewer, filter, after, limit, false, |_| true)
    }

    /// What is closed, newest first.
    pub fn closed(
        &self,
        viewer: &Viewer,
        filter: &Filter,
        after: Option<&str>,
        limit: usize,
    ) -> Page {
        let mut page = Page::default();
        let mut last = None;
        for (looked, line) in self.store.closed(after).enumerate() {
            if page.lines.len() == limit || looked == SCANNED {
                page.next = last;
                break;
            }
            last = Some(place(&line, false));
            if viewer.sees_line(&line) && filter.takes(&line, viewer) {
                page.lines.push(Arc::new(line));
            }
        }
        page
    }

    fn page(
        &self,
        viewer: &Viewer,
        filter: &Filter,
        after: Option<&str>,
        limit: usize,
        waiting: bool,
        wanted: impl Fn(&Line) -> bool,
    ) -> Page {
        let taken = self
            .open
            .values()
            .filter(|line| wanted(line) && viewer.sees_line(line) && filter.takes(line, viewer));
        let mut placed: Vec<_> = taken.map(|line| (place(line, waiting), line)).collect();
        placed.retain(|(place, _)| after.is_none_or(|after| place.as_str() > after));
        placed.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let more = placed.len() > limit;
        placed.truncate(limit);
        Page {
            next: placed
                .last()
                .filter(|_| more)
                .map(|(place, _)| place.clone()),
            lines: placed
                .into_iter()
                .map(|(_, line)| Arc::clone(line))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use trilha_desk::Conversation;
    use trilha_model::{ConversationId, Timestamp};

    #[test]
    fn closed_lines_are_paged_without_a_gap_also_where_a_filter_takes_few() {
        let folder = tempfile::tempdir().unwrap();
        let mut views = Views::open(folder.path()).unwrap();
        let all = SCANNED * 2 + 3;
        for n in 0..all {
            let id = ConversationId::parse(&format!("site/v{n}")).unwrap();
            let mut line = Line::of(&id, 1, &Conversation::default());
            line.at = Timestamp(i64::try_from(all - n).unwrap());
            line.tags = vec![if n % 500 == 0 { "rare" } else { "plain" }.into()];
            views.store.put_closed(&line).unwrap();
        }
        let viewer = Viewer {
            agent: "ana".into(),
            all: true,
            queues: BTreeSet::new(),
            teams: BTreeSet::new(),
        };
        for (text, expected) in [(None, all), (Some("rare"), all.div_ceil(500))] {
            let filter = Filter::new(None, text);
            let (mut seen, mut after) = (Vec::new(), None::<String>);
            loop {
                let page = views.closed(&viewer, &filter, after.as_deref(), 700);
                seen.extend(page.lines.iter().map(|line| line.at));
                let Some(next) = page.next else { break };
                assert_ne!(Some(&next), after.as_ref(), "it goes on");
                after = Some(next);
            }
            assert_eq!(seen.len(), expected, "{text:?}");
            assert!(seen.is_sorted_by(|one, other| one > other));
        }
    }
}
