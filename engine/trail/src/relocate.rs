//! Going on in another version: what a session stands on, whether a newer bundle has all of it, and the move itself.

use crate::bundle::Bundle;
use crate::session::{Frame, Parked, Session};
use crate::steps::Kind;
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{BundleHash, Event, Move, StepId, StepMove, Timestamp, TrailId, Value, VarName};

/// A step a session stands on.
#[derive(Clone, Copy)]
enum Role<'s> {
    /// It waits there, now or once an interrupt returns.
    Waits(&'s Parked),
    /// It comes back there from a sub-trail.
    Called(&'s TrailId),
    /// It goes through a list there.
    Loops,
}

impl Session {
    /// Every step the session stands on, in order and each once: where it waits, where sub-trails come back to,
    /// the lists it goes through, and the same of everything that interrupts put aside.
    pub fn stands(&self) -> Vec<(TrailId, StepId)> {
        let mut found = BTreeSet::new();
        self.visit(&mut |trail, step, _| {
            found.insert((trail.clone(), step.clone()));
        });
        found.into_iter().collect()
    }

    fn visit<'s>(&'s self, then: &mut dyn FnMut(&'s TrailId, &'s StepId, Role<'s>)) {
        visit(None, &self.frames, self.parked.as_ref(), then);
    }

    /// Goes on in another bundle: steps take others' places, and frames get the variables they lack. Total: steps
    /// and trails it does not know change nothing.
    pub(crate) fn go_on_in(
        &mut self,
        bundle: &BundleHash,
        steps: &[StepMove],
        vars: &[(TrailId, Vec<(VarName, Value)>)],
    ) {
        self.bundle = bundle.clone();
        change(None, &mut self.frames, self.parked.as_mut(), steps, vars);
    }
}

fn visit<'s>(
    below: Option<&'s TrailId>,
    frames: &'s [Frame],
    parked: Option<&'s Parked>,
    then: &mut dyn FnMut(&'s TrailId, &'s StepId, Role<'s>),
) {
    let mut below = below;
    for frame in frames {
        if let (Some(trail), Some(step)) = (below, &frame.from) {
            then(trail, step, Role::Called(&frame.trail));
        }
        for one in &frame.loops {
            then(&frame.trail, &one.step, Role::Loops);
        }
        for aside in &frame.interrupted {
            visit(Some(&frame.trail), &aside.frames, Some(&aside.parked), then);
        }
        below = Some(&frame.trail);
    }
    if let (Some(trail), Some(parked)) = (below, parked) {
        then(trail, &parked.step, Role::Waits(parked));
    }
}

fn change(
    below: Option<&TrailId>,
    frames: &mut [Frame],
    parked: Option<&mut Parked>,
    steps: &[StepMove],
    vars: &[(TrailId, Vec<(VarName, Value)>)],
) {
    let mut below = below.cloned();
    let rename = |trail: &TrailId, step: &mut StepId| {
        let to = steps
            .iter()
            .find(|one| one.trail == *trail && one.from == *step);
        if let Some(to) = to {
            step.clone_from(&to.to);
        }
    };
    for frame in frames {
        if let (Some(trail), Some(step)) = (&below, &mut frame.from) {
            rename(trail, step);
        }
        for one in &mut frame.loops {
            rename(&frame.trail, &mut one.step);
        }
        for aside in &mut frame.interrupted {
            let parked = Some(&mut aside.parked);
            change(Some(&frame.trail), &mut aside.frames, parked, steps, vars);
        }
        let new = vars.iter().filter(|(trail, _)| *trail == frame.trail);
        for (name, value) in new.flat_map(|(_, vars)| vars) {
            if !frame.vars.iter().any(|(known, _)| known == name) {
                frame.vars.push((name.clone(), value.clone()));
            }
        }
        below = Some(frame.trail.clone());
    }
    if let (Some(trail), Some(parked)) = (&below, parked) {
        rename(trail, &mut parked.step);
    }
}

/// The step of a newer bundle that a session goes on at which stands on this one: the same, or the one given for it,
/// if it is of the same kind. None: the newer bundle lacks it.
pub fn counterpart<'a>(
    (old, new): (&Bundle, &Bundle),
    trail: &TrailId,
    step: &'a StepId,
    steps: &'a [StepMove],
) -> Option<&'a StepId> {
    let was = verb(old, trail, step)?;
    let fits = |step: &StepId| verb(new, trail, step) == Some(was);
    let given = steps
        .iter()
        .find(|one| one.trail == *trail && one.from == *step);
    Some(step)
        .filter(|step| fits(step))
        .or_else(|| given.map(|one| &one.to).filter(|to| fits(to)))
}

