//! The keys of a trail's file, apart from those of its steps.

use crate::automation::START;
use crate::shape::{Field, Shape};
use crate::steps::TIMEOUT;

/// The types a variable may be declared with.
pub(crate) const VAR_TYPES: [&str; 9] = [
    "text", "integer", "number", "yes_no", "money", "date", "list", "map", "any",
];

const VAR: [Field; 3] = [
    Field::optional(
        "type",
        Shape::Word(&VAR_TYPES),
        "What it holds; anything if not said.",
    ),
    Field::optional(
        "personal",
        Shape::Bool,
        "Whether it is about a person: shown as … in logs.",
    ),
    Field::optional("value", Shape::OfType("type"), "Its first value."),
];

const DEFAULTS: [Field; 4] = [
    Field::optional(
        "timeout",
        Shape::Record(&TIMEOUT),
        "Silence at `ask`, `menu`, `form` and `rate`.",
    ),
    Field::optional("error", Shape::Target, "Where failing steps lead."),
    Field::optional(
        "no_match",
        Shape::Target,
        "Where too many wrong answers lead.",
    ),
    GATHER,
];

/// How long an `ask` for text waits for more.
pub(crate) const GATHER: Field = Field::optional(
    "gather",
    Shape::Duration,
    "How long an `ask` for text waits for more after a message, so that several in a row are one answer, a line each; at most 30s, and not at all if not said.",
);

const INTERRUPT: [Field; 2] = [
    Field::required(
        "match",
        Shape::OneOrMore(&Shape::Plain),
        "Words or phrases that interrupt.",
    ),
    Field::required("next", Shape::Target, "Where they lead."),
];

/// The keys of a trail's file.
pub static TRAIL: [Field; 11] = [
    Field::required(
        "trail",
        Shape::Plain,
        "The trail's id: `[a-z][a-z0-9_-]*`, also the file's name.",
    ),
    Field::optional("title", Shape::Text, "The name people read."),
    Field::optional(
        "language",
        Shape::Language,
        "The language of texts that name none, such as `pt-BR`; `en` if not said.",
    ),
    Field::optional(
        "starts",
        Shape::List(&Shape::OneOf(&START)),
        "What starts the trail, each an automation; the first in order that is meant gets it.",
    ),
    Field::optional(
        "start",
        Shape::Target,
        "The first step; the first of the file if not said.",
    ),
    Field::optional(
        "vars",
        Shape::MapOf(&Shape::Record(&VAR)),
        "The variables, by name.",
    ),
    Field::optional(
        "outputs",
        Shape::List(&Shape::Variable),
        "The variables a caller gets back.",
    ),
    Field::optional(
        "defaults",
        Shape::Record(&DEFAULTS),
        "Exits for steps that name none.",
    ),
    Field::optional(
        "interrupts",
        Shape::List(&Shape::Record(&INTERRUPT)),
        "Words that leave whatever waits.",
    ),
    Field::required("steps", Shape::MapOf(&Shape::Any), "The steps, by id."),
    Field::optional(
        "layout",
        Shape::MapOf(&Shape::List(&Shape::Any)),
        "Where the editor draws each step; no meaning for the engine.",
    ),
];
