//! The document: a trail's text, and everything that is shown of it.

use crate::atlas::Atlas;
use crate::card::{Card, ROW};
use crate::custom::CustomStep;
use crate::geometry::{Point, Rect};
use crate::layout::{self, Graph};
use crate::problem::{self, Problem};
use crate::targets;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::rc::Rc;
use trilha_model::{LimitName, Limits, OutOfBounds, StepId, TrailId};
use trilha_trail::yaml::{self, Node};
use trilha_trail::{Known, KnownInbox, Sources, Target, Trail, check};
use trilha_wire::desk::TeamName;
use trilha_wire::staff::Calendar;
use trilha_wire::studio::{Draft, InboxChoice, QueueChoice};

/// Between what was placed and what was not.
const APART: f64 = 96.0;

/// What surrounds a trail: what it may reach and what the server knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Surroundings {
    /// Every other trail and script, by path.
    pub files: BTreeMap<String, String>,
    /// The queues.
    pub queues: Vec<QueueChoice>,
    /// Values of `env`.
    pub env: BTreeMap<String, String>,
    /// Names of secrets.
    pub secrets: Vec<String>,
    /// The inboxes.
    pub inboxes: Vec<InboxChoice>,
    /// The calendars.
    pub calendars: Vec<Calendar>,
    /// What people are good at.
    pub skills: Vec<String>,
    /// The teams.
    pub teams: Vec<TeamName>,
    /// What a talk may use on the server.
    #[serde(with = "lowered")]
    pub limits: Limits,
    /// The custom steps there are and can be read; told to nobody, for they are among the files.
    #[serde(skip)]
    pub customs: Vec<CustomStep>,
}

impl Surroundings {
    /// What came with a draft.
    pub fn of(draft: &Draft) -> Self {
        Self {
            files: draft.files.clone(),
            queues: draft.queues.clone(),
            env: draft.env.clone(),
            secrets: draft.secrets.clone(),
            inboxes: draft.inboxes.clone(),
            calendars: draft.calendars.clone(),
            skills: draft.skills.clone(),
            teams: draft.teams.clone(),
            limits: limits(&draft.limits),
            customs: CustomStep::all(&Sources {
                files: draft.files.clone(),
            }),
        }
    }

    /// A custom step by name.
    pub fn custom(&self, name: &str) -> Option<&CustomStep> {
        self.customs.iter().find(|custom| custom.name == name)
    }

    /// What trails may refer to.
    pub fn known(&self) -> Known {
        let queues = self
            .queues
            .iter()
            .map(|queue| (queue.id.clone(), queue.members));
        let inboxes = self.inboxes.iter().map(|inbox| {
            let known = KnownInbox {
                channel: inbox.channel,
                trail: inbox.trail.clone(),
            };
            (inbox.id.clone(), known)
        });
        Known {
            limits: self.limits,
            queues: Some(queues.collect()),
            env: Some(self.env.keys().cloned().collect()),
            secrets: Some(self.secrets.iter().cloned().collect()),
            inboxes: Some(inboxes.collect()),
            calendars: Some(
                self.calendars
                    .iter()
                    .map(|calendar| calendar.name.clone())
                    .collect(),
            ),
            skills: Some(self.skills.iter().cloned().collect()),
            teams: Some(self.teams.iter().map(|team| team.id.clone()).collect()),
        }
    }

    /// The sources with this text for this trail.
    pub fn sources(&self, id: &TrailId, text: &str) -> Sources {
        let mut files = self.files.clone();
        files.insert(path_of(id), text.to_owned());
        Sources { files }
    }

    /// The other trails there are.
    pub fn trails(&self) -> Vec<TrailId> {
        let paths = self.files.keys();
        paths
            .filter_map(|path| trilha_trail::trail_of(path))
            .collect()
    }
}

