//! Channels: nothing on the way of a trail that an inbox it answers cannot do.

use crate::bundle::{Known, Read, ReadTrail};
use crate::diagnostic::{Code, Diagnostic};
use crate::trail::Trail;
use trilha_model::{Channel, InboxId, TrailId};

/// An inbox that sessions of the bundle may begin on.
pub(super) struct Reached<'k> {
    pub(super) id: &'k InboxId,
    pub(super) channel: Channel,
}

/// The inboxes that the root trail answers, as far as they are known.
pub(super) fn reached<'k>(read: &Read, root: &TrailId, known: &'k Known) -> Vec<Reached<'k>> {
    let Some(top) = read.trails.get(root).map(|one| &one.trail) else {
        return Vec::new();
    };
    let inboxes = known.inboxes.iter().flatten();
    inboxes
        .filter(|(id, inbox)| inbox.trail.as_ref() == Some(root) || starts_on(top, id))
        .map(|(id, inbox)| Reached {
            id,
            channel: inbox.channel,
        })
        .collect()
}

fn starts_on(trail: &Trail, inbox: &InboxId) -> bool {
    trail.starts.iter().any(|start| start.is_on(inbox))
}

pub(super) fn check(one: &ReadTrail, reached: &[Reached<'_>], out: &mut Vec<Diagnostic>) {
    for step in &one.trail.steps {
        let Some(need) = step.kind.needs() else {
            continue;
        };
        let cannot = |inbox: &&Reached<'_>| inbox.channel.cannot().contains(&need);
        let Some(inbox) = reached.iter().find(cannot) else {
            continue;
        };
        let message = format!(
            "`{}` is a `{}`, which the inbox `{}` ({}) cannot do",
            step.id,
            need.word(),
            inbox.id,
            inbox.channel.word()
        );
        out.push(
            Diagnostic::error(Code::CHANNEL_CANNOT, &one.file, step.id_span, message)
                .with_help("let the trail start on other inboxes only, or take the step away")
                .in_step(step.id.0.clone()),
        );
    }
}
