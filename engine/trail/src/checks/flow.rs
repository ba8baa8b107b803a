//! Flow: every step reached, every path with an end, no circle that never waits.

use crate::bundle::{Read, ReadTrail};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph;
use crate::graph::Destination;
use crate::reader::{Reference, Referent};
use crate::steps::Kind;
use crate::target::Target;
use crate::trail::{Step, Trail};
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::TrailId;

/// How many steps of a circle are named: enough to see where it runs.
const NAMED: usize = 12;

pub(super) fn check(one: &ReadTrail, read: &Read, out: &mut Vec<Diagnostic>) {
    let trail = &one.trail;
    unreachable(one, out);
    let mut shared = Vec::new();
    for (position, step) in trail.steps.iter().enumerate() {
        exits(one, step, out);
        if matches!(step.kind, Kind::Each(_)) && !body(one, position, step, out) {
            shared.push(position);
        }
    }
    let waits = |position: usize| trail.at(position).is_some_and(|step| may_wait(step, read));
    let fails_once = |position: usize| trail.at(position).is_some_and(falls_to_default);
    for cycle in trail.graph.wait_free_cycles(&waits, &fails_once) {
        // Of a body that is not its own only that is said: nobody knows what was meant to go round.
        if !cycle.iter().any(|step| shared.contains(step)) {
            endless(one, &cycle, out);
        }
    }
    let waits = |position: usize| {
        let step = trail.at(position);
        step.is_some_and(|step| !matches!(step.kind, Kind::Wait(_)) && may_wait(step, read))
    };
    for cycle in trail.graph.wait_free_cycles(&waits, &fails_once) {
        unheard(trail, one, &cycle, out);
    }
}

/// Says of an `each` that its body is not its own, or never comes back for the next item; whether it is
/// its own.
fn body(one: &ReadTrail, position: usize, step: &Step, out: &mut Vec<Diagnostic>) -> bool {
    let trail = &one.trail;
    let Destination::Step(first) = trail.graph.follow(step, "body") else {
        return true;
    };
    let own = trail.graph.is_within(position, first);
    if !own {
        let first = trail.at(first).map_or("", |first| first.id.as_str());
        let message = format!(
            "the body of `{}` begins at `{first}`, where other ways lead too",
            step.id
        );
        out.push(
            Diagnostic::error(Code::BODY_ENTERED_FROM_ELSEWHERE, &one.file, step.id_span, message)
                .with_help("lead `body` to a step that nothing else leads to, so that it is plain what is done with each item")
                .in_step(step.id.0.clone()),
        );
    } else if !trail.graph.comes_round(position) {
        let message = format!(
            "the body of `{}` never comes back: only the first item is taken",
            step.id
        );
        out.push(
            Diagnostic::warning(
                Code::BODY_NEVER_COMES_BACK,
                &one.file,
                step.id_span,
                message,
            )
            .with_help(format!("lead the last step of the body to `{}`", step.id))
            .in_step(step.id.0.clone()),
        );
    }
    own
}

/// A circle that says something, waits for nothing but time, and that nothing but failing leads out of.
fn unheard(trail: &Trail, one: &ReadTrail, cycle: &[usize], out: &mut Vec<Diagnostic>) {
    let steps = || cycle.iter().filter_map(|&position| trail.at(position));
    let pauses = steps().any(|step| matches!(step.kind, Kind::Wait(_)));
    let first = steps().find(|step| matches!(step.kind, Kind::Say(_)));
    let stays = |step: &Step, exit: &str| matches!(trail.graph.follow(step, exit), Destination::Step(to) if cycle.contains(&to));
    let mut exits = steps().flat_map(|step| step.exits().into_iter().map(move |exit| (step, exit)));
    let closed = exits.all(|(step, exit)| {
        let name = exit.name.as_str();
        name == "error" || stays(step, name)
    });
    let Some(first) = first.filter(|_| pauses && closed) else {
        return;
    };
    let message = format!(
        "`{}` is said again and again, and nobody is listened to",
        first.id
    );
    let diagnostic = Diagnostic::warning(Code::UNHEARD_LOOP, &one.file, first.id_span, message)
        .with_help("put an `ask` or a `menu` into the circle, or lead out of it with an `if`")
        .in_step(first.id.0.clone());
    out.push(diagnostic);
}

fn unreachable(one: &ReadTrail, out: &mut Vec<Diagnostic>) {
    let trail = &one.trail;
    let Some(start) = trail.start() else { return };
    let mut from = vec![Target::Step(start.id.clone())];
    from.extend(
        trail
            .interrupts
            .iter()
            .map(|interrupt| interrupt.target.clone()),
    );
    let reached = trail.graph.reached(&from);
    for (position, step) in trail.steps.iter().enumerate() {
        if !reached.contains(&position) {
            let (what, help) = if trail.graph.is_led_to(position) {
                let help = "lead an exit of a step that is reached to it, or take it away";
                ("no way from the start leads", help)
            } else {
                ("nothing leads", "lead an exit to it, or take it away")
            };
            let message = format!("{what} to the step `{}`", step.id);
            out.push(
                Diagnostic::warning(Code::UNREACHABLE_STEP, &one.file, step.id_span, message)
                    .with_help(help)
                    .in_step(step.id.0.clone()),
            );
        }
    }
}

