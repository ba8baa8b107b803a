//! Where steps stand that nobody placed: in layers from left to right, as few crossings as cheaply found.
//!
//! Deterministic: the order of the file decides every tie. Time grows with steps and edges times a
//! small constant, so that thousands are placed at once.

use crate::card::WIDTH;
use crate::geometry::Point;
use std::collections::BTreeSet;

const ACROSS: f64 = 96.0;
const DOWN: f64 = 36.0;
const SWEEPS: usize = 6;

/// What is to be placed: heights, and edges between indices.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The height of each card.
    pub heights: Vec<f64>,
    /// From which to which, in the order of the exits.
    pub edges: Vec<(usize, usize)>,
    /// The one to begin with.
    pub first: Option<usize>,
}

/// A place for each, the uppermost and leftmost at 0.
pub fn place(graph: &Graph) -> Vec<Point> {
    let forward = Forward::of(graph);
    let mut layers = forward.layers();
    order(&mut layers, &forward);
    spread(graph, &layers, &forward)
}

/// The edges without those that lead back, both ways.
struct Forward {
    next: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
    /// Every index, each after all that lead to it.
    sorted: Vec<usize>,
}

impl Forward {
    fn of(graph: &Graph) -> Self {
        let count = graph.heights.len();
        let mut all = vec![Vec::new(); count];
        for (from, to) in &graph.edges {
            if let Some(list) = all.get_mut(*from)
                && *to < count
                && from != to
                && !list.contains(to)
            {
                list.push(*to);
            }
        }
        let (sorted, back) = walk(&all, graph.first);
        let mut next = vec![Vec::new(); count];
        let mut before = vec![Vec::new(); count];
        for (from, list) in all.iter().enumerate() {
            for to in list.iter().filter(|to| !back.contains(&(from, **to))) {
                push(&mut next, from, *to);
                push(&mut before, *to, from);
            }
        }
        Self {
            next,
            before,
            sorted,
        }
    }

    /// Each as far to the right as its longest way from a beginning.
    fn layers(&self) -> Vec<Vec<usize>> {
        let mut depth = vec![0_usize; self.next.len()];
        for at in &self.sorted {
            let own = depth.get(*at).copied().unwrap_or(0);
            for to in self.next.get(*at).into_iter().flatten() {
                if let Some(slot) = depth.get_mut(*to) {
                    *slot = (*slot).max(own + 1);
                }
            }
        }
        let most = depth.iter().max().map_or(0, |most| most + 1);
        let mut layers = vec![Vec::new(); most];
        for at in &self.sorted {
            push(&mut layers, depth.get(*at).copied().unwrap_or(0), *at);
        }
        // The walk ends with where it began; the trail's beginning belongs above other loose ends.
        if let Some(first) = layers.first_mut() {
            first.reverse();
        }
        layers
    }
}

fn push(lists: &mut [Vec<usize>], at: usize, what: usize) {
    if let Some(list) = lists.get_mut(at) {
        list.push(what);
    }
}

/// A depth-first walk: everything in topological order, and the edges that lead back.
fn walk(next: &[Vec<usize>], first: Option<usize>) -> (Vec<usize>, BTreeSet<(usize, usize)>) {
    let mut seen = vec![Seen::No; next.len()];
    let mut done = Vec::with_capacity(next.len());
    let mut back = BTreeSet::new();
    for root in first.into_iter().chain(0..next.len()) {
        if !become_open(&mut seen, root) {
            continue;
        }
        let mut stack = vec![(root, next.get(root).map_or(0, Vec::len))];
        while let Some((from, left)) = stack.last_mut() {
            let from = *from;
            let to = left
                .checked_sub(1)
                .and_then(|exit| next.get(from)?.get(exit).copied());
            *left = left.saturating_sub(1);
            let Some(to) = to else {
                stack.pop();
                if let Some(slot) = seen.get_mut(from) {
                    *slot = Seen::Done;
                }
                done.push(from);
                continue;
            };
            if seen.get(to) == Some(&Seen::Open) {
                back.insert((from, to));
            } else if become_open(&mut seen, to) {
                stack.push((to, next.get(to).map_or(0, Vec::len)));
            }
        }
    }
    done.reverse();
    (done, back)
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    Open,
    Done,
}

