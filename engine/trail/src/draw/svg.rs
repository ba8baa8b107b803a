//! A trail as a picture one would print: layers from top to bottom, exits named, light and dark.

use super::layers::{Layers, lay};
use super::names::{Curve, Names};
use super::places::{HIGH, Places, WIDE};
use super::{about, cut, edges, line, plain};
use crate::target::Target;
use crate::trail::{Step, Trail};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar as _;

/// How many columns of text a step has room for.
const COLUMNS: usize = 27;
/// How many of small text.
const SMALL: usize = 33;
/// How far from the middle of a step an edge leaves that leads up.
const ASIDE: f64 = WIDE * 0.36;

const STYLE: &str = "svg{background:#fff;color:#1c2430;font:13px system-ui,sans-serif}\
.s rect{fill:#f6f8fb;stroke:#8593a6}.s .id{font-weight:600}.s .o{fill:#5b6878;font-size:11px}\
.first rect{stroke-width:2.5}.e{fill:none;stroke:#8593a6}.up{stroke-dasharray:5 3}\
.n{fill:#445062;font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:3px}marker path{fill:#8593a6}\
@media(prefers-color-scheme:dark){svg{background:#161b22;color:#e6eaf0}text{fill:#e6eaf0}\
.s rect{fill:#212936}.s .o{fill:#9aa7b8}.n{fill:#b8c2d0;stroke:#161b22}}";

/// A trail as SVG 1.1, as wide as it needs to be.
pub fn svg(trail: &Trail) -> String {
    let steps = trail.steps.iter().enumerate();
    let known: BTreeMap<&str, usize> = steps.map(|(at, step)| (step.id.as_str(), at)).collect();
    let from = |id: &str| known.get(id).copied();
    let position = |target: &Target| match target {
        Target::Step(id) => from(id.as_str()),
        _ => None,
    };
    let exits: Vec<(usize, String, Option<usize>, Target)> = edges(trail)
        .into_iter()
        .filter_map(|(step, exit, to)| Some((from(&step)?, exit, position(&to), to)))
        .collect();
    let drawn: Vec<(usize, &str, usize)> = exits
        .iter()
        .filter_map(|(from, exit, to, _)| Some((*from, exit.as_str(), (*to)?)))
        .collect();
    let pairs: Vec<(usize, usize)> = drawn.iter().map(|(from, _, to)| (*from, *to)).collect();
    let layers = lay(trail.steps.len(), &pairs);
    let places = Places::new(&layers, trail.steps.len());
    let mut out = String::new();
    let title = plain(&trail.title(None));
    let (width, height) = (places.width, places.height);
    line(
        &mut out,
        &format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">"
        ),
    );
    line(
        &mut out,
        &format!("<title>{title}</title>\n<style>{STYLE}</style>"),
    );
    line(
        &mut out,
        "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0 8 4 0 8z\"/></marker></defs>",
    );
    let mut names = Names::beside(&places);
    let mut words = String::new();
    for (at, (_, exit, _)) in drawn.iter().enumerate() {
        let Some(curve) = edge(&mut out, &layers, &places, at) else {
            continue;
        };
        if *exit != "next" {
            let (x, y) = names.place(exit, curve);
            name(&mut words, exit, x, y);
        }
    }
    out.push_str(&words);
    for (at, node) in trail.steps.iter().enumerate() {
        let ends = exits
            .iter()
            .filter(|(from, _, to, _)| *from == at && to.is_none_or(|to| to == at));
        let ends: Vec<(&str, &Target)> = ends.map(|(_, exit, _, to)| (exit.as_str(), to)).collect();
        let first = trail.start().is_some_and(|start| start.id == node.id);
        step(&mut out, trail, node, places.of(at), &ends, first);
    }
    line(&mut out, "</svg>");
    out
}

/// An edge: from layer to layer in curves; one that leads up leaves at the side, dashed. Its first curve, from the
/// step it leaves; none of one that leads back to its own step, which names it.
fn edge(out: &mut String, layers: &Layers, places: &Places, at: usize) -> Option<Curve> {
    let way = layers.ways.get(at)?;
    let (&upper, &lower) = (way.first()?, way.last()?);
    let up = layers.back.get(at).copied().unwrap_or_default();
    let mut points: Vec<(f64, f64)> = way.iter().map(|node| places.of(*node)).collect();
    let (ux, uy) = places.of(upper);
    if upper == lower {
        let (x, y) = (ux + WIDE / 2.0, uy + HIGH / 2.0);
        line(
            out,
            &format!(
                "<path class=\"e up\" marker-end=\"url(#a)\" d=\"M{x:.0} {:.0}c22 -12 22 28 0 16\"/>",
                y - 8.0
            ),
        );
        return None;
    }
    if let Some(first) = points.first_mut() {
        *first = (first.0 + places.port(at), first.1 + HIGH);
    }
    if let Some(last) = points.last_mut().filter(|_| up) {
        last.0 += ASIDE;
    }
    let mut path = String::new();
    let mut curves: Vec<Curve> = Vec::new();
    for (step, pair) in points.windows(2).enumerate() {
        let [(x, y), (to_x, to_y)] = pair else {
            continue;
        };
        let (lead, y) = if step == 0 {
            (format!("M{x:.0} {y:.0}"), *y)
        } else {
            (format!("V{:.0}", y + HIGH), y + HIGH)
        };
        let middle = f64::midpoint(y, *to_y);
        let curve = format!("C{x:.0} {middle:.0} {to_x:.0} {middle:.0} {to_x:.0} {to_y:.0}");
        write!(path, "{lead}{curve}").expect("invariant: strings take all");
        curves.push(((*x, y), (*to_x, *to_y)));
    }
    let (class, end) = if up {
        ("e up", "marker-start")
    } else {
        ("e", "marker-end")
    };
    line(
        out,
        &format!("<path class=\"{class}\" {end}=\"url(#a)\" d=\"{path}\"/>"),
    );
    if up {
        let (from, to) = curves.pop()?;
        return Some((to, from));
    }
    curves.into_iter().next()
}

