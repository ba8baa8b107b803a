//! Names of exits, each beside its edge, and none over a step or another.

use super::places::{HIGH, Places, WIDE};
use unicode_width::UnicodeWidthStr as _;

/// What a column of small text is wide, and a line of it high.
const COLUMN: f64 = 6.3;
const LINE: f64 = 13.0;
/// Where along its edge a name may stand, from the step it leaves.
const ALONG: [f64; 9] = [0.22, 0.34, 0.45, 0.55, 0.64, 0.72, 0.8, 0.88, 0.12];

/// A curve from a step towards another, by its ends.
pub(super) type Curve = ((f64, f64), (f64, f64));

/// A rectangle: left, upper, right and lower side.
type Area = (f64, f64, f64, f64);

/// What is taken already.
pub(super) struct Names {
    taken: Vec<Area>,
}

impl Names {
    pub(super) fn beside(places: &Places) -> Self {
        let step = |(x, y)| (x, y, x + WIDE, y + HIGH);
        Self {
            taken: places.steps().map(step).collect(),
        }
    }

    /// Where the name of an exit stands: the middle of its base line.
    pub(super) fn place(&mut self, name: &str, curve: Curve) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "places in a drawing")]
        let half = name.width() as f64 * COLUMN / 2.0;
        let area = |(x, y): (f64, f64)| (x - half, y - LINE / 2.0, x + half, y + LINE / 2.0);
        let mut places = ALONG.iter().map(|t| at(curve, *t));
        let free = |place: &(f64, f64)| !self.taken.iter().any(|one| overlap(*one, area(*place)));
        let (x, y) = places.find(free).unwrap_or_else(|| at(curve, 0.3));
        self.taken.push(area((x, y)));
        (x, y + 4.0)
    }
}

/// A point of the curve that leaves and comes upright.
fn at(((ax, ay), (bx, by)): Curve, t: f64) -> (f64, f64) {
    let s = 1.0 - t;
    let (near, far) = (s * s * s + 3.0 * s * s * t, 3.0 * s * t * t + t * t * t);
    let middle = f64::midpoint(ay, by);
    let y = s * s * s * ay + 3.0 * s * t * middle + t * t * t * by;
    (near * ax + far * bx, y)
}

fn overlap(a: Area, b: Area) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_that_would_stand_over_each_other_move_along_their_edges() {
        let mut names = Names { taken: Vec::new() };
        let place = |names: &mut Names| names.place("no_match", ((100.0, 0.0), (110.0, 74.0)));
        let (first, second) = (place(&mut names), place(&mut names));
        assert!((first.1 - second.1).abs() >= 12.9, "{first:?} {second:?}");
    }
}
