//! `ask`: a prompt, then an answer of a type.

use super::wrong::{NO_MATCH_FIELD, RETRY_FIELD, Retry, TIMEOUT_FIELD, Timeout};
use super::{Act, Group, Verb, first_line};
use crate::answer::{Answer, TYPES};
use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Text;
use crate::yaml::Node;
use regex_lite::Regex;
use std::cmp::Ordering;
use trilha_model::{Value, VarName};
use trilha_script::Expression;

const EXPECT: [Field; 5] = [
    Field::optional(
        "type",
        Shape::Word(&TYPES),
        "What kind of answer it is; text if not said.",
    ),
    Field::optional(
        "pattern",
        Shape::Pattern,
        "A regular expression the answer must match.",
    ),
    Field::optional(
        "min",
        Shape::Expression,
        "The least number or date, or the fewest characters of a text.",
    ),
    Field::optional(
        "max",
        Shape::Expression,
        "The greatest number or date, or the most characters of a text.",
    ),
    Field::optional(
        "check",
        Shape::Expression,
        "A condition on `answer` that must hold.",
    ),
];

/// Asks and waits.
#[derive(Clone, Debug)]
pub struct Ask {
    prompt: Vec<Text>,
    expect: Expect,
    save: Option<VarName>,
    retry: Retry,
    timeout: Option<Timeout>,
    next: Option<Aim>,
}

#[derive(Clone, Debug)]
struct Expect {
    answer: Answer,
    pattern: Option<Regex>,
    min: Option<Expression>,
    max: Option<Expression>,
    check: Option<Expression>,
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
                Shape::Either(&Shape::Word(&TYPES), &Shape::Record(&EXPECT)),
                "What kind of answer is right: a type, or a type with conditions.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the answer.",
            ),
            RETRY_FIELD,
            Field::optional("next", Shape::Target, "Where to go with an answer."),
            NO_MATCH_FIELD,
            TIMEOUT_FIELD,
        ],
        example: "ask: …\nsave: answer_1\n",
    };

    const WAITS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let expect = Expect::read(reader, node.get("expect"));
        Self {
            prompt: node
                .get("ask")
                .map(|node| reader.texts(node))
                .unwrap_or_default(),
            save: reader.save(node, Some(expect.answer.kind())),
            expect,
            retry: Retry::read(reader, node),
            timeout: Timeout::read(reader, node),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("next", self.next.as_ref()),
            self.retry.exit(),
            Timeout::exit(self.timeout.as_ref()),
        ]
    }

    fn summary(&self, language: &str) -> String {
        first_line(self.prompt.first(), language)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        self.prompt(run)?;
        Ok(Flow::Park {
            effect: None,
            until: run.silence(self.timeout.as_ref()),
            attempts: 0,
        })
    }

    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        match wake {
            Wake::Message(message) => match self.expect.accept(run, &message.text)? {
                Some(value) => {
                    if let Some(name) = &self.save {
                        run.set(name.clone(), value)?;
                    }
                    Ok(Flow::exit("next"))
                }
                None => self
                    .retry
                    .wrong(run, parked, self.timeout.as_ref(), |run, silent| {
                        if silent { self.prompt(run) } else { Ok(()) }
                    }),
            },
            Wake::Again => {
                self.prompt(run)?;
                Ok(Flow::Park {
                    effect: None,
                    until: run.silence(self.timeout.as_ref()),
                    attempts: parked.attempts,
                })
            }
            _ => Ok(Flow::exit("timeout")),
        }
    }
}

impl Ask {
    fn prompt(&self, run: &mut Run<'_>) -> Result<(), String> {
        run.say_texts(&self.prompt)
    }
}

impl Expect {
    fn read(reader: &mut Reader<'_>, node: Option<&Node>) -> Self {
        let short = node.and_then(Node::as_str);
        let key = |key: &str| node.and_then(|node| node.get(key));
        let word = short.or_else(|| key("type").and_then(Node::as_str));
        let pattern = key("pattern").and_then(Node::as_str);
        Self {
            answer: word.and_then(Answer::parse).unwrap_or_default(),
            pattern: pattern.and_then(|pattern| Regex::new(pattern).ok()),
            min: key("min").and_then(|node| reader.expression(node)),
            max: key("max").and_then(|node| reader.expression(node)),
            check: key("check").and_then(|node| reader.expression(node)),
        }
    }

    /// The normalised value of an answer, if it is a right one.
    fn accept(&self, run: &Run<'_>, text: &str) -> Result<Option<Value>, String> {
        let text = text.trim();
        if self
            .pattern
            .as_ref()
            .is_some_and(|pattern| !pattern.is_match(text))
        {
            return Ok(None);
        }
        let Some(value) = self.answer.read(text, run.language()) else {
            return Ok(None);
        };
        for (bound, refused) in [(&self.min, Ordering::Less), (&self.max, Ordering::Greater)] {
            if let Some(bound) = bound
                && self.answer.compare(&value, &run.eval(bound)?)? == refused
            {
                return Ok(None);
            }
        }
        match &self.check {
            Some(check) => Ok(run.holds_with(check, "answer", &value)?.then_some(value)),
            None => Ok(Some(value)),
        }
    }
}
