//! What an edit changes, and that it changes nothing else.

mod example;
mod laws;
mod written;

use super::{Draft, Edit, EditError, PathSegment, apply};

const TRAIL: &str = include_str!("../../yaml/tests/support.yaml");

fn path(parts: &str) -> Vec<PathSegment> {
    parts
        .split('.')
        .map(|part| {
            part.parse::<usize>()
                .map_or_else(|_| part.into(), PathSegment::from)
        })
        .collect()
}

fn set(at: &str, value: impl Into<Draft>) -> Edit {
    Edit::SetField {
        path: path(at),
        value: value.into(),
    }
}

fn remove(at: &str) -> Edit {
    Edit::RemoveField { path: path(at) }
}

fn edited(text: &str, edit: Edit) -> String {
    apply(text, &[edit]).unwrap_or_else(|error| panic!("{error} in {text:?}"))
}

/// The lines that differ, as `-` what was and `+` what is.
fn diff(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let left = old.len().min(new.len()) - same;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(left)
        .take_while(|(a, b)| a == b)
        .count();
    let gone = old[same..old.len() - tail]
        .iter()
        .map(|line| format!("-{line}\n"));
    let come = new[same..new.len() - tail]
        .iter()
        .map(|line| format!("+{line}\n"));
    gone.chain(come).collect()
}

#[test]
fn what_cannot_be_done_is_refused() {
    let cases = [
        ("a: [", set("a", 1), EditError::NotYaml),
        ("a: 1\n", set("a.b", 1), EditError::WrongShape("a.b".into())),
        ("a: 1\n", remove("b"), EditError::Nothing("b".into())),
        ("a: [1]\n", set("a.3", 1), EditError::Nothing("a[3]".into())),
        (
            "a: 1\nb: 2\n",
            Edit::RenameKey {
                path: path("a"),
                to: "b".into(),
            },
            EditError::Taken("b".into()),
        ),
        (
            "steps:\n  a: 1\n",
            Edit::AddStep {
                id: "a".into(),
                after: None,
                fields: vec![],
            },
            EditError::Taken("a".into()),
        ),
        (
            "steps:\n  a: 1\n",
            Edit::RemoveStep { id: "b".into() },
            EditError::Nothing("steps.b".into()),
        ),
        (
            "- - a\n  - b\n",
            Edit::MoveItem {
                path: path("0"),
                from: 0,
                to: 1,
            },
            EditError::Unplaceable,
        ),
    ];
    for (text, edit, error) in cases {
        assert_eq!(
            apply(text, std::slice::from_ref(&edit)),
            Err(error),
            "{edit:?}"
        );
    }
}
