//! A step as it is drawn: what stands on its card, how large the card is, where its ports are.

use crate::custom::CustomStep;
use crate::geometry::{Point, Rect};
use smol_str::SmolStr;
use trilha_model::{ExitName, StepId};
use trilha_trail::{Exit, Step, Target, Trail, Verb};

/// The width of every card.
pub const WIDTH: f64 = 240.0;
/// The height of the line with icon and title.
pub const HEAD: f64 = 40.0;
/// The height of an exit's row.
pub const ROW: f64 = 26.0;
const SUMMARY_LINE: f64 = 18.0;
const SUMMARY_PAD: f64 = 8.0;
const FOOT: f64 = 6.0;
/// About as many letters as fit on a line of the summary.
const LETTERS: usize = 37;

/// Exits that fall to the trail's defaults, and are drawn only where a step says them itself.
const FALLBACKS: [&str; 3] = ["no_match", "timeout", "error"];

/// A step as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Its id.
    pub id: StepId,
    /// The verb; none where the step cannot be read.
    pub verb: Option<&'static str>,
    /// The custom step it uses.
    pub custom: Option<CustomStep>,
    /// The group its verb stands in.
    pub group: &'static str,
    /// Its name for people, where it has one.
    pub title: Option<String>,
    /// One line of what it does.
    pub summary: String,
    /// Exits in rows: those a step is for, and fallbacks it says itself.
    pub ports: Vec<Port>,
    /// Fallbacks it leaves to the defaults, in rows below while it is selected.
    pub spare: Vec<Port>,
    /// Whether the trail begins here.
    pub first: bool,
    /// Whether it waits.
    pub waits: bool,
    /// Errors.
    pub errors: u32,
    /// Warnings.
    pub warnings: u32,
    /// Counted once: it is asked for at every move of the pointer.
    height: f64,
}

/// An exit as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Port {
    /// The exit.
    pub exit: ExitName,
    /// What people read; empty: the exit's name says it.
    pub label: String,
    /// Where it leads, as the step itself says.
    pub aim: Option<Target>,
    /// Where it leads by the defaults, where the step says nothing.
    pub falls: Option<Target>,
    /// The keys below the step under which its target is written.
    pub path: Vec<SmolStr>,
}

impl Card {
    /// The card of a step.
    pub(crate) fn of(trail: &Trail, step: &Step) -> Self {
        let (mut ports, mut spare) = (Vec::new(), Vec::new());
        for exit in step.exits() {
            let fallback = FALLBACKS.contains(&exit.name.as_str());
            let row = exit.aim.is_some() || !fallback;
            let port = Port::of(trail, step, exit);
            if row { &mut ports } else { &mut spare }.push(port);
        }
        let verb: &Verb = step.verb();
        let mut card = Self {
            id: step.id.clone(),
            verb: Some(verb.name),
            custom: None,
            group: verb.group.word(),
            title: step.title.clone(),
            summary: step.kind.summary(&trail.language),
            ports,
            spare,
            first: trail.start().is_some_and(|first| first.id == step.id),
            waits: step.kind.waits(),
            errors: 0,
            warnings: 0,
            height: 0.0,
        };
        card.height = card.measured();
        card
    }

    /// The card of a step that cannot be read.
    pub(crate) fn unread(id: &str) -> Self {
        let mut card = Self {
            id: id.into(),
            verb: None,
            custom: None,
            group: "",
            title: None,
            summary: String::new(),
            ports: Vec::new(),
            spare: Vec::new(),
            first: false,
            waits: false,
            errors: 0,
            warnings: 0,
            height: 0.0,
        };
        card.height = card.measured();
        card
    }

    /// What people call it: its title, else its id.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or_else(|| self.id.as_str())
    }

    /// How many lines of the summary are shown: at most two.
    pub fn summary_lines(&self) -> u8 {
        match self.summary.chars().count() {
            0 => 0,
            letters if letters <= LETTERS => 1,
            _ => 2,
        }
    }

    fn rows_from(&self) -> f64 {
        let lines = f64::from(self.summary_lines());
        let summary = if lines > 0.0 {
            lines * SUMMARY_LINE + SUMMARY_PAD
        } else {
            0.0
        };
        HEAD + summary
    }

    /// Its height, spare exits not counted.
    pub fn height(&self) -> f64 {
        self.height
    }

    fn measured(&self) -> f64 {
        self.rows_from() + row(self.ports.len()) + FOOT
    }

    /// Its rectangle at a place.
    pub fn rect(&self, at: Point) -> Rect {
        Rect {
            at,
            size: Point::new(WIDTH, self.height()),
        }
    }

    /// Where the edge of an exit begins, the card standing at a place.
    pub fn outlet(&self, at: Point, exit: &str) -> Option<Point> {
        let in_ports = self
            .ports
            .iter()
            .position(|port| port.exit.as_str() == exit);
        let y = if let Some(position) = in_ports {
            self.rows_from() + row(position) + ROW / 2.0
        } else {
            let mut spare = self.spare.iter();
            let position = spare.position(|port| port.exit.as_str() == exit)?;
            self.height() + FOOT + row(position) + ROW / 2.0
        };
        Some(at.plus(Point::new(WIDTH, y)))
    }

    /// Where edges end, the card standing at a place.
    pub fn inlet(at: Point) -> Point {
        at.plus(Point::new(0.0, HEAD / 2.0))
    }

    /// Every exit, spare ones last.
    pub fn exits(&self) -> impl Iterator<Item = &Port> {
        self.ports.iter().chain(&self.spare)
    }

    /// The exit of this name.
    pub fn exit(&self, name: &str) -> Option<&Port> {
        self.exits().find(|port| port.exit.as_str() == name)
    }
}

impl Port {
    fn of(trail: &Trail, step: &Step, exit: Exit) -> Self {
        let aim = exit.aim.map(|aim| aim.target);
        let falls = match aim {
            Some(_) => None,
            None => trail.leads(&step.id, exit.name.as_str()),
        };
        Self {
            exit: exit.name,
            label: exit.label,
            aim,
            falls,
            path: exit.path,
        }
    }
}

fn row(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * ROW
}
