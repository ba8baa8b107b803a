//! The world outside a simulated conversation: what was asked of it, and the answers on their way.

use crate::simulator::{Fault, RINGS, Simulator};
use trilha_model::effect::late;
use trilha_model::{Effect, EffectId, Outcome, Span, Timestamp};

/// How often the outside may be asked between two inputs: more is a loop.
const REQUESTS: u32 = 1_000;

/// What the outside answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    /// How long it takes.
    pub(crate) after: Option<Span>,
    pub(crate) outcome: Outcome,
}

/// Why a talk cannot go on.
#[derive(Clone, Debug)]
pub(crate) enum Stuck {
    Fault(Fault),
    /// Nobody answers this.
    Unanswered(Box<Effect>),
    /// The trail wakes again and again.
    Rings,
    /// The trail asks again and again.
    Asks,
}

impl std::fmt::Display for Stuck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fault(fault) => fault.fmt(f),
            Self::Unanswered(_) => f.write_str("nobody answers what the trail asks"),
            Self::Rings => Fault::Rings.fmt(f),
            Self::Asks => write!(
                f,
                "the trail asks web services more than {REQUESTS} times here"
            ),
        }
    }
}

/// Who answers: given what is asked, the answer.
pub(crate) type Source<'s> = &'s mut dyn FnMut(&Effect) -> Option<Answer>;

impl Answer {
    /// As the server has it: a service that takes longer than the step's limit has failed by then.
    fn in_time(self, effect: &Effect) -> Self {
        match effect.limit() {
            Some(limit) if self.after > Some(limit) => Self {
                after: Some(limit),
                outcome: Outcome::Failed {
                    reason: late(limit),
                },
            },
            _ => self,
        }
    }
}

/// Answers on their way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outside {
    coming: Vec<(Timestamp, EffectId, Outcome)>,
    /// Whether the answers are those that came once, whatever they took.
    recorded: bool,
}

impl Outside {
    /// One whose answers came once: what was recorded is what happened, also where another limit is set by now.
    pub(crate) fn recorded() -> Self {
        Self {
            recorded: true,
            ..Self::default()
        }
    }

    /// Answers what is asked and not answered yet; what takes time is on its way then.
    pub(crate) fn answer(&mut self, sim: &mut Simulator, source: Source<'_>) -> Result<(), Stuck> {
        for _ in 0..REQUESTS {
            let coming = &self.coming;
            let open = |id: EffectId| !coming.iter().any(|(_, known, _)| *known == id);
            let asked = sim.pending().iter().find(|effect| open(effect.id));
            let Some((id, effect)) = asked.map(|asked| (asked.id, asked.effect.clone())) else {
                return Ok(());
            };
            let Some(answer) = source(&effect) else {
                return Err(Stuck::Unanswered(Box::new(effect)));
            };
            let answer = if self.recorded {
                answer
            } else {
                answer.in_time(&effect)
            };
            let Answer { after, outcome } = answer;
            match after {
                Some(after) => self.coming.push((sim.now().after(after), id, outcome)),
                None => sim.settle(id, outcome).map(drop).map_err(Stuck::Fault)?,
            }
        }
        Err(Stuck::Asks)
    }

    /// Lets time go by: what rings and what answers, in order.
    pub(crate) fn pass(
        &mut self,
        sim: &mut Simulator,
        time: Span,
        source: Source<'_>,
    ) -> Result<(), Stuck> {
        let until = sim.now().after(time);
        for _ in 0..RINGS {
            let wake = sim.wake().filter(|wake| *wake <= until);
            let first = self.first().filter(|at| *at <= until);
            if let Some(at) = first.filter(|at| wake.is_none_or(|wake| *at <= wake)) {
                let (_, effect, outcome) = self.coming.remove(0);
                sim.clock(at);
                sim.settle(effect, outcome)
                    .map(drop)
                    .map_err(Stuck::Fault)?;
            } else if let Some(wake) = wake {
                sim.wake_at(wake).map(drop).map_err(Stuck::Fault)?;
            } else {
                sim.clock(until);
                return Ok(());
            }
            self.answer(sim, source)?;
        }
        Err(Stuck::Rings)
    }

    /// When the next answer comes.
    pub(crate) fn first(&mut self) -> Option<Timestamp> {
        self.coming.sort_by_key(|(at, effect, _)| (*at, *effect));
        self.coming.first().map(|(at, ..)| *at)
    }
}
