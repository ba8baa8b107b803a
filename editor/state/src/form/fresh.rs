//! What is added in a form begins as: what there is, where a shape names something that must be there.

use super::{Control, Row, blank};
use crate::document::{Document, Surroundings};
use smol_str::SmolStr;
use trilha_trail::edit::Draft;
use trilha_trail::shape::{Choice, Field, Shape};

/// What stands around a value that is added.
#[derive(Clone, Copy, Debug)]
pub struct Fresh<'a> {
    /// The trail.
    pub document: &'a Document,
    /// What surrounds it.
    pub around: &'a Surroundings,
    /// The clock of whoever adds it, by its name in the IANA database; empty where nobody knows.
    pub zone: &'a str,
}

impl Fresh<'_> {
    /// Something of a shape, other than what the rows beside it name where it names something.
    pub fn value(&self, shape: &Shape, beside: &[Row]) -> Draft {
        let taken: Vec<&str> = beside
            .iter()
            .filter_map(|row| named(&row.control))
            .collect();
        match shape {
            Shape::List(item) | Shape::OneOrMore(item) => Draft::List(vec![self.value(item, &[])]),
            Shape::Record(fields) => self.record(shape, fields),
            Shape::OneOf(of) => of
                .choices
                .first()
                .map_or(Draft::Null, |one| self.choice(one)),
            Shape::Either(one, _) | Shape::Maybe(one) => self.value(one, beside),
            Shape::Zone if !self.zone.is_empty() => Draft::text(self.zone),
            Shape::Language => Draft::text(self.language(&taken)),
            _ => self
                .known(shape, &taken)
                .map_or_else(|| blank(shape), Draft::text),
        }
    }

    /// A map that is this, and says what it must.
    pub fn choice(&self, choice: &Choice) -> Draft {
        Draft::map([(choice.key.name, self.value(&choice.key.shape, &[]))])
    }

    /// What must be there, and the clock it goes by where it goes by one: nobody means UTC by saying nothing.
    fn record(&self, shape: &Shape, fields: &[Field]) -> Draft {
        let own = |field: &&Field| {
            let clock = matches!(field.shape, Shape::Zone) && !self.zone.is_empty();
            field.required || clock
        };
        let entries: Vec<(SmolStr, Draft)> = fields
            .iter()
            .filter(own)
            .map(|field| (field.name.into(), self.value(&field.shape, &[])))
            .collect();
        if entries.is_empty() {
            return blank(shape);
        }
        Draft::Map(entries)
    }

    /// The first of what there is of a kind, apart from what is taken.
    fn known(&self, shape: &Shape, taken: &[&str]) -> Option<SmolStr> {
        let mut names = match shape {
            Shape::Variable => self.document.variables(),
            Shape::Word(words) => words.iter().map(|word| SmolStr::new_static(word)).collect(),
            _ => self.around.named(shape),
        }
        .into_iter();
        names.find(|name| !taken.contains(&name.as_str()))
    }

    fn language(&self, taken: &[&str]) -> SmolStr {
        let mut own = self.document.languages().into_iter();
        own.find(|language| !taken.contains(&language.as_str()))
            .unwrap_or_else(|| SmolStr::new_static("en"))
    }
}

impl Surroundings {
    /// The names of what there is of a kind: trails, queues, teams, inboxes, calendars.
    pub(crate) fn named(&self, shape: &Shape) -> Vec<SmolStr> {
        match shape {
            Shape::Trail => self.trails().into_iter().map(|trail| trail.0).collect(),
            Shape::Queue => self.queues.iter().map(|queue| queue.id.0.clone()).collect(),
            Shape::Team => self.teams.iter().map(|team| team.id.0.clone()).collect(),
            Shape::Inbox => self
                .inboxes
                .iter()
                .map(|inbox| inbox.id.0.clone())
                .collect(),
            Shape::Calendar => {
                let calendars = self.calendars.iter();
                calendars.map(|known| known.name.as_str().into()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What a control names, where it is one thing.
fn named(control: &Control) -> Option<&str> {
    match control {
        Control::Queue(name)
        | Control::Team(name)
        | Control::Inbox(name)
        | Control::Trail(name)
        | Control::Calendar(name)
        | Control::Variable(name)
        | Control::Language(name)
        | Control::Word(name, _) => Some(name),
        _ => None,
    }
}
