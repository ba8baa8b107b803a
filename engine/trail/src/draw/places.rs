//! Places: where each node of a layered drawing stands, so that what belongs together stands in one line.

use super::layers::Layers;
use std::collections::BTreeMap;

/// Width and height of a step, the space between two, between two layers, and around all.
pub(super) const WIDE: f64 = 220.0;
pub(super) const HIGH: f64 = 58.0;
const APART: f64 = 28.0;
const BELOW: f64 = 74.0;
const AROUND: f64 = 24.0;
/// The room an edge takes that passes a layer, and the space beside it.
const PASSING: f64 = 2.0;
const BESIDE: f64 = 16.0;
/// How often the layers are drawn towards each other, down and up in turn.
const SWEEPS: usize = 24;
/// How much a step heeds an edge that passes a layer, beside another step.
const HEEDED: f64 = 0.1;

/// Where each node stands: the middle of its upper side.
pub(super) struct Places {
    of: Vec<(f64, f64)>,
    /// How far from the middle of its step each edge leaves.
    ports: Vec<f64>,
    steps: usize,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Places {
    pub(super) fn new(layers: &Layers, steps: usize) -> Self {
        let count = layers.rows.iter().flatten().max();
        let count = count.map_or(0, |most| most + 1);
        let mut x = vec![0.0; count];
        for row in &layers.rows {
            settle(&mut x, row, steps, &vec![0.0; row.len()]);
        }
        align(&mut x, layers, steps);
        let half = |node: usize| room(node, steps) / 2.0;
        let sides = || x.iter().enumerate();
        let left = sides().map(|(node, x)| x - half(node));
        let left = left.fold(f64::INFINITY, f64::min);
        let left = if left.is_finite() { left } else { 0.0 };
        let right = sides().map(|(node, x)| x + half(node));
        let right = right.fold(left + WIDE, f64::max);
        let mut it = Self {
            of: x.iter().map(|x| (x - left + AROUND, 0.0)).collect(),
            ports: ports(layers, &x),
            steps,
            width: right - left + 2.0 * AROUND,
            height: 0.0,
        };
        let mut y = AROUND;
        for row in &layers.rows {
            for node in row {
                if let Some(place) = it.of.get_mut(*node) {
                    place.1 = y;
                }
            }
            y += HIGH + BELOW;
        }
        it.height = (y - BELOW + AROUND).max(HIGH + 2.0 * AROUND);
        it
    }

    pub(super) fn of(&self, node: usize) -> (f64, f64) {
        self.of.get(node).copied().unwrap_or_default()
    }

    /// Where the steps stand, each by its left upper corner.
    pub(super) fn steps(&self) -> impl Iterator<Item = (f64, f64)> {
        let steps = self.of.iter().take(self.steps);
        steps.map(|(x, y)| (x - WIDE / 2.0, *y))
    }

    /// How far from the middle of its step an edge leaves: those that leave the same step stand apart,
    /// in the order of where they go.
    pub(super) fn port(&self, edge: usize) -> f64 {
        self.ports.get(edge).copied().unwrap_or_default()
    }
}

fn ports(layers: &Layers, x: &[f64]) -> Vec<f64> {
    let mut leaving: BTreeMap<usize, Vec<(f64, usize)>> = BTreeMap::new();
    for (edge, way) in layers.ways.iter().enumerate() {
        if let [from, to, ..] = way.as_slice()
            && from != to
        {
            let x = x.get(*to).copied().unwrap_or_default();
            leaving.entry(*from).or_default().push((x, edge));
        }
    }
    let mut ports = vec![0.0; layers.ways.len()];
    for mut edges in leaving.into_values() {
        edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        #[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
        let count = edges.len() as f64;
        let mut place = 0.5 - count / 2.0;
        for (_, edge) in edges {
            if let Some(port) = ports.get_mut(edge) {
                *port = place * (WIDE * 0.8 / f64::max(count, 3.0));
            }
            place += 1.0;
        }
    }
    ports
}

fn room(node: usize, steps: usize) -> f64 {
    if node < steps { WIDE } else { PASSING }
}

/// Who draws a node, and how much.
type Drawn = Vec<Vec<(usize, f64)>>;

/// The neighbours of each node in the layer above, and in the layer below. An edge that leads up draws no step, so that
/// what leads down stands in one line.
fn neighbours(layers: &Layers, nodes: usize, steps: usize) -> [Drawn; 2] {
    let mut near: [Drawn; 2] = [vec![Vec::new(); nodes], vec![Vec::new(); nodes]];
    for (way, up) in layers.ways.iter().zip(&layers.back) {
        for pair in way.windows(2) {
            let [upper, lower] = *pair else { continue };
            let draws = |node: usize, other: usize| match (node < steps, other < steps) {
                (true, _) if *up => None,
                (true, false) => Some(HEEDED),
                _ => Some(1.0),
            };
            let [above, below] = &mut near;
            if let (Some(above), Some(much)) = (above.get_mut(lower), draws(lower, upper)) {
                above.push((upper, much));
            }
            if let (Some(below), Some(much)) = (below.get_mut(upper), draws(upper, lower)) {
                below.push((lower, much));
            }
        }
    }
    near
}

/// Draws each layer towards the one before, then towards the one after, and in the end towards both.
fn align(x: &mut [f64], layers: &Layers, steps: usize) {
    let [above, below] = neighbours(layers, x.len(), steps);
    for sweep in 0..=SWEEPS {
        let down = sweep % 2 == 0;
        let rows = layers.rows.len();
        for at in 0..rows {
            let Some(row) = layers.rows.get(if down { at } else { rows - 1 - at }) else {
                continue;
            };
            let (before, after) = if down {
                (&above, &below)
            } else {
                (&below, &above)
            };
            let both = sweep == SWEEPS;
            let wanted = row.iter().map(|node| wanted(x, *node, before, after, both));
            let wanted: Vec<f64> = wanted.collect();
            settle(x, row, steps, &wanted);
        }
    }
}

fn near(side: &Drawn, node: usize) -> &[(usize, f64)] {
    side.get(node).map(Vec::as_slice).unwrap_or_default()
}

/// Where those around draw a node: those in the layer before, and those in the layer after where it is `both` or there
/// are none before.
fn wanted(x: &[f64], node: usize, before: &Drawn, after: &Drawn, both: bool) -> f64 {
    let of = |node: usize| x.get(node).copied().unwrap_or_default();
    let (before, after) = (near(before, node), near(after, node));
    let after = if both || before.is_empty() {
        after
    } else {
        &[]
    };
    let around = before.iter().chain(after);
    let (sum, much) = around.fold((0.0, 0.0), |(sum, all), (node, much)| {
        (sum + of(*node) * much, all + much)
    });
    if much > 0.0 { sum / much } else { of(node) }
}

/// Puts the nodes of a layer as near as can be to where they want to stand, in their order and apart from each
/// other: by pooling those that would come too near, which is least squares.
fn settle(x: &mut [f64], row: &[usize], steps: usize, wanted: &[f64]) {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    let mut offsets = Vec::with_capacity(row.len());
    let mut offset = 0.0;
    for (at, (node, wanted)) in row.iter().zip(wanted).enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|at| row.get(at)) {
            let passing = *before >= steps && *node >= steps;
            offset += f64::midpoint(room(*before, steps), room(*node, steps));
            offset += if passing { BESIDE } else { APART };
        }
        offsets.push(offset);
        let mut pool = (wanted - offset, 1.0, 1);
        while let Some(before) = pools.last().copied() {
            if before.0 / before.1 <= pool.0 / pool.1 {
                break;
            }
            pools.pop();
            pool = (before.0 + pool.0, before.1 + pool.1, before.2 + pool.2);
        }
        pools.push(pool);
    }
    let stands = pools
        .iter()
        .flat_map(|(sum, many, count)| std::iter::repeat_n(sum / many, *count));
    for ((node, offset), stands) in row.iter().zip(offsets).zip(stands) {
        if let Some(x) = x.get_mut(*node) {
            *x = stands + offset;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{APART, Places, WIDE};
    use crate::draw::layers::lay;

    #[test]
    fn what_leads_down_stands_in_one_line_whatever_leads_up_or_passes() {
        let layers = lay(5, &[(0, 1), (1, 2), (2, 3), (3, 0), (4, 3)]);
        let places = Places::new(&layers, 5);
        let x = |node: usize| places.of(node).0;
        for node in 1..4 {
            assert!((x(node) - x(0)).abs() < WIDE / 4.0, "{node}: {}", x(node));
        }
    }

    #[test]
    fn nothing_overlaps() {
        let layers = lay(6, &[(0, 1), (0, 2), (0, 3), (1, 4), (4, 5), (0, 5)]);
        let places = Places::new(&layers, 6);
        let x = |node: usize| places.of(node).0;
        for row in &layers.rows {
            for pair in row.windows(2) {
                let steps = pair.iter().all(|node| *node < 6);
                let least = if steps { WIDE + APART } else { WIDE / 2.0 };
                assert!(x(pair[1]) - x(pair[0]) >= least - 0.01, "{row:?}");
            }
        }
    }
}
