//! `hours`: whether somebody is there, by a calendar.

use super::{Act, Group, Verb};
use crate::calendar::{CALENDAR, Calendar};
use crate::reader::{Reader, Referent};
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{Map, Value, VarName};

/// Goes one way in the hours of a calendar, another outside them.
#[derive(Clone, Debug)]
pub struct Hours {
    calendar: Source,
    save: Option<VarName>,
    open: Option<Aim>,
    closed: Option<Aim>,
}

/// Where the calendar is.
#[derive(Clone, Debug)]
enum Source {
    /// In the step.
    Own(Calendar),
    /// Among those that admins keep.
    Named(SmolStr),
    /// It cannot be read.
    Nowhere,
}

impl Hours {
    /// The name of the calendar, where it is the house's.
    pub(crate) fn named(&self) -> Option<&str> {
        match &self.calendar {
            Source::Named(name) => Some(name),
            Source::Own(_) | Source::Nowhere => None,
        }
    }
}

impl Act for Hours {
    const VERB: Verb = Verb {
        name: "hours",
        group: Group::Logic,
        doc: "Looks at a calendar with hours, holidays and a time zone: one that admins keep, by its name, or one of its own.",
        value: Shape::Either(&Shape::Calendar, &Shape::Record(&CALENDAR)),
        fields: &[
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets `{ open, opens }`: whether it is open, and the next opening after now, as text with its zone.",
            ),
            Field::optional("open", Shape::Target, "Where to go in the hours."),
            Field::optional("closed", Shape::Target, "Where to go outside them."),
        ],
        example: "hours: { zone: America/Sao_Paulo, week: { mon-fri: 09:00-18:00 } }\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let value = node.get("hours");
        let own = value.filter(|node| node.as_map().is_some());
        let name = value.and_then(Node::as_str).filter(|name| !name.is_empty());
        let calendar = match (own, value.zip(name)) {
            (Some(node), _) => Source::Own(Calendar::read(reader, node)),
            (None, Some((node, name))) => {
                reader.refer(Referent::Calendar(name.into()), node.span);
                Source::Named(name.into())
            }
            (None, None) => Source::Nowhere,
        };
        Self {
            calendar,
            save: reader.save(node, Some("map")),
            open: reader.aim(node, "open"),
            closed: reader.aim(node, "closed"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("open", self.open.as_ref()),
            Exit::plain("closed", self.closed.as_ref()),
        ]
    }

    fn summary(&self, _: &str) -> String {
        match &self.calendar {
            Source::Own(calendar) => calendar.zone().to_owned(),
            Source::Named(name) => name.to_string(),
            Source::Nowhere => String::new(),
        }
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let kept;
        let calendar = match &self.calendar {
            Source::Own(calendar) => calendar,
            Source::Named(name) => {
                let found = run.calendar(name);
                kept = found.ok_or_else(|| format!("there is no calendar `{name}`"))?;
                &*kept
            }
            Source::Nowhere => return Err("the calendar cannot be read".to_owned()),
        };
        let open = calendar.is_open(run.now());
        if let Some(name) = &self.save {
            let opens = calendar.opens(run.now()).map_or(Value::Null, Value::Text);
            let found = Map::from([("open".into(), Value::Bool(open)), ("opens".into(), opens)]);
            run.set(name.clone(), Value::Map(found))?;
        }
        Ok(Flow::exit(if open { "open" } else { "closed" }))
    }
}
