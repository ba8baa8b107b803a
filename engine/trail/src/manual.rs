//! The manual of steps and functions, in Markdown, made from the tables the engine itself reads by.

use crate::shape::{Field, Shape};
use crate::steps::{EVERY, VERBS, Verb};
use crate::trail::TRAIL;
use std::fmt::Write as _;

/// What expressions and scripts read besides variables, by name.
const NAMES: [(&str, &str); 6] = [
    (
        "contact",
        "What is known of the contact: `name`, `tags`, and what steps `contact` set. Ask with `?.` for what may not be there: `contact?.name`.",
    ),
    (
        "conversation",
        "`{ inbox, address, language, tags, protocol, ticket }`: where it takes place and with whom, the contact's language where it is known (`conversation.language ?? \"en\"`), its tags, the protocol number that was given, and the number of its ticket.",
    ),
    (
        "input",
        "What came in last: `text`, and `option`, the key of the button pressed, if one was. Besides, where there are such: `media` as `{ kind, url, name, size, mime }`, `location` as `{ latitude, longitude, name, address }`, `options` chosen at once, `answers` to a form; and where an event began the trail `event`, its name, and `payload`, what it tells.",
    ),
    (
        "env",
        "The values that admins keep, such as `env.SHOP_URL`.",
    ),
    (
        "secret",
        "The secrets that admins keep, such as `secret.SHOP_KEY`: only in the address, the query and the headers of a step `http`.",
    ),
    ("answer", "What was answered, in the `check` of an answer."),
];

/// The keys of a trail, every kind of step with its keys and exits, what expressions read, every function of scripts.
pub fn manual() -> String {
    let mut out = String::from("# Trails\n\n## The keys of a trail\n\n");
    fields(&mut out, &TRAIL, 0);
    out.push_str("\n## What every step may have\n\n");
    fields(&mut out, &EVERY, 0);
    out.push_str("\n## Steps\n");
    for verb in VERBS {
        step(&mut out, verb);
    }
    out.push_str("\n## What expressions and scripts read\n\n");
    out.push_str("The variables of the trail, by their names, and:\n\n");
    for (name, doc) in NAMES {
        line(&mut out, &format!("- `{name}`: {doc}"));
    }
    out.push_str("\n## Functions of expressions and scripts\n");
    let mut area = "";
    for function in trilha_script::functions() {
        if function.area != area {
            area = function.area;
            line(&mut out, &format!("\n### {area}\n"));
        }
        line(
            &mut out,
            &format!("- `{}` {}", function.signature, function.doc),
        );
        line(
            &mut out,
            &format!("  `{}` gives `{}`", function.example, function.gives),
        );
    }
    out
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("invariant: strings take all");
}

fn step(out: &mut String, verb: &Verb) {
    line(
        out,
        &format!(
            "\n### `{}` ({})\n\n{}\n",
            verb.name,
            verb.group.word(),
            verb.doc
        ),
    );
    line(out, &format!("```yaml\n{}```\n", verb.example));
    line(
        out,
        &format!("- `{}`: {}", verb.name, verb.value.describe()),
    );
    within(out, &verb.value, 1);
    fields(out, verb.fields, 0);
    let exits = exits(verb);
    if !exits.is_empty() {
        let names: Vec<String> = exits.iter().map(|exit| format!("`{exit}`")).collect();
        line(
            out,
            &format!("\nExits of the step above: {}", names.join(", ")),
        );
    }
    let more: Vec<String> = further(verb, &exits).collect();
    if !more.is_empty() {
        line(
            out,
            &format!(
                "\nExits besides, where they are written: {}",
                more.join(", ")
            ),
        );
    }
}

/// The exits that a verb has besides those of its example, in words.
fn further<'v>(verb: &'v Verb, exits: &'v [String]) -> impl Iterator<Item = String> + 'v {
    let fields = verb.fields.iter();
    fields.filter_map(|field| match field.shape {
        Shape::MapOf(Shape::Target) => Some(format!("one for each of `{}`", field.name)),
        Shape::MapOf(Shape::Record(keys)) if keys.iter().any(|key| key.name == "next") => {
            let listed = verb.example.contains(&format!("{}:", field.name));
            (!listed).then(|| format!("one for each of `{}`", field.name))
        }
        Shape::Target | Shape::Record(_) => {
            let is_exit = matches!(field.shape, Shape::Target) || field.name == "timeout";
            let listed = exits.iter().any(|exit| exit == field.name);
            (is_exit && !listed && !field.required).then(|| format!("`{}`", field.name))
        }
        _ => None,
    })
}

/// The exits of a verb's example.
fn exits(verb: &Verb) -> Vec<String> {
    let lines: Vec<String> = verb
        .example
        .lines()
        .map(|line| format!("    {line}"))
        .collect();
    let text = format!("trail: manual\nsteps:\n  example:\n{}\n", lines.join("\n"));
    let files = [("manual.yaml".to_owned(), text)].into();
    let checked = crate::check(
        &crate::Sources { files },
        &"manual".into(),
        &crate::Known::default(),
    );
    let trail = checked.trail.as_ref();
    let step = trail.and_then(|trail| trail.steps.first());
    let exits = step.map(crate::Step::exits).unwrap_or_default();
    exits
        .into_iter()
        .map(|exit| exit.name.to_string())
        .collect()
}

fn fields(out: &mut String, fields: &[Field], depth: usize) {
    for field in fields {
        let must = if field.required { ", required" } else { "" };
        let (lead, what) = ("  ".repeat(depth), field.shape.describe());
        line(
            out,
            &format!("{lead}- `{}`: {what}{must}. {}", field.name, field.doc),
        );
        within(out, &field.shape, depth + 1);
    }
}

/// The keys of what a shape holds.
fn within(out: &mut String, shape: &Shape, depth: usize) {
    match shape {
        Shape::Record(keys) => fields(out, keys, depth),
        Shape::OneOf(of) => {
            for field in of.fields() {
                fields(out, std::slice::from_ref(field), depth);
            }
        }
        Shape::MapOf(inner)
        | Shape::List(inner)
        | Shape::OneOrMore(inner)
        | Shape::Maybe(inner)
        | Shape::TextOr(inner) => {
            within(out, inner, depth);
        }
        Shape::Either(one, other) => {
            within(out, one, depth);
            within(out, other, depth);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_key_and_function_is_in_the_manual() {
        let manual = manual();
        for verb in VERBS {
            assert!(
                manual.contains(&format!("### `{}` (", verb.name)),
                "{}",
                verb.name
            );
            assert!(
                manual.contains(verb.doc) && verb.doc.ends_with('.'),
                "{}",
                verb.name
            );
            for field in verb.fields {
                assert!(manual.contains(field.doc), "{}.{}", verb.name, field.name);
            }
        }
        for function in trilha_script::functions() {
            assert!(manual.contains(function.signature), "{}", function.name);
        }
        for name in crate::reader::SCOPE {
            assert!(manual.contains(&format!("- `{name}`: ")), "{name}");
        }
        assert!(manual.contains(
            "Exits of the step above: `first`, `second`, `no_match`, `timeout`, `error`"
        ));
        for further in [
            "`event`, `timeout`",
            "one for each of `status`",
            "one for each of `exits`",
            "one for each of `classes`",
        ] {
            let further = format!("Exits besides, where they are written: {further}");
            assert!(manual.contains(&further), "{further}");
        }
    }
}
