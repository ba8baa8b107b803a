//! What lies ahead of a session that waits for something else than an answer: whether what is said too early could
//! come to answer a sensitive question.

use crate::bundle::Bundle;
use crate::session::{Frame, Session};
use crate::steps::Kind;
use crate::target::Target;
use crate::trail::{Step, Trail};
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{StepId, TrailId};

/// What messages that wait may meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Whether the last of them may answer a sensitive question.
    pub sensitive: bool,
    /// How many of those before it may be left when the session is over; none: it cannot be over before.
    pub left: Option<usize>,
}

/// What a message may meet that is said where this session waits, while `before` others wait to be answered. Errs
/// on the side of a sensitive question. Where the session waits for this very message, [`crate::masked`] knows.
pub fn ahead(bundle: &Bundle, session: &Session, before: usize) -> Ahead {
    let Some(parked) = &session.parked else {
        return Ahead::default();
    };
    let here = bundle
        .trail(&session.frame().trail)
        .and_then(|trail| Some((trail, trail.step(&parked.step)?)));
    let Some((trail, step)) = here else {
        return Ahead::default();
    };
    let answers = step.kind.asks() && parked.effect.is_none();
    if answers && before == 0 {
        return Ahead::default();
    }
    let mut walk = Walk::new(bundle, before);
    walk.remember(&session.frames);
    walk.known = session.frames.iter().map(|frame| &frame.trail).collect();
    if answers {
        walk.open.push((trail, step));
    } else {
        walk.exits(trail, step);
    }
    walk.run()
}

/// The same for the session that another message would begin.
pub fn ahead_from_start(bundle: &Bundle, before: usize) -> Ahead {
    let mut walk = Walk::new(bundle, before);
    walk.open
        .extend(bundle.root().start().map(|start| (bundle.root(), start)));
    walk.run()
}

type Place<'b> = (&'b Trail, &'b Step);

struct Walk<'b> {
    bundle: &'b Bundle,
    before: usize,
    /// How many messages were answered up to here.
    answered: usize,
    open: Vec<Place<'b>>,
    /// What one more message leads to.
    later: Vec<Place<'b>>,
    seen: BTreeSet<(&'b TrailId, &'b StepId)>,
    /// The trails whose interrupts are known to mean nothing of what waits.
    known: BTreeSet<&'b TrailId>,
    /// Where control comes back to from a trail.
    callers: BTreeMap<&'b TrailId, Vec<Place<'b>>>,
    /// What interrupts put aside in a trail.
    aside: BTreeMap<&'b TrailId, Vec<Place<'b>>>,
    over: Option<usize>,
    left: BTreeSet<&'b TrailId>,
    failed: BTreeSet<&'b TrailId>,
}

impl<'b> Walk<'b> {
    fn new(bundle: &'b Bundle, before: usize) -> Self {
        Self {
            bundle,
            before,
            answered: 0,
            open: Vec::new(),
            later: Vec::new(),
            seen: BTreeSet::new(),
            known: BTreeSet::new(),
            callers: BTreeMap::new(),
            aside: BTreeMap::new(),
            over: None,
            left: BTreeSet::new(),
            failed: BTreeSet::new(),
        }
    }

    /// Takes note of where these frames lead back to.
    fn remember(&mut self, frames: &[Frame]) {
        for pair in frames.windows(2) {
            if let [outer, inner] = pair
                && let Some(from) = &inner.from
            {
                self.lead_back(&inner.trail, &outer.trail, from, false);
            }
        }
        for frame in frames {
            for aside in &frame.interrupted {
                let innermost = aside.frames.last().unwrap_or(frame);
                self.lead_back(&frame.trail, &innermost.trail, &aside.parked.step, true);
                if let Some(first) = aside.frames.first()
                    && let Some(from) = &first.from
                {
                    self.lead_back(&first.trail, &frame.trail, from, false);
                }
                self.remember(&aside.frames);
            }
        }
    }

    fn lead_back(&mut self, out_of: &TrailId, to: &TrailId, step: &StepId, aside: bool) {
        let (Some(from), Some(to)) = (self.bundle.trail(out_of), self.bundle.trail(to)) else {
            return;
        };
        if let Some(step) = to.step(step) {
            let ways = if aside {
                &mut self.aside
            } else {
                &mut self.callers
            };
            ways.entry(&from.id).or_default().push((to, step));
        }
    }

    fn run(mut self) -> Ahead {
        loop {
            while let Some((trail, step)) = self.open.pop() {
                if !self.seen.insert((&trail.id, &step.id)) {
                    continue;
                }
                if step.kind.is_sensitive() {
                    return Ahead {
                        sensitive: true,
                        left: self.over,
                    };
                }
                self.visit(trail, step);
            }
            if self.answered == self.before {
                break;
            }
            self.answered += 1;
            self.open = std::mem::take(&mut self.later);
        }
        Ahead {
            sensitive: false,
            left: self.over,
        }
    }

