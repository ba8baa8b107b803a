//! The camera: which part of the canvas is in sight, and how large.

use crate::geometry::{Point, Rect};

/// The smallest zoom, where a smaller one is not needed to see all.
pub const FARTHEST: f64 = 0.08;
/// The largest zoom.
pub const NEAREST: f64 = 2.0;
const MARGIN: f64 = 48.0;

/// Where the canvas is looked at from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Where the canvas' origin stands, in pixels of the screen.
    pub pan: Point,
    /// Pixels for a unit.
    pub zoom: f64,
    /// The size of the screen it is seen on.
    pub screen: Point,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            pan: Point::new(MARGIN, MARGIN),
            zoom: 1.0,
            screen: Point::new(1024.0, 768.0),
        }
    }
}

impl Camera {
    /// The place of the canvas under a pixel.
    pub fn world(&self, pixel: Point) -> Point {
        Point::new(
            (pixel.x - self.pan.x) / self.zoom,
            (pixel.y - self.pan.y) / self.zoom,
        )
    }

    /// The pixel over a place of the canvas.
    pub fn pixel(&self, world: Point) -> Point {
        Point::new(
            world.x * self.zoom + self.pan.x,
            world.y * self.zoom + self.pan.y,
        )
    }

    /// What is in sight.
    pub fn sight(&self) -> Rect {
        Rect::between(self.world(Point::default()), self.world(self.screen))
    }

    /// Moved by pixels.
    pub fn pan_by(&mut self, by: Point) {
        self.pan = self.pan.plus(by);
    }

    /// Nearer by a factor, the place under a pixel staying where it is; no farther than it takes to see all
    /// of a rectangle.
    pub fn zoom_at(&mut self, pixel: Point, factor: f64, all: Option<Rect>) {
        let place = self.world(pixel);
        let farthest = all.map_or(FARTHEST, |all| self.fitting(all).min(FARTHEST));
        self.zoom = (self.zoom * factor).clamp(farthest.min(self.zoom), NEAREST);
        let moved = self.pixel(place);
        self.pan_by(pixel.minus(moved));
    }

    /// Nearer by a factor around the middle; no farther than it takes to see all of a rectangle.
    pub fn zoom_by(&mut self, factor: f64, all: Option<Rect>) {
        let middle = Point::new(self.screen.x / 2.0, self.screen.y / 2.0);
        self.zoom_at(middle, factor, all);
    }

    /// So that all of a rectangle is in sight, however far that is, and not nearer than 1.
    pub fn fit(&mut self, all: Rect) {
        self.zoom = self.fitting(all);
        self.look_at(all.middle());
    }

    /// The zoom at which all of a rectangle is in sight, 1 at most.
    fn fitting(&self, all: Rect) -> f64 {
        let room = Point::new(
            (self.screen.x - 2.0 * MARGIN).max(1.0),
            (self.screen.y - 2.0 * MARGIN).max(1.0),
        );
        let wanted = (room.x / all.size.x.max(1.0)).min(room.y / all.size.y.max(1.0));
        wanted.min(1.0)
    }

    /// With a place in the middle.
    pub fn look_at(&mut self, world: Point) {
        self.pan = Point::new(
            self.screen.x / 2.0 - world.x * self.zoom,
            self.screen.y / 2.0 - world.y * self.zoom,
        );
    }

    /// Moved as little as it takes to see a rectangle; to its middle where it is far.
    pub fn show(&mut self, what: Rect) {
        let sight = self.sight().grown(-MARGIN / 2.0 / self.zoom);
        let inside =
            sight.contains(what.at) && sight.contains(Point::new(what.right(), what.bottom()));
        if !inside {
            if self.zoom < 0.5 {
                self.zoom = 0.9;
            }
            self.look_at(what.middle());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_place_under_the_pointer() {
        let mut camera = Camera::default();
        let pixel = Point::new(300.0, 200.0);
        let place = camera.world(pixel);
        for factor in [1.2, 0.3, 5.0, 0.01] {
            camera.zoom_at(pixel, factor, None);
            assert!(camera.world(pixel).minus(place).length() < 1e-6);
            assert!((FARTHEST..=NEAREST).contains(&camera.zoom));
        }
    }

    #[test]
    fn fitting_shows_everything() {
        for (width, height) in [(4_000.0, 900.0), (36_000.0, 900.0), (900.0, 700_000.0)] {
            let mut camera = Camera::default();
            let all = Rect::new(-500.0, 20.0, width, height);
            camera.fit(all);
            let sight = camera.sight();
            assert!(sight.contains(all.at), "{width}");
            let end = Point::new(all.right(), all.bottom());
            assert!(sight.contains(end), "{width}");
        }
    }

    #[test]
    fn one_goes_as_far_away_as_all_is_seen_from_and_comes_back_evenly() {
        let mut camera = Camera::default();
        let all = Rect::new(0.0, 0.0, 36_000.0, 900.0);
        camera.fit(all);
        let whole = camera.zoom;
        assert!(whole < FARTHEST, "{whole}");
        camera.zoom_by(0.5, Some(all));
        assert!((camera.zoom - whole).abs() < 1e-9, "{}", camera.zoom);
        camera.zoom_by(1.25, Some(all));
        assert!((camera.zoom - whole * 1.25).abs() < 1e-9, "{}", camera.zoom);
        camera.zoom_by(0.1, Some(all));
        assert!((camera.zoom - whole).abs() < 1e-9, "{}", camera.zoom);
    }
}
