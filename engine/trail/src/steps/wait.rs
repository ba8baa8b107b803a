//! `wait`: a duration, or a moment.

use super::{Act, Group, Verb};
use crate::answer;
use crate::reader::{Reader, duration};
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_model::{Span, Timestamp, Value};
use trilha_script::Expression;

const MOMENT: [Field; 1] = [Field::required(
    "until",
    Shape::Expression,
    "A moment as text, such as \"2026-11-20T10:00:00Z\", or milliseconds since 1970.",
)];

/// Waits, then goes on.
#[derive(Clone, Debug)]
pub struct Wait {
    length: Length,
    next: Option<Aim>,
}

#[derive(Clone, Debug)]
enum Length {
    For(Span),
    Until(Expression),
    Broken,
}

impl Act for Wait {
    const VERB: Verb = Verb {
        name: "wait",
        group: Group::Logic,
        doc: "Waits for a duration or until a moment; what the contact says meanwhile waits too.",
        value: Shape::Either(&Shape::Duration, &Shape::Record(&MOMENT)),
        fields: &[Field::optional("next", Shape::Target, "Where to go then.")],
        example: "wait: 10m\n",
    };

    const WAITS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let length = node.get("wait").and_then(|node| match node.get("until") {
            Some(until) => reader.expression(until).map(Length::Until),
            None => duration(node).map(Length::For),
        });
        Self {
            length: length.unwrap_or(Length::Broken),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        match &self.length {
            Length::For(span) => span.to_string(),
            Length::Until(moment) => moment.source().trim().to_owned(),
            Length::Broken => String::new(),
        }
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let until = match &self.length {
            Length::For(span) => run.now().after(*span),
            Length::Until(moment) => moment_of(&run.eval(moment)?)?,
            Length::Broken => return Err("the wait cannot be read".to_owned()),
        };
        if until <= run.now() {
            return Ok(Flow::exit("next"));
        }
        Ok(Flow::Park {
            effect: None,
            until: Some(until),
            attempts: 0,
        })
    }

    fn resume(&self, _: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        Ok(match wake {
            Wake::Again => Flow::Park {
                effect: None,
                until: parked.until,
                attempts: 0,
            },
            _ => Flow::exit("next"),
        })
    }
}

fn moment_of(value: &Value) -> Result<Timestamp, String> {
    match value {
        Value::Int(millis) => Ok(Timestamp(*millis)),
        Value::Text(text) => answer::moment(text).ok_or_else(|| {
            format!("`{text}` is not a moment; write it as 2026-11-20T10:00:00Z, with its zone")
        }),
        other => Err(format!(
            "a moment is text or milliseconds, this is {}",
            other.kind()
        )),
    }
}