/// Limits as the server tells them; those it tells nothing of, and those this page does not know, are at their ceilings.
fn limits(told: &BTreeMap<String, u32>) -> Limits {
    let told = told.iter();
    let known = told.filter_map(|(name, most)| {
        let most = usize::try_from(*most).ok()?;
        Some((LimitName::parse(name)?, most))
    });
    known.fold(Limits::default(), |mut limits, (name, most)| {
        match limits.lower(name, most) {
            Ok(()) | Err(OutOfBounds { .. }) => limits,
        }
    })
}

/// Limits by name, those that are below their ceilings.
mod lowered {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::collections::BTreeMap;
    use trilha_model::Limits;

    pub(super) fn serialize<S: Serializer>(limits: &Limits, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(limits.lowered().map(|(name, most)| (name.word(), most)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Limits, D::Error> {
        BTreeMap::deserialize(from).map(|told| super::limits(&told))
    }
}

/// The path of a trail's file.
pub fn path_of(id: &TrailId) -> String {
    format!("{id}.yaml")
}

/// An edge as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The step it leaves, as an index of [`Document::cards`].
    pub from: usize,
    /// By which exit.
    pub exit: SmolStr,
    /// The step it leads to, as an index of [`Document::cards`].
    pub to: usize,
    /// The place of the exit among those of its card.
    pub lane: usize,
    /// Whether only the trail's defaults say it.
    pub default: bool,
}

/// A trail's text, and everything that is shown of it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The trail.
    pub id: TrailId,
    /// The text: it *is* the document.
    pub text: Rc<str>,
    /// The text read; none while it is not YAML, and then all below is what was shown before.
    pub root: Option<Rc<Node>>,
    /// The trail as far as it can be read.
    pub trail: Option<Rc<Trail>>,
    /// The steps in the order of the file.
    pub cards: Rc<[Rc<Card>]>,
    /// Where each card stands, in the same order.
    pub places: Rc<[Point]>,
    /// The edges.
    pub links: Rc<[Link]>,
    /// Everything there is to say.
    pub problems: Rc<[Rc<Problem>]>,
    index: Rc<BTreeMap<StepId, usize>>,
    /// Where the cards stand.
    pub(crate) standing: Rc<Atlas>,
    /// Where the edges may pass.
    pub(crate) passing: Rc<Atlas>,
    counts: (usize, usize),
}

impl Document {
    /// Reads a text. What is as it was before is shared with it, so that it is not drawn anew.
    pub fn read(id: &TrailId, text: Rc<str>, around: &Surroundings, before: Option<&Self>) -> Self {
        let checked = check(&around.sources(id, &text), id, &around.known());
        let problems = problem::all(&path_of(id), &text, &checked.diagnostics);
        let (root, _) = yaml::parse("", &text);
        let Some(root) = root else {
            return Self::unread(id, text, problems, before);
        };
        let trail = checked.trail.map(Rc::new);
        let cards = cards(&root, trail.as_deref(), &problems, around, before);
        let index: BTreeMap<StepId, usize> = cards
            .iter()
            .enumerate()
            .map(|(at, card)| (card.id.clone(), at))
            .collect();
        let links = links(&cards, &index);
        let placed = trail.as_deref().map(|trail| &trail.layout);
        let spots = places(&cards, &links, &|id| {
            placed
                .and_then(|placed| placed.get(id))
                .map(|(x, y)| Point::new(*x, *y))
        });
        let rects: Vec<Rect> = cards
            .iter()
            .zip(&spots)
            .map(|(card, at)| card.rect(*at))
            .collect();
        let passing = links.iter().enumerate().filter_map(|(n, link)| {
            let (from, to) = (rects.get(link.from)?, rects.get(link.to)?);
            (!link.default).then(|| (n, rough(from, to)))
        });
        Self {
            id: id.clone(),
            counts: counts(&problems),
            passing: Rc::new(Atlas::of(passing)),
            standing: Rc::new(Atlas::of(rects.iter().copied().enumerate())),
            text,
            root: Some(Rc::new(root)),
            trail,
            places: spots.into(),
            links: links.into(),
            cards: cards.into(),
            problems: problems.into(),
            index: Rc::new(index),
        }
    }

