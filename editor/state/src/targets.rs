//! Where a trail's text names steps, found by the shapes of its keys.

use smol_str::SmolStr;
use std::collections::BTreeSet;
use trilha_trail::diagnostic::Span;
use trilha_trail::edit::{Draft, PathSegment};
use trilha_trail::shape::{Field, Shape, is_record};
use trilha_trail::yaml::Node;
use trilha_trail::{EVERY, TRAIL, VERBS, Verb};

/// A place where a step, `end` or `return` is named as a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What is named.
    pub target: SmolStr,
    /// Where.
    pub span: Span,
    /// The way to it.
    pub path: Vec<PathSegment>,
    /// The step it stands in; none: the trail's own keys.
    pub step: Option<SmolStr>,
}

/// Every target a trail's text names.
pub fn mentions(root: &Node) -> Vec<Mention> {
    walk(root).found
}

/// Every variable a step keeps something in, in the order of the file.
pub fn kept(root: &Node) -> Vec<SmolStr> {
    walk(root).kept
}

/// Every language a text of a trail is written in, where it says one.
pub fn languages(root: &Node) -> BTreeSet<SmolStr> {
    walk(root).languages
}

fn walk(root: &Node) -> Walk {
    let mut walk = Walk::default();
    for field in TRAIL.iter().filter(|field| field.name != "steps") {
        walk.field(root, field);
    }
    walk.path.push("steps".into());
    for (key, step) in root.get("steps").into_iter().flat_map(Node::entries) {
        walk.step = Some(key.text.as_str().into());
        walk.path.push(key.text.as_str().into());
        walk.fields(step, &EVERY);
        if let Some(verb) = verb_of(step) {
            if let Some(value) = step.get(verb.name) {
                walk.below(verb.name.into(), value, &verb.value);
            }
            walk.fields(step, verb.fields);
        }
        walk.path.pop();
    }
    walk
}

/// The verb of a step as written, if it has exactly one.
pub fn verb_of(step: &Node) -> Option<&'static Verb> {
    let mut verbs = VERBS.iter().filter(|verb| step.get(verb.name).is_some());
    let verb = verbs.next()?;
    verbs.next().is_none().then_some(verb)
}

#[derive(Default)]
struct Walk {
    path: Vec<PathSegment>,
    step: Option<SmolStr>,
    found: Vec<Mention>,
    languages: BTreeSet<SmolStr>,
    kept: Vec<SmolStr>,
}

impl Walk {
    fn fields(&mut self, node: &Node, fields: &'static [Field]) {
        for field in fields {
            self.field(node, field);
        }
    }

    fn field(&mut self, node: &Node, field: &'static Field) {
        if let Some(value) = node.get(field.name) {
            self.below(field.name.into(), value, &field.shape);
        }
    }

    fn below(&mut self, segment: PathSegment, node: &Node, shape: &Shape) {
        self.path.push(segment);
        self.shape(node, shape);
        self.path.pop();
    }

    fn shape(&mut self, node: &Node, shape: &Shape) {
        match shape {
            Shape::Target => {
                if let Some(text) = node.as_str() {
                    self.found.push(Mention {
                        target: text.into(),
                        span: node.span,
                        path: self.path.clone(),
                        step: self.step.clone(),
                    });
                }
            }
            Shape::Variable => self.kept.extend(node.as_str().map(SmolStr::from)),
            Shape::Text => {
                let keys = node.entries().map(|(key, _)| SmolStr::new(&key.text));
                self.languages.extend(keys);
            }
            Shape::Texts => {
                node.one_or_more()
                    .iter()
                    .for_each(|node| self.shape(node, &Shape::Text));
            }
            Shape::TextOr(record) if is_record(node, record) => self.shape(node, record),
            Shape::TextOr(_) => self.shape(node, &Shape::Text),
            Shape::Maybe(inner) => self.shape(node, inner),
            Shape::Either(one, other) => {
                self.shape(
                    node,
                    if node.as_scalar().is_some() {
                        one
                    } else {
                        other
                    },
                );
            }
            Shape::List(item) | Shape::OneOrMore(item) => match node.as_seq() {
                Some(items) => {
                    for (at, node) in items.iter().enumerate() {
                        self.below(at.into(), node, item);
                    }
                }
                None => self.shape(node, item),
            },
            Shape::MapOf(item) => {
                for (key, node) in node.entries() {
                    self.below(key.text.as_str().into(), node, item);
                }
            }
            Shape::Record(fields) => self.fields(node, fields),
            Shape::OneOf(of) => {
                for field in of.fields() {
                    self.field(node, field);
                }
            }
            _ => {}
        }
    }
}

/// The targets among a step's fields that are about to be written: the way below the step, and what is named.
pub(crate) fn mentions_of(fields: &[(SmolStr, Draft)]) -> Vec<(Vec<PathSegment>, SmolStr)> {
    let mut found = Vec::new();
    let verb = VERBS
        .iter()
        .find(|verb| fields.iter().any(|(key, _)| key == verb.name));
    let own = verb.into_iter().map(|verb| (verb.name, &verb.value));
    let others = verb.into_iter().flat_map(|verb| verb.fields).chain(&EVERY);
    let others = others.map(|field| (field.name, &field.shape));
    for (name, shape) in own.chain(others) {
        if let Some((key, value)) = fields.iter().find(|(key, _)| key == name) {
            let mut path = vec![PathSegment::Key(key.clone())];
            below(value, shape, &mut path, &mut found);
        }
    }
    found
}

fn below(
    draft: &Draft,
    shape: &Shape,
    path: &mut Vec<PathSegment>,
    found: &mut Vec<(Vec<PathSegment>, SmolStr)>,
) {
    match (shape, draft) {
        (Shape::Target, Draft::Text(target)) => found.push((path.clone(), target.as_str().into())),
        (Shape::TextOr(record), Draft::Map(_)) => below(draft, record, path, found),
        (Shape::Maybe(inner), _) => below(draft, inner, path, found),
        (Shape::Either(_, other), Draft::Map(_) | Draft::List(_)) => {
            below(draft, other, path, found);
        }
        (Shape::Either(one, _), _) => below(draft, one, path, found),
        (Shape::List(item) | Shape::OneOrMore(item), Draft::List(items)) => {
            for (at, value) in items.iter().enumerate() {
                path.push(at.into());
                below(value, item, path, found);
                path.pop();
            }
        }
        (Shape::OneOrMore(item), _) => below(draft, item, path, found),
        (Shape::MapOf(item), Draft::Map(entries)) => {
            for (key, value) in entries {
                path.push(PathSegment::Key(key.clone()));
                below(value, item, path, found);
                path.pop();
            }
        }
        (Shape::Record(fields), Draft::Map(entries)) => {
            among(entries, fields, path, found);
        }
        (Shape::OneOf(of), Draft::Map(entries)) => {
            for field in of.fields() {
                among(entries, std::slice::from_ref(field), path, found);
            }
        }
        _ => {}
    }
}

/// The targets below those keys of a map that are known.
fn among(
    entries: &[(SmolStr, Draft)],
    fields: &[Field],
    path: &mut Vec<PathSegment>,
    found: &mut Vec<(Vec<PathSegment>, SmolStr)>,
) {
    for (key, value) in entries {
        if let Some(field) = fields.iter().find(|field| field.name == key) {
            path.push(PathSegment::Key(key.clone()));
            below(value, &field.shape, path, found);
            path.pop();
        }
    }
}
