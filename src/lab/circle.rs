//! The geometry of the ring picture: angles to points, marks to paths, and the arc that decides.
//! Pure; the drawing is in `ring.rs`.

use simcore::lab::{Mark, RingPicture};

/// A point at an angle (degrees clockwise from the top) on a circle around the origin.
pub fn point(radius: f64, degrees: f64) -> (f64, f64) {
    let a = degrees.to_radians();
    (radius * a.sin(), -radius * a.cos())
}

/// The marks of one server as one path: a short tick across its track for each.
pub fn ticks(marks: &[Mark], server: u32, radius: f64, half: f64) -> String {
    let mut d = String::new();
    for m in marks.iter().filter(|m| m.server == server) {
        let (a, b) = (point(radius - half, m.degrees), point(radius + half, m.degrees));
        d.push_str(&format!("M{:.2} {:.2}L{:.2} {:.2}", a.0, a.1, b.0, b.1));
    }
    d
}

/// One mark of the close-up, in walking order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    pub server: u32,
    /// Degrees walked from the key.
    pub walked: f64,
    pub degrees: f64,
    pub alive: bool,
    /// The walk ends here.
    pub taken: bool,
}

/// The marks from a key clockwise: all up to the first whose server is up, and the next live ones.
pub fn walk(
    picture: &RingPicture,
    key: f64,
    alive: impl Fn(u32) -> bool,
    there: impl Fn(u32) -> bool,
) -> Vec<Near> {
    let mut out: Vec<Near> = Vec::new();
    let marks: Vec<&Mark> = picture.marks.iter().filter(|m| there(m.server)).collect();
    let start = marks.partition_point(|m| m.degrees < key);
    let mut live = 0;
    for m in marks[start..].iter().chain(&marks[..start]) {
        let alive = alive(m.server);
        live += usize::from(alive);
        let walked = (m.degrees - key).rem_euclid(360.0);
        out.push(Near { server: m.server, walked, degrees: m.degrees, alive, taken: alive && live == 1 });
        if live == 2 || out.len() == 8 {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::lab::{Down, Join, Puzzle, picture};

    #[test]
    fn the_top_is_at_zero_and_the_right_at_a_quarter() {
        let (x, y) = point(10.0, 0.0);
        assert!(x.abs() < 1e-9 && (y + 10.0).abs() < 1e-9);
        let (x, y) = point(10.0, 90.0);
        assert!((x - 10.0).abs() < 1e-9 && y.abs() < 1e-9);
    }

    #[test]
    fn the_walk_ends_at_the_first_live_mark() {
        let p = Puzzle::classic(Down::AfterT2, Join::AfterT2);
        let ring = picture(&p).expect("a good puzzle").expect("its ring is given");
        let key = ring.keys.iter().find(|k| k.user == "u1").expect("u1 has a key").degrees;
        let near = walk(&ring, key, |s| s != 2, |_| true);
        assert_eq!(near[0].server, 2, "the nearest mark is of s3, which is down");
        assert!(!near[0].taken);
        let taken = near.iter().find(|n| n.taken).expect("somebody is up");
        assert_eq!(taken.server, 4, "then comes s5");
        assert!(near.windows(2).all(|w| w[0].walked <= w[1].walked));
        let before = walk(&ring, key, |_| true, |s| s != 4);
        assert!(before[0].taken && before[0].server == 2);
    }

    #[test]
    fn every_mark_is_drawn_once() {
        let p = Puzzle::classic(Down::Never, Join::Never);
        let ring = picture(&p).expect("a good puzzle").expect("its ring is given");
        assert_eq!(ticks(&ring.marks, 0, 50.0, 4.0).matches('M').count(), 150);
    }
}
