//! Points and rectangles of the canvas, in its own units: one is a pixel at zoom 1.

/// A place, or a distance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    /// A point.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// This point moved by a distance.
    #[must_use]
    pub fn plus(self, by: Point) -> Self {
        Self::new(self.x + by.x, self.y + by.y)
    }

    /// The distance from another point to this one.
    #[must_use]
    pub fn minus(self, from: Point) -> Self {
        Self::new(self.x - from.x, self.y - from.y)
    }

    /// Its length as a distance.
    pub fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// Rounded to whole units.
    #[must_use]
    pub fn whole(self) -> Self {
        Self::new(self.x.round(), self.y.round())
    }
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left upper corner.
    pub at: Point,
    /// Its width and height, never negative.
    pub size: Point,
}

impl Rect {
    /// A rectangle by its left upper corner and its size.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self {
            at: Point::new(x, y),
            size: Point::new(width, height),
        }
    }

    /// The rectangle between two corners, whichever they are.
    pub fn between(a: Point, b: Point) -> Self {
        let at = Point::new(a.x.min(b.x), a.y.min(b.y));
        Self {
            at,
            size: Point::new((a.x - b.x).abs(), (a.y - b.y).abs()),
        }
    }

    /// The right edge.
    pub fn right(&self) -> f64 {
        self.at.x + self.size.x
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.at.y + self.size.y
    }

    /// The middle.
    pub fn middle(&self) -> Point {
        Point::new(self.at.x + self.size.x / 2.0, self.at.y + self.size.y / 2.0)
    }

    /// Whether a point lies in it, edges included.
    pub fn contains(&self, point: Point) -> bool {
        (self.at.x..=self.right()).contains(&point.x)
            && (self.at.y..=self.bottom()).contains(&point.y)
    }

    /// Whether it shares a point with another.
    pub fn meets(&self, other: &Rect) -> bool {
        self.at.x <= other.right()
            && other.at.x <= self.right()
            && self.at.y <= other.bottom()
            && other.at.y <= self.bottom()
    }

    /// The smallest rectangle that covers both.
    #[must_use]
    pub fn with(&self, other: &Rect) -> Self {
        let at = Point::new(self.at.x.min(other.at.x), self.at.y.min(other.at.y));
        let end = Point::new(
            self.right().max(other.right()),
            self.bottom().max(other.bottom()),
        );
        Self::between(at, end)
    }

    /// Larger by this on every side.
    #[must_use]
    pub fn grown(&self, by: f64) -> Self {
        Self::new(
            self.at.x - by,
            self.at.y - by,
            self.size.x + 2.0 * by,
            self.size.y + 2.0 * by,
        )
    }
}