/// The kind of a step in a bundle, as its verb.
pub fn verb(bundle: &Bundle, trail: &TrailId, step: &StepId) -> Option<&'static str> {
    Some(bundle.trail(trail)?.step(step)?.verb().name)
}

/// The event by which a session goes on in another bundle of its trail; none where it has to finish on its own: it
/// waits for an answer from outside, stands on a step that the other lacks, is in the middle of a step that asks
/// several things and asks others there, comes back to a `call` of another trail, or has a variable that is of
/// another type there.
pub fn relocate(
    old: &Bundle,
    new: &Bundle,
    session: &Session,
    to: &Move,
    at: Timestamp,
) -> Option<Event> {
    let same_trail = old.root().id == new.root().id && old.hash != new.hash;
    let parked = session.parked.as_ref()?;
    if !same_trail || parked.effect.is_some() {
        return None;
    }
    let mut renamed = BTreeSet::new();
    let mut fits = true;
    session.visit(&mut |trail, step, role| {
        let found = counterpart((old, new), trail, step, &to.steps);
        fits &= found.is_some_and(|found| goes_on((old, new), trail, (step, found), role));
        if let Some(found) = found.filter(|found| *found != step) {
            renamed.insert(StepMove {
                trail: trail.clone(),
                from: step.clone(),
                to: found.clone(),
            });
        }
    });
    let mut frames = Vec::new();
    gather(&session.frames, &mut frames);
    if !fits || !frames.iter().all(|frame| holds(new, frame)) {
        return None;
    }
    let steps: Vec<StepMove> = renamed.into_iter().collect();
    let vars = declared_since(old, new, &frames);
    let mut after = session.clone();
    after.go_on_in(&new.hash, &steps, &vars);
    (after.weight() <= new.limits.variable_bytes).then(|| Event::SessionMoved {
        bundle: new.hash.clone(),
        version: to.version,
        steps,
        vars,
        at,
    })
}

/// Whether what is under way at a step can go on at its counterpart.
fn goes_on(
    (old, new): (&Bundle, &Bundle),
    trail: &TrailId,
    (from, to): (&StepId, &StepId),
    role: Role<'_>,
) -> bool {
    let kind = |bundle: &'_ Bundle, step: &StepId| {
        let step = bundle.trail(trail).and_then(|trail| trail.step(step));
        step.map(|step| step.kind.clone())
    };
    let (Some(was), Some(now)) = (kind(old, from), kind(new, to)) else {
        return false;
    };
    match (role, was, now) {
        (Role::Called(called), _, Kind::Call(call)) => call.trail() == called,
        (Role::Called(_), ..) => false,
        (Role::Waits(parked), Kind::Form(was), Kind::Form(now)) => {
            parked.stage == 0 || was.asks_as(&now)
        }
        (Role::Waits(parked), Kind::Rate(_), Kind::Rate(now)) => {
            parked.stage == 0 || now.asks_why()
        }
        (Role::Waits(_) | Role::Loops, ..) => true,
    }
}

fn gather<'s>(frames: &'s [Frame], found: &mut Vec<&'s Frame>) {
    for frame in frames {
        found.push(frame);
        for aside in &frame.interrupted {
            gather(&aside.frames, found);
        }
    }
}

/// Whether a bundle has the trail of a frame, and takes its variables.
fn holds(bundle: &Bundle, frame: &Frame) -> bool {
    bundle.trail(&frame.trail).is_some_and(|trail| {
        let mut vars = frame.vars.iter();
        vars.all(|(name, value)| trail.fits(name, value).is_ok())
    })
}

/// The first values of variables that these frames' trails declare only in the new bundle.
fn declared_since(
    old: &Bundle,
    new: &Bundle,
    frames: &[&Frame],
) -> Vec<(TrailId, Vec<(VarName, Value)>)> {
    let mut found = BTreeMap::new();
    for id in frames.iter().map(|frame| &frame.trail) {
        let (Some(was), Some(now)) = (old.trail(id), new.trail(id)) else {
            continue;
        };
        let known = |name: &VarName| was.vars.iter().any(|var| var.name == *name);
        let mut vars = now.initial(&[]);
        vars.retain(|(name, _)| !known(name));
        if !vars.is_empty() {
            found.insert(id.clone(), vars);
        }
    }
    found.into_iter().collect()
}
