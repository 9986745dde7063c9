//! Figures of the guides about autoscaling, by running them. The claims are numbered in
//! `guide_numbers.rs`. Unless said otherwise requests come evenly and take exactly as long as they
//! should, so that the use of a group is exact and decisions fall where the rules put them.

mod common;

use common::*;
use simcore::Sim;
use simcore::design::{Design, NodeSpec};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Report};
use simcore::time::from_secs;

const REACTIVE: f64 = 0.0;
const TARGET: f64 = 1.0;
const HPA: f64 = 2.0;
const SCHEDULED: f64 = 3.0;

/// Machines that each carry 100 requests a second: 10 slots of 100 ms.
fn group(instances: f64) -> NodeSpec {
    server(2, 10, 100.0, CONSTANT, 1.0).with("instances", instances).with("boot_s", 180.0)
}

fn system(people: NodeSpec, group: NodeSpec, scaler: NodeSpec) -> Design {
    design(vec![people.with("spacing", 1.0), group, scaler], &[(1, 2), (3, 2)])
}

fn scaler(policy: f64, min: f64, max: f64) -> NodeSpec {
    NodeSpec::new(3, KindId::autoscaler).with("policy", policy).with("min", min).with("max", max)
}

/// Looks at a running world now and then.
struct Watch(Sim);

impl Watch {
    fn new(d: &Design) -> Watch {
        Watch(Sim::new(d, 42).0)
    }

    fn at(&mut self, s: f64) -> Report {
        self.0.run_until(from_secs(s), u64::MAX);
        self.0.report()
    }

    /// Machines that work and machines that start.
    fn machines(&mut self, s: f64) -> (f64, f64) {
        let r = self.at(s);
        (fact(&r, 2, Fact::Ready), fact(&r, 2, Fact::Booting))
    }

    /// How busy the group is over the next 20 seconds.
    fn busy(&mut self, s: f64) -> f64 {
        self.at(s);
        self.0.reset_measures();
        utilisation(&self.at(s + 20.0), 2)
    }
}

/// Guide 002, lines 405-410 and 937-940: 10 to 100 machines; five more after 5 minutes above 70 %, five
/// fewer after 10 minutes below 30 %. At 75 % the five are ordered in the sixth minute and work 3 minutes
/// later; at 65 % nothing happens. Decisions fall every 15 s.
#[test]
fn n046_five_more_after_five_minutes() {
    let mut w = Watch::new(&system(users(750.0), group(10.0), scaler(REACTIVE, 10.0, 100.0)));
    assert_eq!(w.machines(299.0), (10.0, 0.0));
    assert_eq!(w.machines(331.0), (10.0, 5.0));
    assert_eq!(w.machines(479.0), (10.0, 5.0));
    assert_eq!(w.machines(511.0), (15.0, 0.0));
    let calm = Watch::new(&system(users(650.0), group(10.0), scaler(REACTIVE, 10.0, 100.0))).at(1000.0);
    assert_eq!(fact(&calm, 3, Fact::Changes), 0.0);
}

/// Guide 002, lines 944-946: at 75 % five are added, and three minutes later it is 60 %. Refuted for the
/// guide's own minimum: of 10 machines it is 50 %, and 60 % only of 20. Exact to a request.
#[test]
fn n047_five_more_make_sixty_percent_of_twenty_only() {
    for (machines, after) in [(10.0, 0.50), (15.0, 0.5625), (20.0, 0.60), (25.0, 0.625)] {
        let d = system(users(75.0 * machines), group(machines), scaler(REACTIVE, 10.0, 100.0));
        let mut w = Watch::new(&d);
        assert_near("before", w.busy(100.0), 0.75, 0.001);
        assert_near(&format!("{machines} machines"), w.busy(515.0), after, 0.001);
    }
}

/// Guide 002, lines 947-948: 25 % at six, and ten minutes later there are five fewer. From 25 machines
/// to 20, which are then 31 % busy: no further step, not even above the minimum.
#[test]
fn n048_five_fewer_after_ten_minutes() {
    let mut w = Watch::new(&system(users(625.0), group(25.0), scaler(REACTIVE, 10.0, 100.0)));
    assert_eq!(w.machines(599.0), (25.0, 0.0));
    assert_eq!(w.machines(631.0), (20.0, 0.0));
    assert_near("then", w.busy(700.0), 0.3125, 0.001);
    assert_eq!(w.machines(2500.0), (20.0, 0.0));
}

/// Guide 004, lines 1743-1751: down after 15 minutes below 30 % (guide 002 says 10). A lull of 14 minutes
/// changes nothing there, and costs five machines here.
#[test]
fn n175_fifteen_minutes_ride_out_a_lull_that_ten_do_not() {
    let least = |hold: f64| {
        // 14 minutes of a quarter of what 50 machines carry, then half of it
        let people = users(1250.0).with("shape", 2.0).with("peak", 2.0).with("from_s", 840.0);
        let s = scaler(REACTIVE, 10.0, 100.0).with("hold_down_s", hold);
        let mut w = Watch::new(&system(people.with("length_s", 3600.0), group(50.0), s));
        (0..130).map(|i| w.machines(f64::from(i) * 10.0).0).fold(50.0, f64::min)
    };
    assert_eq!((least(900.0), least(600.0)), (50.0, 45.0));
}

