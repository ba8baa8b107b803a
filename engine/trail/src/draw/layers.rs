//! Layers: each step below those that lead to it, each layer in the order that crosses least.

use std::collections::BTreeSet;

/// How often the order of the layers is swept down and up.
const SWEEPS: usize = 8;
/// How many nodes stand for edges passing through, at most, beside one for each edge.
const PASSING: usize = 10_000;

/// Nodes by layer, in order from left to right; nodes from `nodes` on stand for edges passing through.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) rows: Vec<Vec<usize>>,
    /// For each edge, the nodes it passes, its ends included, from the upper to the lower.
    pub(super) ways: Vec<Vec<usize>>,
    /// For each edge, whether it leads up, against the layers.
    pub(super) back: Vec<bool>,
}

/// Lays nodes out, the first on top where nothing leads to it.
pub(super) fn lay(nodes: usize, edges: &[(usize, usize)]) -> Layers {
    let back = backward(nodes, edges);
    let down = |at: usize| {
        let &(from, to) = edges.get(at).unwrap_or(&(0, 0));
        if back.get(at).copied().unwrap_or_default() {
            (to, from)
        } else {
            (from, to)
        }
    };
    let layer = longest(nodes, edges.len(), &down);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); layer.iter().max().map_or(0, |most| most + 1)];
    let mut put = |row: usize, node: usize| {
        if let Some(row) = rows.get_mut(row) {
            row.push(node);
        }
    };
    for (node, row) in layer.iter().enumerate() {
        put(*row, node);
    }
    let of = |node: usize| layer.get(node).copied().unwrap_or_default();
    let between = |at: usize| {
        let (upper, lower) = down(at);
        of(upper) + 1..of(lower)
    };
    let most = reach((0..edges.len()).map(|at| between(at).len()).collect());
    let mut next = nodes;
    let ways: Vec<Vec<usize>> = (0..edges.len())
        .map(|at| {
            let (upper, lower) = down(at);
            let mut way = vec![upper];
            let passed = between(at);
            let held = if passed.len() > most { 1 } else { passed.len() };
            for row in passed.take(held) {
                put(row, next);
                way.push(next);
                next += 1;
            }
            way.push(lower);
            way
        })
        .collect();
    order(&mut rows, &ways, next);
    Layers { rows, ways, back }
}

/// How many layers an edge passes, at most, to be held in each of them. In a drawing of thousands of layers those that
/// pass more are held in the first only, and lead straight on from there, behind what is between.
fn reach(mut passed: Vec<usize>) -> usize {
    passed.sort_unstable();
    let mut all = 0;
    let over = passed.into_iter().find(|passed| {
        all += passed;
        all > PASSING
    });
    over.map_or(usize::MAX, |passed| passed.saturating_sub(1))
}

/// The edges that close a circle, found by walking from each node in order.
fn backward(nodes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut leaving: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
    for (at, &(from, to)) in edges.iter().enumerate() {
        if let Some(leaving) = leaving.get_mut(from) {
            leaving.push((at, to));
        }
    }
    let mut back = vec![false; edges.len()];
    let mut done: BTreeSet<usize> = BTreeSet::new();
    for root in 0..nodes {
        let mut open: BTreeSet<usize> = BTreeSet::new();
        let mut stack = vec![(root, 0)];
        while let Some((node, followed)) = stack.pop() {
            if followed == 0 && (done.contains(&node) || !open.insert(node)) {
                continue;
            }
            let next = leaving.get(node).and_then(|edges| edges.get(followed));
            let Some(&(at, to)) = next else {
                open.remove(&node);
                done.insert(node);
                continue;
            };
            stack.push((node, followed + 1));
            if to == node || open.contains(&to) {
                if let Some(back) = back.get_mut(at) {
                    *back = true;
                }
            } else if !done.contains(&to) {
                stack.push((to, 0));
            }
        }
    }
    back
}

