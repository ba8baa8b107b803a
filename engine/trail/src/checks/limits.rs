//! Limits: texts, labels and menus larger than the channel of an inbox sends or shows.

use super::channel::Reached;
use crate::bundle::ReadTrail;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edit::PathSegment;
use crate::spoken;
use crate::text;
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::Limits as Most;

pub(super) fn check(
    one: &ReadTrail,
    reached: &[Reached<'_>],
    most: &Most,
    out: &mut Vec<Diagnostic>,
) {
    let message = most.message_bytes;
    let mut limits = Limits {
        one,
        reached,
        message,
        out,
    };
    for spoken in spoken::texts(&one.node) {
        let step = spoken.step.as_ref();
        for (_, node) in &spoken.languages {
            let (bytes, characters) = least(node);
            limits.body(node.span, step, bytes);
            if is_label(&spoken.path) {
                limits.label(node.span, step, characters);
            }
        }
    }
    for (id, step) in one.node.get("steps").into_iter().flat_map(Node::entries) {
        let options = step.get("menu").and_then(|_| step.get("options"));
        if let Some((options, entries)) = options.and_then(|node| Some((node, node.as_map()?))) {
            limits.options(options.span, &id.text.as_str().into(), entries.len());
        }
    }
}

/// How many bytes and characters a text has at least: what stands between its expressions.
fn least(node: &Node) -> (usize, usize) {
    let parts = text::cut(node.as_str().unwrap_or_default()).into_iter();
    parts
        .filter_map(Result::ok)
        .fold((0, 0), |(bytes, characters), part| {
            (bytes + part.len(), characters + part.chars().count())
        })
}

fn is_label(path: &[PathSegment]) -> bool {
    let options = path.contains(&PathSegment::from("options"));
    options && path.last() == Some(&PathSegment::from("label"))
}

struct Limits<'l> {
    one: &'l ReadTrail,
    reached: &'l [Reached<'l>],
    /// How many bytes one message may have.
    message: usize,
    out: &'l mut Vec<Diagnostic>,
}

impl Limits<'_> {
    fn say(&mut self, span: Span, step: Option<&SmolStr>, message: String, help: &str) {
        let mut diagnostic =
            Diagnostic::warning(Code::CHANNEL_LIMIT, &self.one.file, span, message).with_help(help);
        diagnostic.step = step.cloned();
        self.out.push(diagnostic);
    }

    /// The smallest limit among the inboxes that is exceeded, in words.
    fn exceeded(
        &self,
        count: usize,
        limit: impl Fn(&Reached<'_>) -> Option<usize>,
    ) -> Option<String> {
        let limits = self
            .reached
            .iter()
            .filter_map(|one| Some((limit(one)?, one)));
        let (most, inbox) = limits.min_by_key(|(most, _)| *most)?;
        let (id, channel) = (inbox.id, inbox.channel.word());
        (count > most).then(|| format!("the inbox `{id}` ({channel}) has room for {most}"))
    }

    fn body(&mut self, span: Span, step: Option<&SmolStr>, bytes: usize) {
        if bytes > self.message {
            let message = format!(
                "this text has {bytes} bytes at least, no channel is sent more than {}",
                self.message
            );
            self.say(
                span,
                step,
                message,
                "cut it into several bubbles: `say: [ …, … ]`",
            );
        }
    }

    fn label(&mut self, span: Span, step: Option<&SmolStr>, characters: usize) {
        if let Some(room) = self.exceeded(characters, |inbox| inbox.channel.limits().label) {
            let message = format!("this label has {characters} characters at least, {room}");
            let help = "say it in the menu's text, and name it in short on the button";
            self.say(span, step, message, help);
        }
    }

    fn options(&mut self, span: Span, step: &SmolStr, count: usize) {
        if let Some(room) = self.exceeded(count, |inbox| inbox.channel.limits().options) {
            let message = format!("this menu has {count} options, {room}");
            let help = "make two menus of it, one leading to the other";
            self.say(span, Some(step), message, help);
        }
    }
}
