//! Language models: what is asked of one, and what it answers. Which service answers is the house's.

use crate::id::{EffectId, VarName};
use crate::time::{Span, Timestamp};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A question to a language model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelRequest {
    /// Which of the house's models, by the name the house gives it; none: its first.
    pub model: Option<SmolStr>,
    /// What it is to do.
    pub task: ModelTask,
    /// Whom it speaks as, and what it keeps to.
    pub persona: Option<String>,
    /// The text it works on.
    pub text: String,
    /// How many of the conversation's last messages it is shown.
    pub memory: u8,
    /// Variables whose values it is not shown, wherever they were said; `contact` for what is known of the contact.
    pub hidden: Vec<VarName>,
    /// The language it answers in, as its tag: `pt-BR`.
    pub language: SmolStr,
    /// How many tokens its answer may have.
    pub tokens: u32,
    /// How long it may take.
    pub limit: Span,
    /// What was wrong with its answer before, where it is asked again.
    pub complaint: Option<String>,
    /// Folders of the bundle's documents that it answers from: whoever carries this out looks there for what
    /// the text asks.
    #[serde(default)]
    pub knowledge: Vec<SmolStr>,
    /// The effect by which it was first asked, where it assists: what was said after that is no memory.
    #[serde(default)]
    pub since: Option<EffectId>,
}

/// What a model is to do with a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelTask {
    /// Answer it.
    Reply,
    /// Find values in it.
    Extract(Vec<ModelField>),
    /// Say which of these it is.
    Classify(Vec<ModelClass>),
    /// Answer it, with the help of tools.
    Assist {
        /// What it may call.
        tools: Vec<ModelTool>,
        /// What it called and got so far, in order.
        so_far: Vec<ToolCall>,
    },
}

/// Something a model may call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelTool {
    /// Its name.
    pub name: SmolStr,
    /// What it does, for the model.
    pub about: Option<String>,
    /// What it is called with.
    pub arguments: Vec<ModelField>,
}

/// One call of a tool, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Which answer of the model asked for it, from 1: it may ask for several at once.
    pub turn: u32,
    /// The tool's name, as the model wrote it.
    pub tool: SmolStr,
    /// What it was called with: a map by the names of the arguments, or, where the model wrote no JSON, the
    /// text it wrote.
    pub arguments: Value,
    /// What came of it; none while it lasts.
    pub end: Option<ToolEnd>,
}

/// What came of calling a tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolEnd {
    /// What it gave, as the model is told it.
    Gave(Value),
    /// It was not called: there is none, or it is not called so. Told to the model.
    Refused(String),
    /// It failed, and why: for the people who made the trail. The model is told that it failed.
    Failed(String),
}

impl ToolCall {
    /// How many bytes it holds, about.
    pub fn weight(&self) -> usize {
        let end = match &self.end {
            None => 0,
            Some(ToolEnd::Gave(value)) => value.weight(),
            Some(ToolEnd::Refused(why) | ToolEnd::Failed(why)) => why.len(),
        };
        self.tool.len() + self.arguments.weight() + end
    }
}

/// A value that a model is to find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelField {
    /// Its name.
    pub name: SmolStr,
    /// What it is: `text`, `integer`, `number`, `yes_no`, `date`, `list` or `map`; of what a tool is called with
    /// also `money` or `any`.
    pub kind: SmolStr,
    /// What it means, for the model.
    pub about: Option<String>,
    /// The only values it has; any where there are none.
    pub choices: Vec<SmolStr>,
    /// Whether it must be there.
    #[serde(default)]
    pub required: bool,
    /// The values of a map, or of each item of a list; where there are none, a list is one of texts.
    #[serde(default)]
    pub fields: Vec<ModelField>,
}

/// What a text may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelClass {
    /// Its name.
    pub name: SmolStr,
    /// What it means, for the model.
    pub about: Option<String>,
    /// Texts that are of it.
    pub examples: Vec<String>,
}

/// A tool that a model wants to be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WantedCall {
    /// Its name.
    pub tool: SmolStr,
    /// What it is called with: a map by the names of the arguments; what was no JSON is the text it was.
    pub arguments: Value,
}

/// What a model answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelAnswer {
    /// To `Reply` and `Assist` a text, to `Extract` a map by the names of the fields, to `Classify` the name of a class.
    /// What was no JSON where JSON was asked for is the text it was.
    pub answer: Value,
    /// How sure it is, in percent; none where it does not say.
    pub confidence: Option<u8>,
    /// How many tokens were read and written.
    pub tokens: u32,
    /// To `Assist`: the tools that are to be called, in order, before there is an answer. What it says
    /// besides is thinking aloud.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<WantedCall>,
    /// The documents that a text cites: the first as `[1]`, and so on. Nothing else is cited.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<ModelSource>,
}

/// A piece of a document that an answer cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelSource {
    /// What the document is called.
    pub title: String,
    /// The headings that the piece stands under, outermost first, with ` / ` between them; empty where there are none.
    pub heading: String,
    /// The path of its file, below the folder of flows.
    pub file: String,
}

/// Events of what models cost, on `models/spent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ModelEvent {
    /// A service was asked, whatever came of it.
    TokensUsed {
        /// How many tokens were read and written.
        tokens: u32,
        /// When.
        at: Timestamp,
    },
}
