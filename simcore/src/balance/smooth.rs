//! Smooth weighted round robin, exactly as nginx does it (ngx_http_upstream_get_peer): every live
//! server earns its weight, the one with most credit is picked and pays the sum of the weights.

use super::Server;
use super::step::{Step, Watch};

/// The credit of each server, in the order of the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Smooth {
    credit: Vec<(u32, i64)>,
}

impl Smooth {
    /// The list changed: who stays keeps its credit, who is new starts with none.
    pub fn changed(&mut self, servers: &[Server]) {
        let old = std::mem::take(&mut self.credit);
        let credit_of = |id| old.iter().find(|&&(i, _)| i == id).map_or(0, |&(_, c)| c);
        self.credit = servers.iter().map(|s| (s.id, credit_of(s.id))).collect();
    }

    pub fn pick(&mut self, servers: &[Server], watch: &mut impl Watch) -> Option<usize> {
        let same = self.credit.len() == servers.len()
            && self.credit.iter().zip(servers).all(|(&(id, _), s)| id == s.id);
        if !same {
            self.changed(servers);
        }
        let mut total = 0;
        let mut best: Option<usize> = None;
        for (i, s) in servers.iter().enumerate() {
            if !s.up || s.weight == 0 {
                continue;
            }
            self.credit[i].1 += i64::from(s.weight);
            total += i64::from(s.weight);
            if best.is_none_or(|b| self.credit[i].1 > self.credit[b].1) {
                best = Some(i);
            }
        }
        let best = best?;
        watch.step(|| {
            let live = |&(i, _): &(usize, &(u32, i64))| servers[i].up && servers[i].weight > 0;
            Step::Credits {
                credits: self.credit.iter().enumerate().filter(live).map(|(_, &c)| c).collect(),
                total,
            }
        });
        self.credit[best].1 -= total;
        Some(best)
    }
}
