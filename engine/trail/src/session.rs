//! A session: one walk through trails, and how it is folded from its events.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use trilha_model::{
    BundleHash, EffectId, Event, Limits, SessionId, StepId, Timestamp, ToolCall, TrailId, Value,
    VarName,
};

/// How many interrupts that never returned a frame remembers: deeper nesting is nobody's intention, and
/// state would grow with each. The oldest is forgotten.
const INTERRUPTIONS: usize = 8;
/// How many bytes all that interrupts put aside may hold before the oldest is forgotten: half of what
/// variables may, so that there is room to go on.
const ASIDE_WEIGHT: usize = Limits::CEILING.variable_bytes / 2;
/// How many bytes a frame or a wait put aside holds besides its names and variables, at most.
const ASIDE_EACH: usize = 24;

/// Variables, in the order they were first set: few, so a list beats a map.
pub type Vars = Vec<(VarName, Value)>;

/// One walk of one contact through trails, from a start to an `end`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Which of the conversation's sessions.
    pub id: SessionId,
    /// The bundle it is pinned to.
    pub bundle: BundleHash,
    /// The trails it is in, innermost last; never empty.
    pub frames: Vec<Frame>,
    /// Where it waits; none only inside a sprint.
    pub parked: Option<Parked>,
    /// How often it asked outside since it last waited for anybody or for a time.
    pub asked: u32,
}

/// One trail on the session's stack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The trail.
    pub trail: TrailId,
    /// The step of the frame below that called; control comes back there.
    pub from: Option<StepId>,
    /// Its variables.
    pub vars: Vars,
    /// What interrupts put aside, innermost last.
    pub interrupted: Vec<Interruption>,
    /// Where its `each` steps stand, innermost last.
    pub loops: Vec<Loop>,
    /// How far its models that assist have come.
    pub assists: Vec<Assistance>,
}

/// How far a model that assists has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assistance {
    /// The step.
    pub step: StepId,
    /// The effect by which the model was first asked.
    pub since: EffectId,
    /// What it is asked.
    pub text: String,
    /// Whom it speaks as, where that was written down.
    pub persona: Option<String>,
    /// What it called and got, in order.
    pub calls: Vec<ToolCall>,
}

/// How far an `each` has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loop {
    /// The step.
    pub step: StepId,
    /// The items still to come.
    pub items: VecDeque<Value>,
    /// How many were taken.
    pub taken: u32,
}

/// What an interrupt put aside, to come back to with `return`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interruption {
    /// The frames above the one whose interrupt it was, put aside whole.
    pub frames: Vec<Frame>,
    /// Where the innermost of them waited.
    pub parked: Parked,
}

/// A session waits at a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// The step, in the innermost frame.
    pub step: StepId,
    /// The effect it waits for.
    pub effect: Option<EffectId>,
    /// When it stops waiting.
    pub until: Option<Timestamp>,
    /// Wrong answers so far.
    pub attempts: u32,
    /// How far the step has come, where it asks several things one after the other.
    pub stage: u32,
}

impl Session {
    /// A session at its start.
    pub fn new(id: SessionId, bundle: BundleHash, trail: TrailId, vars: Vars) -> Self {
        Self {
            id,
            bundle,
            frames: vec![Frame {
                trail,
                from: None,
                vars,
                interrupted: Vec::new(),
                loops: Vec::new(),
                assists: Vec::new(),
            }],
            parked: None,
            asked: 0,
        }
    }

    /// The innermost frame.
    pub fn frame(&self) -> &Frame {
        self.frames
            .last()
            .expect("invariant: a session has a frame")
    }

    /// How many bytes the variables and all that was put aside hold.
    pub(crate) fn weight(&self) -> usize {
        self.frames.iter().map(Frame::weight).sum()
    }

    /// How many bytes all that was put aside holds.
    fn aside(&self) -> usize {
        let frames = self.frames.iter();
        frames.map(|frame| weight_of(&frame.interrupted)).sum()
    }

