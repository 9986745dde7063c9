//! How much traffic there will be when a machine that is ordered now is ready.

use super::Params;
use crate::time::{SEC, Time, from_secs};
use std::collections::VecDeque;

/// What an autoscaler remembers of a group's traffic.
#[derive(Clone, Debug, Default)]
pub(super) struct Forecast {
    /// Requests a second, interval by interval.
    history: VecDeque<(Time, f64)>,
    /// Machines that one request a second keeps busy, as last seen without an overload.
    cost: f64,
}

/// Above this the use says nothing about how much work there is.
const FULL: f64 = 0.95;

impl Forecast {
    /// An interval is over: so many requests a second kept so many machines, a share `used`, busy.
    pub fn learn(&mut self, p: &Params, now: Time, rate: f64, machines: f64, used: f64) {
        let kept = from_secs(p.look_s.max(p.period_s));
        while self.history.front().is_some_and(|h| now - h.0 > kept) {
            self.history.pop_front();
        }
        self.history.push_back((now, rate));
        if rate > 0.0 && used < FULL {
            self.cost = machines / rate;
        }
    }

    /// Machines that will be busy, on average.
    pub fn machines(&self, p: &Params, now: Time) -> f64 {
        let last = self.history.back().map_or(0.0, |h| h.1);
        self.cost * last.max(self.period_ago(p, now).unwrap_or_else(|| self.trend(p, now)))
    }

    /// The most there was one period before that time, within an interval; `None` before there has
    /// been a period.
    fn period_ago(&self, p: &Params, now: Time) -> Option<f64> {
        let (then, near) = (now + from_secs(p.ahead_s), from_secs(p.interval_s));
        let then = then.checked_sub(from_secs(p.period_s)).filter(|_| p.period_s > 0.0)?;
        let around = self.history.iter().filter(|h| h.0.abs_diff(then) <= near);
        around.map(|h| h.1).max_by(f64::total_cmp)
    }

    /// The straight line of least squares through the last values, carried on.
    fn trend(&self, p: &Params, now: Time) -> f64 {
        let from = now.saturating_sub(from_secs(p.look_s));
        // seconds before now, which are negative
        let points = self.history.iter().filter(|h| h.0 >= from);
        let points = points.map(|h| (-((now - h.0) as f64) / SEC as f64, h.1));
        let (mut n, mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (at, rate) in points {
            (n, x, y, xx, xy) = (n + 1.0, x + at, y + rate, xx + at * at, xy + at * rate);
        }
        let spread = n * xx - x * x;
        if spread <= 0.0 {
            return 0.0;
        }
        let slope = (n * xy - x * y) / spread;
        ((y - slope * x) / n + slope * p.ahead_s).max(0.0)
    }
}
