//! Chance decides what happens next, knowing what the step at hand can be told.

use super::course::{Course, Deed, Fate};
use super::dice::Dice;
use super::guide::Guide;
use super::knowledge::{Hints, Knowledge};
use super::model;
use super::words::{GREETINGS, ODD, date, fitting, right};
use crate::outside::Answer;
use crate::simulator::{Simulator, What};
use crate::suite::Mock;
use trilha_model::{
    Act, Attached, CallEnd, Content, Effect, Location, Map, MediaKind, Outcome, Owner, Received,
    Span, StepId, TrailId, Value,
};

/// The shortest and the longest a talk may be.
const SHORTEST: usize = 5;
const LONGEST: usize = 45;
/// How long nothing happens where no timer says how long.
const PAUSES: [i64; 4] = [1_000, 60_000, 3_600_000, 90_000_000];

/// What random talks with a bundle draw from.
pub(super) struct Sources<'s> {
    pub(super) known: &'s Knowledge,
    /// What contacts say in the trail's own tests.
    pub(super) said: &'s [String],
    pub(super) mocks: &'s [Mock],
}

/// How the contact behaves as long as the talk stands at one step.
#[derive(Clone, Copy)]
enum Mood {
    Willing,
    Stubborn,
    Silent,
    Erratic,
}

/// Chance, writing down what it decides.
pub(super) struct Chance<'s> {
    dice: Dice,
    sources: Sources<'s>,
    left: usize,
    place: Option<(TrailId, StepId)>,
    mood: Mood,
    guide: Option<Guide<'s>>,
    /// Whether a guide has just come to its end: here the talk is to take another way than its test.
    turns: bool,
    pub(super) course: Course,
}

impl<'s> Chance<'s> {
    pub(super) fn new(
        mut dice: Dice,
        sources: Sources<'s>,
        course: Course,
        guide: Option<Guide<'s>>,
    ) -> Self {
        Self {
            left: SHORTEST + dice.below(LONGEST - SHORTEST),
            dice,
            sources,
            place: None,
            mood: Mood::Willing,
            guide,
            turns: false,
            course,
        }
    }

    fn decide(&mut self, talk: &Simulator) -> Deed {
        match &talk.conversation().owner {
            Owner::Queue(_) => return self.waits_for_people(talk),
            Owner::Agent(_) => return self.with_a_person(talk),
            Owner::Bot => {}
        }
        if self.dice.one_in(60) {
            return Deed::Acts(Act::Take);
        }
        let place = talk
            .place()
            .map(|(trail, step)| (trail.clone(), step.clone()));
        let Some((trail, step)) = &place else {
            return self.begins();
        };
        if self.place != place {
            let turns = std::mem::take(&mut self.turns);
            let moods = if turns { [3, 3, 3, 1] } else { [12, 2, 2, 3] };
            self.mood = match self.dice.weighed(&moods) {
                0 => Mood::Willing,
                1 => Mood::Stubborn,
                2 => Mood::Silent,
                _ => Mood::Erratic,
            };
        }
        let known = self.sources.known;
        let hints = known.step(trail, step);
        self.place.clone_from(&place);
        if !talk.pending().is_empty() {
            return match self.dice.below(5) {
                0 => self.call(),
                1 => self.anything(),
                _ => self.silence(talk),
            };
        }
        match self.mood {
            Mood::Willing => self.answers(talk, hints),
            Mood::Stubborn => Deed::Says(self.odd()),
            Mood::Silent => self.silence(talk),
            Mood::Erratic => match self.dice.below(6) {
                0 => self.call(),
                1 => self.silence(talk),
                2 => self.happens(),
                3 => self.sends(),
                4 => self.answers(talk, hints),
                _ => self.anything(),
            },
        }
    }

    fn begins(&mut self) -> Deed {
        match self.dice.below(6) {
            0 => Deed::Arrives,
            1 => self.call(),
            2 => self.anything(),
            _ => Deed::Says(self.one_of(&GREETINGS)),
        }
    }

    fn waits_for_people(&mut self, talk: &Simulator) -> Deed {
        match self.dice.below(8) {
            0..=2 => Deed::Acts(Act::Take),
            3..=5 => self.silence(talk),
            6 => Deed::Acts(Act::Resolve),
            _ => self.anything(),
        }
    }

    fn with_a_person(&mut self, talk: &Simulator) -> Deed {
        match self.dice.below(9) {
            0..=1 => Deed::Acts(Act::Reply {
                id: smol_str::format_smolstr!("r{}", self.left),
                text: "Olá".into(),
                media: None,
            }),
            2..=4 => Deed::Acts(Act::GiveBack),
            5..=6 => Deed::Acts(Act::Resolve),
            7 => Deed::Acts(Act::ReturnToQueue),
            _ if self.dice.one_in(2) => self.silence(talk),
            _ => self.anything(),
        }
    }

