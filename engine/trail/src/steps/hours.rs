//! `hours`: whether somebody is there, by a calendar.

use super::{Act, Group, Verb};
use crate::calendar::Calendar;
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_model::{Map, Value, VarName};

const CALENDAR: [Field; 4] = [
    Field::required(
        "zone",
        Shape::Plain,
        "The time zone, by its name in the IANA database, such as `America/Sao_Paulo`.",
    ),
    Field::required(
        "week",
        Shape::MapOf(&Shape::OneOrMore(&Shape::Plain)),
        "Hours by days of the week: `mon-fri: 09:00-18:00`; several in a list; over midnight as `22:00-06:00`.",
    ),
    Field::optional(
        "holidays",
        Shape::List(&Shape::Plain),
        "Days without hours: `2026-12-25`, or `12-25` for every year.",
    ),
    Field::optional(
        "days",
        Shape::MapOf(&Shape::OneOrMore(&Shape::Plain)),
        "Days with hours of their own: `12-24: 09:00-12:00`, or `closed`.",
    ),
];

/// Goes one way in the hours of a calendar, another outside them.
#[derive(Clone, Debug)]
pub struct Hours {
    calendar: Option<Calendar>,
    save: Option<VarName>,
    open: Option<Aim>,
    closed: Option<Aim>,
}

impl Act for Hours {
    const VERB: Verb = Verb {
        name: "hours",
        group: Group::Logic,
        doc: "Looks at a calendar with hours, holidays and a time zone.",
        value: Shape::Record(&CALENDAR),
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
        let calendar = node.get("hours").filter(|node| node.as_map().is_some());
        Self {
            calendar: calendar.map(|node| Calendar::read(reader, node)),
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
        let zone = self.calendar.as_ref().map(Calendar::zone);
        zone.unwrap_or_default().to_owned()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let calendar = self
            .calendar
            .as_ref()
            .ok_or("the calendar cannot be read")?;
        let open = calendar.is_open(run.now());
        if let Some(name) = &self.save {
            let opens = calendar.opens(run.now()).map_or(Value::Null, Value::Text);
            let found = Map::from([("open".into(), Value::Bool(open)), ("opens".into(), opens)]);
            run.set(name.clone(), Value::Map(found))?;
        }
        Ok(Flow::exit(if open { "open" } else { "closed" }))
    }
}
