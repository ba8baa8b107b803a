//! `wait`: a duration, a moment, or an event of another system, whichever comes first.

use super::wrong::{TIMEOUT_FIELD, Timeout};
use super::{Act, Group, Verb};
use crate::answer;
use crate::diagnostic::Code;
use crate::reader::{Reader, duration, is_event};
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{Span, Timestamp, Value, VarName};
use trilha_script::Expression;

const AWAITED: [Field; 3] = [
    Field::optional("for", Shape::Duration, "How long it waits."),
    Field::optional(
        "until",
        Shape::Expression,
        "A moment as text, such as \"2026-11-20T10:00:00Z\", or milliseconds since 1970.",
    ),
    Field::optional(
        "event",
        Shape::Event,
        "The name of an event that another system tells through the API, such as `order_paid`.",
    ),
];

/// Waits, then goes on.
#[derive(Clone, Debug)]
pub struct Wait {
    /// Its own time; none: only an event ends it.
    length: Option<Length>,
    event: Option<SmolStr>,
    save: Option<VarName>,
    timeout: Option<Timeout>,
    came: Option<Aim>,
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
        doc: "Waits for a duration, a moment or an event of another system, whichever comes first; what the contact says meanwhile waits too.",
        value: Shape::Either(&Shape::Duration, &Shape::Record(&AWAITED)),
        fields: &[
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets what the event tells.",
            ),
            Field::optional("event", Shape::Target, "Where to go when the event came."),
            TIMEOUT_FIELD,
            Field::optional("next", Shape::Target, "Where to go when the time has come."),
        ],
        example: "wait: 10m\n",
    };

    const WAITS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let under = node.get("wait");
        let key = |key: &str| under.and_then(|under| under.get(key));
        let length = match (under, key("for"), key("until")) {
            (_, None, Some(until)) => Some(
                reader
                    .expression(until)
                    .map_or(Length::Broken, Length::Until),
            ),
            (_, Some(span), None) => Some(duration(span).map_or(Length::Broken, Length::For)),
            (Some(under), None, None) if under.as_map().is_none() => {
                Some(duration(under).map_or(Length::Broken, Length::For))
            }
            (_, None, None) => None,
            (_, Some(_), Some(until)) => {
                let said = "a `wait` has `for` or `until`, not both";
                reader.error(Code::WRONG_SHAPE, until.span, said).help =
                    Some("keep one of them".into());
                Some(Length::Broken)
            }
        };
        let event = key("event").and_then(|node| Some((node, node.as_str()?)));
        if let Some((node, name)) = event.filter(|(_, name)| !is_event(name)) {
            let message = format!("`{name}` cannot be the name of an event");
            reader.error(Code::INVALID_ID, node.span, message).help =
                Some("a small letter, then small letters, digits, `_`, `-` and `.`".into());
        }
        fits(reader, node, length.is_some(), event.is_some());
        Self {
            length,
            event: event.map(|(_, name)| name.into()),
            save: reader.save(node, None),
            timeout: Timeout::read(reader, node),
            came: reader.aim(node, "event"),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let mut exits = Vec::with_capacity(3);
        if self.length.is_some() || self.event.is_none() {
            exits.push(Exit::plain("next", self.next.as_ref()));
        }
        if self.event.is_some() {
            exits.push(Exit::plain("event", self.came.as_ref()));
        }
        if self.event.is_some() && self.length.is_none() {
            exits.push(Timeout::exit(self.timeout.as_ref()));
        }
        exits
    }

    fn summary(&self, _: &str) -> String {
        let length = match &self.length {
            Some(Length::For(span)) => Some(span.to_string()),
            Some(Length::Until(moment)) => Some(moment.source().trim().to_owned()),
            Some(Length::Broken) | None => None,
        };
        let parts = self.event.iter().map(ToString::to_string).chain(length);
        parts.collect::<Vec<_>>().join(" · ")
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let until = match (&self.length, &self.timeout) {
            (Some(Length::For(span)), _) => Some(run.now().after(*span)),
            (Some(Length::Until(moment)), _) => Some(moment_of(&run.eval(moment)?)?),
            (Some(Length::Broken), _) => return Err("the wait cannot be read".to_owned()),
            (None, timeout) => timeout
                .as_ref()
                .map(|timeout| run.now().after(timeout.after)),
        };
        if until.is_some_and(|until| until <= run.now()) {
            return Ok(self.over());
        }
        Ok(Flow::Park {
            effect: None,
            until,
            attempts: 0,
        })
    }

    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        Ok(match wake {
            Wake::Again => Flow::Park {
                effect: None,
                until: parked.until,
                attempts: 0,
            },
            Wake::Event(payload) => {
                if let Some(name) = &self.save {
                    run.set(name.clone(), payload.clone())?;
                }
                Flow::exit("event")
            }
            _ => self.over(),
        })
    }
}

impl Wait {
    /// The name of the event it waits for.
    pub(crate) fn event(&self) -> Option<&str> {
        self.event.as_deref()
    }

    /// Its time has come: its own, or the limit of waiting for an event.
    fn over(&self) -> Flow {
        let own = self.length.is_some() || self.event.is_none();
        Flow::exit(if own { "next" } else { "timeout" })
    }
}

/// Says which keys do nothing together: a time of its own or a limit, and what an event alone has.
fn fits(reader: &mut Reader<'_>, node: &Node, has_length: bool, has_event: bool) {
    let under = node.get("wait").filter(|under| under.as_map().is_some());
    if let Some(under) = under.filter(|_| !has_length && !has_event) {
        let message = "this waits for nothing";
        reader.error(Code::MISSING_KEY, under.span, message).help =
            Some("say how long: `for: 10m`, until when, or for which `event:`".into());
    }
    let alone = [
        ("event", has_event),
        ("save", has_event),
        ("timeout", has_event && !has_length),
    ];
    for (key, means) in alone {
        if let Some(node) = node.get(key).filter(|_| !means) {
            let message = format!("`{key}` means nothing in this `wait`");
            let help = match (key, has_event) {
                ("timeout", true) => "it has a time of its own, and leads to `next` then",
                _ => "it goes with an event: `wait: { event: order_paid }`",
            };
            reader.error(Code::WRONG_SHAPE, node.span, message).help = Some(help.into());
        }
    }
    if let Some(node) = node.get("next").filter(|_| has_event && !has_length) {
        let message = "`next` means nothing in this `wait`";
        reader.error(Code::WRONG_SHAPE, node.span, message).help =
            Some("it waits for an event alone, and leads to `event` then, or to `timeout`".into());
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
