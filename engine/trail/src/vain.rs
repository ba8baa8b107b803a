//! In vain: fixed values with which a step always fails, or that nothing can ever mean, said as they are read.
//! They are warnings, for the trail runs: what fails takes `error`. What only one kind of step knows stands with the kind.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::matching::plain;
use crate::reader::{Reader, duration};
use crate::yaml::{Kind, Node};
use trilha_model::Span as Duration;
use trilha_script::Expression;

impl Reader<'_> {
    /// Says that what stands here is in vain, and what to do about it.
    pub(crate) fn vain(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> &mut Diagnostic {
        let said = Diagnostic::warning(Code::IN_VAIN, self.file, span, message);
        self.say(said.with_help(help))
    }

    /// For a verb whose own value is said, shown or gone by: nothing to read in it does nothing.
    pub(crate) fn worded(&mut self, step: &Node, verb: &str) {
        let Some(node) = step.get(verb) else { return };
        let blank = |node: &Node| node.as_str().is_some_and(|text| text.trim().is_empty());
        let empty = match (node.as_seq(), node.as_map()) {
            (Some(items), _) => items.iter().all(blank),
            (_, Some(entries)) => entries.is_empty(),
            _ => blank(node),
        };
        if empty {
            self.empty(node, verb);
        }
    }

    /// For a verb that goes by the entries below it: no entries do nothing.
    pub(crate) fn listed(&mut self, step: &Node, verb: &str) {
        let empty = |node: &&Node| node.as_map().is_some_and(<[_]>::is_empty);
        if let Some(node) = step.get(verb).filter(empty) {
            self.empty(node, verb);
        }
    }

    fn empty(&mut self, node: &Node, verb: &str) {
        let message = format!("this `{verb}` is empty");
        self.vain(
            node.span,
            message,
            "write what it is for, or take the step away",
        );
    }

    /// How long a step may take, where it says so: the most there is if it says more.
    pub(crate) fn limit(&mut self, node: Option<&Node>, most: Duration) -> Option<Duration> {
        let node = node?;
        let limit = duration(node)?;
        if limit > most {
            let message = format!("{limit} is longer than this may take: {most} is what it gets");
            self.vain(node.span, message, format!("write `{most}` or less"));
        }
        Some(limit.min(most))
    }

    /// A condition: an expression that is yes or no.
    pub(crate) fn condition(&mut self, node: &Node) -> Option<Expression> {
        let condition = self.expression(node)?;
        if let Some(kind) = condition.kind().filter(|kind| *kind != "yes_no") {
            let message = format!("a condition is yes or no, this is {kind}");
            self.vain(node.span, message, "compare it with something: `n > 1`");
        }
        Some(condition)
    }

    /// For an address: what is written out begins as one of these.
    pub(crate) fn begins(&mut self, node: &Node, begins: &[&str]) {
        let Some(text) = node.as_str() else { return };
        let text = text.trim();
        if !text.starts_with("{{") && beginning(text, begins).is_none() {
            let message = format!("`{text}` cannot be opened");
            let help = format!("an address begins with {}", begins.join(" or "));
            self.vain(node.span, message, help);
        }
    }

    /// For words of which at least one must be there for anything to mean them: without any, nothing does `what`.
    pub(crate) fn meant(&mut self, node: &Node, key: &str, what: &str) {
        let words = node.one_or_more().iter().filter_map(Node::as_str);
        if !words.map(plain).any(|word| !word.is_empty()) {
            let message = format!("`{key}` has no words: nothing {what} here");
            self.vain(
                node.span,
                message,
                "write at least one, or take the entry away",
            );
        }
    }
}

/// Which of these an address begins with, and what follows: a scheme is the same in capitals (RFC 3986, 3.1).
pub(crate) fn beginning<'t, 'b>(
    address: &'t str,
    begins: &[&'b str],
) -> Option<(&'b str, &'t str)> {
    begins.iter().find_map(|begin| {
        let (start, rest) = address.split_at_checked(begin.len())?;
        start.eq_ignore_ascii_case(begin).then_some((*begin, rest))
    })
}

/// The text of a node without expressions in it.
pub(crate) fn constant(node: &Node) -> Option<&str> {
    let scalar = node.as_scalar()?;
    (scalar.kind != Kind::Null && !scalar.text.contains("{{")).then_some(scalar.text.as_str())
}
