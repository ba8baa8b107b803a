//! `form`: several answers at once where the channel can, one by one where it cannot.

use super::expect::{EXPECT_TYPED, Expect};
use super::wrong::{NO_MATCH_FIELD, Patience, RETRY_FIELD, TIMEOUT_FIELD};
use super::{Act, Group, Verb, first_line};
use crate::answer::is_skip;
use crate::diagnostic::Code;
use crate::reader::{Reader, Referent};
use crate::run::{Flow, Run, Wake, doubt};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Text;
use crate::yaml::{Key, Node};
use smol_str::SmolStr;
use trilha_model::{Capability, Content, FormField, Incoming, Map, Value, VarName};

const FIELD: [Field; 6] = [
    Field::required("label", Shape::Text, "What the contact reads beside it."),
    Field::optional(
        "ask",
        Shape::Text,
        "How it is asked where one question comes after the other; the label if not said.",
    ),
    Field::optional(
        "expect",
        EXPECT_TYPED,
        "What kind of answer is right: a type, or a type with conditions.",
    ),
    Field::optional(
        "optional",
        Shape::Bool,
        "Whether it may stay unanswered: left empty, or skipped with `-`, `pular`, `skip` or `saltar`.",
    ),
    Field::optional(
        "sensitive",
        Shape::Bool,
        "Whether the answer is nobody's business: it is kept nowhere but in its variable, and shown as ••• to people.",
    ),
    Field::optional(
        "wrong",
        Shape::Text,
        "What is said of a wrong answer; `retry.message` if not said.",
    ),
];

/// Asks several things.
#[derive(Clone, Debug)]
pub struct Form {
    text: Text,
    fields: Vec<Question>,
    save: Option<VarName>,
    patience: Patience,
    next: Option<Aim>,
}

#[derive(Clone, Debug)]
struct Question {
    name: SmolStr,
    label: Text,
    ask: Option<Text>,
    expect: Expect,
    optional: bool,
    sensitive: bool,
    wrong: Option<Text>,
}

/// The stage of a form that is shown whole. Asked one by one, the stage is the number of the question, from 1.
const WHOLE: u32 = 0;

impl Act for Form {
    const VERB: Verb = Verb {
        name: "form",
        group: Group::Talk,
        doc: "Asks several things: at once where the channel can, one after the other where it cannot.",
        value: Shape::Text,
        fields: &[
            Field::required(
                "fields",
                Shape::MapOf(&Shape::Record(&FIELD)),
                "The questions, by the names of the variables that get the answers, or their keys in `save`.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets all answers as one map; without it each has a variable of its own.",
            ),
            RETRY_FIELD,
            Field::optional("next", Shape::Target, "Where to go with the answers."),
            NO_MATCH_FIELD,
            TIMEOUT_FIELD,
        ],
        example: "form: …\nfields:\n  name: { label: … }\n  email: { label: …, expect: email }\n",
    };

    const WAITS: bool = true;
    const ASKS: bool = true;

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.worded(node, "form");
        let save = reader.save(node, Some("map"));
        let entries = node
            .get("fields")
            .and_then(Node::as_map)
            .unwrap_or_default();
        if let Some(fields) = node.get("fields").filter(|_| entries.is_empty())
            && fields.as_map().is_some()
        {
            reader
                .error(
                    Code::FORM_WITHOUT_FIELDS,
                    fields.span,
                    "this form asks nothing",
                )
                .help = Some("write one `name: { label: … }` a line below `fields:`".into());
        }
        let fields = entries
            .iter()
            .map(|(key, node)| Question::read(reader, key, node, save.is_none()));
        Self {
            fields: fields.collect(),
            text: node
                .get("form")
                .map(|node| reader.text(node))
                .unwrap_or_default(),
            save,
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
        first_line(Some(&self.text), language)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        if run.can(Capability::Form) {
            self.show(run, &[])?;
            return Ok(self.wait(run, WHOLE, 0));
        }
        let text = run.text(&self.text)?;
        run.say_text(text);
        self.go_on(run, 0)
    }

    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        let one = self.asked(parked.stage);
        match (wake, one) {
            (Wake::Message(message), Some((at, question))) => {
                self.answered(run, parked, at, question, message)
            }
            (Wake::Message(message), None) => self.filled(run, parked, message),
            (Wake::Again, Some((_, question))) => {
                question.put(run)?;
                Ok(self.wait(run, parked.stage, parked.attempts))
            }
            (Wake::Again, None) => {
                self.show(run, &[])?;
                Ok(self.wait(run, WHOLE, parked.attempts))
            }
            _ => Ok(Flow::exit("timeout")),
        }
    }
}

