//! The keys of `ai`: what a model does is told by one of them, and decides what may stand beside it.

use super::tools::TOOL;
use crate::shape::{Choice, Field, OneOf, Shape};

/// What a model is asked to do.
pub(super) static ASKED: OneOf = OneOf {
    within: "here",
    choices: &[
        Choice {
            key: REPLY,
            beside: &[
                PERSONA, KNOWLEDGE, MEMORY, PERSONAL, MODEL, TOKENS, LIMIT, RETRIES, THRESHOLD,
            ],
        },
        Choice {
            key: EXTRACT,
            beside: &[
                PERSONA, MEMORY, PERSONAL, MODEL, TOKENS, LIMIT, RETRIES, THRESHOLD,
            ],
        },
        Choice {
            key: CLASSIFY,
            beside: &[
                PERSONA, MEMORY, PERSONAL, MODEL, TOKENS, LIMIT, RETRIES, THRESHOLD,
            ],
        },
        Choice {
            key: ASSIST,
            beside: &[
                TOOLS, TURNS, PERSONA, KNOWLEDGE, MEMORY, PERSONAL, MODEL, TOKENS, LIMIT, RETRIES,
                THRESHOLD,
            ],
        },
    ],
};

const REPLY: Field = Field::optional(
    "reply",
    Shape::Template,
    "What is asked, such as `{{ input.text }}`; the model's answer is said to the contact.",
);

const EXTRACT: Field = Field::optional(
    "extract",
    Shape::Template,
    "The text in which the model finds the values of `fields`.",
);

const CLASSIFY: Field = Field::optional(
    "classify",
    Shape::Template,
    "The text of which the model says which of `classes` it is.",
);

const ASSIST: Field = Field::optional(
    "assist",
    Shape::Template,
    "What is asked; the model may call `tools` before it answers, and its answer is said to the contact.",
);

const TOOLS: Field = Field::optional(
    "tools",
    Shape::MapOf(&Shape::Record(&TOOL)),
    "What it may call to `assist`, by name.",
);

const TURNS: Field = Field::optional(
    "turns",
    Shape::Integer(1, 12),
    "How often it is asked to `assist`, its last answer included; 6 if not said.",
);

const PERSONA: Field = Field::optional(
    "persona",
    Shape::Template,
    "Whom the model speaks as, what it knows and what it keeps to; to `assist`, as that is when the step begins.",
);

const KNOWLEDGE: Field = Field::optional(
    "knowledge",
    Shape::OneOrMore(&Shape::Plain),
    "The folders below `knowledge/` whose documents it answers from, to `reply` or to `assist`, citing them.",
);

const MEMORY: Field = Field::optional(
    "memory",
    Shape::Integer(0, 50),
    "How many of the conversation's last messages it is shown; 10 to reply, else none.",
);

const PERSONAL: Field = Field::optional(
    "personal",
    Shape::OneOrMore(&Shape::Plain),
    "The personal variables that may be sent to it; `contact` for what is known of the contact.",
);

const MODEL: Field = Field::optional(
    "model",
    Shape::Plain,
    "Which of the house's models; the first if not said.",
);

const TOKENS: Field = Field::optional(
    "tokens",
    Shape::Integer(1, 4_000),
    "How long its answer may be, in tokens; 500 if not said.",
);

const LIMIT: Field = Field::optional(
    "limit",
    Shape::Duration,
    "How long it may take; 30s if not said, 60s at most.",
);

const RETRIES: Field = Field::optional(
    "retries",
    Shape::Integer(0, 3),
    "How often it is asked again after an answer that does not fit; 1 if not said.",
);

const THRESHOLD: Field = Field::optional(
    "threshold",
    Shape::Integer(0, 100),
    "How sure it must be, in percent; 60 if not said. Below it goes the way of `unsure`.",
);
