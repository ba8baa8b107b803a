//! Language models: what is asked of one, and what it answers. Which service answers is the house's.

use crate::id::VarName;
use crate::time::{Span, Timestamp};
use crate::value::Value;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A question to a language model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// What a model is to do with a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelTask {
    /// Answer it.
    Reply,
    /// Find values in it.
    Extract(Vec<ModelField>),
    /// Say which of these it is.
    Classify(Vec<ModelClass>),
}

/// A value that a model is to find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelField {
    /// Its name.
    pub name: SmolStr,
    /// What it is: `text`, `integer`, `number`, `yes_no`, `date` or `list`.
    pub kind: SmolStr,
    /// What it means, for the model.
    pub about: Option<String>,
    /// The only values it has; any where there are none.
    pub choices: Vec<SmolStr>,
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

/// What a model answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelAnswer {
    /// To `Reply` a text, to `Extract` a map by the names of the fields, to `Classify` the name of a class.
    /// What was no JSON where JSON was asked for is the text it was.
    pub answer: Value,
    /// How sure it is, in percent; none where it does not say.
    pub confidence: Option<u8>,
    /// How many tokens were read and written.
    pub tokens: u32,
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
