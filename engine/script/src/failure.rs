//! What goes wrong: a source that does not compile, a run that fails.

use crate::code::Code;
use crate::library::Library;
use crate::soft::Softened;
use rhai::{EvalAltResult, ParseError, Position};
use smol_str::SmolStr;
use std::ops::Range;
use trilha_model::{LimitName, Value};

/// What a run that does not end fails with.
pub(crate) const TOO_MANY_STEPS: &str = "it takes too many steps";

/// A source that does not compile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct SyntaxError {
    /// What is wrong, without the place.
    pub message: String,
    /// The bytes of the source it is about, when known.
    pub offset: Option<Range<usize>>,
    /// The line, from 1; 0 when not known.
    pub line: usize,
    /// The column in characters, from 1; 0 when not known.
    pub column: usize,
}

/// What kind of failure a run had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It used more than one of its [`crate::Limits`] allows.
    Limit(LimitName),
    /// A variable, property, item or function is not there.
    Missing,
    /// A value of one type where another is needed, or two that cannot meet.
    Type,
    /// Arithmetic without a result: overflow, division by zero.
    Arithmetic,
    /// The author threw it, or a function refused its arguments.
    Thrown,
    /// Anything else.
    Other,
}

/// A run that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What happened, without the place.
    pub message: String,
    /// What kind of failure it is.
    pub kind: Kind,
    /// The name that is not there, for [`Kind::Missing`].
    pub name: Option<SmolStr>,
    /// The script file it happened in, without folder and ending; none in the source itself.
    pub file: Option<Box<str>>,
    /// The innermost function with a name it happened in.
    pub function: Option<Box<str>>,
    /// The line, from 1; 0 when not known.
    pub line: usize,
    /// The column in characters, from 1; 0 when not known.
    pub column: usize,
    /// What the code had from outside, by name, as it was then: each at most 40 characters.
    pub saw: Box<[(SmolStr, SmolStr)]>,
}

/// How many variables a report names.
const SHOWN: usize = 8;

/// How many characters of a variable a report shows.
const SHOWN_LENGTH: usize = 40;

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            kind,
            name: None,
            file: None,
            function: None,
            line: 0,
            column: 0,
            saw: Box::default(),
        }
    }

    /// What Rhai reports, in our words and at the author's place.
    pub(crate) fn from_rhai(error: &EvalAltResult, code: &Code, library: &Library) -> Self {
        let (inner, innermost, named) =
            within(error, &|name| code.defines(name) || library.defines(name));
        let mut failure = classify(inner);
        failure.function = named.map(Into::into);
        let position = inner.position();
        let home = innermost
            .filter(|name| !code.defines(name))
            .and_then(|name| library.home(name, position.line().unwrap_or(0)));
        failure.file = home.map(|(file, _)| file.as_str().into());
        let soft = home.map_or(&code.soft, |(_, soft)| soft);
        (failure.line, failure.column) = place(position, soft);
        failure
    }

    /// Notes what the code had from outside.
    pub(crate) fn saw<'v>(mut self, variables: impl Iterator<Item = (&'v str, Value)>) -> Self {
        self.saw = variables
            .take(SHOWN)
            .map(|(name, value)| (name.into(), short(&value)))
            .collect();
        self
    }

    /// All of it in one line: what happened, the file or else `here`, the line, the function, and the
    /// variables the code had, those that are `personal` as `…`.
    ///
    /// What a script throws itself is in it as it was thrown.
    pub fn report(&self, here: &str, personal: &dyn Fn(&str) -> bool) -> String {
        let mut place = match &self.file {
            Some(file) => format!("scripts/{file}.rhai"),
            None => here.to_owned(),
        };
        if self.line > 0 {
            place = format!("{place}:{}", self.line);
        }
        if let Some(function) = &self.function {
            place = format!("{place}, in `{function}`");
        }
        let saw: Vec<String> = self
            .saw
            .iter()
            .map(|(name, value)| {
                let value = if personal(name) { "…" } else { value };
                format!("{name} = {value}")
            })
            .collect();
        match saw.as_slice() {
            [] => format!("{} ({place})", self.message),
            saw => format!("{} ({place}; {})", self.message, saw.join(", ")),
        }
    }
}