    /// Nothing yet.
    pub(crate) fn empty(id: &TrailId) -> Self {
        Self {
            id: id.clone(),
            text: "".into(),
            root: None,
            trail: None,
            cards: Rc::new([]),
            places: Rc::new([]),
            links: Rc::new([]),
            problems: Rc::new([]),
            index: Rc::default(),
            standing: Rc::default(),
            passing: Rc::default(),
            counts: (0, 0),
        }
    }

    fn unread(
        id: &TrailId,
        text: Rc<str>,
        problems: Vec<Rc<Problem>>,
        before: Option<&Self>,
    ) -> Self {
        Self {
            text,
            root: None,
            counts: counts(&problems),
            problems: problems.into(),
            ..before.cloned().unwrap_or_else(|| Self::empty(id))
        }
    }

    /// The position of a step.
    pub fn position(&self, id: &StepId) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The card of a step.
    pub fn card(&self, id: &StepId) -> Option<&Rc<Card>> {
        self.cards.get(self.position(id)?)
    }

    /// Where a step stands.
    pub fn place(&self, id: &StepId) -> Option<Point> {
        self.places.get(self.position(id)?).copied()
    }

    /// The rectangle of a step.
    pub fn rect(&self, id: &StepId) -> Option<Rect> {
        Some(self.card(id)?.rect(self.place(id)?))
    }

    /// The rectangle around everything.
    pub fn extent(&self) -> Option<Rect> {
        self.standing.extent()
    }

    /// The edges that leave a card.
    pub(crate) fn leaving(&self, card: usize) -> impl Iterator<Item = usize> {
        let begin = self.links.partition_point(|link| link.from < card);
        let end = self.links.partition_point(|link| link.from <= card);
        begin..end
    }

    /// The step as written.
    pub fn node(&self, id: &StepId) -> Option<&Node> {
        self.root.as_ref()?.get("steps")?.get(id.as_str())
    }

    /// Whether the editor can change it: it is YAML.
    pub fn editable(&self) -> bool {
        self.root.is_some()
    }

    /// The languages its texts are written in, the trail's own first.
    pub fn languages(&self) -> Vec<SmolStr> {
        let own = self
            .trail
            .as_ref()
            .map_or("en".into(), |trail| trail.language.clone());
        let mut found = self
            .root
            .as_deref()
            .map(targets::languages)
            .unwrap_or_default();
        found.remove(&own);
        std::iter::once(own).chain(found).collect()
    }

