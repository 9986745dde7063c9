//! What a balancer believes of its servers, and how it comes to believe it.

use super::{Algorithm, Check, LoadBalancer, Mark, PROBE, REPORT};
use crate::balance::Server;
use crate::cx::Cx;
use crate::rng::Purpose;
use crate::time::{Time, from_secs};

impl LoadBalancer {
    /// Takes over the links as they are now; servers that stay keep what is known of them. Those that
    /// are `added` to a running balancer begin slowly.
    pub(super) fn rewire(&mut self, cx: &Cx<'_>, added: bool) {
        let old: Vec<(Server, Mark)> = self.servers.drain(..).zip(self.marks.drain(..)).collect();
        let since = added.then_some(cx.now());
        for l in 0..cx.links() {
            let id = cx.target(l);
            let known = old.iter().find(|(s, _)| s.id == id).copied();
            let (mut s, mut m) = known.unwrap_or((Server::new(id), Mark { since, ..Mark::NEW }));
            s.weight = cx.weight(l);
            s.known &= known.is_some() || !added;
            m.up |= !self.p.health_check;
            m.back = m.back.filter(|_| self.p.eject_after > 0);
            self.servers.push(s);
            self.marks.push(m);
        }
        self.settle_pool();
    }

    /// Those that are believed healthy are in the pool; all are when that would be too few.
    pub(super) fn settle_pool(&mut self) {
        let up = self.marks.iter().filter(|m| m.up).count();
        let enough = 100.0 * up as f64 >= self.p.fail_open * self.marks.len() as f64;
        for (s, m) in self.servers.iter_mut().zip(&self.marks) {
            s.up = (m.up || !enough) && m.back.is_none();
        }
        self.balancer.membership_changed(&self.servers);
        self.be_careful();
    }

    /// Probes and reports begin anew, each with its own phase, so that balancers do not probe in step.
    pub(super) fn start_timers(&mut self, cx: &mut Cx<'_>) {
        cx.cancel(self.probe);
        cx.cancel(self.report);
        let now = cx.now();
        self.probe = cx.timer(PROBE);
        if self.p.health_check {
            let phase = cx.stream(Purpose::Probes).unit();
            cx.timer_at(self.probe, now + from_secs(self.p.interval_s * phase));
        }
        self.report = cx.timer(REPORT);
        if self.p.report_s > 0.0 && self.p.algorithm == Algorithm::LeastLoaded {
            cx.timer_at(self.report, now);
        }
    }

    pub(super) fn probe_all(&mut self, cx: &Cx<'_>) {
        let patience = match self.p.check_timeout_s > 0.0 {
            true => from_secs(self.p.check_timeout_s),
            false => Time::MAX,
        };
        let (deep, disk) = (self.p.check != Check::Shallow, self.p.check == Check::Disk);
        let mut changed = false;
        for (l, m) in self.marks.iter_mut().enumerate() {
            let lie = self.lies > 0.0 && self.luck.unit() < self.lies;
            let fine = cx.check(l as u32, deep, patience, &mut self.luck) && !(disk && cx.has_full_disk(l as u32));
            if (fine != lie) == m.up {
                m.against = 0;
                continue;
            }
            m.against += 1;
            let enough = if m.up { self.p.unhealthy_after } else { self.p.healthy_after };
            if m.against >= enough {
                (m.up, m.against, changed) = (!m.up, 0, true);
                m.since = m.up.then_some(cx.now());
            }
        }
        if changed {
            self.settle_pool();
        }
    }
}
