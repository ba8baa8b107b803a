//! In vain: fixed values with which a step always fails, or that nothing can ever mean. They are warnings, for the
//! trail runs: what fails takes `error`.

use super::constants::given_kind;
use crate::answer;
use crate::bundle::{Read, ReadTrail};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::matching::plain;
use crate::steps::{LONGEST, VERBS};
use crate::yaml::{Key, Kind, Node};
use smol_str::SmolStr;
use trilha_model::Span as Duration;
use trilha_script::papers;

/// Verbs whose own value is said, shown or gone by, and does nothing where it is empty.
const WORDED: [&str; 9] = [
    "say", "ask", "menu", "form", "rate", "template", "handoff", "note", "tag",
];
const MEDIA: [&str; 5] = ["image", "video", "audio", "file", "sticker"];

pub(super) fn check(one: &ReadTrail, read: &Read, out: &mut Vec<Diagnostic>) {
    let mut vain = Vain {
        file: &one.file,
        read,
        step: None,
        out,
    };
    for (key, var) in one.node.get("vars").into_iter().flat_map(Node::entries) {
        vain.first_value(key, var);
    }
    for entry in one.node.get("interrupts").into_iter().flat_map(Node::items) {
        vain.words(entry, "match", "interrupts");
    }
    for entry in one.node.get("starts").into_iter().flat_map(Node::items) {
        vain.words(entry, "keyword", "starts anything");
        vain.words(entry, "tagged", "starts anything");
    }
    for (id, step) in one.node.get("steps").into_iter().flat_map(Node::entries) {
        vain.step = Some(id.text.as_str().into());
        vain.step(step);
    }
}

struct Vain<'v> {
    file: &'v SmolStr,
    read: &'v Read,
    step: Option<SmolStr>,
    out: &'v mut Vec<Diagnostic>,
}