/// Guide 004, lines 1652-1665: 3 to 50 machines, five to begin with, 70 % wanted. For 1,050 requests a
/// second that means 15, whatever there was before, and they are 70 % busy.
#[test]
fn n169_the_target_of_seventy_percent_is_reached() {
    let s = scaler(TARGET, 3.0, 50.0).with("target", 70.0).with("hold_up_s", 60.0).with("cooldown_s", 300.0);
    let mut w = Watch::new(&system(users(1050.0), group(12.0), s));
    let (ready, booting) = w.machines(1500.0);
    assert_eq!((ready, booting), (15.0, 0.0));
    assert_near("busy", w.busy(1500.0), 0.7, 0.002);
}

/// Guide 004, lines 1673-1675: +200 % in the morning, +150 % at noon, +250 % in the evening are 3, 2.5
/// and 3.5 times the usual. Counts of evenly spaced requests are exact to one at each end.
#[test]
fn n170_plus_200_percent_is_three_times() {
    for (plus, times) in [(200.0, 3.0), (150.0, 2.5), (250.0, 3.5)] {
        let people = users(40.0).with("shape", 2.0).with("peak", 1.0 + plus / 100.0).with("from_s", 100.0);
        let d = design(
            vec![people.with("length_s", 100.0).with("spacing", 1.0), server(2, 100, 1.0, CONSTANT, 1.0)],
            &[(1, 2)],
        );
        let (usual, busy) = (stretch(&d, 1, 0.0, 100.0), stretch(&d, 1, 100.0, 200.0));
        assert_near(&format!("+{plus} %"), arrived(&busy, 2) / arrived(&usual, 2), times, 0.001);
    }
}

/// Guide 004, lines 1673-1678: before the morning's +200 % a schedule goes from 5 to 15 machines (the
/// arrow is lost in the text), a reactive rule only afterwards. Five machines carry 1,000 of 1,800
/// requests a second: for 5 minutes to decide and 3 to boot 44 % are lost. A tenth of it; the decision
/// falls on a multiple of 15 s, so that it lasts 480 to 510 s; the schedule loses nothing.
#[test]
fn n171_a_schedule_saves_eight_minutes_of_44_percent() {
    let lost = |policy: f64| {
        let people = users(60.0).with("shape", 2.0).with("peak", 3.0).with("from_s", 1000.0);
        // a machine of 20 requests a second, and hardly a queue
        let machines = server(2, 2, 100.0, CONSTANT, 1.0).with("queue", 10.0).with("instances", 5.0);
        let s = scaler(policy, 5.0, 50.0)
            .with("peak_from_s", 700.0)
            .with("peak_until_s", 3000.0)
            .with("peak_machines", 15.0);
        let d = system(people.with("length_s", 2000.0), machines.with("boot_s", 180.0), s);
        let r = stretch(&d, 1, 1000.0, 1480.0);
        r.failed_total() as f64 / r.generated as f64
    };
    assert_near("reactive", lost(REACTIVE), 4.0 / 9.0, 0.01);
    assert_eq!(lost(SCHEDULED), 0.0);
}

/// Guide 004, lines 1690-1705: 3 to 100 pods for 70 %. 20 at 75 % want ceil(21.4) = 22, but Kubernetes'
/// tolerance of a tenth leaves them alone; at 78 % they become 23. Machines come up in the midst of an
/// interval of measurement, and that must not count for more. Five pods with the work of nine
/// do not become 13 = ceil(9 / 0.7) at once: no measurement shows more than 100 %, so that it is 7 first;
/// they end between 9 / 0.77 and 9 / 0.63, where the tolerance stops them.
#[test]
fn n172_seventy_percent_of_a_group_is_a_rounded_up_quotient() {
    let after = |machines: f64, load: f64, tolerance: f64, s: f64| {
        let h = scaler(HPA, 3.0, 100.0).with("target", 70.0).with("tolerance", tolerance);
        let g = group(machines).with("boot_s", 10.0).with("queue", 50.0);
        Watch::new(&system(users(100.0 * load), g, h)).machines(s).0
    };
    assert_eq!((after(20.0, 15.0, 0.0, 400.0), after(20.0, 15.0, 0.1, 400.0)), (22.0, 20.0));
    assert_eq!(after(20.0, 15.6, 0.1, 400.0), 23.0);
    let (first, last) = (after(5.0, 9.0, 0.1, 29.0), after(5.0, 9.0, 0.1, 400.0));
    assert!(first < 9.0 && (12.0..=14.0).contains(&last), "{first}, then {last}");
}
