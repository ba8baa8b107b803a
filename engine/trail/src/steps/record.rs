//! `record`: a voice message.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Text;
use crate::yaml::Node;
use trilha_model::{CallEnd, Capability, Effect, Map, Outcome, Recording, Span, Value, VarName};

/// The longest a voice message may be: nobody listens to more.
const LONGEST: Span = Span(600_000);

/// Lets the contact speak, and keeps it.
#[derive(Clone, Debug)]
pub struct Record {
    prompt: Vec<Text>,
    limit: Span,
    save: Option<VarName>,
    next: Option<Aim>,
    busy: Option<Aim>,
    no_answer: Option<Aim>,
}

impl Act for Record {
    const VERB: Verb = Verb {
        name: "record",
        group: Group::Voice,
        doc: "Takes a voice message.",
        value: Shape::Texts,
        fields: &[
            Field::optional(
                "limit",
                Shape::Duration,
                "How long it may be; 2m if not said, 10m at most.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets `{ media, seconds }`: where it is kept, and how long it is.",
            ),
            Field::optional("next", Shape::Target, "Where to go then."),
            Field::optional(
                "busy",
                Shape::Target,
                "Where to go if the channel has no line free to take it.",
            ),
            Field::optional(
                "no_answer",
                Shape::Target,
                "Where to go if nothing was said.",
            ),
        ],
        example: "record: …\nsave: recording_1\n",
    };

    const NEEDS: Option<Capability> = Some(Capability::Record);

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let prompt = node.get("record");
        let limit = reader.limit(node.get("limit"), LONGEST);
        Self {
            prompt: prompt.map(|node| reader.texts(node)).unwrap_or_default(),
            limit: limit.unwrap_or(Span(120_000)),
            save: reader.save(node, Some("map")),
            next: reader.aim(node, "next"),
            busy: reader.aim(node, "busy"),
            no_answer: reader.aim(node, "no_answer"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("next", self.next.as_ref()),
            Exit::plain("busy", self.busy.as_ref()),
            Exit::plain("no_answer", self.no_answer.as_ref()),
        ]
    }

    fn summary(&self, language: &str) -> String {
        super::first_line(self.prompt.first(), language)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        run.say_texts(&self.prompt)?;
        let effect = run.effect(Effect::Record(Recording { limit: self.limit }))?;
        Ok(Flow::Park {
            effect: Some(effect),
            until: None,
            attempts: 0,
        })
    }

    fn resume(&self, run: &mut Run<'_>, _: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        match wake {
            Wake::Settled(Outcome::Recorded { media, length }) => {
                if let Some(name) = &self.save {
                    let seconds = Value::Int(length.0 / 1_000);
                    let media = Value::Text(media.clone());
                    let found = Map::from([("media".into(), media), ("seconds".into(), seconds)]);
                    run.set(name.clone(), Value::Map(found))?;
                }
                Ok(Flow::exit("next"))
            }
            Wake::Settled(Outcome::Called(CallEnd::Busy)) => Ok(Flow::exit("busy")),
            Wake::Settled(Outcome::Called(CallEnd::NoAnswer)) => Ok(Flow::exit("no_answer")),
            Wake::Settled(Outcome::Failed { reason }) => Err(reason.clone()),
            Wake::Again => self.enter(run),
            _ => Err("the recording was given up".to_owned()),
        }
    }
}