impl Form {
    /// Whether any answer to it is nobody's business.
    pub(crate) fn is_sensitive(&self) -> bool {
        self.fields.iter().any(|question| question.sensitive)
    }

    /// Whether it asks the same things in the same order as another version of itself, and hides the same.
    pub(crate) fn asks_as(&self, other: &Self) -> bool {
        let same = |(one, other): (&Question, &Question)| {
            one.name == other.name && one.sensitive == other.sensitive
        };
        let both = self.fields.iter().zip(&other.fields);
        self.fields.len() == other.fields.len() && both.into_iter().all(same)
    }

    /// What of a message may be kept: sensitive answers are taken out of it.
    pub(crate) fn masked(&self, stage: u32, message: &Incoming, mask: &str) -> Option<Incoming> {
        if let Some((_, question)) = self.asked(stage) {
            return question.sensitive.then(|| message.without_words(mask));
        }
        if !self.is_sensitive() {
            return None;
        }
        let Some(answers) = message.answers() else {
            return Some(message.without_words(mask));
        };
        let answer = |(name, answer): &(SmolStr, String)| {
            let question = self.fields.iter().find(|question| question.name == *name);
            let open = question.is_some_and(|question| !question.sensitive) || answer.is_empty();
            let shown = if open { answer.as_str() } else { mask };
            (name.clone(), shown.to_owned())
        };
        Some(message.with_answers(answers.iter().map(answer).collect()))
    }

    /// The question of a stage, and its number from 0; none where the form is shown whole.
    fn asked(&self, stage: u32) -> Option<(usize, &Question)> {
        let at = usize::try_from(stage.checked_sub(WHOLE + 1)?).ok()?;
        Some((at, self.fields.get(at)?))
    }

    fn wait(&self, run: &mut Run<'_>, stage: u32, attempts: u32) -> Flow {
        run.at_stage(stage);
        self.patience.wait(run, attempts)
    }

    /// Asks the nth question, or is done.
    fn go_on(&self, run: &mut Run<'_>, at: usize) -> Result<Flow, String> {
        let Some(question) = self.fields.get(at) else {
            return Ok(Flow::exit("next"));
        };
        question.put(run)?;
        let stage = u32::try_from(at).map_or(WHOLE, |at| at + WHOLE + 1);
        Ok(self.wait(run, stage, 0))
    }

    /// One question was answered.
    fn answered(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        at: usize,
        question: &Question,
        message: &Incoming,
    ) -> Result<Flow, String> {
        let skipped = question.optional && is_skip(&message.text);
        let value = if skipped {
            Some(Value::Null)
        } else {
            question.expect.accept(run, message)?
        };
        if let Some(value) = value {
            self.keep(run, vec![(question.name.clone(), value)])?;
            return self.go_on(run, at + 1);
        }
        run.at_stage(parked.stage);
        let own = question.wrong.as_ref();
        self.patience.wrong_with(run, parked, own, |run, silent| {
            if silent { question.put(run) } else { Ok(()) }
        })
    }

