//! What a trail may not do while it runs beside a session or a person: wait.

use crate::steps::Kind;
use crate::target::Target;
use crate::trail::{Step, Trail};
use std::collections::BTreeSet;
use trilha_model::TrailId;

/// The steps at which a trail would wait if it ran beside whatever goes on, with the trails they are in. A `handoff`
/// is none: it moves the ticket, and the run is over.
pub(crate) fn waiting<'t>(
    root: &'t Trail,
    trail: &dyn Fn(&TrailId) -> Option<&'t Trail>,
) -> Vec<(&'t Trail, &'t Step)> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<&TrailId> = [&root.id].into();
    let mut open = vec![root];
    while let Some(one) = open.pop() {
        let Some(start) = one.start() else { continue };
        let hands_off = |position: usize| {
            let step = one.at(position);
            step.is_some_and(|step| matches!(step.kind, Kind::Handoff(_)))
        };
        let from = Target::Step(start.id.clone());
        for step in one.graph.before_waiting(&from, &hands_off) {
            let Some(step) = one.at(step) else { continue };
            let next = match &step.kind {
                Kind::Call(call) => Some(call.trail()),
                Kind::Goto(goto) => Some(goto.trail()),
                _ => None,
            };
            if let Some(next) = next.and_then(trail).filter(|next| seen.insert(&next.id)) {
                open.push(next);
            }
            // An e-mail is sent without being waited for.
            let asks = step.kind.asks_outside() && !matches!(step.kind, Kind::Email(_));
            if step.kind.waits() || asks {
                found.push((one, step));
            }
        }
    }
    found
}
