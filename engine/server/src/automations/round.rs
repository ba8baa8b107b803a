//! A round: every conversation on an automation's inboxes is given an input.

use crate::problem::{Answer, Problem};
use crate::runtime::Runtime;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use trilha_desk::Automation;
use trilha_model::{ConversationId, Event, InboxId, Input, Stream};

/// Conversations gone through at once.
pub(super) const BATCH: usize = 128;
/// Sessions one moment of a schedule begins: more is a campaign, which wants a tool of its own.
const MOST: u32 = 10_000;
/// Tries at a conversation where too much happens at once, and the pause between two.
const TRIES: usize = 8;
const BREATH: Duration = Duration::from_millis(250);

/// Gives every conversation on an automation's inboxes an input; in how many it fired. None: the server stops.
pub(super) async fn go_through(
    runtime: &Runtime,
    automation: &Automation,
    input: &Input,
    closing: &watch::Receiver<bool>,
) -> Answer<Option<u32>> {
    let world = Arc::clone(&runtime.house.now().world);
    let inboxes = world.inboxes.keys();
    let inboxes = inboxes.filter(|inbox| automation.start.is_on(inbox));
    let mut fired = 0;
    for inbox in inboxes {
        let mut after = None;
        loop {
            if *closing.borrow() {
                return Ok(None);
            }
            let page = page(runtime, inbox, after.as_ref())?;
            fired += give(runtime, &page, input).await?;
            after = page.last().cloned();
            if page.len() < BATCH {
                break;
            }
            if fired >= MOST && matches!(input, Input::Scheduled { .. }) {
                let automation_id = &automation.id;
                tracing::warn!(%automation_id, fired, "a schedule begins no more sessions at once");
                return Ok(Some(fired));
            }
        }
    }
    Ok(Some(fired))
}

fn page(runtime: &Runtime, inbox: &InboxId, after: Option<&Stream>) -> Answer<Vec<Stream>> {
    let prefix = format!("conversation/{inbox}/");
    Ok(runtime.journal.streams(&prefix, after, BATCH)?)
}

/// Gives some conversations an input; in how many an automation fired. Those where too much happens at once are asked
/// again; an error says that some were not reached, and all are to be gone through again.
async fn give(runtime: &Runtime, page: &[Stream], input: &Input) -> Answer<u32> {
    let ids = page
        .iter()
        .filter_map(|stream| ConversationId::parse(stream.key()));
    let (mut left, mut fired): (Vec<ConversationId>, _) = (ids.collect(), 0);
    for _ in 0..TRIES {
        let driven = left.into_iter().map(|id| async move {
            let done = runtime.drive(&id, input.clone()).await;
            (id, done)
        });
        left = Vec::new();
        for (id, done) in futures::future::join_all(driven).await {
            match done {
                Ok(done) => {
                    let is_one = |event: &Event| matches!(event, Event::AutomationFired { .. });
                    fired += u32::from(done.events.iter().any(is_one));
                }
                Err(problem) if problem.kind == Problem::stopped().kind => return Err(problem),
                Err(problem) if problem.kind == Problem::busy().kind => left.push(id),
                Err(problem) => {
                    tracing::warn!(
                        problem = problem.kind,
                        "an automation passes a conversation by"
                    );
                }
            }
        }
        if left.is_empty() {
            return Ok(fired);
        }
        tokio::time::sleep(BREATH).await;
    }
    Err(Problem::busy())
}
