//! A trail as a picture one would print: layers from top to bottom, exits named, light and dark.

use super::layers::{Layers, lay};
use super::{about, edges, line, plain};
use crate::target::Target;
use crate::trail::{Step, Trail};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar as _;

/// Width and height of a step, the space between two, between two layers, and around all.
const WIDE: f64 = 220.0;
const HIGH: f64 = 58.0;
const APART: f64 = 28.0;
const BELOW: f64 = 74.0;
const AROUND: f64 = 24.0;
/// The room an edge takes that passes a layer.
const PASSING: f64 = 18.0;
/// How many columns of text a step has room for.
const COLUMNS: usize = 27;

const STYLE: &str = "svg{background:#fff;color:#1c2430;font:13px system-ui,sans-serif}\
.s rect{fill:#f6f8fb;stroke:#8593a6}.s .id{font-weight:600}.s .o{fill:#5b6878;font-size:11px}\
.first rect{stroke-width:2.5}.e{fill:none;stroke:#8593a6}.up{stroke-dasharray:5 3}\
.n{fill:#445062;font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:3px}marker path{fill:#8593a6}\
@media(prefers-color-scheme:dark){svg{background:#161b22;color:#e6eaf0}text{fill:#e6eaf0}\
.s rect{fill:#212936}.s .o{fill:#9aa7b8}.n{fill:#b8c2d0;stroke:#161b22}}";

/// A trail as SVG 1.1, as wide as it needs to be.
pub fn svg(trail: &Trail) -> String {
    let position = |target: &Target| match target {
        Target::Step(id) => trail.steps.iter().position(|step| step.id == *id),
        _ => None,
    };
    let from = |id: &str| trail.steps.iter().position(|step| step.id.as_str() == id);
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
    for (at, (_, exit, _)) in drawn.iter().enumerate() {
        edge(&mut out, &layers, &places, at, exit);
    }
    for (at, node) in trail.steps.iter().enumerate() {
        let ends = exits
            .iter()
            .filter(|(from, _, to, _)| *from == at && to.is_none());
        let ends: Vec<(&str, &Target)> = ends.map(|(_, exit, _, to)| (exit.as_str(), to)).collect();
        let first = trail.start().is_some_and(|start| start.id == node.id);
        step(&mut out, trail, node, places.of(at), &ends, first);
    }
    line(&mut out, "</svg>");
    out
}

/// Where each node stands: the middle of its upper side.
struct Places {
    of: Vec<(f64, f64)>,
    width: f64,
    height: f64,
}

impl Places {
    fn new(layers: &Layers, steps: usize) -> Self {
        let room = |node: usize| if node < steps { WIDE } else { PASSING };
        let wide = |row: &Vec<usize>| {
            let gaps: f64 = row.iter().skip(1).map(|_| APART).sum();
            row.iter().map(|node| room(*node)).sum::<f64>() + gaps
        };
        let widest = layers.rows.iter().map(wide).fold(WIDE, f64::max);
        let count = layers
            .rows
            .iter()
            .flatten()
            .max()
            .map_or(0, |most| most + 1);
        let mut of = vec![(0.0, 0.0); count];
        let mut y = AROUND;
        for row in &layers.rows {
            let mut x = AROUND + (widest - wide(row)) / 2.0;
            for node in row {
                if let Some(place) = of.get_mut(*node) {
                    *place = (x + room(*node) / 2.0, y);
                }
                x += room(*node) + APART;
            }
            y += HIGH + BELOW;
        }
        Self {
            of,
            width: widest + 2.0 * AROUND,
            height: (y - BELOW + AROUND).max(HIGH + 2.0 * AROUND),
        }
    }

    /// How far from the middle of its step an edge leaves: those that leave the same step stand apart,
    /// in the order of where they go.
    fn port(&self, layers: &Layers, edge: usize) -> f64 {
        let Some([upper, next, ..]) = layers.ways.get(edge).map(Vec::as_slice) else {
            return 0.0;
        };
        let (mine, mut before, mut count) = (self.of(*next).0, 0.0, 0.0);
        for (at, way) in layers.ways.iter().enumerate() {
            if let [from, to, ..] = way.as_slice()
                && from == upper
                && from != to
            {
                let x = self.of(*to).0;
                let left = x < mine || (x <= mine && at < edge);
                before += if left { 1.0 } else { 0.0 };
                count += 1.0;
            }
        }
        (before + 0.5 - count / 2.0) * (WIDE * 0.8 / f64::max(count, 3.0))
    }

    fn of(&self, node: usize) -> (f64, f64) {
        self.of.get(node).copied().unwrap_or_default()
    }
}

/// An edge: from layer to layer in curves; one that leads up leaves at the side, dashed.
fn edge(out: &mut String, layers: &Layers, places: &Places, at: usize, exit: &str) {
    let Some(way) = layers.ways.get(at) else {
        return;
    };
    let (Some(&upper), Some(&lower)) = (way.first(), way.last()) else {
        return;
    };
    let up = layers.back.get(at).copied().unwrap_or_default();
    let mut points: Vec<(f64, f64)> = way.iter().map(|node| places.of(*node)).collect();
    let (ux, uy) = places.of(upper);
    if upper == lower {
        let (x, y) = (ux + WIDE / 2.0, uy + HIGH / 2.0);
        line(
            out,
            &format!(
                "<path class=\"e up\" marker-end=\"url(#a)\" d=\"M{x:.0} {:.0}c26 -14 26 30 0 16\"/>",
                y - 8.0
            ),
        );
        return name(out, exit, x + 4.0, y - 14.0);
    }
    if let Some(first) = points.first_mut() {
        *first = (first.0 + places.port(layers, at), first.1 + HIGH);
    }
    let mut path = String::new();
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
    let (a, b) = match points.as_slice() {
        [first, second, ..] if !up => (*first, *second),
        [.., before, last] if points.len() > 2 => (*last, (before.0, before.1 + HIGH)),
        [before, last] => (*last, *before),
        _ => return,
    };
    name(out, exit, a.0 + (b.0 - a.0) * 0.3, a.1 + (b.1 - a.1) * 0.36);
}

fn name(out: &mut String, exit: &str, x: f64, y: f64) {
    if exit != "next" {
        let exit = plain(exit);
        line(
            out,
            &format!(
                "<text class=\"n\" x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"middle\">{exit}</text>"
            ),
        );
    }
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
    let id = plain(&cut(step.title.as_deref().unwrap_or(step.id.as_str())));
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
        ("", plain(&cut(&about)), 34.0),
        ("o", plain(&cut(&ends.join(", "))), 50.0),
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

/// A text cut to the room of a step.
fn cut(text: &str) -> String {
    let mut columns = 0;
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        columns += c.width().unwrap_or(0);
        if columns > COLUMNS {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
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
}