    /// The names of its variables, declared or saved to.
    pub fn variables(&self) -> Vec<SmolStr> {
        let declared = self
            .trail
            .iter()
            .flat_map(|trail| &trail.vars)
            .map(|var| var.name.0.clone());
        let mut names: Vec<SmolStr> = declared.collect();
        let root = self.root.as_deref();
        let steps = root.and_then(|root| root.get("steps"));
        let set = steps
            .into_iter()
            .flat_map(Node::entries)
            .filter_map(|(_, step)| step.get("set"))
            .flat_map(Node::entries)
            .map(|(key, _)| SmolStr::from(key.text.as_str()));
        for name in root
            .map(targets::kept)
            .unwrap_or_default()
            .into_iter()
            .chain(set)
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Every place as automatic layout would have it.
    pub fn arranged(&self) -> Vec<(StepId, Point)> {
        let places = places(&self.cards, &self.links, &|_| None);
        self.cards
            .iter()
            .map(|card| card.id.clone())
            .zip(places)
            .collect()
    }

    /// How many errors and warnings there are.
    pub fn counts(&self) -> (usize, usize) {
        self.counts
    }
}

fn counts(problems: &[Rc<Problem>]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    (errors, problems.len() - errors)
}

/// What an edge between two cards may pass through.
pub(crate) fn rough(from: &Rect, to: &Rect) -> Rect {
    from.with(to).grown(ROW * 4.0)
}

fn cards(
    root: &Node,
    trail: Option<&Trail>,
    problems: &[Rc<Problem>],
    around: &Surroundings,
    before: Option<&Document>,
) -> Vec<Rc<Card>> {
    let steps = root.get("steps").map(Node::entries).into_iter().flatten();
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for problem in problems {
        if let Some(step) = &problem.step {
            let (errors, warnings) = counts.entry(step).or_default();
            *if problem.is_error() { errors } else { warnings } += 1;
        }
    }
    let read: BTreeMap<&str, &trilha_trail::Step> = trail
        .iter()
        .flat_map(|trail| &trail.steps)
        .map(|step| (step.id.as_str(), step))
        .collect();
    let card = |id: &str, node: &Node| {
        let step = read.get(id).zip(trail);
        let mut card = step.map_or_else(|| Card::unread(id), |(step, trail)| Card::of(trail, step));
        let used = node.get("use").and_then(Node::as_str);
        card.custom = used.and_then(|name| around.custom(name)).cloned();
        (card.errors, card.warnings) = counts.get(id).copied().unwrap_or_default();
        let same = before
            .and_then(|before| before.card(&card.id))
            .filter(|same| ***same == card);
        same.cloned().unwrap_or_else(|| Rc::new(card))
    };
    steps.map(|(key, node)| card(&key.text, node)).collect()
}

fn links(cards: &[Rc<Card>], index: &BTreeMap<StepId, usize>) -> Vec<Link> {
    let mut links = Vec::new();
    for (from, card) in cards.iter().enumerate() {
        for (lane, port) in card.exits().enumerate() {
            let Some(Target::Step(step)) = port.aim.as_ref().or(port.falls.as_ref()) else {
                continue;
            };
            if let Some(to) = index.get(step) {
                links.push(Link {
                    from,
                    exit: port.exit.0.clone(),
                    to: *to,
                    lane,
                    default: port.aim.is_none(),
                });
            }
        }
    }
    links
}

/// Where cards stand: where they were placed; those nobody placed in layers, below the others.
fn places(
    cards: &[Rc<Card>],
    links: &[Link],
    placed: &dyn Fn(&StepId) -> Option<Point>,
) -> Vec<Point> {
    let own: Vec<Option<Point>> = cards.iter().map(|card| placed(&card.id)).collect();
    let loose: Vec<usize> = own
        .iter()
        .enumerate()
        .filter(|(_, at)| at.is_none())
        .map(|(at, _)| at)
        .collect();
    let number: BTreeMap<usize, usize> = loose.iter().enumerate().map(|(n, at)| (*at, n)).collect();
    let edge = |link: &Link| Some((*number.get(&link.from)?, *number.get(&link.to)?));
    let graph = Graph {
        heights: loose
            .iter()
            .filter_map(|at| Some(cards.get(*at)?.height()))
            .collect(),
        edges: links
            .iter()
            .filter(|link| !link.default)
            .filter_map(edge)
            .collect(),
        first: loose
            .iter()
            .position(|at| cards.get(*at).is_some_and(|card| card.first)),
    };
    let arranged = layout::place(&graph);
    let rects = cards
        .iter()
        .zip(&own)
        .filter_map(|(card, at)| Some(card.rect((*at)?)));
    let taken = rects.reduce(|all, rect| all.with(&rect));
    let origin = taken.map_or(Point::default(), |taken| {
        Point::new(taken.at.x, taken.bottom() + APART).whole()
    });
    let mut arranged = arranged.into_iter();
    own.into_iter()
        .map(|at| at.unwrap_or_else(|| arranged.next().unwrap_or_default().plus(origin)))
        .collect()
}
