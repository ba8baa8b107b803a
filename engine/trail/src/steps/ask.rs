//! `ask`: a prompt, then an answer of a type.

use super::expect::{EXPECT, Expect};
use super::wrong::{NO_MATCH_FIELD, Patience, RETRY_FIELD, TIMEOUT_FIELD};
use super::{Act, Group, Verb, first_line};
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Text;
use crate::trail::GATHER;
use crate::yaml::Node;
use trilha_model::{Span, VarName};

/// Asks and waits.
#[derive(Clone, Debug)]
pub struct Ask {
    prompt: Vec<Text>,
    expect: Expect,
    save: Option<VarName>,
    sensitive: bool,
    gather: Option<Span>,
    patience: Patience,
    next: Option<Aim>,
}

impl Act for Ask {
    const VERB: Verb = Verb {
        name: "ask",
        group: Group::Talk,
        doc: "Asks a question and waits for an answer of a type.",
        value: Shape::Texts,
        fields: &[
            Field::optional(
                "expect",
                EXPECT,
                "What kind of answer is right: a type, or a type with conditions.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the answer as its type writes it; as typed it is `input.text`.",
            ),
            Field::optional(
                "sensitive",
                Shape::Bool,
                "Whether the answer is nobody's business: what is typed is kept nowhere but in `save`, and shown as ••• to people and in `input.text`.",
            ),
            GATHER,
            RETRY_FIELD,
            Field::optional("next", Shape::Target, "Where to go with an answer."),
            NO_MATCH_FIELD,
            TIMEOUT_FIELD,
        ],
        example: "ask: …\nsave: answer_1\n",
    };

    const WAITS: bool = true;
    const ASKS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.worded(node, "ask");
        let expect = Expect::read(reader, node.get("expect"));
        Self {
            prompt: node
                .get("ask")
                .map(|node| reader.texts(node))
                .unwrap_or_default(),
            save: reader.save(node, Some(expect.answer.kind())),
            expect,
            sensitive: node.get("sensitive").and_then(Node::as_bool) == Some(true),
            gather: reader.gather(node),
            patience: Patience::read(reader, node),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("next", self.next.as_ref()),
            self.patience.no_match(),
            self.patience.timeout(),
        ]
    }

    fn summary(&self, language: &str) -> String {
        first_line(self.prompt.first(), language)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        self.prompt(run)?;
        Ok(self.patience.wait(run, 0))
    }

    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        match wake {
            Wake::Message(message) => {
                match self.expect.accept(run, message)? {
                    Some(value) => {
                        if let Some(name) = &self.save {
                            run.set(name.clone(), value)?;
                        }
                        Ok(Flow::exit("next"))
                    }
                    None => self.patience.wrong(run, parked, |run, silent| {
                        if silent { self.prompt(run) } else { Ok(()) }
                    }),
                }
            }
            Wake::Again => {
                self.prompt(run)?;
                Ok(self.patience.wait(run, parked.attempts))
            }
            _ => Ok(Flow::exit("timeout")),
        }
    }
}

impl Ask {
    /// Whether what is typed here is nobody's business.
    pub(crate) fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// How long it waits for more after a message: only text is gathered, and nothing that is nobody's business,
    /// which is kept nowhere.
    pub(crate) fn gather(&self, default: Option<Span>) -> Option<Span> {
        let gathers = self.answer() == "text" && !self.sensitive;
        self.gather.or(default).filter(|_| gathers)
    }

    /// The type of the answer, as trails write it.
    pub(crate) fn answer(&self) -> &'static str {
        self.expect.answer.word()
    }

    fn prompt(&self, run: &mut Run<'_>) -> Result<(), String> {
        run.say_texts(&self.prompt)
    }
}