    fn visit(&mut self, trail: &'b Trail, step: &'b Step) {
        match &step.kind {
            kind if kind.asks() => {
                let here = std::mem::take(&mut self.open);
                self.exits(trail, step);
                self.interrupts(matches!(kind, Kind::Menu(_)));
                let beyond = std::mem::replace(&mut self.open, here);
                self.later.extend(beyond);
            }
            Kind::Call(call) => {
                self.exit(trail, step, "error");
                self.enter(call.trail(), Some((trail, step)));
            }
            Kind::Goto(goto) => {
                self.exit(trail, step, "error");
                self.enter(goto.trail(), None);
            }
            // What waits while people have the conversation is theirs.
            Kind::Handoff(_) => {
                self.exit(trail, step, "offline");
                self.exit(trail, step, "error");
            }
            Kind::End(_) => self.end(),
            _ => self.exits(trail, step),
        }
    }

    fn enter(&mut self, id: &TrailId, caller: Option<Place<'b>>) {
        let Some(trail) = self.bundle.trail(id) else {
            return;
        };
        self.open.extend(trail.start().map(|start| (trail, start)));
        if let Some((outer, step)) = caller {
            self.callers
                .entry(&trail.id)
                .or_default()
                .push((outer, step));
            if self.left.contains(&trail.id) {
                self.exits(outer, step);
            } else if self.failed.contains(&trail.id) {
                self.exit(outer, step, "error");
            }
        }
    }

    /// Everywhere a step leads.
    fn exits(&mut self, trail: &'b Trail, step: &'b Step) {
        for exit in step.exits() {
            self.exit(trail, step, exit.name.as_str());
        }
    }

    fn exit(&mut self, trail: &'b Trail, step: &Step, name: &str) {
        match trail.leads(&step.id, name) {
            None if name == "error" => self.fail(trail),
            target => self.go(trail, target.as_ref()),
        }
    }

    fn go(&mut self, trail: &'b Trail, target: Option<&Target>) {
        match target {
            Some(Target::Step(id)) => self.open.extend(trail.step(id).map(|step| (trail, step))),
            Some(Target::End) => self.end(),
            Some(Target::Return) | None => self.leave(trail),
        }
    }

    /// Out of a trail: to what an interrupt put aside in it, to whoever called it, or to the end.
    fn leave(&mut self, trail: &'b Trail) {
        self.end();
        if !self.left.insert(&trail.id) {
            return;
        }
        let aside = self.aside.get(&trail.id).cloned().unwrap_or_default();
        self.open.extend(aside);
        for (outer, step) in self.callers.get(&trail.id).cloned().unwrap_or_default() {
            self.exits(outer, step);
        }
    }

    /// A failure that the trail has no way for: its callers' way, or the end.
    fn fail(&mut self, trail: &'b Trail) {
        self.end();
        if !self.failed.insert(&trail.id) {
            return;
        }
        for (outer, step) in self.callers.get(&trail.id).cloned().unwrap_or_default() {
            self.exit(outer, step, "error");
        }
    }

    fn end(&mut self) {
        let left = self.before - self.answered;
        self.over.get_or_insert(left);
    }

    /// Where a message may lead that interrupts: at a menu some words of it are enough.
    fn interrupts(&mut self, by_words: bool) {
        let bundle = self.bundle;
        for trail in bundle.trails() {
            if by_words || !self.known.contains(&trail.id) {
                for interrupt in &trail.interrupts {
                    self.go(trail, Some(&interrupt.target));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ahead;
    use crate::bundle::{Bundle, Known, Sources, compile};
    use crate::session::Session;
    use trilha_model::{EffectId, Event, SessionId};

    const MAIN: &str = "\
trail: main
defaults: { no_match: end }
steps:
  below: { call: sub, next: number, error: end }
  number: { ask: Number?, sensitive: true, save: number, next: end }
";
    const SUB: &str = "\
trail: sub
defaults: { no_match: end }
steps:
  fetch: { http: { get: 'https://shop.test/a' }, next: name }
  name: { ask: Name?, save: name }
";

    fn bundle() -> Bundle {
        let mut sources = Sources::default();
        sources.files.insert("main.yaml".into(), MAIN.into());
        sources.files.insert("sub.yaml".into(), SUB.into());
        compile(&sources, &"main".into(), &Known::default())
            .expect("the trails compile")
            .0
    }

    fn fetching(bundle: &Bundle) -> Session {
        let hash = bundle.hash.clone();
        let mut session = Session::new(SessionId(1), hash, "main".into(), Vec::new());
        session.apply(&Event::FrameEntered {
            trail: "sub".into(),
            from: Some("below".into()),
            vars: Vec::new(),
        });
        session.apply(&Event::Parked {
            step: "fetch".into(),
            effect: Some(EffectId(1)),
            until: None,
            attempts: 0,
            stage: 0,
        });
        session
    }

    #[test]
    fn a_sub_trail_comes_back_only_once_its_own_questions_are_answered() {
        let bundle = bundle();
        let session = fetching(&bundle);
        let first = ahead(&bundle, &session, 0);
        assert!(!first.sensitive, "the name comes first, or a failure");
        assert!(ahead(&bundle, &session, 1).sensitive);
    }

    #[test]
    fn of_the_messages_before_it_is_told_how_many_the_end_may_leave() {
        let bundle = bundle();
        assert_eq!(ahead(&bundle, &fetching(&bundle), 0).left, Some(0));
    }
}