    /// What the step asks for: an option shown last, or an answer of its type.
    fn answers(&mut self, talk: &Simulator, hints: Option<&Hints>) -> Deed {
        let shown = shown(talk);
        let none = Hints::default();
        let hints = hints.unwrap_or(&none);
        let typed = !hints.types.is_empty() || !hints.patterns.is_empty();
        if !shown.is_empty() && !typed {
            return match self.dice.below(8) {
                0 => Deed::Sends(Attached::Chosen(self.several(&shown))),
                1..=2 if !hints.options.is_empty() => {
                    let option = self.dice.of(&hints.options).cloned();
                    Deed::Says(option.unwrap_or_default())
                }
                _ => {
                    let key = self.dice.of(&shown).cloned().unwrap_or_default();
                    Deed::Chooses(key)
                }
            };
        }
        if let Some(pattern) = self.dice.of(&hints.patterns)
            && let Some(text) = fitting(pattern, &mut self.dice)
        {
            return Deed::Says(text);
        }
        if self.dice.one_in(4)
            && let Some(bound) = self.dice.of(&hints.bounds)
        {
            return Deed::Says(bound.clone());
        }
        if self.dice.one_in(3)
            && let Some(said) = self.dice.of(self.sources.said)
        {
            return Deed::Says(said.clone());
        }
        match self.dice.of(&hints.types).map_or("text", String::as_str) {
            "date" => Deed::Says(date(talk.now(), &mut self.dice)),
            "image" => self.media(MediaKind::Image),
            "audio" => self.media(MediaKind::Audio),
            "video" => self.media(MediaKind::Video),
            "file" => self.media(MediaKind::File),
            "location" => place(),
            kind => Deed::Says(self.one_of(right(kind))),
        }
    }

    fn several(&mut self, shown: &[smol_str::SmolStr]) -> Vec<smol_str::SmolStr> {
        let chosen = shown.iter().filter(|_| self.dice.one_in(2));
        chosen.cloned().collect()
    }

    fn one_of(&mut self, texts: &[&str]) -> String {
        self.dice.of(texts).copied().unwrap_or_default().to_owned()
    }

    fn odd(&mut self) -> String {
        self.one_of(&ODD)
    }

    fn media(&mut self, kind: MediaKind) -> Deed {
        let large = self.dice.one_in(5);
        Deed::Sends(Attached::Media(Box::new(Received {
            kind,
            url: "https://media.test/1".into(),
            name: Some("1".into()),
            size: Some(if large { 1 << 40 } else { 20_000 }),
            mime: None,
        })))
    }

    fn sends(&mut self) -> Deed {
        match self.dice.below(5) {
            0 => self.media(MediaKind::Image),
            1 => self.media(MediaKind::Audio),
            2 => self.media(MediaKind::File),
            3 => Deed::Sends(Attached::Answers(vec![("name".into(), "Ana".into())])),
            _ => place(),
        }
    }

    /// A word that interrupts or starts.
    fn call(&mut self) -> Deed {
        let call = self.dice.of(&self.sources.known.calls).cloned();
        call.map_or_else(|| self.anything(), Deed::Says)
    }

    fn happens(&mut self) -> Deed {
        let event = self.dice.of(&self.sources.known.events);
        match event {
            Some(event) => Deed::Happens(event.as_str().into(), Value::Null),
            None => self.anything(),
        }
    }

    fn anything(&mut self) -> Deed {
        let word = match self.dice.below(8) {
            0..=3 => self.dice.of(&self.sources.known.words).cloned(),
            4..=5 => self.dice.of(self.sources.said).cloned(),
            _ => None,
        };
        if word.is_none() && self.dice.one_in(12) {
            return Deed::Says("a".repeat(3_999));
        }
        Deed::Says(word.unwrap_or_else(|| self.odd()))
    }

    /// Nothing happens until the next timer, or for a while.
    fn silence(&mut self, talk: &Simulator) -> Deed {
        let left = talk.wake().map(|wake| wake.0.saturating_sub(talk.now().0));
        let pause = self.dice.of(&PAUSES).copied().unwrap_or_default();
        let span = left.filter(|_| !self.dice.one_in(6)).unwrap_or(pause);
        Deed::Waits(Span(span.max(1)))
    }