fn become_open(seen: &mut [Seen], at: usize) -> bool {
    match seen.get_mut(at) {
        Some(slot) if *slot == Seen::No => {
            *slot = Seen::Open;
            true
        }
        _ => false,
    }
}

/// Orders each layer by the middle of its neighbours, to and fro.
fn order(layers: &mut [Vec<usize>], graph: &Forward) {
    let mut rank = vec![0.0; graph.next.len()];
    for layer in &*layers {
        number(layer, &mut rank);
    }
    for sweep in 0..SWEEPS {
        let onward = sweep % 2 == 0;
        let near = if onward { &graph.before } else { &graph.next };
        let mut turn = |layer: &mut Vec<usize>| {
            let mut keyed: Vec<(f64, usize)> = layer
                .iter()
                .map(|at| (middle(near.get(*at), &rank, *at), *at))
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            *layer = keyed.into_iter().map(|(_, at)| at).collect();
            number(layer, &mut rank);
        };
        if onward {
            layers.iter_mut().for_each(&mut turn);
        } else {
            layers.iter_mut().rev().for_each(&mut turn);
        }
    }
}

fn number(layer: &[usize], rank: &mut [f64]) {
    let mut place = 0.0;
    for at in layer {
        if let Some(slot) = rank.get_mut(*at) {
            *slot = place;
        }
        place += 1.0;
    }
}

/// The mean of the neighbours' values; the own where there are none.
fn middle(near: Option<&Vec<usize>>, values: &[f64], own: usize) -> f64 {
    let found: Vec<f64> = near
        .into_iter()
        .flatten()
        .filter_map(|at| values.get(*at).copied())
        .collect();
    if found.is_empty() {
        return values.get(own).copied().unwrap_or(0.0);
    }
    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
    found.iter().sum::<f64>() / f64::from(count)
}

/// Gives each layer a column, and pulls each card towards its neighbours as far as the order allows.
fn spread(graph: &Graph, layers: &[Vec<usize>], links: &Forward) -> Vec<Point> {
    let height = |at: usize| graph.heights.get(at).copied().unwrap_or(0.0);
    let mut middles = vec![0.0; graph.heights.len()];
    for layer in layers {
        let mut y = 0.0;
        for at in layer {
            set(&mut middles, *at, y + height(*at) / 2.0);
            y += height(*at) + DOWN;
        }
    }
    for sweep in 0..SWEEPS {
        let onward = sweep % 2 == 0;
        let near = if onward { &links.before } else { &links.next };
        let mut pull = |layer: &Vec<usize>| {
            let wanted: Vec<f64> = layer
                .iter()
                .map(|at| middle(near.get(*at), &middles, *at))
                .collect();
            for (at, y) in layer.iter().zip(settle(layer, &wanted, &height)) {
                set(&mut middles, *at, y);
            }
        };
        if onward {
            layers.iter().for_each(&mut pull);
        } else {
            layers.iter().rev().for_each(&mut pull);
        }
    }
    let mut places = vec![Point::default(); graph.heights.len()];
    let mut x = 0.0;
    for layer in layers {
        for at in layer {
            let y = middles.get(*at).copied().unwrap_or(0.0) - height(*at) / 2.0;
            if let Some(slot) = places.get_mut(*at) {
                *slot = Point::new(x, y);
            }
        }
        x += WIDTH + ACROSS;
    }
    let top = places
        .iter()
        .map(|place| place.y)
        .fold(f64::INFINITY, f64::min);
    for place in &mut places {
        *place = Point::new(place.x, place.y - top).whole();
    }
    places
}