/// A value in at most [`SHOWN_LENGTH`] characters.
fn short(value: &Value) -> SmolStr {
    let text = match value {
        Value::Text(text) => format!("\"{text}\""),
        Value::Null => "()".to_owned(),
        other => other.to_string(),
    };
    let mut shown: String = text.chars().take(SHOWN_LENGTH).collect();
    if shown.len() < text.len() {
        shown.pop();
        shown.push('…');
    }
    shown.replace(['\n', '\r'], " ").into()
}

impl SyntaxError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            offset: None,
            line: 0,
            column: 0,
        }
    }

    pub(crate) fn from_rhai(error: &ParseError, soft: &Softened, source: &str) -> Self {
        let message = plain_syntax(&error.err_type().to_string());
        Self::at(message, error.position(), soft, source)
    }

    pub(crate) fn at(
        message: impl Into<String>,
        position: Position,
        soft: &Softened,
        source: &str,
    ) -> Self {
        let (line, column) = place(position, soft);
        Self {
            message: message.into(),
            offset: span(source, line, column),
            line,
            column,
        }
    }
}

fn place(position: Position, soft: &Softened) -> (usize, usize) {
    match (position.line(), position.position()) {
        (Some(line), Some(column)) => (line, soft.original(line, column)),
        (Some(line), None) => (line, 0),
        _ => (0, 0),
    }
}

/// The bytes of the word, or the one character, at a place.
fn span(source: &str, line: usize, column: usize) -> Option<Range<usize>> {
    let text = source.split('\n').nth(line.checked_sub(1)?)?;
    let before = text.as_ptr() as usize - source.as_ptr() as usize;
    let skip = column.checked_sub(1)?;
    let at = text
        .char_indices()
        .nth(skip)
        .map_or(text.len(), |(at, _)| at);
    let rest = text.get(at..)?;
    let word = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let length = match word {
        0 => rest.chars().next().map_or(0, char::len_utf8),
        word => word,
    };
    Some(before + at..before + at + length)
}

/// What really happened, the innermost of our functions it happened in, and the innermost that has a name.
fn within<'e>(
    mut error: &'e EvalAltResult,
    ours: &dyn Fn(&str) -> bool,
) -> (&'e EvalAltResult, Option<&'e str>, Option<&'e str>) {
    let (mut innermost, mut named) = (None, None);
    while let EvalAltResult::ErrorInFunctionCall(name, _, inner, _) = error {
        if ours(name) {
            innermost = Some(name.as_str());
            if !name.starts_with("anon$") {
                named = innermost;
            }
        }
        error = inner;
    }
    (error, innermost, named)
}

