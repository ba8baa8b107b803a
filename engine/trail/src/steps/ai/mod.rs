//! `ai`: a language model answers, with tools or without, finds values, or says what a text is.

mod assist;
mod classify;
mod extract;
mod keys;
mod reply;
mod sought;
mod sources;
mod tools;

use super::{Act, Group, Verb};
use crate::diagnostic::{Code, Span as Place};
use crate::reader::{Reader, Referent};
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Template;
use crate::yaml::Node;
use classify::{CLASS, Class};
use smol_str::SmolStr;
use sought::{FIELD, Sought};
use tools::Tool;
use trilha_model::{
    Effect, LimitName, ModelAnswer, ModelRequest, ModelTask, Outcome, Span, TrailId, Value, VarName,
};

const MODES: [&str; 4] = ["reply", "extract", "classify", "assist"];
/// The longest a model may take: a contact waits for it.
const LONGEST: Span = Span(60_000);

/// Asks a language model, and goes on with its answer.
#[derive(Clone, Debug)]
pub struct Ai {
    task: Task,
    text: Template,
    persona: Option<Template>,
    memory: u8,
    personal: Vec<SmolStr>,
    model: Option<SmolStr>,
    tokens: u32,
    limit: Span,
    retries: u32,
    threshold: u8,
    turns: u32,
    knowledge: Vec<SmolStr>,
    save: Option<VarName>,
    save_sources: Option<VarName>,
    unsure: Option<Aim>,
    next: Option<Aim>,
}

#[derive(Clone, Debug)]
enum Task {
    Reply,
    Extract(Vec<Sought>),
    Classify(Vec<Class>),
    Assist(Vec<Tool>),
}

impl Act for Ai {
    const VERB: Verb = Verb {
        name: "ai",
        group: Group::Outside,
        doc: "Asks a language model: to reply to the contact, to find values in a text, or to say what a text is.",
        value: Shape::OneOf(&keys::ASKED),
        fields: &[
            Field::optional(
                "fields",
                Shape::MapOf(&Shape::Record(&FIELD)),
                "The values to `extract`, by name.",
            )
            .only("extract"),
            Field::optional(
                "classes",
                Shape::MapOf(&Shape::Record(&CLASS)),
                "What a text may be, to `classify`: each is an exit.",
            )
            .only("classify"),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the answer: a text, the values as a map, or the name of the class.",
            ),
            Field::optional(
                "save_sources",
                Shape::Variable,
                "The variable that gets the documents it cites: a list of maps with `title`, `heading` and `file`.",
            ),
            Field::optional(
                "unsure",
                Shape::Target,
                "Where to go when the model does not know, or is not sure enough.",
            ),
            Field::optional("next", Shape::Target, "Where to go with its answer."),
        ],
        example: "ai: { reply: \"{{ input.text }}\", persona: … }\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let asked = node.get("ai");
        let key = |key: &str| asked.and_then(|asked| asked.get(key));
        let mode = mode(reader, asked);
        let task = Task::read(reader, node, mode);
        let number = |name: &str, or: i64| key(name).and_then(Node::as_int).unwrap_or(or);
        let (memory, kind) = match task {
            Task::Reply | Task::Assist(_) => (10, "text"),
            Task::Extract(_) => (0, "map"),
            Task::Classify(_) => (0, "text"),
        };
        let personal = key("personal").map(Node::one_or_more).unwrap_or_default();
        let personal: Vec<(&str, Place)> = personal
            .iter()
            .filter_map(|node| Some((node.as_str()?, node.span)))
            .collect();
        for (name, span) in &personal {
            reader.refer(Referent::Read((*name).into()), *span);
        }
        let limit = reader.limit(key("limit"), LONGEST);
        Self {
            text: key(mode)
                .map(|node| reader.template(node, false))
                .unwrap_or_default(),
            persona: key("persona").map(|node| reader.template(node, false)),
            memory: u8::try_from(number("memory", memory)).unwrap_or_default(),
            personal: personal
                .iter()
                .map(|(name, _)| SmolStr::new(name))
                .collect(),
            model: key("model").and_then(Node::as_str).map(SmolStr::new),
            tokens: u32::try_from(number("tokens", 500)).unwrap_or_default(),
            limit: limit.unwrap_or(Span(30_000)),
            retries: u32::try_from(number("retries", 1)).unwrap_or_default(),
            threshold: u8::try_from(number("threshold", 60)).unwrap_or_default(),
            turns: u32::try_from(number("turns", 6)).unwrap_or_default(),
            knowledge: sources::read(reader, node, mode),
            save: reader.save(node, Some(kind)),
            save_sources: reader.save_as(node, "save_sources", Some("list")),
            unsure: reader.aim(node, "unsure"),
            next: reader.aim(node, "next"),
            task,
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let mut exits = match &self.task {
            Task::Classify(classes) => classes
                .iter()
                .map(|class| class.exit(self.next.as_ref()))
                .collect(),
            Task::Reply | Task::Extract(_) | Task::Assist(_) => {
                vec![Exit::plain("next", self.next.as_ref())]
            }
        };
        exits.push(Exit::plain("unsure", self.unsure.as_ref()));
        exits
    }

