//! A step of a trail: its one verb, its exits, and what every step may have.

use crate::diagnostic::{Code, Span};
use crate::reader::{Reader, is_id};
use crate::shape::{Field, nearest, validate_record};
use crate::steps::{EVERY, Kind, VERBS, Verb};
use crate::target::{Aim, Exit};
use crate::yaml::{Key, Node};
use trilha_model::StepId;

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// A name for people.
    pub title: Option<String>,
    /// A remark for whoever reads the trail.
    pub note: Option<String>,
    /// What it does.
    pub kind: Kind,
    /// Where the whole step is written, its id included.
    pub span: Span,
    /// Where its id is written.
    pub id_span: Span,
    /// Which of its trail's steps it is, from 0.
    pub(crate) position: u32,
    error: Option<Aim>,
}

impl Step {
    /// What is known of its kind.
    pub fn verb(&self) -> &'static Verb {
        self.kind.verb()
    }

    /// Its exits in the order they are drawn, `error` last.
    pub fn exits(&self) -> Vec<Exit> {
        let mut exits = self.kind.exits();
        if !matches!(self.kind, Kind::End(_)) {
            exits.push(Exit::plain("error", self.error.as_ref()));
        }
        exits
    }

    /// Whether it says itself where its failures lead.
    pub(crate) fn has_error_exit(&self) -> bool {
        self.error.is_some()
    }
}

/// Reads a step; none where nobody can tell what it does.
pub(super) fn read(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Option<Step> {
    let id: StepId = key.text.as_str().into();
    reader.step = Some(id.clone());
    if matches!(key.text.as_str(), "end" | "return") {
        let message = format!("`{id}` cannot be a step: it is where sessions go");
        reader.error(Code::RESERVED_NAME, key.span, message).help =
            Some(format!("give it another name; `next: {id}` needs no step"));
    } else if !is_id(id.as_str()) {
        let message = format!("`{id}` cannot be the id of a step");
        reader.error(Code::INVALID_ID, key.span, message).help =
            Some("a small letter, then small letters, digits, `_` and `-`".into());
    }
    let verb = verb_of(reader, key, node)?;
    let head = [Field::required(verb.name, verb.value, verb.doc)];
    let what = format!("in `{}`", verb.name);
    let before = reader.diagnostics.len();
    let file = reader.file;
    let tables = [head.as_slice(), verb.fields, &EVERY];
    validate_record(file, node, &what, &tables, &mut reader.diagnostics);
    for diagnostic in reader.diagnostics.iter_mut().skip(before) {
        diagnostic.step = Some(id.0.clone());
    }
    let kind = Kind::read(verb.name, reader, node)?;
    same_exits(reader, &kind, node);
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    Some(Step {
        id,
        title: text("title"),
        note: text("note"),
        kind,
        span: key.span.to(node.span),
        id_span: key.span,
        position: 0,
        error: reader.aim(node, "error"),
    })
}

/// Exits that an author names may not be named as those the step has anyway.
fn same_exits(reader: &mut Reader<'_>, kind: &Kind, node: &Node) {
    let exits = kind.exits();
    for (at, exit) in exits.iter().enumerate() {
        let name = exit.name.as_str();
        let another = exits
            .iter()
            .enumerate()
            .any(|(other, one)| other != at && one.name == exit.name);
        let [outer, _, ..] = exit.path.as_slice() else {
            continue;
        };
        let named = matches!(outer.as_str(), "options" | "switch" | "exits");
        let key = node
            .get(outer)
            .into_iter()
            .flat_map(Node::entries)
            .find(|(key, _)| key.text == name);
        if let Some((key, _)) = key.filter(|_| named && (another || name == "error")) {
            let message =
                format!("`{name}` cannot be the name of an exit here: the step has one already");
            reader.error(Code::RESERVED_NAME, key.span, message).help =
                Some("give it another name".into());
        }
    }
}

/// The one verb of a step.
fn verb_of(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Option<&'static Verb> {
    let known = |name: &str| VERBS.iter().find(|verb| verb.name == name);
    let Some(entries) = node.as_map() else {
        let message = format!("expected a step, found {}", node.kind_name());
        reader.error(Code::WRONG_SHAPE, node.span, message).help =
            Some("a step is a map with one verb: `say: …`, `ask: …`, `menu: …`".into());
        return None;
    };
    // A `note` beside a verb is a remark for whoever reads the trail.
    let verbs = entries.iter().filter(|(key, _)| known(&key.text).is_some());
    let alone = verbs.count() == 1;
    let mut found = entries
        .iter()
        .filter(|(key, _)| alone || key.text != "note")
        .filter_map(|(key, _)| Some((key, known(&key.text)?)));
    let Some((first, verb)) = found.next() else {
        no_verb(reader, key, entries);
        return None;
    };
    if let Some((second, other)) = found.next() {
        let message = format!(
            "a step has one verb, this one has `{}` and `{}`",
            verb.name, other.name
        );
        let label = (first.span, "the first verb".to_owned());
        let diagnostic = reader.error(Code::SEVERAL_VERBS, second.span, message);
        diagnostic.labels.push(label);
        diagnostic.help = Some("make two steps of it, the first with `next:` to the second".into());
        return None;
    }
    Some(verb)
}

fn no_verb(reader: &mut Reader<'_>, key: &Key, entries: &[(Key, Node)]) {
    let verbs = || VERBS.iter().map(|verb| verb.name);
    let near = entries
        .iter()
        .find_map(|(key, _)| Some((key, nearest(&key.text, verbs())?)));
    let message = format!("the step `{}` has no verb", key.text);
    let diagnostic = reader.error(Code::NO_VERB, key.span, message);
    if let Some((key, verb)) = near {
        diagnostic.labels.push((key.span, "no verb".to_owned()));
        diagnostic.help = Some(format!("did you mean `{verb}` by `{}`?", key.text));
    } else {
        let verbs: Vec<&str> = verbs().collect();
        diagnostic.help = Some(format!("verbs are {}", verbs.join(", ")));
    }
}
