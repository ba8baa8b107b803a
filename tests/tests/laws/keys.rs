//! Every key that a trail may have is used by a trail that is played.

use crate::folder::Folder;
use std::collections::BTreeSet;
use std::path::Path;
use trilha_trail::shape::{Field, Shape};
use trilha_trail::yaml::{self, Node};
use trilha_trail::{EVERY, TRAIL, VERBS};

#[test]
fn every_key_of_every_kind_is_used_by_a_case() {
    let (mut known, mut used) = (BTreeSet::new(), BTreeSet::new());
    declared(&TRAIL, "trail", &mut known);
    declared(&EVERY, "any step", &mut known);
    for verb in VERBS {
        let head = [Field::required(verb.name, verb.value, verb.doc)];
        declared(&head, verb.name, &mut known);
        declared(verb.fields, verb.name, &mut known);
    }
    for folder in ["cases", "../flows"].map(Folder::read) {
        let files = folder.sources.files.iter();
        let trails = files.filter(|(path, _)| {
            Path::new(path)
                .extension()
                .is_some_and(|kind| kind == "yaml")
                && !path.contains('/')
        });
        for (path, text) in trails.filter(|(path, _)| !path.ends_with(".test.yaml")) {
            let root = yaml::parse(path, text).0.expect("cases are YAML");
            of_trail(&root, &mut used);
        }
    }
    let left: Vec<&String> = known.difference(&used).collect();
    assert!(left.is_empty(), "no case uses {left:#?}");
    assert!(
        known.len() > 250,
        "{} keys are not all of them",
        known.len()
    );
}

fn of_trail(root: &Node, used: &mut BTreeSet<String>) {
    entries(root, &TRAIL, "trail", used);
    for (_, step) in root.get("steps").into_iter().flat_map(Node::entries) {
        entries(step, &EVERY, "any step", used);
        let verb = VERBS.iter().find(|verb| step.get(verb.name).is_some());
        let verb = verb.expect("cases have no errors");
        let head = [Field::required(verb.name, verb.value, verb.doc)];
        entries(step, &head, verb.name, used);
        entries(step, verb.fields, verb.name, used);
    }
}

/// Every key that may stand in a map with these.
fn declared(fields: &[Field], place: &str, out: &mut BTreeSet<String>) {
    for field in fields {
        let place = format!("{place}: {}", field.name);
        below(&field.shape, &place, out);
        out.insert(place);
    }
}

fn below(shape: &Shape, place: &str, out: &mut BTreeSet<String>) {
    match shape {
        Shape::Record(fields) => declared(fields, place, out),
        Shape::OneOf(one) => one.fields().into_iter().for_each(|field| {
            let place = format!("{place}: {}", field.name);
            below(&field.shape, &place, out);
            out.insert(place);
        }),
        Shape::List(inner)
        | Shape::OneOrMore(inner)
        | Shape::MapOf(inner)
        | Shape::Maybe(inner)
        | Shape::TextOr(inner) => below(inner, place, out),
        Shape::Either(one, other) => {
            below(one, place, out);
            below(other, place, out);
        }
        _ => {}
    }
}

/// The keys of these that a map has.
fn entries(node: &Node, fields: &[Field], place: &str, out: &mut BTreeSet<String>) {
    for field in fields {
        if let Some(value) = node.get(field.name) {
            within(value, field, place, out);
        }
    }
}

fn within(value: &Node, field: &Field, place: &str, out: &mut BTreeSet<String>) {
    let place = format!("{place}: {}", field.name);
    held(value, &field.shape, &place, out);
    out.insert(place);
}

fn held(node: &Node, shape: &Shape, place: &str, out: &mut BTreeSet<String>) {
    match shape {
        Shape::Record(fields) => entries(node, fields, place, out),
        Shape::OneOf(one) => one.fields().into_iter().for_each(|field| {
            if let Some(value) = node.get(field.name) {
                within(value, field, place, out);
            }
        }),
        Shape::List(inner) | Shape::OneOrMore(inner) => {
            let items = node.one_or_more();
            for item in items {
                held(item, inner, place, out);
            }
        }
        Shape::MapOf(inner) => {
            let values = node.entries().map(|(_, value)| value);
            values.for_each(|value| held(value, inner, place, out));
        }
        Shape::Maybe(inner) | Shape::TextOr(inner) => held(node, inner, place, out),
        Shape::Either(one, other) => {
            held(node, one, place, out);
            held(node, other, place, out);
        }
        _ => {}
    }
}
