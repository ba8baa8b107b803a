//! Wrong answers and silence, as every asking step has them.

use super::{RETRY, TIMEOUT};
use crate::reader::{Reader, duration};
use crate::run::{Flow, Run};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Text;
use crate::yaml::Node;
use trilha_model::Span;

/// The keys of an asking step for wrong answers and silence.
pub(crate) const RETRY_FIELD: Field = Field::optional(
    "retry",
    Shape::Record(&RETRY),
    "What happens after a wrong answer.",
);
/// Where too many wrong answers lead.
pub(crate) const NO_MATCH_FIELD: Field = Field::optional(
    "no_match",
    Shape::Target,
    "Where to go after too many wrong answers.",
);
/// How long silence may last.
pub(crate) const TIMEOUT_FIELD: Field = Field::optional(
    "timeout",
    Shape::Record(&TIMEOUT),
    "How long to wait, and where to go then.",
);

/// What an asking step does about wrong answers and silence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patience {
    message: Vec<Text>,
    times: u32,
    no_match: Option<Aim>,
    timeout: Option<Timeout>,
}

impl Patience {
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let retry = node.get("retry");
        let times = retry
            .and_then(|retry| retry.get("times")?.as_int())
            .and_then(|times| u32::try_from(times).ok());
        Self {
            message: retry
                .and_then(|retry| retry.get("message"))
                .map(|message| reader.texts(message))
                .unwrap_or_default(),
            times: times.unwrap_or(2),
            no_match: reader.aim(node, "no_match"),
            timeout: answerable(reader, node),
        }
    }

    /// The exit after too many wrong answers.
    pub(crate) fn no_match(&self) -> Exit {
        Exit::plain("no_match", self.no_match.as_ref())
    }

    /// The exit after too long a silence.
    pub(crate) fn timeout(&self) -> Exit {
        Timeout::exit(self.timeout.as_ref())
    }

    /// Waits for an answer, after so many wrong ones.
    pub(crate) fn wait(&self, run: &Run<'_>, attempts: u32) -> Flow {
        Flow::Park {
            effect: None,
            until: run.silence(self.timeout.as_ref()),
            attempts,
        }
    }

    /// Whether one more wrong answer is too many.
    pub(crate) fn is_over(&self, parked: &Parked) -> bool {
        parked.attempts >= self.times
    }

    /// After a wrong answer: says so and asks again, or gives up. `again` says what the step repeats, and is told
    /// whether nothing was said of the answer.
    pub(crate) fn wrong(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        again: impl FnOnce(&mut Run<'_>, bool) -> Result<(), String>,
    ) -> Result<Flow, String> {
        self.wrong_with(run, parked, None, again)
    }

    /// As [`Patience::wrong`], with other words than its message where there are some.
    pub(crate) fn wrong_with(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        words: Option<&Text>,
        again: impl FnOnce(&mut Run<'_>, bool) -> Result<(), String>,
    ) -> Result<Flow, String> {
        if self.is_over(parked) {
            return Ok(Flow::exit("no_match"));
        }
        let message = words.map_or(self.message.as_slice(), std::slice::from_ref);
        run.say_texts(message)?;
        again(run, message.is_empty())?;
        Ok(self.wait(run, parked.attempts + 1))
    }
}

/// How long a question waits; says where that is no time to answer it.
fn answerable(reader: &mut Reader<'_>, node: &Node) -> Option<Timeout> {
    hurries(reader, node.get("timeout"));
    Timeout::read(reader, node)
}

/// Says where a `timeout` leaves no time to answer a question.
pub(crate) fn hurries(reader: &mut Reader<'_>, timeout: Option<&Node>) {
    let after = timeout.and_then(|timeout| timeout.get("after"));
    if let Some(node) = after.filter(|node| duration(node) == Some(Span(0))) {
        let help = "write how long to wait, such as `10m`, or `say` what needs no answer";
        reader.vain(node.span, "nobody can answer in no time", help);
    }
}

/// How long a step waits.
#[derive(Clone, Debug)]
pub(crate) struct Timeout {
    pub after: Span,
    pub next: Option<Aim>,
}

impl Timeout {
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let node = node.get("timeout")?;
        Some(Self {
            after: duration(node.get("after")?)?,
            next: reader.aim(node, "next"),
        })
    }

    /// The exit of a step that may have one.
    pub(crate) fn exit(timeout: Option<&Self>) -> Exit {
        let aim = timeout.and_then(|timeout| timeout.next.as_ref());
        Exit::at("timeout", &["timeout", "next"], aim)
    }
}