impl Vain<'_> {
    fn say(&mut self, mut said: Diagnostic) {
        said.step.clone_from(&self.step);
        self.out.push(said);
    }

    fn warn(&mut self, span: Span, message: String, help: impl Into<String>) {
        self.say(Diagnostic::warning(Code::IN_VAIN, self.file, span, message).with_help(help));
    }

    fn first_value(&mut self, key: &Key, var: &Node) {
        let is_date = var.get("type").and_then(Node::as_str) == Some("date");
        let value = var.get("value").filter(|_| is_date);
        let written = value.and_then(|node| Some((node, node.as_str()?)));
        if let Some((node, text)) = written
            && !answer::begins_with_date(text)
        {
            let message = format!("`{}` holds a date, `{text}` is none", key.text);
            self.warn(node.span, message, "write it as `2026-11-20`");
        }
    }

    /// Words of which at least one must be there for anything to mean them.
    fn words(&mut self, entry: &Node, key: &str, what: &str) {
        let Some(node) = entry.get(key) else { return };
        let words = node.one_or_more().iter().filter_map(Node::as_str);
        if !words.map(plain).any(|word| !word.is_empty()) {
            let message = format!("`{key}` has no words: nothing {what} here");
            self.warn(
                node.span,
                message,
                "write at least one, or take the entry away",
            );
        }
    }

    fn step(&mut self, step: &Node) {
        self.emptiness(step);
        if let Some(said) = step.get("say") {
            for bubble in said.one_or_more() {
                self.bubble(bubble);
            }
        }
        let fields = step.get("fields").into_iter().flat_map(Node::entries);
        let expected = fields.filter_map(|(_, field)| field.get("expect"));
        for expect in step.get("expect").into_iter().chain(expected) {
            self.expect(expect);
        }
        if step.get("menu").is_some() {
            self.menu(step);
        }
        for (verb, most) in LONGEST {
            let within = step.get(verb).filter(|node| node.as_map().is_some());
            let limit = step.get(verb).and(within.unwrap_or(step).get("limit"));
            self.limit(limit, most);
        }
        self.conditions(step);
        let mail = step.get("email").and_then(|mail| mail.get("to"));
        for to in mail.map(Node::one_or_more).unwrap_or_default() {
            self.address(to);
        }
        if let Some((node, number)) = constant(step.get("dial"))
            && papers::phone(number, None).is_none()
        {
            let message = format!("`{number}` is no number to call");
            self.warn(
                node.span,
                message,
                "write it with its country: `+551140028922`",
            );
        }
        let http = step.get("http").into_iter().flat_map(Node::entries);
        let methods = ["get", "post", "put", "patch", "delete"];
        for (_, node) in http.filter(|(key, _)| methods.contains(&key.text.as_str())) {
            self.web(node, &["https://", "http://"]);
        }
    }

    /// What is there and holds nothing.
    fn emptiness(&mut self, step: &Node) {
        for verb in WORDED {
            let Some(node) = step.get(verb) else { continue };
            let blank = |node: &Node| node.as_str().is_some_and(|text| text.trim().is_empty());
            let empty = match (node.as_seq(), node.as_map()) {
                (Some(items), _) => items.iter().all(blank),
                (_, Some(entries)) => entries.is_empty(),
                _ => blank(node),
            };
            let removes = verb == "tag" && step.get("remove").is_some();
            if empty && !removes && !(verb == "note" && is_remark(step)) {
                let message = format!("this `{verb}` is empty");
                self.warn(
                    node.span,
                    message,
                    "write what it is for, or take the step away",
                );
            }
        }
        let empty = |key: &str| {
            let node = step.get(key)?;
            node.as_map()?.is_empty().then_some(node.span)
        };
        for verb in ["set", "switch"] {
            if let Some(span) = empty(verb) {
                let message = format!("this `{verb}` is empty");
                self.warn(span, message, "write what it is for, or take the step away");
            }
        }
        let more = ["language", "tags", "remove"];
        if let Some(span) = empty("contact")
            && more.iter().all(|key| step.get(key).is_none())
        {
            let message = "this changes nothing of the contact".to_owned();
            self.warn(
                span,
                message,
                "name a field, `language`, `tags` or `remove`",
            );
        }
    }

    fn bubble(&mut self, bubble: &Node) {
        for key in MEDIA {
            if let Some(node) = bubble.get(key) {
                self.web(node, &["https://", "http://", "/"]);
            }
        }
        if let Some(node) = bubble.get("link") {
            self.web(node, &["https://", "http://", "mailto:", "tel:"]);
        }
        for (key, most) in [("latitude", 90.0), ("longitude", 180.0)] {
            let place = bubble.get("location").and_then(|place| place.get(key));
            if let Some((node, text)) = constant(place)
                && !text
                    .trim()
                    .parse()
                    .is_ok_and(|degrees: f64| degrees.abs() <= most)
            {
                let message = format!("`{text}` is no {key}");
                let help = format!("write degrees from -{most} to {most}, such as `-23.55`");
                self.warn(node.span, message, help);
            }
        }
        if let Some(node) = bubble.get("one_of") {
            if node.as_seq().is_some_and(<[Node]>::is_empty) {
                let message = "there is nothing to draw from".to_owned();
                self.warn(
                    node.span,
                    message,
                    "write two bubbles or more below `one_of:`",
                );
            }
            node.items().for_each(|bubble| self.bubble(bubble));
        }
    }

    /// An address that is written out.
    fn web(&mut self, node: &Node, begins: &[&str]) {
        let Some(text) = node.as_str() else { return };
        let text = text.trim();
        if !text.starts_with("{{") && !begins.iter().any(|begin| text.starts_with(begin)) {
            let message = format!("`{text}` cannot be opened");
            let help = format!("an address begins with {}", begins.join(" or "));
            self.warn(node.span, message, help);
        }
    }

    fn address(&mut self, node: &Node) {
        if let Some((node, text)) = constant(Some(node))
            && answer::email(text.trim()).is_none()
        {
            let message = format!("`{text}` is not an e-mail address");
            self.warn(node.span, message, "write it as `ana@example.com`");
        }
    }

    fn expect(&mut self, expect: &Node) {
        if let Some((node, code)) = expect.get("country").and_then(|n| Some((n, n.as_str()?)))
            && !papers::is_country(code)
        {
            let message = format!("there is no country `{code}`");
            self.warn(
                node.span,
                message,
                "write its two letters (ISO 3166), such as `BR`",
            );
        }
        let kind = expect.get("type").and_then(Node::as_str).unwrap_or("text");
        for bound in ["min", "max"].iter().filter_map(|key| expect.get(key)) {
            let source = bound.as_str().unwrap_or_default().trim();
            if kind == "date" && answer::begins_with_date(source) {
                let message = format!("`{source}` is a subtraction here");
                let help = format!("a date is a text: write `'\"{source}\"'`");
                self.warn(bound.span, message, help);
            }
        }
        let number = |key: &str| -> Option<(&Node, f64)> {
            let node = expect.get(key)?;
            Some((node, node.as_str()?.trim().parse().ok()?))
        };
        if let (Some((_, min)), Some((node, max))) = (number("min"), number("max"))
            && min > max
        {
            let message = format!("no answer is at least {min} and at most {max}");
            self.warn(node.span, message, "let `min` be the smaller of the two");
        }
    }

    fn menu(&mut self, step: &Node) {
        let options = step
            .get("options")
            .and_then(Node::as_map)
            .unwrap_or_default();
        let many = step.get("many");
        let count = |key: &str| {
            let node = many?.get(key)?;
            Some((node, usize::try_from(node.as_int()?).ok()?))
        };
        let (min, max) = (count("min"), count("max"));
        if let (Some((_, min)), Some((node, max))) = (min, max)
            && min > max
        {
            let message = format!("nobody chooses at least {min} and at most {max}");
            self.warn(node.span, message, "let `min` be the smaller of the two");
        } else if let Some((node, min)) = min
            && step.get("list").is_none()
            && min > options.len()
        {
            let message = format!("there are not as many as {min} options");
            self.warn(node.span, message, "add options, or let `min` be less");
        }
        let mut labels: Vec<(String, &Key, Span)> = Vec::new();
        for (key, option) in options {
            let Some((node, label)) = constant(option.get("label")) else {
                continue;
            };
            let label = plain(label);
            if !label.chars().any(char::is_alphanumeric) {
                continue;
            }
            let first = labels.iter().find(|(known, ..)| *known == label);
            if let Some((_, other, span)) = first {
                let message = format!("`{}` and `{}` read alike", other.text, key.text);
                let help = "word them differently: who types the words cannot choose between them";
                let said = Diagnostic::warning(Code::IN_VAIN, self.file, node.span, message);
                let said = said.with_help(help).with_label(*span, "the first one");
                self.say(said);
            } else {
                labels.push((label, key, node.span));
            }
        }
    }

    fn limit(&mut self, limit: Option<&Node>, most: Duration) {
        let span = limit.and_then(|node| Some((node, Duration::parse(node.as_str()?)?)));
        if let Some((node, span)) = span
            && span > most
        {
            let message = format!("{span} is longer than this may take: {most} is what it gets");
            self.warn(node.span, message, format!("write `{most}` or less"));
        }
    }

    /// Conditions and lists that are constants of another kind.
    fn conditions(&mut self, step: &Node) {
        let ways = step.get("switch").into_iter().flat_map(Node::entries);
        let ways = ways.filter_map(|(_, way)| way.get("if"));
        for node in step.get("if").into_iter().chain(ways) {
            if let Some(kind) = given_kind(node, self.read).filter(|kind| *kind != "yes_no") {
                let message = format!("a condition is yes or no, this is {kind}");
                self.warn(node.span, message, "compare it with something: `n > 1`");
            }
        }
        let list = step.get("each").and_then(|_| step.get("in"));
        let fixed = list.and_then(|node| Some((node, given_kind(node, self.read)?)));
        if let Some((node, kind)) = fixed.filter(|(_, kind)| *kind != "list") {
            let message = format!("`each` goes through a list, this is {kind}");
            self.warn(
                node.span,
                message,
                "name a variable that holds a list, or write `[1, 2]`",
            );
        }
    }
}

/// Whether the `note` of a step is a remark beside its verb.
fn is_remark(step: &Node) -> bool {
    let mut others = VERBS.iter().filter(|verb| verb.name != "note");
    others.any(|verb| step.get(verb.name).is_some())
}

/// The text of a node without expressions in it.
fn constant(node: Option<&Node>) -> Option<(&Node, &str)> {
    let node = node?;
    let scalar = node.as_scalar()?;
    (scalar.kind != Kind::Null && !scalar.text.contains("{{")).then_some((node, &scalar.text))
}