fn classify(error: &EvalAltResult) -> Failure {
    use EvalAltResult as E;
    let missing = |name: &str, message: String| Failure {
        name: Some(name.into()),
        ..Failure::new(Kind::Missing, message)
    };
    match error {
        E::ErrorVariableNotFound(name, _) => {
            missing(name, format!("there is no variable `{name}`"))
        }
        E::ErrorPropertyNotFound(name, _) => {
            missing(name, format!("there is no property `{name}`"))
        }
        E::ErrorDotExpr(text, _) => {
            let name = text.split('\'').nth(1).unwrap_or_default();
            missing(name, format!("there is no property `{name}` on this value"))
        }
        E::ErrorIndexNotFound(index, _) => {
            missing(&index.to_string(), format!("there is no item `{index}`"))
        }
        E::ErrorArrayBounds(length, index, _) | E::ErrorStringBounds(length, index, _) => {
            Failure::new(
                Kind::Missing,
                format!("there is no item {index}: there are {length}"),
            )
        }
        E::ErrorFunctionNotFound(signature, _) => unknown_function(signature),
        E::ErrorMismatchDataType(wanted, found, _)
        | E::ErrorMismatchOutputType(wanted, found, _) => {
            let (wanted, found) = (
                crate::value::friendly(wanted),
                crate::value::friendly(found),
            );
            let message = match (wanted, found) {
                (Some(wanted), Some(found)) => format!("{wanted} is needed here, this is {found}"),
                _ => error_text(error),
            };
            Failure::new(Kind::Type, message)
        }
        E::ErrorIndexingType(..) | E::ErrorFor(_) | E::ErrorBitFieldBounds(..) => {
            Failure::new(Kind::Type, error_text(error))
        }
        E::ErrorArithmetic(message, _) => Failure::new(Kind::Arithmetic, message.as_str()),
        E::ErrorTooManyOperations(_) | E::ErrorTerminated(..) => {
            Failure::new(Kind::Limit(LimitName::ScriptSteps), TOO_MANY_STEPS)
        }
        E::ErrorStackOverflow(_) => Failure::new(
            Kind::Limit(LimitName::ScriptDepth),
            "functions call each other too deeply",
        ),
        E::ErrorDataTooLarge(what, _) => {
            let (limit, said) = match what.as_str() {
                what if what.contains("map") => (LimitName::ScriptMap, "a map gets too large"),
                what if what.contains("string") => (LimitName::ScriptText, "a text gets too long"),
                _ => (LimitName::ScriptList, "a list gets too long"),
            };
            Failure::new(Kind::Limit(limit), said)
        }
        E::ErrorTooManyVariables(_) => Failure::new(
            Kind::Limit(LimitName::ScriptVariables),
            "too many variables",
        ),
        E::ErrorRuntime(value, _) => match value.clone().try_cast::<Failure>() {
            Some(failure) => failure,
            None => Failure::new(Kind::Thrown, thrown(value)),
        },
        _ => Failure::new(Kind::Other, error_text(error)),
    }
}

/// A function that is not there, or an operator that does not take these operands.
fn unknown_function(signature: &str) -> Failure {
    let (name, arguments) = signature.split_once(" (").unwrap_or((signature, ""));
    let kinds: Vec<&str> = arguments
        .trim_end_matches(')')
        .split(", ")
        .filter(|kind| !kind.is_empty())
        .map(|kind| {
            let bare = kind.trim_start_matches("&mut ").trim_start_matches('&');
            crate::value::friendly(bare).unwrap_or(bare)
        })
        .collect();
    let name = name.trim();
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        let given = if kinds.is_empty() {
            "nothing".to_owned()
        } else {
            kinds.join(", ")
        };
        return Failure {
            name: Some(name.into()),
            ..Failure::new(
                Kind::Missing,
                format!("there is no function `{name}` that takes {given}"),
            )
        };
    }
    Failure::new(
        Kind::Type,
        format!(
            "`{name}` cannot be used with {}{}",
            kinds.join(" and "),
            inexact(&kinds)
        ),
    )
}

/// What to do where money meets a number, which would make it inexact.
fn inexact(kinds: &[&str]) -> &'static str {
    if kinds.contains(&"money") && kinds.contains(&"number") {
        "; write the number as `money(\"1.1\")`"
    } else {
        ""
    }
}

/// What was thrown, as people read it, at a length a log can hold.
fn thrown(value: &rhai::Dynamic) -> String {
    const MOST: usize = 1_000;
    match crate::value::from_dynamic(value, &crate::Limits::default()) {
        Ok(value) => value.to_string().chars().take(MOST).collect(),
        Err(_) => format!("a {} was thrown", crate::value::kind(value)),
    }
}

fn error_text(error: &EvalAltResult) -> String {
    let text = error.to_string();
    match text.rfind(" (line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// Rhai's message with the operators as the author wrote them.
fn plain_syntax(text: &str) -> String {
    text.replace(crate::engine::MARK, "")
}
