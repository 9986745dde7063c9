//! How a shared board was seen: the point in the middle of the view, the zoom and the speed. It stands after
//! the data of the link, where pages that do not know it look at nothing.

use super::super::MAX_AT;
use super::super::geometry::{MAX_ZOOM, MIN_ZOOM, Viewport};

/// Place, zoom and speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// The point of the board in the middle.
    pub x: f64,
    pub y: f64,
    pub zoom: f64,
    pub speed: f64,
}

/// Fastest and slowest that a link may ask for.
const SPEEDS: (f64, f64) = (0.1, 1000.0);

impl Seen {
    /// What a view of this size shows.
    pub fn of(view: Viewport, (w, h): (f64, f64), speed: f64) -> Seen {
        Seen { x: view.x + w / view.zoom / 2.0, y: view.y + h / view.zoom / 2.0, zoom: view.zoom, speed }
    }

    /// The same point in the middle of a view of another size.
    pub fn view(self, (w, h): (f64, f64)) -> Viewport {
        Viewport { x: self.x - w / self.zoom / 2.0, y: self.y - h / self.zoom / 2.0, zoom: self.zoom }
    }

    /// `120_-80_75_10`: the zoom in per cent, the speed in tenths.
    pub fn text(self) -> String {
        let whole = |v: f64| v.round() as i64;
        format!(
            "{}_{}_{}_{}",
            whole(self.x),
            whole(self.y),
            whole(self.zoom * 100.0),
            whole(self.speed * 10.0)
        )
    }

    /// Nothing when it is anything else; what is beyond the limits is brought within them.
    pub fn read(text: &str) -> Option<Seen> {
        let mut parts = text.split('_').map(|part| part.parse::<i32>().ok().map(f64::from));
        let mut next = || parts.next().flatten();
        let (x, y, zoom, speed) = (next()?, next()?, next()?, next()?);
        let far = f64::from(MAX_AT);
        parts.next().is_none().then(|| Seen {
            x: x.clamp(-far, far),
            y: y.clamp(-far, far),
            zoom: (zoom / 100.0).clamp(MIN_ZOOM, MAX_ZOOM),
            speed: (speed / 10.0).clamp(SPEEDS.0, SPEEDS.1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_survives_its_text_and_another_size_of_window() {
        let view = Viewport { x: -40.0, y: 100.0, zoom: 0.5 };
        let seen = Seen::of(view, (800.0, 600.0), 10.0);
        assert_eq!((seen.x, seen.y), (760.0, 700.0));
        assert_eq!(Seen::read(&seen.text()), Some(seen));
        assert_eq!(seen.view((800.0, 600.0)), view);
        assert_eq!(seen.view((400.0, 600.0)).x, 360.0);
    }

    #[test]
    fn anything_else_is_nothing_or_within_limits() {
        for bad in ["", "1", "1_2_3", "1_2_3_4_5", "a_b_c_d", "1_2_NaN_4", "1e9_2_3_4", "99999999999_0_1_1"] {
            assert_eq!(Seen::read(bad), None, "{bad}");
        }
        let far = Seen::read("2000000000_-2000000000_0_-5").unwrap();
        assert_eq!((far.x, far.y, far.zoom, far.speed), (1e5, -1e5, MIN_ZOOM, 0.1));
    }
}