    fn http(&mut self, effect: &Effect) -> Outcome {
        let fit = |mock: &&Mock| mock.answers(effect, 0);
        let mocks: Vec<&Mock> = self.sources.mocks.iter().filter(fit).collect();
        let told = self.place.as_ref();
        let hints = told.and_then(|(trail, step)| self.sources.known.step(trail, step));
        let status = match self.dice.weighed(&[10, 3, 3, 4]) {
            0 => match self.dice.of(&mocks) {
                Some(mock) => return mock.outcome.clone(),
                None => 200,
            },
            1 => {
                let reasons = ["the service did not answer in time", "no connection"];
                return Outcome::Failed {
                    reason: self.one_of(&reasons),
                };
            }
            2 => {
                let known = hints.and_then(|hints| self.dice.of(&hints.statuses));
                known.copied().unwrap_or(200)
            }
            _ => {
                let any = [200, 201, 204, 304, 400, 404, 409, 429, 500, 503];
                self.dice.of(&any).copied().unwrap_or(200)
            }
        };
        Outcome::Http {
            status,
            headers: Map::new(),
            body: self.body(&mocks),
        }
    }

    /// A body: that of a mock, often, or something the trail may not expect.
    fn body(&mut self, mocks: &[&Mock]) -> Value {
        let bodies: Vec<&Value> = mocks
            .iter()
            .filter_map(|mock| match &mock.outcome {
                Outcome::Http { body, .. } => Some(body),
                _ => None,
            })
            .collect();
        match self.dice.below(8) {
            0 => Value::Null,
            1 => Value::text("text"),
            2 => Value::List(vec![Value::Int(7)]),
            3 => Value::Map(Map::new()),
            4 | 5 => self.properties(),
            _ => self
                .dice
                .of(&bodies)
                .map_or(Value::Null, |body| (*body).clone()),
        }
    }
}

impl Chance<'_> {
    /// A map of all that expressions read, with values of some kind.
    fn properties(&mut self) -> Value {
        let names = self.sources.known.properties.iter();
        let property = |name: &String| {
            let value = match self.dice.below(6) {
                0 => Value::Int(0),
                1 => Value::Int(7),
                2 => Value::Bool(true),
                3 => Value::text("2026-12-05"),
                4 => Value::List(vec![Value::text("08:30")]),
                _ => Value::text("text"),
            };
            (name.as_str().into(), value)
        };
        Value::Map(names.map(property).collect())
    }
}

impl Fate for Chance<'_> {
    fn deed(&mut self, talk: &Simulator) -> Option<Deed> {
        self.left = self.left.checked_sub(1)?;
        let guided = self.guide.as_mut().and_then(Guide::deed);
        let deed = if let Some(deed) = guided {
            deed
        } else {
            self.turns |= self.guide.take().is_some();
            self.decide(talk)
        };
        self.course.deeds.push(deed.clone());
        Some(deed)
    }

    fn answer(&mut self, effect: &Effect) -> Answer {
        let guided = self.guide.as_mut().and_then(|guide| guide.answer(effect));
        if let Some(answer) = guided {
            self.course.answers.push(answer.clone());
            return answer;
        }
        let failed = self.dice.one_in(5);
        let outcome = match effect {
            Effect::Http(_) => self.http(effect),
            _ if failed => Outcome::Failed {
                reason: "no connection".into(),
            },
            Effect::Dial(_) => {
                let ends = [CallEnd::Answered, CallEnd::Busy, CallEnd::NoAnswer];
                Outcome::Called(self.dice.of(&ends).copied().unwrap_or(CallEnd::Busy))
            }
            Effect::Record(_) if self.dice.one_in(3) => {
                let ends = [CallEnd::Busy, CallEnd::NoAnswer];
                Outcome::Called(self.dice.of(&ends).copied().unwrap_or(CallEnd::Busy))
            }
            Effect::Record(_) => Outcome::Recorded {
                media: "message.ogg".into(),
                length: Span(5_000),
            },
            Effect::Email(_) | Effect::Emit(_) => Outcome::Done,
            Effect::Model(asked) => Outcome::Model(model::answer(&mut self.dice, &asked.task)),
        };
        let after = self.dice.one_in(4).then_some(Span(3_000));
        let answer = Answer { after, outcome };
        self.course.answers.push(answer.clone());
        answer
    }
}

fn place() -> Deed {
    Deed::Sends(Attached::Location(Box::new(Location {
        latitude: -23.55,
        longitude: -46.63,
        name: None,
        address: None,
    })))
}

/// The keys of the options shown last.
fn shown(talk: &Simulator) -> Vec<smol_str::SmolStr> {
    let menu = talk.lines().iter().rev().find_map(|line| match &line.what {
        What::Said {
            content: Content::Menu { options, .. },
            ..
        } => Some(options),
        _ => None,
    });
    let options = menu.into_iter().flatten();
    options.map(|option| option.key.clone()).collect()
}
