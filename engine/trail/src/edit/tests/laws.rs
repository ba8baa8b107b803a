//! Laws that hold for any edit of any text.

use super::{TRAIL, diff, edited, path};
use crate::edit::{Draft, Edit, EditError, PathSegment, apply, expect};
use crate::yaml::{self, Content, Kind, Node, Style, to_value};
use proptest::prelude::*;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// Every place a tree offers for an edit.
fn places(node: &Node, at: &[PathSegment], out: &mut Vec<Vec<PathSegment>>) {
    let mut visit = |segment: PathSegment, node: &Node| {
        let path: Vec<PathSegment> = at.iter().cloned().chain([segment]).collect();
        places(node, &path, out);
        out.push(path);
    };
    match &node.value {
        Content::Scalar(_) => {}
        Content::Seq(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, node)| visit(index.into(), node)),
        Content::Map(entries) => entries
            .iter()
            .for_each(|(key, node)| visit(key.text.as_str().into(), node)),
    }
}

fn comments(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter_map(|line| line.find(" # ").and_then(|at| line.get(at..)))
        .collect()
}

fn draft() -> impl Strategy<Value = Draft> {
    let leaf = prop_oneof![
        Just(Draft::Null),
        any::<bool>().prop_map(Draft::Bool),
        any::<i64>().prop_map(Draft::Int),
        any::<f64>().prop_map(Draft::Float),
        "[ -~éã世\t\n]{0,20}".prop_map(Draft::Text),
        "[a-z]{1,4}(\n[a-z ]{0,6}){0,3}".prop_map(Draft::Text),
        "\\PC{0,8}".prop_map(Draft::Text),
        any::<String>().prop_map(Draft::Text),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Draft::List),
            prop::collection::btree_map("[a-z0-9: #]{1,6}", inner, 0..4).prop_map(Draft::map),
        ]
    })
}

fn trails() -> impl Strategy<Value = String> {
    let varied = "# head\ntrail: t # id\nvars:\n  a: { type: text } # av\n\nsteps:\n  one: # first\n    say: |\n      line\n\n      more\n    tags:\n    - x # tx\n    # above y\n    - {k: v, l: [1, 2]}\n    - deep:\n        est: > # folded\n          a\n          b\n      next: two # n\n    - - n1\n      - n2\n\n  two:\n    say: \"quoted #not\" # q\n    empty:\n    keep: |+\n      k\n\n\n  three: { say: 'it''s', opts: {\n    a: 1, # inner\n    b: [] } } # end\nlayout:\n  one: [0, 0] # l\n";
    prop_oneof![
        Just(TRAIL.to_owned()),
        Just(varied.to_owned()),
        Just(varied.replace('\n', "\r\n")),
        Just(varied.trim_end().to_owned()),
    ]
}