    /// The whole form was answered, or something else was said instead.
    fn filled(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        message: &Incoming,
    ) -> Result<Flow, String> {
        let answers = message.answers().unwrap_or_default();
        let mut values = Vec::with_capacity(self.fields.len());
        let mut wrong = Vec::new();
        for question in &self.fields {
            let answer = answers.iter().find(|(name, _)| *name == question.name);
            let answer = answer.map_or("", |(_, answer)| answer.as_str());
            if question.optional && answer.trim().is_empty() {
                values.push((question.name.clone(), Value::Null));
            } else if let Some(value) = question.expect.accept_text(run, answer)? {
                values.push((question.name.clone(), value));
            } else {
                wrong.push(&question.name);
            }
        }
        if message.answers().is_some() && wrong.is_empty() {
            self.keep(run, values)?;
            return Ok(Flow::exit("next"));
        }
        let again: Vec<Again<'_>> = answers
            .iter()
            .map(|(name, answer)| Again {
                name,
                answer,
                wrong: wrong.contains(&name),
            })
            .collect();
        run.at_stage(WHOLE);
        self.patience
            .wrong(run, parked, |run, _| self.show(run, &again))
    }

    /// Shows the whole form, with what was answered before and what of that is wrong.
    fn show(&self, run: &mut Run<'_>, again: &[Again<'_>]) -> Result<(), String> {
        let mut fields = Vec::with_capacity(self.fields.len());
        for question in &self.fields {
            let before = again.iter().find(|one| *one.name == question.name);
            let wrong = before.is_some_and(|one| one.wrong);
            let value = before.filter(|_| !question.sensitive);
            fields.push(FormField {
                name: question.name.clone(),
                label: run.text(&question.label)?,
                kind: SmolStr::new_static(question.expect.answer.word()),
                required: !question.optional,
                sensitive: question.sensitive,
                value: value.map(|one| one.answer.to_owned()),
                error: match (&question.wrong, wrong) {
                    (Some(words), true) => Some(run.text(words)?),
                    (None, true) => Some(doubt(run.language()).to_owned()),
                    (_, false) => None,
                },
            });
        }
        let text = run.text(&self.text)?;
        run.say(Content::Form(trilha_model::Form { text, fields }));
        Ok(())
    }

    /// Keeps answers: in one map, or each in a variable of its name.
    fn keep(&self, run: &mut Run<'_>, values: Vec<(SmolStr, Value)>) -> Result<(), String> {
        let Some(save) = &self.save else {
            for (name, value) in values {
                run.set(VarName(name), value)?;
            }
            return Ok(());
        };
        let mut map = match run.variable(save) {
            Some(Value::Map(map)) => map.clone(),
            _ => Map::new(),
        };
        map.extend(values);
        map.retain(|name, _| self.fields.iter().any(|question| question.name == *name));
        run.set(save.clone(), Value::Map(map))
    }
}

/// An answer that is shown again.
struct Again<'a> {
    name: &'a SmolStr,
    answer: &'a str,
    wrong: bool,
}

impl Question {
    fn read(reader: &mut Reader<'_>, key: &Key, node: &Node, is_variable: bool) -> Self {
        let expect = Expect::read(reader, node.get("expect"));
        if is_variable {
            reader.name(&key.text, key.span);
            let kind = Some(expect.answer.kind());
            reader.refer(Referent::Write(key.text.as_str().into(), kind), key.span);
        }
        let text = |reader: &mut Reader<'_>, key: &str| node.get(key).map(|node| reader.text(node));
        let is = |key: &str| node.get(key).and_then(Node::as_bool) == Some(true);
        Self {
            name: key.text.as_str().into(),
            label: text(reader, "label").unwrap_or_default(),
            ask: text(reader, "ask"),
            expect,
            optional: is("optional"),
            sensitive: is("sensitive"),
            wrong: text(reader, "wrong"),
        }
    }

    /// Asks it alone.
    fn put(&self, run: &mut Run<'_>) -> Result<(), String> {
        let text = run.text(self.ask.as_ref().unwrap_or(&self.label))?;
        run.say_text(text);
        Ok(())
    }
}