    fn frame_mut(&mut self) -> &mut Frame {
        self.frames
            .last_mut()
            .expect("invariant: a session has a frame")
    }

    /// Folds one event in; events that are not a session's change nothing.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::VariablesSet { vars } => {
                let frame = self.frame_mut();
                for (name, value) in vars {
                    set(&mut frame.vars, name, value);
                }
            }
            Event::FrameEntered { trail, from, vars } => {
                let frame = Frame {
                    trail: trail.clone(),
                    from: from.clone(),
                    vars: vars.clone(),
                    interrupted: Vec::new(),
                    loops: Vec::new(),
                    assists: Vec::new(),
                };
                if from.is_none() {
                    self.frames.clear();
                }
                self.frames.push(frame);
            }
            Event::FrameLeft if self.frames.len() > 1 => {
                self.frames.pop();
            }
            Event::Interrupted { frames, .. } => self.interrupt(*frames as usize),
            Event::InterruptReturned => {
                if let Some(interruption) = self.frame_mut().interrupted.pop() {
                    self.frames.extend(interruption.frames);
                    self.parked = Some(interruption.parked);
                }
            }
            Event::InterruptsForgotten => self.frame_mut().interrupted.clear(),
            Event::LoopEntered { step, items } => {
                let loops = &mut self.frame_mut().loops;
                loops.retain(|one| one.step != *step);
                loops.push(Loop {
                    step: step.clone(),
                    items: items.iter().cloned().collect(),
                    taken: 0,
                });
            }
            Event::LoopAdvanced { step } => {
                let loops = &mut self.frame_mut().loops;
                if let Some(one) = loops.iter_mut().find(|one| one.step == *step) {
                    one.items.pop_front();
                    one.taken = one.taken.saturating_add(1);
                }
            }
            Event::SessionMoved {
                bundle,
                steps,
                vars,
                ..
            } => self.go_on_in(bundle, steps, vars),
            Event::LoopLeft { step } => self.frame_mut().loops.retain(|one| one.step != *step),
            Event::AssistantBegan { .. }
            | Event::AssistantCalled { .. }
            | Event::AssistantGot { .. }
            | Event::AssistantDone { .. } => self.frame_mut().assist(event),
            Event::Parked {
                step,
                effect,
                until,
                attempts,
                stage,
            } => {
                self.asked = effect.map_or(0, |_| self.asked + 1);
                self.parked = Some(Parked {
                    step: step.clone(),
                    effect: *effect,
                    until: *until,
                    attempts: *attempts,
                    stage: *stage,
                });
            }
            Event::EffectSettled { id, .. } | Event::EffectCancelled { id } => {
                if let Some(parked) = &mut self.parked
                    && parked.effect == Some(*id)
                {
                    parked.effect = None;
                }
            }
            _ => {}
        }
    }

    fn interrupt(&mut self, left: usize) {
        let Some(parked) = self.parked.take() else {
            return;
        };
        let keep = self.frames.len().saturating_sub(left).max(1);
        let frames = self.frames.split_off(keep);
        self.frame_mut()
            .interrupted
            .push(Interruption { frames, parked });
        loop {
            let remembered = self.frame().interrupted.len();
            let many = remembered > INTERRUPTIONS || self.aside() > ASIDE_WEIGHT;
            if remembered < 2 || !many {
                break;
            }
            self.frame_mut().interrupted.remove(0);
        }
    }
}

