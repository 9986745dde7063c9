//! What a station shows and how tall that makes it. Rows are reserved by the kind, never by what
//! happens inside, so that a growing number moves nothing.

use simcore::kinds::{Family, KindId, Role};

/// Servers of a balancer that stand side by side.
pub const BACKENDS_PER_ROW: usize = 4;

/// Heights of the parts.
const HEADER: f64 = 32.0;
/// A drum's lid takes some of its top.
const LID: f64 = 11.0;
const LINE: f64 = 16.0;
const BEADS: f64 = 18.0;
const BACKENDS: f64 = 38.0;
const FOOT: f64 = 10.0;
/// Heights are multiples of this, so that the ports, at half height, stand on the grid.
const STEP: f64 = 16.0;

/// The parts of a station: each with its top edge, from the top of the station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub family: Family,
    /// It can call others: it has a port on its right.
    pub calls: bool,
    pub w: f64,
    pub h: f64,
    pub header: f64,
    /// A line of words under the name.
    pub line: Option<f64>,
    /// Slots as squares.
    pub slots: Option<f64>,
    /// The queue as beads.
    pub queue: Option<f64>,
    /// Hits and misses as one bar.
    pub hits: Option<f64>,
    /// How full the memory is.
    pub fill: Option<f64>,
    /// The servers behind, a column each.
    pub backends: Option<f64>,
}

impl Plan {
    /// The plan of a station of a kind that has so many connections going out.
    ///
    /// The core's tables say what there is to show: a kind with a parameter `slots`, `cores` or
    /// `concurrency` has slots, one with `queue` a queue; a cache remembers; what stands in front of servers chooses
    /// among them.
    pub fn of(kind: KindId, links_out: usize) -> Plan {
        let (meta, table) = (kind.meta(), kind.table());
        let has = |name: &str| table.iter().any(|p| p.name == name);
        let drum = meta.family == Family::State;

        let header = if drum { LID } else { 0.0 };
        let mut y = header + HEADER;
        let mut row = |wanted: bool, height: f64| {
            let top = y;
            y += if wanted { height } else { 0.0 };
            wanted.then_some(top)
        };
        let line = row(matches!(meta.family, Family::Entry | Family::Network | Family::Operations), LINE);
        let slots = row(has("slots") || has("cores") || has("concurrency"), LINE);
        let queue = row(has("queue"), BEADS);
        let hits = row(meta.role == Role::Cache, LINE);
        let fill = row(meta.role == Role::Cache, LINE);
        let rows = links_out.div_ceil(BACKENDS_PER_ROW).max(1);
        let backends = row(meta.needs_servers && meta.role != Role::Source, BACKENDS * rows as f64);
        let h = ((y + FOOT) / STEP).ceil() * STEP;
        Plan {
            family: meta.family,
            calls: !meta.calls.is_empty(),
            w: width(meta.family),
            h,
            header,
            line,
            slots,
            queue,
            hits,
            fill,
            backends,
        }
    }
}

fn width(family: Family) -> f64 {
    match family {
        Family::Entry => 128.0,
        Family::Network | Family::Operations => 176.0,
        Family::Compute | Family::State | Family::Messaging => 184.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_station_is_40_to_160_high_and_its_ports_stand_on_the_grid() {
        for kind in KindId::ALL {
            let plan = Plan::of(*kind, BACKENDS_PER_ROW);
            assert!((40.0..=160.0).contains(&plan.h), "{} is {} high", kind.name(), plan.h);
            assert_eq!(plan.h % 16.0, 0.0, "{}", kind.name());
            assert_eq!(plan.w % 8.0, 0.0, "{}", kind.name());
        }
    }

    #[test]
    fn only_a_new_connection_makes_a_station_taller() {
        for kind in KindId::ALL {
            assert_eq!(Plan::of(*kind, 0), Plan::of(*kind, BACKENDS_PER_ROW), "{}", kind.name());
        }
    }
}
