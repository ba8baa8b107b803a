//! `rate`: a mark for what was done, and a word about it.

use super::wrong::{Patience, RETRY_FIELD, TIMEOUT_FIELD};
use super::{Act, Group, Verb, first_line};
use crate::answer::{is_skip, score};
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Text;
use crate::yaml::Node;
use trilha_model::{Content, Event, Scale, Value, VarName};

const SCALES: [&str; 3] = ["csat", "nps", "thumbs"];

/// The stage at which the mark is awaited.
const MARK: u32 = 0;
/// The stage at which a word about it is awaited.
const COMMENT: u32 = 1;

/// Asks for a mark.
#[derive(Clone, Debug)]
pub struct Rate {
    text: Text,
    scale: Scale,
    comment: Option<Text>,
    save: Option<VarName>,
    patience: Patience,
    next: Option<Aim>,
}

impl Act for Rate {
    const VERB: Verb = Verb {
        name: "rate",
        group: Group::Talk,
        doc: "Asks for a mark, which is kept with the conversation, and for a word about it.",
        value: Shape::Text,
        fields: &[
            Field::optional(
                "scale",
                Shape::Word(&SCALES),
                "The marks there are: `csat` from 1 to 5, `nps` from 0 to 10, `thumbs` 0 down and 1 up; `csat` if not said.",
            ),
            Field::optional(
                "comment",
                Shape::Text,
                "The question after the mark; none if not said. Silence and `-`, `pular`, `skip` or `saltar` leave it unanswered.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the mark as a whole number.",
            ),
            RETRY_FIELD,
            Field::optional(
                "next",
                Shape::Target,
                "Where to go then, also without a mark after too many wrong answers.",
            ),
            TIMEOUT_FIELD,
        ],
        example: "rate: …\n",
    };

    const WAITS: bool = true;
    const ASKS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.worded(node, "rate");
        let scale = node.get("scale").and_then(Node::as_str);
        Self {
            text: node
                .get("rate")
                .map(|node| reader.text(node))
                .unwrap_or_default(),
            scale: scale.and_then(Scale::parse).unwrap_or(Scale::Csat),
            comment: node.get("comment").map(|node| reader.text(node)),
            save: reader.save(node, Some("integer")),
            patience: Patience::read(reader, node),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("next", self.next.as_ref()),
            self.patience.timeout(),
        ]
    }

    fn summary(&self, language: &str) -> String {
        first_line(Some(&self.text), language)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        self.ask(run)?;
        Ok(self.wait(run, MARK, 0))
    }

    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        let comment = self.comment.as_ref().filter(|_| parked.stage == COMMENT);
        match (wake, comment) {
            (Wake::Message(message), Some(_)) => {
                remark(run, &message.text);
                Ok(Flow::exit("next"))
            }
            (Wake::Message(message), None) => match score(&message.text, self.scale) {
                Some(score) => self.rated(run, score),
                None => self.unclear(run, parked),
            },
            (Wake::Again, Some(comment)) => {
                let text = run.text(comment)?;
                run.say_text(text);
                Ok(self.wait(run, COMMENT, 0))
            }
            (Wake::Again, None) => {
                self.ask(run)?;
                Ok(self.wait(run, MARK, parked.attempts))
            }
            (_, Some(_)) => Ok(Flow::exit("next")),
            (_, None) => Ok(Flow::exit("timeout")),
        }
    }
}

impl Rate {
    /// Whether it asks for a word about the mark.
    pub(crate) fn asks_why(&self) -> bool {
        self.comment.is_some()
    }

    fn ask(&self, run: &mut Run<'_>) -> Result<(), String> {
        let text = run.text(&self.text)?;
        let scale = self.scale;
        run.say(Content::Rating { text, scale });
        Ok(())
    }

    fn wait(&self, run: &mut Run<'_>, stage: u32, attempts: u32) -> Flow {
        run.at_stage(stage);
        self.patience.wait(run, attempts)
    }

    fn rated(&self, run: &mut Run<'_>, score: u8) -> Result<Flow, String> {
        if let Some(name) = &self.save {
            run.set(name.clone(), Value::Int(score.into()))?;
        }
        let (trail, step) = run.place();
        run.emit(Event::Rated {
            trail,
            step,
            scale: self.scale,
            score,
            at: run.now(),
        });
        let Some(comment) = &self.comment else {
            return Ok(Flow::exit("next"));
        };
        let text = run.text(comment)?;
        run.say_text(text);
        Ok(self.wait(run, COMMENT, 0))
    }

    /// No mark: asks again, and after too many times goes on without one.
    fn unclear(&self, run: &mut Run<'_>, parked: &Parked) -> Result<Flow, String> {
        if self.patience.is_over(parked) {
            return Ok(Flow::exit("next"));
        }
        self.patience.wrong(run, parked, |run, _| self.ask(run))
    }
}

/// Takes down what was said of the mark, unless they would rather say nothing.
fn remark(run: &mut Run<'_>, text: &str) {
    let text = text.trim();
    if text.is_empty() || is_skip(text) {
        return;
    }
    let (trail, step) = run.place();
    run.emit(Event::RatingCommented {
        trail,
        step,
        comment: text.to_owned(),
        at: run.now(),
    });
}
