//! The way an edge is drawn: straight pieces with round corners, leaving to the right and arriving from the left.

use crate::geometry::{Point, Rect};
use std::fmt::Write as _;

const CORNER: f64 = 12.0;
const STUB: f64 = 22.0;
/// How far a line stays from a card.
const CLEAR: f64 = 14.0;

/// The bends of an edge from an outlet to an inlet, both included. `lane` keeps edges of one card apart.
///
/// `below` is where a way back passes: under the lower of both cards.
pub fn bends(from: Point, to: Point, lane: usize, below: f64) -> Vec<Point> {
    let shift = f64::from(u32::try_from(lane % 8).unwrap_or(0)) * 7.0;
    let gap = to.x - from.x;
    if gap >= 2.0 * STUB {
        if (from.y - to.y).abs() < 1.0 {
            return vec![from, to];
        }
        let turn = (from.x + STUB + shift)
            .min(to.x - STUB)
            .max(from.x + STUB / 2.0);
        return vec![from, Point::new(turn, from.y), Point::new(turn, to.y), to];
    }
    let out = from.x + STUB + shift;
    let back = to.x - STUB - shift;
    let down = below + STUB + shift;
    vec![
        from,
        Point::new(out, from.y),
        Point::new(out, down),
        Point::new(back, down),
        Point::new(back, to.y),
        to,
    ]
}

/// The height nearest to `wanted` at which a level line between two places meets none of the obstacles.
pub fn channel(obstacles: &[Rect], left: f64, right: f64, wanted: f64) -> f64 {
    let band: Vec<&Rect> = obstacles
        .iter()
        .filter(|rect| rect.at.x < right && left < rect.right())
        .collect();
    let free = |y: f64| {
        !band
            .iter()
            .any(|rect| rect.at.y - CLEAR < y && y < rect.bottom() + CLEAR)
    };
    if free(wanted) {
        return wanted;
    }
    let edges = band
        .iter()
        .flat_map(|rect| [rect.at.y - CLEAR, rect.bottom() + CLEAR]);
    edges
        .filter(|y| free(*y))
        .min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs()))
        .unwrap_or(wanted)
}

/// The bends of an edge that leads far to the right: level at `way`, which lies between the cards.
pub fn around(from: Point, to: Point, lane: usize, way: f64) -> Vec<Point> {
    let shift = f64::from(u32::try_from(lane % 8).unwrap_or(0)) * 7.0;
    let (out, back) = (from.x + STUB + shift, to.x - STUB - shift / 2.0);
    vec![
        from,
        Point::new(out, from.y),
        Point::new(out, way),
        Point::new(back, way),
        Point::new(back, to.y),
        to,
    ]
}

/// Whether a way shares a point with a rectangle.
pub fn crosses(bends: &[Point], rect: &Rect) -> bool {
    bends.windows(2).any(|two| match two {
        [a, b] => rect.meets(&Rect::between(*a, *b).grown(CORNER)),
        _ => false,
    })
}

/// The smallest rectangle around bends.
pub fn extent(bends: &[Point]) -> Rect {
    let mut all: Option<Rect> = None;
    for at in bends {
        let own = Rect {
            at: *at,
            size: Point::default(),
        };
        all = Some(all.map_or(own, |all| all.with(&own)));
    }
    all.unwrap_or_default()
}

/// The SVG path through bends, with round corners.
pub fn path(bends: &[Point]) -> String {
    let mut out = String::with_capacity(bends.len() * 24);
    let mut write = |part: std::fmt::Arguments<'_>| {
        out.write_fmt(part).expect("invariant: strings take all");
    };
    let Some(first) = bends.first() else {
        return out;
    };
    write(format_args!("M{:.1} {:.1}", first.x, first.y));
    for three in bends.windows(3) {
        let [a, b, c] = three else { continue };
        let radius = CORNER
            .min(b.minus(*a).length() / 2.0)
            .min(c.minus(*b).length() / 2.0);
        let before = towards(*b, *a, radius);
        let after = towards(*b, *c, radius);
        write(format_args!(
            "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
            before.x, before.y, b.x, b.y, after.x, after.y
        ));
    }
    if let Some(last) = bends.last() {
        write(format_args!("L{:.1} {:.1}", last.x, last.y));
    }
    out
}

fn towards(from: Point, to: Point, by: f64) -> Point {
    let way = to.minus(from);
    let length = way.length();
    if length < f64::EPSILON {
        return from;
    }
    Point::new(from.x + way.x / length * by, from.y + way.y / length * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_leaves_to_the_right_and_arrives_from_the_left() {
        for to in [
            (300.0, 0.0),
            (300.0, 90.0),
            (-400.0, 10.0),
            (20.0, -500.0),
            (0.0, 0.0),
        ] {
            let (from, to) = (Point::new(0.0, 0.0), Point::new(to.0, to.1));
            let bends = bends(from, to, 3, 200.0);
            let [first, second, ..] = bends.as_slice() else {
                panic!("two bends")
            };
            let [.., before, last] = bends.as_slice() else {
                panic!("two bends")
            };
            assert!(second.x > first.x && (second.y - first.y).abs() < 1.0);
            assert!(before.x < last.x && (before.y - last.y).abs() < 1.0);
            assert_eq!((*first, *last), (from, to));
            assert!(path(&bends).starts_with('M'));
            assert!(!path(&bends).contains("NaN"));
        }
    }
}