    fn summary(&self, _: &str) -> String {
        match &self.task {
            Task::Reply | Task::Assist(_) => self.text.source(),
            Task::Extract(sought) => names(sought.iter().map(|one| &one.field.name)),
            Task::Classify(classes) => names(classes.iter().map(|one| &one.class.name)),
        }
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        match self.task {
            Task::Assist(_) => self.begin_assisting(run),
            _ => self.ask(run, 0, None),
        }
    }

    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        if let Task::Assist(tools) = &self.task {
            return self.go_on_assisting(run, parked, wake, tools);
        }
        match wake {
            Wake::Settled(Outcome::Model(answer)) => {
                run.spent.add(answer.tokens);
                self.answered(run, parked, answer)
            }
            Wake::Settled(Outcome::Failed { reason }) => Err(reason.clone()),
            Wake::Again => self.enter(run),
            _ => Err("the question to the model was given up".to_owned()),
        }
    }
}

impl Ai {
    /// The trails that it may walk as tools, by the tool's name.
    pub(crate) fn trails(&self) -> impl Iterator<Item = (&SmolStr, &TrailId)> {
        let tools = match &self.task {
            Task::Assist(tools) => tools.as_slice(),
            _ => &[],
        };
        tools
            .iter()
            .filter_map(|tool| Some((&tool.name, tool.trail()?)))
    }

    fn ask(
        &self,
        run: &mut Run<'_>,
        attempts: u32,
        complaint: Option<String>,
    ) -> Result<Flow, String> {
        affordable(run, self.tokens)?;
        let begun = run.assistance().cloned();
        let (text, persona, since) = match begun {
            Some(begun) => (begun.text, begun.persona, Some(begun.since)),
            None => (self.text(run)?, None, None),
        };
        let persona = match persona {
            None => self.persona(run)?,
            known => known,
        };
        let effect = Effect::Model(Box::new(ModelRequest {
            model: self.model.clone(),
            task: self.task.asked(run),
            persona,
            text,
            memory: self.memory,
            hidden: run.personal_names(&self.personal),
            language: run.language().into(),
            tokens: self.tokens,
            limit: self.limit,
            complaint,
            knowledge: self.knowledge.clone(),
            since,
        }));
        Ok(Flow::Park {
            effect: Some(run.effect(effect)?),
            until: None,
            attempts,
        })
    }

    fn text(&self, run: &Run<'_>) -> Result<String, String> {
        readable(run, "the text", run.template(&self.text)?)
    }

    fn persona(&self, run: &Run<'_>) -> Result<Option<String>, String> {
        let persona = self.persona.as_ref().map(|persona| run.template(persona));
        let persona = persona.transpose()?;
        let persona = persona.map(|persona| readable(run, "the persona", persona));
        persona.transpose()
    }

    fn answered(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        answer: &ModelAnswer,
    ) -> Result<Flow, String> {
        match &self.task {
            Task::Reply | Task::Assist(_) => self.replied(run, parked, answer),
            Task::Extract(sought) => self.extracted(run, parked, answer, sought),
            Task::Classify(classes) => self.classified(run, parked, answer, classes),
        }
    }

    /// Whether the model is less sure than it must be; `unsaid` is how sure it is where it does not say.
    fn doubts(&self, answer: &ModelAnswer, unsaid: u8) -> bool {
        answer.confidence.unwrap_or(unsaid) < self.threshold
    }

    /// Asks once more after an answer that does not fit, with what was wrong with it.
    fn again(&self, run: &mut Run<'_>, parked: &Parked, wrong: String) -> Result<Flow, String> {
        if parked.attempts >= self.retries {
            return Err(format!("the model gave no answer that fits: {wrong}"));
        }
        self.ask(run, parked.attempts + 1, Some(wrong))
    }

    fn save(&self, run: &mut Run<'_>, value: Value) -> Result<(), String> {
        match &self.save {
            Some(name) => run.set(name.clone(), value),
            None => Ok(()),
        }
    }
}

