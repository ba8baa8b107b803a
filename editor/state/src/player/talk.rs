//! A talk that is played: the real engine, and what of its way is lit.

use super::{Entry, Unfit, suite};
use crate::document::Surroundings;
use crate::setting::{Person, Setting, is_skilled};
use crate::simulation::{Do, Fault, FaultKind, Simulation, Start, Variable, nameless};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use trilha_model::{
    Act, AgentId, Map, Outcome, Owner, QueueId, Span, StepId, TeamId, TrailId, Value,
};
use trilha_talk::{Fault as Failed, Recorder, Refused, Setup, Simulator};
use trilha_trail::{Bundle, Calendar, compile};

/// A talk that is played.
#[derive(Debug)]
pub(super) struct Talk {
    simulator: Simulator,
    recorder: Recorder,
    trail: TrailId,
    personal: BTreeSet<SmolStr>,
    people: Vec<Person>,
    /// Who is to act for the desk; none: who it is for.
    chosen: Option<AgentId>,
    run: u32,
    steps: BTreeSet<StepId>,
    exits: BTreeSet<(StepId, SmolStr)>,
    fault: Option<Failed>,
    /// How many of its lines were told.
    told: usize,
}

impl Talk {
    /// One that begins with the contact's arrival; none where the trail has errors.
    pub(super) fn begin(
        trail: &TrailId,
        text: &str,
        around: &Surroundings,
        start: &Start,
    ) -> Option<Self> {
        let sources = around.sources(trail, text);
        let (bundle, _) = compile(&sources, trail, &around.known()).ok()?;
        let personal = personal(&bundle);
        let (run, people) = (start.run, start.setting.people.clone());
        let setup = setup(around, &bundle, start);
        let mut it = Self {
            recorder: Recorder::of(&setup, &bundle),
            simulator: Simulator::quick(Arc::new(bundle), setup),
            trail: trail.clone(),
            personal,
            people,
            chosen: None,
            run,
            steps: BTreeSet::new(),
            exits: BTreeSet::new(),
            fault: None,
            told: 0,
        };
        it.settle(|simulator| simulator.arrive().map(drop), Recorder::arrives);
        Some(it)
    }

    /// Its number.
    pub(super) fn run(&self) -> u32 {
        self.run
    }

    /// Does something, and lights the way that came of it.
    pub(super) fn act(&mut self, what: Do) {
        if let Do::As(who) = what {
            (self.chosen, self.fault) = (Some(who), None);
            return;
        }
        let now = self.simulator.now();
        let told = what.clone();
        let by = self.agent();
        let who = by.clone();
        let wake = self.simulator.wake();
        self.settle(
            |simulator| {
                match what {
                    Do::Say(text) => simulator.say(&text),
                    Do::Choose(key) => simulator.choose(&key),
                    Do::Send(text, attached) => simulator.send(&text, attached),
                    Do::Settle(effect, outcome) => simulator.settle(effect, outcome),
                    Do::NextWake => match simulator.wake() {
                        Some(moment) => simulator.wake_at(moment),
                        None => return Ok(()),
                    },
                    Do::Pass(span) => simulator.pass(span),
                    Do::Act(act) => simulator.act(&by, act),
                    Do::As(_) => return Ok(()),
                }
                .map(drop)
            },
            |recorder| match told {
                Do::Say(text) => recorder.says(&text),
                Do::Choose(key) => recorder.chooses(&key),
                Do::Send(text, attached) => recorder.sends(&text, &attached),
                Do::NextWake => {
                    if let Some(wake) = wake {
                        recorder.waits(Span(wake.0.saturating_sub(now.0)));
                    }
                }
                Do::Pass(span) => recorder.waits(span),
                Do::Act(Act::Take) => recorder.acts(&who, "take"),
                Do::Act(Act::GiveBack) => recorder.acts(&who, "give_back"),
                Do::Act(Act::Resolve) => recorder.acts(&who, "resolve"),
                Do::Act(Act::Reply { text, .. }) => recorder.replies(&who, &text),
                Do::Act(_) | Do::Settle(..) | Do::As(_) => {}
            },
        );
    }