/// A step's exits that lead nowhere, and silence that would last for ever.
fn exits(one: &ReadTrail, step: &Step, out: &mut Vec<Diagnostic>) {
    let trail = &one.trail;
    let asks = step.kind.asks();
    let outside = step.kind.asks_outside() || matches!(step.kind, Kind::Script(_) | Kind::Use(_));
    let mut say = |code: Code, message: String, help: &str| {
        out.push(
            Diagnostic::warning(code, &one.file, step.id_span, message)
                .with_help(help)
                .in_step(step.id.0.clone()),
        );
    };
    for exit in step.exits() {
        let name = exit.name.as_str();
        let wired = exit.aim.is_some() || trail.graph.follow(step, name) != Destination::Nowhere;
        if wired {
            continue;
        }
        match name {
            "timeout" if asks => say(
                Code::SILENCE_HANGS,
                format!(
                    "if the contact never answers `{}`, the trail never goes on",
                    step.id
                ),
                "give the step a `timeout:`, or the trail one under `defaults:`",
            ),
            "error" if outside => say(
                Code::SILENCE_HANGS,
                format!("if `{}` fails, the session ends with an apology", step.id),
                "give the step an `error:`, or the trail one under `defaults:`",
            ),
            "timeout" | "error" | "offline" | "closed" => {}
            _ => say(
                Code::DEAD_END,
                format!(
                    "the exit `{name}` of `{}` leads nowhere: the trail ends there",
                    step.id
                ),
                "give it a step, `end` or `return`",
            ),
        }
    }
}

fn endless(one: &ReadTrail, cycle: &[usize], out: &mut Vec<Diagnostic>) {
    let steps: Vec<&Step> = cycle
        .iter()
        .filter_map(|&position| one.trail.at(position))
        .collect();
    let Some(first) = steps.first() else { return };
    let mut names: Vec<String> = steps
        .iter()
        .take(NAMED)
        .map(|step| format!("`{}`", step.id))
        .collect();
    if steps.len() > NAMED {
        names.push(format!("and {} more", steps.len() - NAMED));
    }
    let message = match names.as_slice() {
        [alone] => format!("{alone} leads back to itself and never waits"),
        _ => format!("{} lead in a circle that never waits", names.join(", ")),
    };
    let mut diagnostic = Diagnostic::error(Code::ENDLESS_LOOP, &one.file, first.id_span, message)
        .with_help("put a step that waits (`ask`, `menu`, `wait`, `handoff`) into the circle")
        .in_step(first.id.0.clone());
    for step in steps.iter().take(NAMED).skip(1) {
        diagnostic
            .labels
            .push((step.id_span, "and this".to_owned()));
    }
    out.push(diagnostic);
}

/// Whether a step's failures take the default `error` exit in the same sprint. Those of a request come
/// in a later one, when nothing is known any more of the failure before.
fn falls_to_default(step: &Step) -> bool {
    !step.has_error_exit() && !step.kind.asks_outside()
}

/// Whether a step stops a walk: it waits itself, or calls a trail that has a step that does.
fn may_wait(step: &Step, read: &Read) -> bool {
    match &step.kind {
        Kind::Call(call) => read.trails.get(call.trail()).is_none_or(|callee| {
            let steps = &callee.trail.steps;
            steps
                .iter()
                .any(|step| step.kind.waits() || matches!(step.kind, Kind::Call(_)))
        }),
        kind => kind.waits(),
    }
}

/// Trails that call each other in a circle without waiting anywhere on it.
pub(super) fn circles(read: &Read) -> Vec<Diagnostic> {
    let calls: BTreeMap<TrailId, BTreeSet<TrailId>> = read
        .trails
        .iter()
        .map(|(id, one)| (id.clone(), called_at_once(&one.trail)))
        .collect();
    graph::circles(&calls)
        .into_iter()
        .filter_map(|circle| {
            let first = circle.first()?;
            let one = read.trails.get(first)?;
            let leads_round = |reference: &&Reference| match &reference.to {
                Referent::Trail(to, _) => circle.contains(to),
                _ => false,
            };
            let call = one.references.iter().find(leads_round)?;
            let names: Vec<String> = circle.iter().map(|id| format!("`{id}`")).collect();
            let message = match names.as_slice() {
                [alone] => format!("{alone} calls itself without ever waiting"),
                _ => format!("{} call each other without ever waiting", names.join(", ")),
            };
            let diagnostic = Diagnostic::error(Code::CALL_CYCLE, &one.file, call.span, message)
                .with_help("put a step that waits before the call")
                .in_trail(first.0.clone());
            Some(match &call.step {
                Some(step) => diagnostic.in_step(step.0.clone()),
                None => diagnostic,
            })
        })
        .collect()
}

/// The trails that are called before anything waits.
fn called_at_once(trail: &Trail) -> BTreeSet<TrailId> {
    let Some(start) = trail.start() else {
        return BTreeSet::new();
    };
    let waits = |position: usize| trail.at(position).is_some_and(|step| step.kind.waits());
    let passed = trail
        .graph
        .before_waiting(&Target::Step(start.id.clone()), &waits);
    let steps = passed.into_iter().filter_map(|position| trail.at(position));
    steps
        .filter_map(|step| match &step.kind {
            Kind::Call(call) => Some(call.trail().clone()),
            Kind::Goto(goto) => Some(goto.trail().clone()),
            _ => None,
        })
        .collect()
}