/// The longest way to each node from above.
fn longest(nodes: usize, edges: usize, down: &dyn Fn(usize) -> (usize, usize)) -> Vec<usize> {
    let mut layer = vec![0; nodes];
    for _ in 0..nodes {
        let mut moved = false;
        for (upper, lower) in (0..edges).map(down).filter(|(upper, lower)| upper != lower) {
            let least = layer.get(upper).map_or(0, |row| row + 1);
            if let Some(row) = layer.get_mut(lower).filter(|row| **row < least) {
                *row = least;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    layer
}

/// Puts each node near the middle of its neighbours in the layer before, down and up in turn.
fn order(rows: &mut [Vec<usize>], ways: &[Vec<usize>], nodes: usize) {
    let mut near: [Vec<Vec<usize>>; 2] = [vec![Vec::new(); nodes], vec![Vec::new(); nodes]];
    for (upper, lower) in ways
        .iter()
        .flat_map(|way| way.windows(2))
        .filter_map(|pair| match pair {
            [upper, lower] => Some((*upper, *lower)),
            _ => None,
        })
    {
        let [above, below] = &mut near;
        if let Some(above) = above.get_mut(lower) {
            above.push(upper);
        }
        if let Some(below) = below.get_mut(upper) {
            below.push(lower);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
    let mut place: Vec<f64> = {
        let mut place = vec![0.0; nodes];
        for (at, node) in rows.iter().flat_map(|row| row.iter().enumerate()) {
            if let Some(place) = place.get_mut(*node) {
                *place = at as f64;
            }
        }
        place
    };
    for sweep in 0..SWEEPS {
        let [above, below] = &near;
        let (near, down) = if sweep % 2 == 0 {
            (above, true)
        } else {
            (below, false)
        };
        let count = rows.len();
        for step in 0..count {
            let Some(row) = rows.get_mut(if down { step } else { count - 1 - step }) else {
                continue;
            };
            let middle = |node: &usize| {
                let around = near.get(*node).map(Vec::as_slice).unwrap_or_default();
                let of = |node: &usize| place.get(*node).copied().unwrap_or_default();
                let sum: f64 = around.iter().map(of).sum();
                #[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
                if around.is_empty() {
                    of(node)
                } else {
                    sum / around.len() as f64
                }
            };
            let mut keyed: Vec<(f64, usize)> =
                row.iter().map(|node| (middle(node), *node)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            *row = keyed.into_iter().map(|(_, node)| node).collect();
            for (at, node) in row.iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
                if let Some(place) = place.get_mut(*node) {
                    *place = at as f64;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PASSING, lay};

    #[test]
    fn each_stands_below_what_leads_to_it_and_circles_lead_up() {
        let layers = lay(4, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 0), (3, 3), (0, 3)]);
        let rows: Vec<Vec<usize>> = layers
            .rows
            .iter()
            .map(|row| row.iter().copied().filter(|node| *node < 4).collect())
            .collect();
        assert_eq!(rows, [vec![0], vec![1, 2], vec![3]]);
        assert_eq!(layers.back, [false, false, false, false, true, true, false]);
        assert_eq!(layers.ways[6].len(), 3, "it passes the layer between");
    }

    #[test]
    fn ways_that_need_not_cross_do_not() {
        let layers = lay(4, &[(0, 3), (1, 2)]);
        assert_eq!(layers.rows, [vec![0, 1], vec![3, 2]]);
    }

    #[test]
    fn however_long_its_edges_a_drawing_has_not_many_more_nodes_than_steps_and_edges() {
        let last = 1_999;
        let row = (0..last).map(|step| (step, step + 1));
        let all = row.chain((0..last - 1).map(|step| (step, last)));
        let edges: Vec<(usize, usize)> = all.collect();
        let layers = lay(2_000, &edges);
        let nodes: usize = layers.rows.iter().map(Vec::len).sum();
        assert!(nodes <= 2_000 + edges.len() + PASSING, "{nodes}");
        assert_eq!(layers.rows.len(), 2_000);
        let way = |at: usize| layers.ways[at].len();
        assert_eq!(way(last), 3, "the longest is held in one layer");
        assert_eq!(way(edges.len() - 1), 3);
        assert_eq!(way(edges.len() - 101), 103, "a shorter one in each");
    }
}
