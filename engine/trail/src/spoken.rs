//! The texts of a trail that people read: where each stands, in which language, found by the shapes of its keys.

use crate::edit::PathSegment;
use crate::shape::{Field, Shape, is_language, is_record};
use crate::steps::{EVERY, VERBS};
use crate::trail::TRAIL;
use crate::yaml::Node;
use smol_str::SmolStr;

/// A text people read, in all the languages it is written in.
#[derive(Clone, Debug)]
pub struct Spoken<'n> {
    /// Where it stands in the file.
    pub path: Vec<PathSegment>,
    /// The step it belongs to.
    pub step: Option<SmolStr>,
    /// Each language with its scalar; one without a language is in the trail's own.
    pub languages: Vec<(Option<SmolStr>, &'n Node)>,
    /// The whole of it.
    pub node: &'n Node,
}

/// Every text of a map with these keys, in the order of the file.
pub(crate) fn texts_of<'n>(root: &'n Node, fields: &[Field]) -> Vec<Spoken<'n>> {
    let mut walk = Walk::default();
    walk.record(root, &[fields]);
    walk.found
}

/// Every text of a trail's tree, in the order of the file.
pub fn texts(root: &Node) -> Vec<Spoken<'_>> {
    let mut walk = Walk::default();
    walk.record(root, &[&TRAIL]);
    for (key, step) in root.get("steps").into_iter().flat_map(Node::entries) {
        let known = |name: &str| VERBS.iter().find(|verb| verb.name == name);
        let Some(verb) = step.entries().find_map(|(key, _)| known(&key.text)) else {
            continue;
        };
        let head = [Field::required(verb.name, verb.value, verb.doc)];
        walk.step = Some(key.text.as_str().into());
        walk.path = vec!["steps".into(), key.text.as_str().into()];
        walk.record(step, &[&head, verb.fields, &EVERY]);
    }
    walk.found
        .sort_by_key(|spoken| (spoken.node.span.start, spoken.node.span.end));
    walk.found
}

#[derive(Default)]
struct Walk<'n> {
    path: Vec<PathSegment>,
    step: Option<SmolStr>,
    found: Vec<Spoken<'n>>,
}

impl<'n> Walk<'n> {
    fn record(&mut self, node: &'n Node, tables: &[&[Field]]) {
        for (key, value) in node.entries() {
            let mut fields = tables.iter().flat_map(|fields| fields.iter());
            if let Some(field) = fields.find(|field| field.name == key.text) {
                self.within(key.text.as_str().into(), value, &field.shape);
            }
        }
    }

    fn within(&mut self, segment: PathSegment, node: &'n Node, shape: &Shape) {
        self.path.push(segment);
        self.look(node, shape);
        self.path.pop();
    }

    fn items(&mut self, node: &'n Node, shape: &Shape) {
        match node.as_seq() {
            Some(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.within(at.into(), item, shape);
                }
            }
            None => self.look(node, shape),
        }
    }

    fn look(&mut self, node: &'n Node, shape: &Shape) {
        match shape {
            Shape::Texts => self.items(node, &Shape::Text),
            Shape::List(inner) | Shape::OneOrMore(inner) => self.items(node, inner),
            Shape::MapOf(inner) => {
                for (key, value) in node.entries() {
                    self.within(key.text.as_str().into(), value, inner);
                }
            }
            Shape::Record(fields) => self.record(node, &[fields]),
            Shape::OneOf(of) => {
                for field in of.fields() {
                    self.record(node, &[std::slice::from_ref(field)]);
                }
            }
            Shape::TextOr(record) if is_record(node, record) => self.look(node, record),
            Shape::Text | Shape::TextOr(_) => self.text(node),
            Shape::Either(single, _) if node.as_scalar().is_some() => self.look(node, single),
            Shape::Either(_, other) => self.look(node, other),
            Shape::Maybe(inner) => self.look(node, inner),
            _ => {}
        }
    }

    fn text(&mut self, node: &'n Node) {
        let languages: Vec<_> = match node.as_map() {
            Some(entries) => entries
                .iter()
                .filter(|(key, value)| is_language(&key.text) && value.as_str().is_some())
                .map(|(key, value)| (Some(key.text.as_str().into()), value))
                .collect(),
            None if node.as_str().is_some() => vec![(None, node)],
            None => Vec::new(),
        };
        if !languages.is_empty() {
            self.found.push(Spoken {
                path: self.path.clone(),
                step: self.step.clone(),
                languages,
                node,
            });
        }
    }
}
