//! Drawings of a trail: DOT for Graphviz, Mermaid for Markdown, SVG for print.

mod layers;
mod names;
mod places;
mod svg;

pub use svg::svg;

use crate::target::Target;
use crate::trail::{Step, Trail};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar as _;

/// How many columns are told of what a step is about.
const COLUMNS: usize = 56;

/// A trail in Graphviz' DOT language.
pub fn dot(trail: &Trail) -> String {
    let mut out = String::new();
    line(
        &mut out,
        &format!("digraph {} {{", quoted(trail.id.as_str())),
    );
    line(
        &mut out,
        "  rankdir=TB; node [shape=box, style=rounded, fontname=\"sans-serif\"];",
    );
    for step in &trail.steps {
        let label = format!("{}\n{}", step.id, cut(&about(trail, step), COLUMNS));
        line(
            &mut out,
            &format!("  {} [label={}];", quoted(step.id.as_str()), quoted(&label)),
        );
    }
    for (from, exit, to) in edges(trail) {
        let target = match &to {
            Target::Step(id) => quoted(id.as_str()),
            end => {
                let name = format!("{from}:{exit}:{}", end.as_str());
                let shape = format!(
                    "  {} [label={}, shape=circle];",
                    quoted(&name),
                    quoted(end.as_str())
                );
                line(&mut out, &shape);
                quoted(&name)
            }
        };
        line(
            &mut out,
            &format!("  {} -> {target} [label={}];", quoted(&from), quoted(&exit)),
        );
    }
    line(&mut out, "}");
    out
}

/// A trail as a Mermaid flowchart.
pub fn mermaid(trail: &Trail) -> String {
    let mut out = String::from("flowchart TD\n");
    let place = |id: &str| {
        let found = trail.steps.iter().position(|step| step.id.as_str() == id);
        found.map_or_else(|| id.to_owned(), |at| format!("s{at}"))
    };
    for step in &trail.steps {
        let label = format!(
            "{}<br/>{}",
            plain(step.id.as_str()),
            plain(&cut(&about(trail, step), COLUMNS))
        );
        line(
            &mut out,
            &format!("  {}[\"{label}\"]", place(step.id.as_str())),
        );
    }
    for (at, (from, exit, to)) in edges(trail).into_iter().enumerate() {
        let target = match &to {
            Target::Step(id) => place(id.as_str()),
            end => format!("x{at}(({}))", end.as_str()),
        };
        line(
            &mut out,
            &format!("  {} -->|\"{}\"| {target}", place(&from), plain(&exit)),
        );
    }
    out
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("invariant: strings take all");
}

/// What a step is about, on one line.
fn about(trail: &Trail, step: &Step) -> String {
    let summary = step.kind.summary(&trail.language);
    let verb = step.verb().name;
    if summary.is_empty() {
        verb.to_owned()
    } else {
        format!("{verb}: {summary}")
    }
}

/// A text cut to so many columns.
fn cut(text: &str, most: usize) -> String {
    let mut columns = 0;
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        columns += c.width().unwrap_or(0);
        if columns > most {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}

/// Every edge as written, defaults left out: they would lead from everywhere to the same place.
fn edges(trail: &Trail) -> Vec<(String, String, Target)> {
    let of = |step: &Step| {
        let from = step.id.to_string();
        let exits = step.exits().into_iter();
        exits
            .filter_map(|exit| Some((from.clone(), exit.name.to_string(), exit.aim?.target)))
            .collect::<Vec<_>>()
    };
    trail.steps.iter().flat_map(of).collect()
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}

fn plain(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