    /// Does something, and writes it down where it had an effect.
    fn settle(
        &mut self,
        done: impl FnOnce(&mut Simulator) -> Result<(), Failed>,
        written: impl FnOnce(&mut Recorder),
    ) {
        let from = self.simulator.path().len();
        let owner = self.simulator.conversation().owner.clone();
        let done = done(&mut self.simulator);
        if done.is_ok() {
            written(&mut self.recorder);
        }
        let done = done.and_then(|()| sent_out(&mut self.simulator));
        self.recorder.listen(&self.simulator);
        self.fault = done.err();
        if self.simulator.conversation().owner != owner {
            self.chosen = None;
        }
        let walked = self.simulator.path().get(from..).unwrap_or_default();
        for edge in walked.iter().filter(|edge| edge.trail == self.trail) {
            self.steps.insert(edge.from.clone());
            self.exits.insert((edge.from.clone(), edge.exit.0.clone()));
            self.steps.extend(edge.to.clone());
        }
        if let Some((_, step)) = self.place().filter(|(trail, _)| *trail == self.trail) {
            self.steps.insert(step);
        }
    }

    fn place(&self) -> Option<(TrailId, StepId)> {
        let (trail, step) = self.simulator.place()?;
        Some((trail.clone(), step.clone()))
    }

    /// Who does what the person at the desk does: who was chosen, else whoever has the conversation, else the first it is
    /// for, rather one who takes conversations.
    fn agent(&self) -> AgentId {
        if let Some(chosen) = &self.chosen {
            return chosen.clone();
        }
        let conversation = self.simulator.conversation();
        if let Owner::Agent(holder) = &conversation.owner {
            return holder.clone();
        }
        let ticket = conversation.open_ticket();
        let teams: Vec<&TeamId> = ticket
            .iter()
            .flat_map(|ticket| [&ticket.team, &ticket.group])
            .flatten()
            .collect();
        let asked = ticket.map(|ticket| ticket.skills.as_slice());
        let asked = asked.filter(|_| is_skilled(&self.people));
        let asked = asked.unwrap_or_default();
        let meant = |person: &Person| {
            teams.iter().all(|team| person.teams.contains(*team))
                && asked.iter().all(|skill| person.skills.contains(skill))
        };
        let order = |person: &&Person| (!meant(person), !person.here);
        let first = self.people.iter().min_by_key(order);
        first.map_or_else(nameless, |person| AgentId(person.name.clone()))
    }

    /// As it stands, of its lines those that were not told yet.
    pub(super) fn scene(&mut self) -> Simulation {
        let simulator = &self.simulator;
        let from = std::mem::replace(&mut self.told, simulator.lines().len());
        let news = simulator.lines().get(from..).unwrap_or_default();
        let pending = simulator.pending().iter();
        let open = pending.filter(|one| one.effect.is_awaited());
        let variable = |(name, value): (trilha_model::VarName, Value)| Variable {
            personal: self.personal.contains(&name.0),
            name: name.0,
            value,
        };
        Simulation {
            run: self.run,
            text: Rc::default(),
            steps: self.steps.clone(),
            exits: self.exits.clone(),
            fault: self.fault.as_ref().map(fault),
            answered: BTreeSet::new(),
            trail: self.trail.clone(),
            lines: news.to_vec(),
            place: self.place(),
            open: open.map(|one| (one.id, one.effect.clone())).collect(),
            variables: simulator.vars().into_iter().map(variable).collect(),
            owner: simulator.conversation().owner.clone(),
            agent: self.agent(),
            now: simulator.now(),
            wake: simulator.wake(),
            ended: simulator.ended().is_some(),
        }
    }

    /// The text of tests with this talk as one more; or this one alone, where it does not fit them.
    pub(super) fn written(&self, entry: &Entry) -> Result<String, Unfit> {
        let name = &suite::free_name(&entry.tests, &entry.name);
        if entry.tests.trim().is_empty() {
            return Ok(self.recorder.file(name));
        }
        let added = self.recorder.added_to(&entry.tests, name);
        added.map_err(|misfit| Unfit {
            case: self.recorder.case(name),
            why: misfit.to_string(),
        })
    }
}

