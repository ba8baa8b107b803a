//! Stepping: from one stimulus to the next wait. Pure; every change is an event, applied as it is made.

mod scene;
mod voice;
mod walk;

pub(crate) use scene::Wake;
pub use scene::{Availability, HandoffEnd, Scene, Stimulus};
pub use voice::apology;
pub(crate) use walk::Run;

use crate::matching::Likeness;
use crate::session::{Parked, Session, Vars};
use crate::steps::Kind;
use smol_str::SmolStr;
use trilha_model::{
    EffectId, Event, ExitName, Incoming, SessionId, Timestamp, TrailId, Value, VarName,
};

/// How many steps one sprint may walk: far more than any talk needs, few enough to stop a loop at once.
pub const STEPS_PER_SPRINT: u32 = 500;
/// How deep sub-trails may call each other.
pub const STACK_DEPTH: usize = 16;
/// How many messages one sprint may say: more would be read by nobody.
pub const MESSAGES_PER_SPRINT: u32 = 50;
/// How many of them are left to the `error` exit of a sprint that reached its limit: enough to say so
/// and hand over.
pub(crate) const GRACE: u32 = 20;
/// How often a session may ask outside before it waits for anybody or for a time: each answer begins a
/// sprint of its own, so that nothing else would stop a trail that asks for ever.
pub const REQUESTS_IN_A_ROW: u32 = 30;
/// How many bytes one sprint may say and set, before the step that goes beyond: it becomes one commit, and a
/// journal takes four times as much.
pub const SPRINT_WEIGHT: usize = 1 << 20;
/// How many bytes the variables of a session may hold in all: its state is read and written every turn.
pub const VARIABLES_WEIGHT: usize = 48 * 1024;
/// How many lists and maps may lie within each other in a variable: as many as a script may give, and
/// half of what readers of JSON take.
pub const VARIABLE_LEVELS: usize = 64;
/// How many characters one tag may have: a list shows several on a line.
pub const TAG_LENGTH: usize = 40;
/// How many characters a note for whoever takes the conversation may have: a page of prose.
pub const NOTE_LENGTH: usize = 8_000;
/// How many bytes one message may hold.
pub const MESSAGE_LENGTH: usize = 4_096;

/// What a step wants to happen after it acted.
#[derive(Clone, Debug)]
pub(crate) enum Flow {
    /// Leave by an exit.
    Exit(ExitName),
    /// Wait here.
    Park {
        effect: Option<EffectId>,
        until: Option<Timestamp>,
        attempts: u32,
    },
    /// Walk a sub-trail, then come back.
    Call { trail: TrailId, vars: Vars },
    /// Go on in another trail.
    Goto { trail: TrailId, vars: Vars },
    /// End the session.
    End(Option<SmolStr>),
}

impl Flow {
    /// Leave by an exit whose name is known in advance.
    pub(crate) fn exit(name: &'static str) -> Self {
        Self::Exit(ExitName(SmolStr::new_static(name)))
    }
}

/// Starts a session at its bundle's root trail: `SessionStarted` up to the first wait or the end.
pub fn start(scene: &Scene<'_>, session: SessionId) -> Vec<Event> {
    start_with(scene, session, &[])
}

/// As [`start`], with first values of variables instead of the trail's own.
pub fn start_with(scene: &Scene<'_>, session: SessionId, given: &[(VarName, Value)]) -> Vec<Event> {
    let bundle = scene.bundle;
    let trail = bundle.root();
    let vars = trail.initial(given);
    let session_state = Session::new(session, bundle.hash.clone(), trail.id.clone(), vars.clone());
    let mut run = Run::new(scene, session_state);
    run.note(Event::SessionStarted {
        session,
        bundle: bundle.hash.clone(),
        trail: trail.id.clone(),
        vars,
        at: scene.now,
    });
    run.begin();
    run.finish()
}

/// Moves a session; none where the stimulus means nothing now: a plain message while an effect is
/// pending or a `wait` lasts, an effect that is no longer waited for, a time that has not come.
pub fn step(scene: &Scene<'_>, session: &Session, stimulus: Stimulus<'_>) -> Option<Vec<Event>> {
    let parked = session.parked.as_ref()?;
    let mut run = Run::new(scene, session.clone());
    match stimulus {
        Stimulus::Message(message) => hear(&mut run, parked, message)?,
        Stimulus::Settled { effect, outcome } => {
            if parked.effect != Some(effect) {
                return None;
            }
            run.resume(parked, Wake::Settled(outcome));
        }
        Stimulus::Woken => {
            if parked.until.is_none_or(|until| until > scene.now) {
                return None;
            }
            run.resume(parked, Wake::Timeout);
        }
        Stimulus::HandoffEnded(HandoffEnd::NobodyTook) => run.resume(parked, Wake::Timeout),
        Stimulus::HandoffEnded(end) => {
            if !matches!(run.parked_kind(parked), Some(Kind::Handoff(_))) {
                return None;
            }
            run.resume(parked, Wake::Handoff(end));
        }
    }
    Some(run.finish())
}

/// A message, in the order of the rules: an option by key or label, an interrupt by its whole phrase,
/// an option by its words, an interrupt by a word; at an `ask`, an interrupt only by the whole message.
fn hear(run: &mut Run<'_>, parked: &Parked, message: &Incoming) -> Option<()> {
    let likeness = match run.parked_kind(parked) {
        Some(Kind::Menu(menu)) => menu.certainty(run, message),
        _ => None,
    };
    let answers = matches!(run.parked_kind(parked), Some(Kind::Ask(_) | Kind::Menu(_)))
        && parked.effect.is_none();
    let at_menu = matches!(run.parked_kind(parked), Some(Kind::Menu(_)));
    if likeness != Some(Likeness::Exact) {
        if run.interrupt(&message.text, Likeness::Exact) {
            return Some(());
        }
        if likeness.is_none() && at_menu && run.interrupt(&message.text, Likeness::Words) {
            return Some(());
        }
    }
    if !answers {
        return None;
    }
    run.resume(parked, Wake::Message(message));
    Some(())
}

/// Whether this message would interrupt the session where it stands.
pub fn interrupts(scene: &Scene<'_>, session: &Session, text: &str) -> bool {
    Run::new(scene, session.clone())
        .finds_interrupt(text, Likeness::Exact)
        .is_some()
}
