//! How well each second of a run went, for the whole of it: stretches, not points, so that hours fit.

use simcore::measure::Point;

/// A second counts as bad from this share of requests that were not answered on time.
const BAD_SHARE: f32 = 0.01;

/// Seconds that went equally well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    pub from: f64,
    pub until: f64,
    pub well: bool,
}

/// The stretches of a run, from the oldest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lived(pub Vec<Stretch>);

impl Lived {
    /// Adds what is later than what is known already.
    pub fn extend(&mut self, points: &[Point]) {
        for p in points {
            let known = self.0.last().map_or(f64::NEG_INFINITY, |s| s.until);
            if p.t <= known {
                continue;
            }
            let finished = p.on_time + p.late + p.failed;
            let well = finished <= 0.0 || (p.late + p.failed) / finished <= BAD_SHARE;
            let from = known.max(p.t - 1.0).max(0.0);
            match self.0.last_mut() {
                Some(last) if last.well == well && last.until >= from - 1e-6 => last.until = p.t,
                _ => self.0.push(Stretch { from, until: p.t, well }),
            }
        }
    }

    /// Forgets what is later than this.
    pub fn cut(&mut self, end: f64) {
        self.0.retain(|s| s.from < end);
        if let Some(last) = self.0.last_mut() {
            last.until = last.until.min(end);
        }
    }

    /// The part from here on.
    pub fn since(&self, start: f64) -> Lived {
        let late = self.0.iter().filter(|s| s.until > start);
        Lived(late.map(|s| Stretch { from: s.from.max(start), ..*s }).collect())
    }

    /// Seconds that went badly.
    pub fn bad(&self) -> f64 {
        self.0.iter().filter(|s| !s.well).map(|s| s.until - s.from).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(seconds: impl Iterator<Item = (u32, f32)>) -> Vec<Point> {
        let point = |(t, failed)| Point { t: f64::from(t), on_time: 100.0, failed, ..Point::default() };
        seconds.map(point).collect()
    }

    fn stretch(from: f64, until: f64, well: bool) -> Stretch {
        Stretch { from, until, well }
    }

    #[test]
    fn equal_seconds_become_one_stretch_and_nothing_counts_twice() {
        let run = points((1..=10).map(|i| (i, if (4..=6).contains(&i) { 5.0 } else { 0.0 })));
        let mut lived = Lived::default();
        lived.extend(&run[..5]);
        lived.extend(&run);
        let all = [stretch(0.0, 3.0, true), stretch(3.0, 6.0, false), stretch(6.0, 10.0, true)];
        assert_eq!(lived.0, all);
        assert_eq!(lived.bad(), 3.0);
        assert_eq!(lived.since(3.5).0, [stretch(3.5, 6.0, false), all[2]]);
        lived.cut(4.5);
        assert_eq!(lived.0, [all[0], stretch(3.0, 4.5, false)]);
        lived.cut(0.0);
        assert_eq!(lived.0, []);
    }

    #[test]
    fn a_gap_is_no_stretch() {
        let mut lived = Lived::default();
        lived.extend(&points([(1, 0.0), (9, 0.0)].into_iter()));
        assert_eq!(lived.0, [stretch(0.0, 1.0, true), stretch(8.0, 9.0, true)]);
    }
}