fn setup(around: &Surroundings, bundle: &Bundle, start: &Start) -> Setup {
    let Setting {
        language, people, ..
    } = &start.setting;
    let env = around
        .env
        .iter()
        .map(|(name, value)| (name.as_str().into(), Value::text(value)));
    let here = match people.as_slice() {
        [] => usize::from(start.setting.staffed),
        people => people.iter().filter(|person| person.here).count(),
    };
    let here = u32::try_from(here).unwrap_or(u32::MAX);
    let queues = around.queues.iter();
    let available = queues.map(|queue| (queue.id.clone(), here));
    let agents = people.iter();
    let agents = agents.map(|person| (AgentId(person.name.clone()), person.here));
    let supervisors = people.iter().filter(|person| person.supervisor);
    let supervisors = supervisors.map(|person| AgentId(person.name.clone()));
    let skilled = people.iter().filter(|_| is_skilled(people));
    let skilled = skilled.map(|person| (AgentId(person.name.clone()), person.skills.clone()));
    let calendars = around.calendars.iter().filter_map(|known| {
        let calendar = Calendar::of(&known.settings.rules()?).ok()?;
        Some((known.name.as_str().into(), Arc::new(calendar)))
    });
    Setup {
        env: env.collect(),
        calendars: calendars.collect(),
        language: language.clone(),
        available: available.collect::<BTreeMap<QueueId, u32>>(),
        agents: agents.collect(),
        supervisors: Some(supervisors.collect()),
        skills: skilled.collect(),
        teams: teams(around, bundle, people),
        contact: Map::new(),
        now: start.now,
        seed: 1,
        ..Setup::default()
    }
}

/// Who is in the teams that matter: those that trails name, and those that somebody is in. Where nobody is named, nothing
/// is said of any, and all are in every team.
fn teams(
    around: &Surroundings,
    bundle: &Bundle,
    people: &[Person],
) -> BTreeMap<TeamId, BTreeSet<AgentId>> {
    if people.is_empty() {
        return BTreeMap::new();
    }
    let named = |team: &TeamId| {
        bundle
            .files
            .values()
            .any(|text| text.contains(team.as_str()))
    };
    let members = |team: &TeamId| {
        let members = people.iter().filter(|person| person.teams.contains(team));
        let members = members.map(|person| AgentId(person.name.clone()));
        members.collect::<BTreeSet<AgentId>>()
    };
    let all = around.teams.iter();
    let all = all.map(|team| (team.id.clone(), members(&team.id)));
    all.filter(|(team, members)| !members.is_empty() || named(team))
        .collect()
}

/// Lets go of what nobody waits for, such as events to other systems: nobody is told in a simulation.
fn sent_out(simulator: &mut Simulator) -> Result<(), Failed> {
    let emitted = |simulator: &Simulator| {
        let mut pending = simulator.pending().iter();
        let found = pending.find(|unsettled| !unsettled.effect.is_awaited());
        found.map(|unsettled| unsettled.id)
    };
    while let Some(id) = emitted(simulator) {
        simulator.settle(id, Outcome::Done)?;
    }
    Ok(())
}

fn fault(failed: &Failed) -> Fault {
    let kind = match failed {
        Failed::Refused(Refused::NotYours) => FaultKind::NotYours,
        Failed::Refused(Refused::NotOfTeam(team)) => FaultKind::NotOfTeam(team.as_str().into()),
        Failed::Refused(Refused::NotOfGroup(team)) => FaultKind::NotOfGroup(team.as_str().into()),
        Failed::Refused(Refused::Unskilled(skills)) => FaultKind::Unskilled(skills.clone()),
        Failed::Refused(_) => FaultKind::Refused,
        Failed::NoSuchOption(_) => FaultKind::NoSuchOption,
        Failed::Rings => FaultKind::Rings,
        Failed::Stored(_) | Failed::Replayed => FaultKind::Defect,
    };
    Fault {
        kind,
        exact: failed.to_string(),
    }
}

fn personal(bundle: &Bundle) -> BTreeSet<SmolStr> {
    let vars = bundle.trails().flat_map(|trail| &trail.vars);
    vars.filter(|var| var.personal)
        .map(|var| var.name.0.clone())
        .collect()
}
