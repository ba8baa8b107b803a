//! Edits: any change to any text is made as it says, or refused.

use crate::drive::{Dice, drive, texts};
use trilha_trail::diagnostic::Span;
use trilha_trail::edit::{Draft, Edit, PathSegment, apply};
use trilha_trail::yaml::{self, Node};

#[test]
fn edit() {
    let folders = ["flows", "tests/cases", "tests/diagnostics"];
    let mut seeds = texts(&folders, ".yaml");
    for seed in &mut seeds {
        seed.extend(*b"12345678");
    }
    drive("edit", seeds, |bytes, marks| {
        // The last bytes say what is changed, the rest is the text.
        let at = bytes.len().saturating_sub(8);
        let (text, chance) = bytes.split_at(at);
        let text = String::from_utf8_lossy(text).into_owned();
        let number = chance
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let mut dice = Dice(number);
        let mut text = text;
        for _ in 0..4 {
            let (node, said) = yaml::parse("t", &text);
            let errors = said.iter().filter(|one| one.is_error()).count();
            let edit = change(node.as_ref(), &text, &mut dice);
            let kind = std::mem::discriminant(&edit);
            match apply(&text, std::slice::from_ref(&edit)) {
                Ok(edited) => {
                    let (node, said) = yaml::parse("t", &edited);
                    assert!(node.is_some(), "{edit:?} leaves no tree of:\n{text}");
                    let after = said.iter().filter(|one| one.is_error()).count();
                    assert!(after <= errors, "{edit:?} breaks:\n{text}\n---\n{edited}");
                    marks.note((kind, "done", edited.len() > text.len(), errors));
                    text = edited;
                }
                Err(refused) => marks.note((kind, std::mem::discriminant(&refused))),
            }
        }
    });
}

/// Some change, mostly of something that is there.
fn change(node: Option<&Node>, text: &str, dice: &mut Dice) -> Edit {
    let mut paths = Vec::new();
    if let Some(node) = node {
        walk(node, &mut Vec::new(), &mut paths);
    }
    let mut path = match paths.len() {
        0 => vec!["steps".into()],
        count => paths.swap_remove(dice.below(count)),
    };
    if dice.below(4) == 0 {
        path.push(word(dice).as_str().into());
    }
    let step = step(node, dice);
    match dice.below(8) {
        0 | 1 => Edit::SetField {
            path,
            value: draft(dice, 3),
        },
        2 => Edit::RemoveField { path },
        3 => Edit::AddStep {
            id: word(dice).into(),
            after: (dice.below(2) == 0).then(|| step.as_str().into()),
            fields: vec![
                (word(dice).into(), draft(dice, 2)),
                ("next".into(), draft(dice, 0)),
            ],
        },
        4 => Edit::RemoveStep {
            id: step.as_str().into(),
        },
        5 => {
            let start = dice.below(text.len() + 4);
            let targets = vec![Span::new(start, start + dice.below(12))];
            Edit::RenameStep {
                from: step.as_str().into(),
                to: word(dice).into(),
                targets: if dice.below(2) == 0 {
                    targets
                } else {
                    Vec::new()
                },
            }
        }
        6 => Edit::SetPosition {
            step: step.as_str().into(),
            x: i64::try_from(dice.below(2_000)).expect("small") - 1_000,
            y: 7,
        },
        _ if dice.below(2) == 0 => Edit::RenameKey {
            path,
            to: word(dice).into(),
        },
        _ => Edit::MoveItem {
            path,
            from: dice.below(4),
            to: dice.below(4),
        },
    }
}

/// The paths of all that is in a tree.
fn walk(node: &Node, path: &mut Vec<PathSegment>, paths: &mut Vec<Vec<PathSegment>>) {
    if !path.is_empty() {
        paths.push(path.clone());
    }
    for (key, value) in node.entries() {
        path.push(key.text.as_str().into());
        walk(value, path, paths);
        path.pop();
    }
    for (at, item) in node.items().enumerate() {
        path.push(at.into());
        walk(item, path, paths);
        path.pop();
    }
}

fn step(node: Option<&Node>, dice: &mut Dice) -> String {
    let steps: Vec<&str> = node
        .and_then(|node| node.get("steps"))
        .into_iter()
        .flat_map(Node::entries)
        .map(|(key, _)| key.text.as_str())
        .collect();
    let chosen = steps.get(dice.below(steps.len().max(1) + 1));
    chosen.map_or_else(|| word(dice), |step| (*step).to_owned())
}

fn word(dice: &mut Dice) -> String {
    let words = [
        "a",
        "say",
        "next",
        "end",
        "",
        " ",
        "true",
        "1",
        "- x",
        "a: b",
        "#",
        "é",
        "a\nb",
        "'",
        "\"",
        "{{ a }}",
        "*x",
        "&y",
        "!t",
        "|",
        "\u{1f600}",
        "\t",
        "null",
        "steps",
        "layout",
    ];
    words[dice.below(words.len())].to_owned()
}

fn draft(dice: &mut Dice, depth: usize) -> Draft {
    match dice.below(if depth == 0 { 5 } else { 7 }) {
        0 => Draft::Null,
        1 => Draft::Bool(true),
        2 => Draft::Int(-3),
        3 => Draft::Float(1.5),
        4 => Draft::text(word(dice)),
        5 => Draft::List((0..dice.below(3)).map(|_| draft(dice, depth - 1)).collect()),
        _ => Draft::map((0..dice.below(3)).map(|n| (format!("k{n}"), draft(dice, depth - 1)))),
    }
}
