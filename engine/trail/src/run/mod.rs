//! Stepping: from one stimulus to the next wait. Pure; every change is an event, applied as it is made.

mod assist;
mod deeds;
mod scene;
mod voice;
mod walk;

pub(crate) use scene::Wake;
pub use scene::{Availability, HandoffEnd, Line, Scene, Spent, Stimulus, Whom};
pub use voice::apology;
pub(crate) use voice::doubt;
pub(crate) use walk::Run;

use crate::bundle::Bundle;
use crate::matching::{self, Likeness};
use crate::session::{Parked, Session, Vars};
use crate::steps::Kind;
use smol_str::SmolStr;
use trilha_model::{
    EffectId, Event, ExitName, Incoming, SessionId, Span as Time, Timestamp, TrailId, Value,
    VarName,
};

/// How many messages, and steps, are left to the `error` exit of a sprint that reached its limit: enough to say
/// so and hand over.
pub(crate) const GRACE: usize = 20;

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

/// Runs a trail from its first step beside whatever goes on, without a session: what it says and does, and nothing of
/// its own course but the way it took. The scene is one that is `aside`.
pub fn run_aside(scene: &Scene<'_>, given: &[(VarName, Value)]) -> Vec<Event> {
    let trail = scene.bundle.root();
    let hash = scene.bundle.hash.clone();
    let session = Session::new(SessionId(0), hash, trail.id.clone(), trail.initial(given));
    let mut run = Run::new(scene, session);
    run.begin();
    let mut events = run.finish();
    events.retain(is_done_aside);
    events
}

/// Whether an event is of the conversation, not of the course of a session.
fn is_done_aside(event: &Event) -> bool {
    match event {
        Event::EffectRequested { effect, .. } => !effect.is_awaited(),
        Event::MessageSent { .. }
        | Event::Tagged { .. }
        | Event::ContactChanged { .. }
        | Event::ProtocolGiven { .. }
        | Event::NoteLeft { .. }
        | Event::TicketOpened { .. }
        | Event::TicketPrioritized { .. }
        | Event::TicketClosed { .. }
        | Event::StepFailed { .. }
        | Event::LimitReached { .. }
        | Event::Walked { .. } => true,
        _ => false,
    }
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
        Stimulus::Event { name, payload } => {
            if !matches!(run.parked_kind(parked), Some(Kind::Wait(wait)) if wait.event() == Some(name))
            {
                return None;
            }
            run.resume(parked, Wake::Event(payload));
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
    let answers = run.parked_kind(parked).is_some_and(Kind::asks) && parked.effect.is_none();
    let at_menu = matches!(run.parked_kind(parked), Some(Kind::Menu(_)));
    if likeness != Some(Likeness::Exact) && message.attached.is_none() {
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

/// The name of the event a session waits for, if it waits for one.
pub fn awaited<'b>(bundle: &'b Bundle, session: &Session) -> Option<&'b str> {
    let trail = bundle.trail(&session.frame().trail)?;
    match &trail.step(&session.parked.as_ref()?.step)?.kind {
        Kind::Wait(wait) => wait.event(),
        _ => None,
    }
}

/// The type of the answer a session waits for, as trails write it, where a step asks for one.
pub fn asked(bundle: &Bundle, session: &Session) -> Option<&'static str> {
    let trail = bundle.trail(&session.frame().trail)?;
    match &trail.step(&session.parked.as_ref()?.step)?.kind {
        Kind::Ask(ask) => Some(ask.answer()),
        _ => None,
    }
}

/// How long a session waits for more after a message that may be one of several, where it gathers them: at a question
/// that takes text, which the whole of it answers.
pub fn gathers(bundle: &Bundle, session: &Session) -> Option<Time> {
    let parked = session.parked.as_ref()?;
    let trail = bundle.trail(&session.frame().trail)?;
    match &trail.step(&parked.step)?.kind {
        Kind::Ask(ask) => ask.gather(trail.defaults.gather),
        _ => None,
    }
}

/// What people see instead of an answer that is nobody's business.
pub(crate) const MASK: &str = "•••";

/// A message as it may be kept: where it answers a question whose answer is nobody's business, without that
/// answer. None where it may be kept as it is, also where it is an interrupt.
pub fn masked(bundle: &Bundle, session: &Session, message: &Incoming) -> Option<Incoming> {
    let parked = session.parked.as_ref()?;
    let trail = bundle.trail(&session.frame().trail)?;
    let masked = match &trail.step(&parked.step)?.kind {
        Kind::Ask(ask) => ask.is_sensitive().then(|| message.without_words(MASK)),
        Kind::Form(form) => form.masked(parked.stage, message, MASK),
        _ => None,
    }?;
    hidden_with(bundle, session, message, masked)
}

/// A message as it may be kept where it may come to answer such a question later: without its words. None where it
/// is an interrupt.
pub fn hidden(bundle: &Bundle, session: &Session, message: &Incoming) -> Option<Incoming> {
    hidden_with(bundle, session, message, message.without_words(MASK))
}

fn hidden_with(
    bundle: &Bundle,
    session: &Session,
    message: &Incoming,
    masked: Incoming,
) -> Option<Incoming> {
    let said = matching::plain(&message.text);
    let frames = session.frames.iter();
    let mut interrupts = frames
        .filter_map(|frame| bundle.trail(&frame.trail))
        .flat_map(|trail| &trail.interrupts);
    let interrupt = message.attached.is_none()
        && interrupts.any(|interrupt| interrupt.means(&said, Likeness::Exact));
    (!interrupt).then_some(masked)
}

/// Whether this message would interrupt the session where it stands.
pub fn interrupts(scene: &Scene<'_>, session: &Session, text: &str) -> bool {
    Run::new(scene, session.clone())
        .finds_interrupt(text, Likeness::Exact)
        .is_some()
}