proptest! {
    #[test]
    fn a_value_set_is_the_value_read(text in trails(), which: prop::sample::Index, value in draft()) {
        let root = yaml::parse("t", &text).0.unwrap();
        let mut all = Vec::new();
        places(&root, &[], &mut all);
        let path = which.get(&all).clone();
        let result = edited(&text, Edit::SetField { path: path.clone(), value: value.clone() });
        let mut after = &to_value(&yaml::parse("t", &result).0.unwrap());
        for segment in &path {
            after = match (segment, after) {
                (PathSegment::Key(key), trilha_model::value::Value::Map(map)) => &map[key],
                (PathSegment::Index(index), trilha_model::value::Value::List(list)) => &list[*index],
                _ => panic!("lost {path:?}"),
            };
        }
        prop_assert!(expect::same(after, &value.to_value()));
    }

    #[test]
    fn a_label_set_changes_one_line_and_no_comment(text in trails(), which: prop::sample::Index, label in "[a-zé ,:\"'#{}!-]{1,20}") {
        let root = yaml::parse("t", &text).0.unwrap();
        let mut all = Vec::new();
        places(&root, &[], &mut all);
        let single = |path: &Vec<PathSegment>| {
            let node = path.iter().fold(&root, |node, segment| match segment {
                PathSegment::Key(key) => node.get(key).unwrap(),
                PathSegment::Index(index) => &node.as_seq().unwrap()[*index],
            });
            let bare = |scalar: &yaml::Scalar| matches!(scalar.style, Style::Plain | Style::Single | Style::Double);
            node.as_scalar().is_some_and(|scalar| bare(scalar) && scalar.kind == Kind::Text)
        };
        all.retain(single);
        let path = which.get(&all).clone();
        let result = edited(&text, Edit::SetField { path, value: Draft::Text(label) });
        let (before, after): (Vec<&str>, Vec<&str>) = (text.split('\n').collect(), result.split('\n').collect());
        prop_assert_eq!(before.len(), after.len());
        prop_assert!(before.iter().zip(&after).filter(|(a, b)| a != b).count() <= 1);
        prop_assert!(comments(&text).iter().all(|comment| result.contains(comment)));
    }

    #[test]
    fn what_is_removed_goes_alone(text in trails(), which: prop::sample::Index) {
        let root = yaml::parse("t", &text).0.unwrap();
        let mut all = Vec::new();
        places(&root, &[], &mut all);
        let result = edited(&text, Edit::RemoveField { path: which.get(&all).clone() });
        prop_assert!(result.len() < text.len() + 4);
        let kept: BTreeSet<&str> = text.lines().collect();
        prop_assert!(result.lines().filter(|line| !kept.contains(line)).count() <= 1, "{}", diff(&text, &result));
    }

    #[test]
    fn what_is_added_stands_alone(text in trails(), which: prop::sample::Index, value in draft()) {
        let root = yaml::parse("t", &text).0.unwrap();
        let mut all = vec![Vec::new()];
        places(&root, &[], &mut all);
        let mut path = which.get(&all).clone();
        path.push("fresh".into());
        match apply(&text, &[Edit::SetField { path, value }]) {
            Ok(result) => prop_assert!(comments(&text).iter().all(|comment| result.contains(comment)), "{}", diff(&text, &result)),
            Err(error) => prop_assert!(matches!(error, EditError::WrongShape(_)), "{error}"),
        }
    }

    #[test]
    fn steps_come_and_go_without_a_trace(text in trails(), after: prop::sample::Index, fields in prop::collection::btree_map("[a-z]{1,5}", draft(), 0..4)) {
        let root = yaml::parse("t", &text).0.unwrap();
        let steps: Vec<SmolStr> = root.get("steps").unwrap().entries().map(|(key, _)| key.text.as_str().into()).collect();
        let fields: Vec<(SmolStr, Draft)> = fields.into_iter().map(|(key, value)| (key.into(), value)).collect();
        let add = Edit::AddStep { id: "fresh".into(), after: Some(after.get(&steps).clone()), fields };
        let added = edited(&text, add);
        let back = edited(&added, Edit::RemoveStep { id: "fresh".into() });
        prop_assert_eq!(back.trim_end(), text.trim_end());
    }

    #[test]
    fn items_moved_and_moved_back_are_where_they_were(text in trails(), from in 0_usize..4, to in 0_usize..4) {
        let edits = [(from, to), (to, from)].map(|(from, to)| Edit::MoveItem { path: path("steps.one.tags"), from, to });
        if let Ok(result) = apply(&text, &edits) {
            prop_assert_eq!(result, text);
        }
    }

    #[test]
    fn any_edit_of_any_text_is_answered(text in "[-a-c:{}\\[\\],|>'\"# \n]{0,40}", segments in prop::collection::vec("[a-c0-2]", 0..3), value in draft()) {
        let path = path(&segments.join("."));
        let edits = [
            Edit::SetField { path: path.clone(), value },
            Edit::RemoveField { path: path.clone() },
            Edit::RenameKey { path: path.clone(), to: "d".into() },
            Edit::MoveItem { path, from: 1, to: 0 },
        ];
        for edit in edits {
            drop(apply(&text, &[edit]));
        }
    }
}
