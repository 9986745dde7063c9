//! Servers that fail while their health checks are fine: left alone for a while.

use super::LoadBalancer;
use crate::call::End;
use crate::cx::Cx;
use crate::measure::Reason;
use crate::time::from_secs;

impl LoadBalancer {
    /// Counts how a server's calls end; one that has failed too often in a row is left alone.
    pub(super) fn watch(&mut self, cx: &mut Cx<'_>, link: u32, end: End) {
        // a refusal for asking too often says nothing about health
        let failed = matches!(end, End::Failed(reason) if reason != Reason::RateLimited);
        let (now, all) = (cx.now(), self.marks.len());
        let away = self.marks.iter().filter(|m| m.back.is_some()).count();
        let Some(mark) = self.marks.get_mut(link as usize) else { return };
        mark.failures = if failed { mark.failures.saturating_add(1) } else { 0 };
        let allowed = (away + 1) as f64 * 100.0 <= self.p.max_ejected * all as f64;
        if mark.failures < self.p.eject_after || mark.back.is_some() || !allowed {
            return;
        }
        mark.back = Some(now.saturating_add(from_secs(self.p.eject_s)));
        self.set_release(cx);
        self.settle_pool();
    }

    /// Those whose time is over may show that they are well again.
    pub(super) fn release(&mut self, cx: &mut Cx<'_>) {
        let now = cx.now();
        for m in self.marks.iter_mut().filter(|m| m.back.is_some_and(|t| t <= now)) {
            (m.back, m.failures, m.since) = (None, 0, Some(now));
        }
        self.set_release(cx);
        self.settle_pool();
    }

    fn set_release(&mut self, cx: &mut Cx<'_>) {
        cx.cancel_and_renew(&mut self.release);
        if let Some(first) = self.marks.iter().filter_map(|m| m.back).min() {
            cx.timer_at(self.release, first.max(cx.now()));
        }
    }
}
