//! One input at a time, as the server deals with it: load, advance, append, and only then dispatch.

use crate::laws::check_sprint;
use crate::{Hot, Run};
use trilha_desk::{Context, Conversation, Refused, advance};
use trilha_journal::{AppendError, CommitId, Journal as _, Write};
use trilha_model::codec::event_to_bytes;
use trilha_model::{ConversationId, Event, Input};

impl Run {
    pub(crate) fn load(&mut self, id: &ConversationId) -> Hot {
        if let Some(hot) = self.hot.get(id) {
            return hot.clone();
        }
        let latest = self.journal.latest(&id.stream()).expect("memory reads");
        let hot = latest.map_or_else(Hot::default, |entry| Hot {
            version: entry.version(),
            state: Conversation::from_bytes(&entry.state).expect("what was written is read"),
        });
        self.hot.insert(id.clone(), hot.clone());
        hot
    }

    /// One input, as the server deals with it: load, advance, append, and only then dispatch.
    pub(crate) fn input(&mut self, id: &ConversationId, input: Input) -> Result<(), Refused> {
        let hot = self.load(id);
        let context = Context {
            now: self.now,
            seed: self.dice.below(u64::MAX),
        };
        let sprint = advance(&self.world, id, &hot.state, input, context)?;
        if sprint.events.is_empty() {
            return Ok(());
        }
        check_sprint(&hot.state, &sprint.events, &sprint.after);
        let after = Hot {
            version: hot.version + sprint.events.len() as u64,
            state: sprint.after,
        };
        self.append(id, &hot, &after, &sprint.events);
        self.hot.insert(id.clone(), after.clone());
        if self.dice.one_in(6) {
            // Between append and dispatch.
            self.crash();
            return Ok(());
        }
        for event in &sprint.events {
            if let Event::EffectRequested {
                id: effect,
                owner_version,
                ..
            } = event
            {
                self.dispatch(id, *effect, *owner_version, &after.state);
            }
        }
        Ok(())
    }

    pub(crate) fn append(
        &mut self,
        id: &ConversationId,
        before: &Hot,
        after: &Hot,
        events: &[Event],
    ) {
        self.commits += 1;
        let name = u128::from(self.commits).to_le_bytes();
        let write = Write {
            stream: id.stream(),
            expected_version: before.version,
            events: events.iter().map(event_to_bytes).collect(),
            state: after.state.to_bytes(),
            wake: after.state.wake(),
        };
        let append = |write| self.journal.append(CommitId(name), vec![write]).wait();
        append(write.clone()).expect("nobody else writes");
        if self.dice.one_in(8) {
            // The answer was lost, and the commit is sent again.
            let again = self.journal.append(CommitId(name), vec![write]).wait();
            let known = matches!(
                again,
                Err(AppendError::Conflict {
                    same_commit_id: true,
                    ..
                })
            );
            assert!(known, "a repeated commit is recognised: {again:?}");
        }
    }
}
