//! What answers are right, as `ask` and the fields of a `form` say it.

use crate::answer::{self, Answer, Locale, TYPED, TYPES};
use crate::reader::Reader;
use crate::run::Run;
use crate::shape::{Field, Shape};
use crate::yaml::Node;
use regex_lite::Regex;
use smol_str::SmolStr;
use std::cmp::Ordering;
use trilha_model::{Incoming, Value};
use trilha_script::{Expression, papers};

macro_rules! conditions {
    ($types:expr) => {
        [
            Field::optional(
                "type",
                Shape::Word($types),
                "What kind of answer it is; text if not said. Numbers, amounts and dates are read as the contact's language writes them; as the trail's does where it does not speak theirs.",
            ),
            Field::optional(
                "pattern",
                Shape::Pattern,
                "A regular expression the answer must match.",
            ),
            Field::optional(
                "min",
                Shape::Expression,
                "The least number, amount, date or time, or the fewest characters of a text.",
            ),
            Field::optional(
                "max",
                Shape::Expression,
                "The greatest number, amount, date or time, or the most characters of a text.",
            ),
            Field::optional(
                "check",
                Shape::Expression,
                "A condition on `answer` that must hold.",
            ),
            Field::optional(
                "country",
                Shape::Plain,
                "The country of phone numbers that name none, such as `BR`; if not said, that of the contact's language, or of the trail's where it does not speak theirs.",
            ),
        ]
    };
}

const ANY: [Field; 6] = conditions!(&TYPES);
const WRITTEN: [Field; 6] = conditions!(&TYPED);

/// What `expect` may hold where a contact may send anything.
pub(super) const EXPECT: Shape = Shape::Either(&Shape::Word(&TYPES), &Shape::Record(&ANY));
/// What `expect` may hold where answers are typed.
pub(super) const EXPECT_TYPED: Shape =
    Shape::Either(&Shape::Word(&TYPED), &Shape::Record(&WRITTEN));

/// The name an answer has in a `check`.
const ANSWER: &str = "answer";

/// What an answer must be.
#[derive(Clone, Debug)]
pub(super) struct Expect {
    pub(super) answer: Answer,
    pattern: Option<Regex>,
    min: Option<Expression>,
    max: Option<Expression>,
    check: Option<Expression>,
    country: Option<SmolStr>,
}

impl Expect {
    pub(super) fn read(reader: &mut Reader<'_>, node: Option<&Node>) -> Self {
        let short = node.and_then(Node::as_str);
        let key = |key: &str| node.and_then(|node| node.get(key));
        let word = short.or_else(|| key("type").and_then(Node::as_str));
        let pattern = key("pattern").and_then(Node::as_str);
        let country = key("country").and_then(Node::as_str);
        if let Some(node) = node {
            bounds(reader, node);
        }
        if let (Some(node), Some(code)) = (key("country"), country)
            && !papers::is_country(code)
        {
            let message = format!("there is no country `{code}`");
            let help = "write its two letters (ISO 3166), such as `BR`";
            reader.vain(node.span, message, help);
        }
        Self {
            answer: word.and_then(Answer::parse).unwrap_or_default(),
            pattern: pattern.and_then(|pattern| Regex::new(pattern).ok()),
            min: key("min").and_then(|node| reader.expression(node)),
            max: key("max").and_then(|node| reader.expression(node)),
            check: key("check").and_then(|node| reader.expression(node)),
            country: country.map(|country| country.to_uppercase().into()),
        }
    }

    /// The normalised value of an answer, if it is a right one.
    pub(super) fn accept(
        &self,
        run: &Run<'_>,
        message: &Incoming,
    ) -> Result<Option<Value>, String> {
        if !self.looks_right(&message.text) {
            return Ok(None);
        }
        let value = self.answer.read(message, self.locale(run));
        self.within(run, value)
    }

    /// The normalised value of an answer that was typed, if it is a right one.
    pub(super) fn accept_text(&self, run: &Run<'_>, text: &str) -> Result<Option<Value>, String> {
        if !self.looks_right(text) {
            return Ok(None);
        }
        let value = self.answer.read_text(text, self.locale(run));
        self.within(run, value)
    }

    fn locale<'l>(&'l self, run: &'l Run<'_>) -> Locale<'l> {
        let locale = Locale::of(run.answered_in());
        Locale {
            country: self.country.as_deref().or(locale.country),
            ..locale
        }
    }

    fn looks_right(&self, text: &str) -> bool {
        let pattern = self.pattern.as_ref();
        pattern.is_none_or(|pattern| pattern.is_match(text.trim()))
    }

    /// The value, if it lies between the bounds and the check holds.
    fn within(&self, run: &Run<'_>, value: Option<Value>) -> Result<Option<Value>, String> {
        let Some(value) = value else {
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
            Some(check) => Ok(run.holds_with(check, ANSWER, &value)?.then_some(value)),
            None => Ok(Some(value)),
        }
    }
}

/// Says where bounds are no dates although dates are asked for, and where nothing lies between them.
fn bounds(reader: &mut Reader<'_>, expect: &Node) {
    let is_date = expect.get("type").and_then(Node::as_str) == Some("date");
    let bounds = ["min", "max"].map(|key| {
        let node = expect.get(key)?;
        Some((node, node.as_str().unwrap_or_default().trim()))
    });
    for (node, source) in bounds.into_iter().flatten() {
        if is_date && answer::begins_with_date(source) {
            let message = format!("`{source}` is a subtraction here");
            let help = format!("a date is a text: write `'\"{source}\"'`");
            reader.vain(node.span, message, help);
        }
    }
    let [min, max] = bounds.map(|bound| {
        let (node, source) = bound?;
        let number: f64 = source.parse().ok()?;
        Some((node, number))
    });
    if let (Some((_, min)), Some((node, max))) = (min, max)
        && min > max
    {
        let message = format!("no answer is at least {min} and at most {max}");
        reader.vain(node.span, message, "let `min` be the smaller of the two");
    }
}