fn set(values: &mut [f64], at: usize, value: f64) {
    if let Some(slot) = values.get_mut(at) {
        *slot = value;
    }
}

/// The nearest places to those wanted at which nothing overlaps, the order kept: cards that push each
/// other form a block that stands at the mean of what its members want.
fn settle(layer: &[usize], wanted: &[f64], height: &impl Fn(usize) -> f64) -> Vec<f64> {
    struct Block {
        top: f64,
        size: f64,
        sum: f64,
        count: u32,
    }
    let mut blocks: Vec<Block> = Vec::new();
    for (at, wish) in layer.iter().zip(wanted) {
        let own = height(*at) + DOWN;
        let mut block = Block {
            top: wish - own / 2.0,
            size: own,
            sum: wish - own / 2.0,
            count: 1,
        };
        while let Some(above) = blocks.pop_if(|above| above.top + above.size > block.top) {
            let sum = above.sum + block.sum - above.size * f64::from(block.count);
            let count = above.count + block.count;
            block = Block {
                top: sum / f64::from(count),
                size: above.size + block.size,
                sum,
                count,
            };
        }
        blocks.push(block);
    }
    let mut blocks = blocks.into_iter();
    let mut current = blocks.next();
    let (mut used, mut out) = (0.0, Vec::with_capacity(layer.len()));
    for at in layer {
        let own = height(*at) + DOWN;
        if current
            .as_ref()
            .is_some_and(|block| used >= block.size - 0.001)
        {
            current = blocks.next();
            used = 0.0;
        }
        out.push(current.as_ref().map_or(0.0, |block| block.top) + used + own / 2.0);
        used += own;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Rect;

    fn graph(count: usize, edges: &[(usize, usize)]) -> Graph {
        Graph {
            heights: (0..count)
                .map(|at| if at % 3 == 0 { 120.0 } else { 72.0 })
                .collect(),
            edges: edges.to_vec(),
            first: Some(0),
        }
    }

    fn overlaps(graph: &Graph, places: &[Point]) -> Vec<(usize, usize)> {
        let rects: Vec<Rect> = places
            .iter()
            .zip(&graph.heights)
            .map(|(at, height)| Rect {
                at: *at,
                size: Point::new(WIDTH, *height),
            })
            .collect();
        let mut found = Vec::new();
        for (i, a) in rects.iter().enumerate() {
            for (j, b) in rects.iter().enumerate().skip(i + 1) {
                if a.meets(b) {
                    found.push((i, j));
                }
            }
        }
        found
    }

    #[test]
    fn edges_lead_right_except_those_back() {
        let graph = graph(6, &[(0, 1), (1, 2), (1, 3), (3, 4), (4, 1), (2, 5)]);
        let places = place(&graph);
        for (from, to) in [(0, 1), (1, 2), (1, 3), (3, 4), (2, 5)] {
            assert!(places[from].x < places[to].x, "{from} to {to}");
        }
        assert_eq!(overlaps(&graph, &places), []);
    }

    #[test]
    fn exits_keep_their_order_from_above() {
        let graph = graph(4, &[(0, 1), (0, 2), (0, 3)]);
        let places = place(&graph);
        assert!(places[1].y < places[2].y && places[2].y < places[3].y);
    }

    #[test]
    fn nothing_overlaps_however_tangled() {
        let mut edges = Vec::new();
        let mut chance = 12_345_u64;
        for from in 0..120 {
            for _ in 0..3 {
                chance = chance
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                edges.push((from, usize::try_from(chance >> 33).unwrap() % 120));
            }
        }
        let graph = graph(120, &edges);
        let places = place(&graph);
        assert_eq!(overlaps(&graph, &places), []);
        assert_eq!(place(&graph), places);
    }

    #[test]
    fn nothing_is_placed_nowhere() {
        assert_eq!(place(&Graph::default()), []);
        let alone = graph(3, &[(0, 0), (9, 1), (1, 9)]);
        assert_eq!(overlaps(&alone, &place(&alone)), []);
    }
}