impl Task {
    fn read(reader: &mut Reader<'_>, node: &Node, mode: &str) -> Self {
        let below = |key: &str| node.get(key).and_then(Node::as_map).unwrap_or_default();
        let (fields, classes) = (below("fields"), below("classes"));
        let tools = node.get("ai").and_then(|asked| asked.get("tools"));
        let needed = match mode {
            "extract" if fields.is_empty() => Some(("fields", "values to `extract`")),
            "classify" if classes.is_empty() => Some(("classes", "classes to `classify` by")),
            _ => None,
        };
        if let (Some((key, what)), Some(asked)) = (needed, node.get("ai")) {
            let message = format!("there are no {what}");
            reader.error(Code::MISSING_KEY, asked.span, message).help =
                Some(format!("name them under `{key}:`, beside `ai:`"));
        }
        let fields_of = Ai::VERB.fields.iter();
        for (key, of) in fields_of.filter_map(|field| Some((field.name, field.only?))) {
            if let Some(node) = node.get(key).filter(|_| mode != of) {
                let message = format!("`{key}` are for `{of}`, this step does not");
                reader.error(Code::WRONG_SHAPE, node.span, message).help =
                    Some(format!("take `{key}` out, or write `{of}` under `ai`"));
            }
        }
        if let Some(tools) = tools.filter(|_| mode != "assist") {
            let message = "`tools` are for `assist`, this step does not";
            reader.error(Code::WRONG_SHAPE, tools.span, message).help =
                Some("take `tools` out, or write `assist` instead".into());
        }
        let tools = tools.and_then(Node::as_map).unwrap_or_default();
        if let (true, Some(asked)) = (mode == "assist" && tools.is_empty(), node.get("ai")) {
            let message = "there are no tools to `assist` with";
            reader.error(Code::MISSING_KEY, asked.span, message).help =
                Some("name them under `tools:`, or write `reply` instead".into());
        }
        match mode {
            "assist" => Self::Assist(
                tools
                    .iter()
                    .map(|(key, node)| Tool::read(reader, key, node))
                    .collect(),
            ),
            "extract" => Self::Extract(
                fields
                    .iter()
                    .map(|(key, node)| Sought::to_find(reader, key, node))
                    .collect(),
            ),
            "classify" => Self::Classify(
                classes
                    .iter()
                    .map(|(key, node)| Class::read(reader, key, node))
                    .collect(),
            ),
            _ => Self::Reply,
        }
    }

    fn asked(&self, run: &Run<'_>) -> ModelTask {
        match self {
            Self::Assist(tools) => assist::asked(run, tools),
            Self::Reply => ModelTask::Reply,
            Self::Extract(sought) => {
                ModelTask::Extract(sought.iter().map(|one| one.field.clone()).collect())
            }
            Self::Classify(classes) => {
                ModelTask::Classify(classes.iter().map(|one| one.class.clone()).collect())
            }
        }
    }
}

/// What the model is to do: the one of the four keys that is there.
fn mode(reader: &mut Reader<'_>, asked: Option<&Node>) -> &'static str {
    let there = |mode: &&&str| asked.is_some_and(|asked| asked.get(mode).is_some());
    let mut modes = MODES.iter().filter(there);
    let (first, second) = (modes.next(), modes.next());
    if let Some(asked) = asked.filter(|node| node.as_map().is_some())
        && (first.is_none() || second.is_some())
    {
        let message = "a model does exactly one of `reply`, `extract`, `classify`, `assist`";
        reader.error(Code::MISSING_KEY, asked.span, message).help = Some(
            "write the text it works on after it, such as `reply: \"{{ input.text }}\"`".into(),
        );
    }
    first.copied().unwrap_or("reply")
}

/// Whether a model may be asked for so many tokens more.
fn affordable(run: &Run<'_>, tokens: u32) -> Result<(), String> {
    let spent = run.spent;
    for (used, limit, when) in [
        (
            spent.lately,
            LimitName::TokensAtATime,
            "since the contact last said something",
        ),
        (spent.ever, LimitName::TokensInAll, "in this conversation"),
    ] {
        let most = run.limits().get(limit);
        if used.saturating_add(tokens) as usize > most {
            let error = format!(
                "models used {used} tokens {when}, and {tokens} more would be beyond {most}"
            );
            return Err(run.beyond(limit, error));
        }
    }
    Ok(())
}

fn readable(run: &Run<'_>, what: &str, text: String) -> Result<String, String> {
    let (bytes, most) = (text.len(), run.limits().model_text);
    if bytes > most {
        let error = format!("{what} of {bytes} bytes is longer than {most}");
        return Err(run.beyond(LimitName::ModelText, error));
    }
    Ok(text)
}

fn names<'n>(names: impl Iterator<Item = &'n SmolStr>) -> String {
    names.map(SmolStr::as_str).collect::<Vec<_>>().join(", ")
}