fn name(out: &mut String, exit: &str, x: f64, y: f64) {
    let exit = plain(exit);
    line(
        out,
        &format!(
            "<text class=\"n\" x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"middle\">{exit}</text>"
        ),
    );
}

fn step(
    out: &mut String,
    trail: &Trail,
    step: &Step,
    (x, y): (f64, f64),
    ends: &[(&str, &Target)],
    first: bool,
) {
    let class = if first { "s first" } else { "s" };
    let about = about(trail, step);
    let ends: Vec<String> = ends
        .iter()
        .map(|(exit, to)| format!("{exit} → {}", to.as_str()))
        .collect();
    let (left, middle) = (x - WIDE / 2.0, x);
    let title = step.title.as_deref().unwrap_or(step.id.as_str());
    let id = plain(&cut(title, COLUMNS));
    let ends = ends.join(", ");
    let (first_row, rest) = broken(&about, COLUMNS);
    let (about_row, second_row) = if ends.is_empty() {
        (first_row, ("", plain(&cut(rest, COLUMNS)), 50.0))
    } else {
        (about.as_str(), ("o", plain(&cut(&ends, SMALL)), 50.0))
    };
    line(
        out,
        &format!(
            "<g class=\"{class}\"><title>{}: {}</title>",
            plain(step.id.as_str()),
            plain(&about)
        ),
    );
    line(
        out,
        &format!(
            "<rect x=\"{left:.0}\" y=\"{y:.0}\" width=\"{WIDE}\" height=\"{HIGH}\" rx=\"8\"/>"
        ),
    );
    let rows = [
        ("id", id, 18.0),
        ("", plain(&cut(about_row, COLUMNS)), 34.0),
        second_row,
    ];
    for (class, text, down) in rows.iter().filter(|(_, text, _)| !text.is_empty()) {
        let y = y + down;
        line(
            out,
            &format!(
                "<text class=\"{class}\" x=\"{middle:.0}\" y=\"{y:.0}\" text-anchor=\"middle\">{text}</text>"
            ),
        );
    }
    line(out, "</g>");
}

/// A text in two, the first part of so many columns at most, between words where it can be.
fn broken(text: &str, most: usize) -> (&str, &str) {
    let (mut columns, mut space) = (0, None);
    for (at, c) in text.char_indices() {
        columns += c.width().unwrap_or(0);
        if c == ' ' {
            space = Some(at);
        }
        if columns > most {
            let (first, rest) = text
                .split_at_checked(space.unwrap_or(at))
                .unwrap_or((text, ""));
            return (first, rest.trim_start());
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::svg;
    use crate::{Known, Sources, check};

    #[test]
    fn a_trail_is_drawn_in_layers() {
        let text = "trail: shop\ntitle: Shop & \"more\"\nsteps:\n  hi: { say: \"<b>Hello</b> & welcome to a very long greeting\", next: menu }\n  menu:\n    menu: What?\n    options:\n      order: { label: Order, next: order }\n      person: { label: Person, next: person }\n      again: { label: Again, next: menu }\n    no_match: person\n    timeout: { after: 1h, next: end }\n  order: { ask: Number?, save: order, next: menu, no_match: person, timeout: { after: 1h, next: end } }\n  person: { handoff: support, next: hi }\n";
        let files = [("shop.yaml".to_owned(), text.to_owned())].into();
        let checked = check(&Sources { files }, &"shop".into(), &Known::default());
        let drawn = svg(&checked.trail.unwrap());
        assert!(!drawn.contains("<b>"), "{drawn}");
        insta::assert_snapshot!(drawn);
    }

    #[test]
    fn thousands_of_steps_that_all_lead_to_one_are_drawn() {
        let mut text = "trail: long\nsteps:\n".to_owned();
        for n in 0..2_000 {
            let step = format!(
                "  s{n}: {{ ask: What?, save: a, next: s{}, no_match: bye }}\n",
                n + 1
            );
            text.push_str(&step);
        }
        text.push_str("  s2000: { say: Done, next: bye }\n  bye: { say: Bye, next: end }\n");
        let files = [("long.yaml".to_owned(), text)].into();
        let checked = check(&Sources { files }, &"long".into(), &Known::default());
        let drawn = svg(&checked.trail.unwrap());
        assert_eq!(drawn.matches("<rect").count(), 2_002);
        assert_eq!(drawn.matches("class=\"e\"").count(), 4_001);
        let curves = drawn.lines().filter(|line| line.starts_with("<path"));
        let curves: usize = curves.map(|line| line.matches('C').count()).sum();
        assert!(curves < 25_000, "{curves}");
    }
}
