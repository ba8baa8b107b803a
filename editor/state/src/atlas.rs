//! Where things lie, so that what is in sight is found without looking at the rest.

use crate::geometry::Rect;
use rstar::{AABB, RTree, RTreeObject, SelectionFunction};
use std::cell::Cell;

type Area = AABB<[f64; 2]>;

/// Rectangles by number, found by place: the cost grows with what is found, not with what there is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Atlas {
    tree: RTree<Spot>,
    extent: Option<Rect>,
}

#[derive(Clone, Debug)]
struct Spot {
    number: usize,
    area: Area,
}

impl RTreeObject for Spot {
    type Envelope = Area;

    fn envelope(&self) -> Area {
        self.area
    }
}

/// What meets an area, and how many things were looked at to find it.
struct Meeting<'c> {
    area: Area,
    seen: &'c Cell<usize>,
}

impl SelectionFunction<Spot> for Meeting<'_> {
    fn should_unpack_parent(&self, parent: &Area) -> bool {
        self.seen.set(self.seen.get() + 1);
        rstar::Envelope::intersects(&self.area, parent)
    }

    fn should_unpack_leaf(&self, leaf: &Spot) -> bool {
        self.seen.set(self.seen.get() + 1);
        rstar::Envelope::intersects(&self.area, &leaf.area)
    }
}

fn area(of: &Rect) -> Area {
    AABB::from_corners([of.at.x, of.at.y], [of.right(), of.bottom()])
}

impl Atlas {
    /// The atlas of some rectangles, each with a number of its own.
    pub(crate) fn of(rects: impl Iterator<Item = (usize, Rect)>) -> Self {
        let mut extent: Option<Rect> = None;
        let spots = rects.map(|(number, rect)| {
            extent = Some(extent.map_or(rect, |all| all.with(&rect)));
            Spot {
                number,
                area: area(&rect),
            }
        });
        let spots: Vec<Spot> = spots.collect();
        Self {
            tree: RTree::bulk_load(spots),
            extent,
        }
    }

    /// The numbers of those that share a point with a rectangle, in their order.
    pub(crate) fn meeting(&self, rect: &Rect) -> Vec<usize> {
        self.counted(rect).0
    }

    /// The rectangle around all of them.
    pub(crate) fn extent(&self) -> Option<Rect> {
        self.extent
    }

    /// [`Self::meeting`], and how many rectangles were looked at.
    pub(crate) fn counted(&self, rect: &Rect) -> (Vec<usize>, usize) {
        let seen = Cell::new(0);
        let meeting = Meeting {
            area: area(rect),
            seen: &seen,
        };
        let found = self.tree.locate_with_selection_function(meeting);
        let mut numbers: Vec<usize> = found.map(|spot| spot.number).collect();
        numbers.sort_unstable();
        (numbers, seen.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize) -> Atlas {
        let rects = (0..count).map(|n| {
            let (x, y) = (
                u32::try_from(n / 20).unwrap(),
                u32::try_from(n % 20).unwrap(),
            );
            let rect = Rect::new(f64::from(x) * 336.0, f64::from(y) * 160.0, 240.0, 110.0);
            (n, rect)
        });
        Atlas::of(rects)
    }

    #[test]
    fn what_is_found_is_what_meets() {
        let atlas = rows(400);
        let sight = Rect::new(500.0, 300.0, 900.0, 700.0);
        let by_hand: Vec<usize> = (0..400)
            .filter(|n| {
                let (x, y) = (
                    u32::try_from(n / 20).unwrap(),
                    u32::try_from(n % 20).unwrap(),
                );
                sight.meets(&Rect::new(
                    f64::from(x) * 336.0,
                    f64::from(y) * 160.0,
                    240.0,
                    110.0,
                ))
            })
            .collect();
        assert_eq!(atlas.meeting(&sight), by_hand);
        assert!(!by_hand.is_empty());
        assert_eq!(Atlas::default().meeting(&sight), Vec::<usize>::new());
    }

    #[test]
    fn finding_costs_what_is_found_and_not_what_there_is() {
        let sight = Rect::new(500.0, 300.0, 900.0, 700.0);
        let (few, many) = (rows(200).counted(&sight), rows(20_000).counted(&sight));
        assert_eq!(few.0, many.0);
        assert!(
            many.1 < 3 * few.1,
            "{} among 200, {} among 20,000",
            few.1,
            many.1
        );
    }
}