impl Frame {
    /// Folds in what a model that assists called and got.
    fn assist(&mut self, event: &Event) {
        match event {
            Event::AssistantBegan {
                step,
                effect,
                text,
                persona,
                ..
            } => {
                self.assists.retain(|one| one.step != *step);
                self.assists.push(Assistance {
                    step: step.clone(),
                    since: *effect,
                    text: text.clone(),
                    persona: persona.clone(),
                    calls: Vec::new(),
                });
            }
            Event::AssistantCalled {
                step,
                turn,
                tool,
                arguments,
                ..
            } => {
                let call = ToolCall {
                    turn: *turn,
                    tool: tool.clone(),
                    arguments: arguments.clone(),
                    end: None,
                };
                if let Some(one) = self.assists.iter_mut().find(|one| one.step == *step) {
                    one.calls.push(call);
                }
            }
            Event::AssistantGot { step, id, end, .. } => {
                let one = self.assists.iter_mut().find(|one| one.step == *step);
                let at = (*id as usize).checked_sub(1);
                if let Some(call) = one.zip(at).and_then(|(one, at)| one.calls.get_mut(at)) {
                    call.end = Some(end.clone());
                }
            }
            Event::AssistantDone { step } => self.assists.retain(|one| one.step != *step),
            _ => {}
        }
    }

    fn weight(&self) -> usize {
        let own: usize = self.vars.iter().map(|(_, value)| value.weight()).sum();
        let items = self.loops.iter().flat_map(|one| &one.items);
        let persona = |one: &Assistance| one.persona.as_ref().map_or(0, String::len);
        let texts = self.assists.iter().map(|one| one.text.len() + persona(one));
        let calls = self.assists.iter().flat_map(|one| &one.calls);
        own + texts.sum::<usize>()
            + items.map(Value::weight).sum::<usize>()
            + calls.map(ToolCall::weight).sum::<usize>()
            + weight_of(&self.interrupted)
    }
}

/// How many bytes interruptions hold; a frame without variables takes its room in the state, too.
fn weight_of(aside: &[Interruption]) -> usize {
    let frame = |frame: &Frame| {
        let from = frame.from.as_ref().map_or(0, |from| from.as_str().len());
        ASIDE_EACH + frame.trail.as_str().len() + from + frame.weight()
    };
    let each = |aside: &Interruption| {
        let frames: usize = aside.frames.iter().map(frame).sum();
        ASIDE_EACH + aside.parked.step.as_str().len() + frames
    };
    aside.iter().map(each).sum()
}

fn set(vars: &mut Vars, name: &VarName, value: &Value) {
    match vars.iter_mut().find(|(known, _)| known == name) {
        Some((_, slot)) => slot.clone_from(value),
        None => vars.push((name.clone(), value.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::{ASIDE_WEIGHT, Frame, Session};
    use trilha_model::{BundleHash, Event, SessionId};

    /// Interrupts each frame as often as it remembers, with frames above it treated the same.
    fn nest(session: &mut Session, deeper: u32) {
        for _ in 0..8 {
            session.apply(&Event::FrameEntered {
                trail: "sub".into(),
                from: Some("call".into()),
                vars: Vec::new(),
            });
            if deeper > 0 {
                nest(session, deeper - 1);
            }
            session.apply(&Event::Parked {
                step: "question".into(),
                effect: None,
                until: None,
                attempts: 0,
                stage: 0,
            });
            session.apply(&Event::Interrupted {
                step: "question".into(),
                frames: 1,
            });
        }
    }

    fn remembered(frames: &[Frame]) -> usize {
        let aside = frames.iter().flat_map(|frame| &frame.interrupted);
        aside.map(|aside| 1 + remembered(&aside.frames)).sum()
    }

    #[test]
    fn interrupts_within_interrupts_do_not_pile_up_without_variables() {
        let hash = BundleHash::default();
        let mut session = Session::new(SessionId(1), hash, "root".into(), Vec::new());
        nest(&mut session, 3);
        assert_eq!(session.frames.len(), 1);
        let remembered = remembered(&session.frames);
        assert!(
            (8..800).contains(&remembered),
            "{remembered} are remembered"
        );
        let bytes = serde_json::to_vec(&session)
            .expect("a session is plain data")
            .len();
        assert!(bytes < 8 * ASIDE_WEIGHT, "{bytes} bytes of JSON");
    }
}
