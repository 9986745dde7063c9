//! Balancing policies against real balancers (recorded runs of nginx 1.22 and HAProxy 2.6), against
//! theory, and against what must hold whatever happens.

use proptest::prelude::*;
use simcore::balance::{
    Balancer, Base, Choose, IpHashing, KeyHash, OnDead, Pointer, Policy, Ring, RingPoint, Server, Ties,
    UnknownLoad, hash::mix,
};
use simcore::lab::{Fraction, moved_modulo, moved_on, moved_ring, shares};

/// A plain generator for tests: counter and mix.
struct Draws(u64);

impl Choose for Draws {
    fn choose(&mut self, n: usize) -> usize {
        self.0 += 1;
        (mix(self.0) % n as u64) as usize
    }
}

fn servers(n: u32) -> Vec<Server> {
    (1..=n).map(Server::new).collect()
}

fn weighted(weights: &[u32]) -> Vec<Server> {
    weights.iter().zip(1..).map(|(&weight, id)| Server { weight, ..Server::new(id) }).collect()
}

/// Ids of the next picks, each request over before the next.
fn picks(balancer: &mut Balancer, servers: &[Server], count: usize) -> Vec<u32> {
    let mut draws = Draws(7);
    (0..count).map(|_| servers[balancer.pick(servers, 0, &mut draws).unwrap()].id).collect()
}

/// Ids of the next picks, every request staying open.
fn held(policy: Policy, n: u32, count: usize, seed: u64) -> Vec<u32> {
    let (mut servers, mut balancer, mut draws) = (servers(n), Balancer::new(policy), Draws(seed));
    let mut next = || {
        let i = balancer.pick(&servers, 0, &mut draws).unwrap();
        servers[i].active += 1;
        servers[i].id
    };
    (0..count).map(|_| next()).collect()
}

fn counts(picks: &[u32], n: u32) -> Vec<usize> {
    (1..=n).map(|id| picks.iter().filter(|&&p| p == id).count()).collect()
}

// ---- recorded runs ------------------------------------------------------------------------------

#[test]
fn smooth_weighted_round_robin_is_nginx_s() {
    let order = |weights: &[u32], count| {
        picks(&mut Balancer::new(Policy::WeightedRoundRobin { smooth: true }), &weighted(weights), count)
    };
    assert_eq!(order(&[5, 1, 1], 7), [1, 1, 2, 1, 3, 1, 1]);
    assert_eq!(order(&[3, 2, 2], 7), [1, 2, 3, 1, 2, 3, 1]);
    // the guide's cycle of 3/2/2/1
    assert_eq!(order(&[3, 2, 2, 1], 8), [1, 2, 3, 1, 4, 2, 3, 1]);
}

#[test]
fn round_robin_after_s3_and_the_users_that_follow() {
    let mut list = servers(4);
    let rr = || {
        let mut rr = Balancer::new(Policy::RoundRobin { pointer: Pointer::Identity });
        rr.membership_changed(&servers(4));
        rr.set_last(&servers(4), 2);
        rr
    };
    assert_eq!(picks(&mut rr(), &list, 9), [4, 1, 2, 3, 4, 1, 2, 3, 4]);
    // HAProxy, s3 marked down after t2: s2 at t3, then 4, 1, 2, 4, 1, 2
    let mut down = rr();
    picks(&mut down, &list, 2);
    list[2].up = false;
    assert_eq!(picks(&mut down, &list, 7), [2, 4, 1, 2, 4, 1, 2]);
    // HAProxy static-rr, s5 enabled at run time: s2 at t3, then 3, 4, 5, 1, 2, 3
    let mut list = servers(4);
    let mut joined = rr();
    picks(&mut joined, &list, 2);
    list.push(Server::new(5));
    joined.membership_changed(&list);
    assert_eq!(picks(&mut joined, &list, 7), [2, 3, 4, 5, 1, 2, 3]);
    // any proxy, reloaded: the pointer starts again at s1
    let mut reset = Balancer::new(Policy::RoundRobin { pointer: Pointer::ResetOnChange });
    picks(&mut reset, &servers(4), 2);
    reset.membership_changed(&list);
    assert_eq!(picks(&mut reset, &list, 7), [1, 2, 3, 4, 5, 1, 2]);
}

#[test]
fn a_turn_survives_changes_of_the_list() {
    // the server picked last leaves: its neighbour is next all the same
    let mut list = servers(4);
    let mut rr = Balancer::new(Policy::RoundRobin { pointer: Pointer::Identity });
    rr.membership_changed(&list);
    assert_eq!(picks(&mut rr, &list, 2), [1, 2]);
    list.remove(1);
    rr.membership_changed(&list);
    assert_eq!(picks(&mut rr, &list, 3), [3, 4, 1]);
    // an index that has come round stays at the start when the list grows
    let mut index = Balancer::new(Policy::RoundRobin { pointer: Pointer::WrappedIndex });
    picks(&mut index, &servers(4), 4);
    index.membership_changed(&servers(5));
    assert_eq!(picks(&mut index, &servers(5), 3), [1, 2, 3]);
}

#[test]
fn least_connections_with_every_request_held() {
    // HAProxy's order; nginx and Caddy take the same servers in another one: three of twelve each
    let in_turn = held(Policy::LeastConnections { ties: Ties::InTurn }, 4, 12, 1);
    assert_eq!(in_turn, [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
    for ties in [Ties::Lowest, Ties::InTurn, Ties::Random] {
        let policy = Policy::LeastConnections { ties };
        assert_eq!(counts(&held(policy, 4, 12, 2), 4), [3; 4], "{ties:?}");
        assert_eq!(counts(&held(policy, 4, 200, 3), 4), [50; 4], "{ties:?}");
    }
    // idle, with ties in turn, it is round robin
    let mut idle = Balancer::new(Policy::LeastConnections { ties: Ties::InTurn });
    assert_eq!(picks(&mut idle, &servers(4), 6), [1, 2, 3, 4, 1, 2]);
}

#[test]
fn two_choices_keep_held_requests_level() {
    // nginx 50/50/50/50, HAProxy 51/49/50/50, Caddy 47/51/50/52
    for seed in 0..20 {
        let counts = counts(&held(Policy::TwoChoices { ties: Ties::Random }, 4, 200, seed * 1_000), 4);
        assert!(counts.iter().all(|c| (46..=54).contains(c)), "{counts:?}");
    }
    // with many servers, the fullest has far less above the mean than under random
    let most = |policy| *counts(&held(policy, 200, 20_000, 5), 200).iter().max().unwrap();
    let (two, random) = (most(Policy::TwoChoices { ties: Ties::Lowest }), most(Policy::Random));
    assert!(two <= 104 && random >= 115, "two choices {two}, random {random}, mean 100");
}

#[test]
fn sticky_requests_do_not_take_a_turn() {
    let mut list = servers(4);
    let policy = Policy::StickySession { base: Base::RoundRobin, on_dead: OnDead::Rebalance };
    let mut sticky = Balancer::new(policy);
    sticky.set_last(&list, 2);
    sticky.tie(1, &list, 2);
    let mut pick = |list: &[Server], user| list[sticky.pick(list, user, &mut Draws(0)).unwrap()].id;
    assert_eq!([pick(&list, 1), pick(&list, 2), pick(&list, 1)], [3, 4, 3]);
    list[2].up = false;
    assert_eq!([pick(&list, 1), pick(&list, 2)], [1, 4]);
    // the new cookie outlives the return of the old server
    list[2].up = true;
    assert_eq!(pick(&list, 1), 1);
}

// ---- how many users a change moves --------------------------------------------------------------

fn ids(n: u32) -> Vec<u32> {
    (1..=n).collect()
}

/// The share of 20,000 users whose server differs between two lists.
fn moved(policy: Policy, before: &[Server], after: &[Server]) -> f64 {
    let owners = |list: &[Server]| {
        let mut balancer = Balancer::new(policy);
        balancer.membership_changed(list);
        let mut draws = Draws(0);
        (0..20_000_u64)
            .map(|user| {
                list[balancer.pick(list, (user * 2_654_435_761) & 0xffff_ffff, &mut draws).unwrap()].id
            })
            .collect::<Vec<_>>()
    };
    let (a, b) = (owners(before), owners(after));
    a.iter().zip(&b).filter(|(a, b)| a != b).count() as f64 / a.len() as f64
}

#[test]
fn modulo_moves_exactly_this_much() {
    let f = Fraction::new;
    let cases = [
        (3, 4, f(3, 4)),
        (4, 5, f(4, 5)),
        (4, 6, f(2, 3)),
        (4, 7, f(6, 7)),
        (4, 8, f(1, 2)),
        (4, 16, f(3, 4)),
        (10, 11, f(10, 11)),
        (99, 100, f(99, 100)),
        (5, 4, f(4, 5)),
    ];
    for (a, b, expected) in cases {
        assert_eq!(moved_modulo(&ids(a), &ids(b)), expected, "{a} to {b}");
        let policy = Policy::IpHash { hashing: IpHashing::ModLive(KeyHash::Mixed) };
        // four standard deviations of 20,000 draws are at most 0.0142
        assert!((moved(policy, &servers(a), &servers(b)) - expected.value()).abs() < 0.0142, "{a} to {b}");
    }
    // s3 out; s3 out and s5 appended; s5 in the place of s3
    let four = [1, 2, 3, 4];
    assert_eq!(moved_modulo(&four, &[1, 2, 4]), f(3, 4));
    assert_eq!(moved_modulo(&four, &[1, 2, 4, 5]), f(1, 2));
    assert_eq!(moved_modulo(&four, &[1, 2, 5, 4]), f(1, 4));
    // the small puzzle: two thirds, and two thirds again
    assert_eq!(moved_modulo(&[1, 2], &[1, 2, 3]), f(2, 3));
    assert_eq!(moved_modulo(&[1, 2, 3], &[2, 3]), f(2, 3));
}

#[test]
fn a_ring_moves_no_more_than_it_must() {
    let f = Fraction::new;
    for (a, b, expected) in
        [(3, 4, f(1, 4)), (4, 5, f(1, 5)), (4, 8, f(1, 2)), (5, 4, f(1, 5)), (10, 11, f(1, 11))]
    {
        assert_eq!(moved_ring(&ids(a), &ids(b)), expected);
        // over 50 rings of 150 points a server: the mean, and the spread of one ring's new arcs
        let mean = (0..50).map(|r| moved_on(&ring(r, a.max(b), 150), &ids(a), &ids(b))).sum::<f64>() / 50.0;
        let (least, most) = (f64::from(a.min(b)), f64::from(a.max(b)));
        let p = 1.0 - least / most;
        let sd = (p * (1.0 - p) / (150.0 * most + 1.0)).sqrt();
        assert!((mean - p).abs() < 4.0 * sd / 50.0_f64.sqrt(), "{a} to {b}: {mean}");
        // one ring, by its users
        let policy = Policy::ConsistentHash { vnodes: 150, hash: KeyHash::Mixed };
        assert!((moved(policy, &servers(a), &servers(b)) - p).abs() < 4.0 * sd + 0.0142, "{a} to {b}");
    }
    assert_eq!(moved_ring(&[1, 2, 3, 4], &[1, 2, 4, 5]), f(2, 5));
    assert_eq!(moved_ring(&[1, 2, 3, 4], &[1, 2, 4]), f(1, 4));
}

/// A ring with other points for every `number`.
fn ring(number: u32, n: u32, vnodes: u32) -> Ring {
    let point = |server, i| RingPoint { at: Ring::position(server + 1_000 * number, i), server };
    Ring::of_points((1..=n).flat_map(|s| (0..vnodes).map(move |i| point(s, i))).collect())
}

#[test]
fn arcs_are_as_uneven_as_theory_says() {
    // sd/mean of a server's share is sqrt((n - 1) / (nV + 1)); of max/mean these are simulated means
    for (n, vnodes, max_mean) in
        [(4, 1, 2.0507), (4, 100, 1.1073), (4, 150, 1.0856), (5, 150, 1.0967), (10, 100, 1.1539)]
    {
        let (mut squares, mut maxima) = (0.0, 0.0);
        for r in 0..400 {
            let shares: Vec<f64> =
                shares(&ring(r, n, vnodes), &ids(n)).iter().map(|s| s * f64::from(n)).collect();
            assert!((shares.iter().sum::<f64>() - f64::from(n)).abs() < 1e-9);
            squares += shares.iter().map(|s| (s - 1.0) * (s - 1.0)).sum::<f64>() / f64::from(n);
            maxima += shares.iter().fold(0.0, |m: f64, &s| m.max(s)) / 400.0;
        }
        let theory = (f64::from(n - 1) / f64::from(n * vnodes + 1)).sqrt();
        let sd = (squares / 400.0).sqrt();
        assert!((sd / theory - 1.0).abs() < 0.1, "n {n} V {vnodes}: {sd} against {theory}");
        assert!((maxima - max_mean).abs() < 0.25 * theory, "n {n} V {vnodes}: {maxima} against {max_mean}");
    }
}

#[test]
fn nginx_moves_only_the_users_of_a_dead_server() {
    let policy = Policy::IpHash { hashing: IpHashing::Nginx };
    let four = servers(4);
    let mut dead = four.clone();
    dead[2].up = false;
    // recorded: 24.99 % with s3 marked down, 79.93 % with a fifth server, 49.94 % with four more
    assert!((moved(policy, &four, &dead) - 0.25).abs() < 0.02);
    assert!((moved(policy, &four, &servers(5)) - 0.80).abs() < 0.02);
    assert!((moved(policy, &four, &servers(8)) - 0.50).abs() < 0.02);
    let (mut a, mut b) = (Balancer::new(policy), Balancer::new(policy));
    for user in (0..200_000_000_u64).step_by(77_777) {
        let before = a.pick(&four, user, &mut Draws(0)).unwrap();
        let after = b.pick(&dead, user, &mut Draws(0)).unwrap();
        assert!(before == 2 || before == after);
    }
}

// ---- whatever happens ---------------------------------------------------------------------------

const POLICIES: [Policy; 16] = [
    Policy::Random,
    Policy::RoundRobin { pointer: Pointer::Identity },
    Policy::RoundRobin { pointer: Pointer::WrappedIndex },
    Policy::RoundRobin { pointer: Pointer::RawCounter },
    Policy::RoundRobin { pointer: Pointer::ResetOnChange },
    Policy::WeightedRoundRobin { smooth: true },
    Policy::WeightedRoundRobin { smooth: false },
    Policy::LeastConnections { ties: Ties::InTurn },
    Policy::LeastLoaded { ties: Ties::Lowest, unknown: UnknownLoad::Zero },
    Policy::LeastLoaded { ties: Ties::Random, unknown: UnknownLoad::Skip },
    Policy::StickySession { base: Base::RoundRobin, on_dead: OnDead::Rebalance },
    Policy::StickySession { base: Base::LeastConnections, on_dead: OnDead::Rebalance },
    Policy::IpHash { hashing: IpHashing::ModLive(KeyHash::Mixed) },
    Policy::IpHash { hashing: IpHashing::Nginx },
    Policy::ConsistentHash { vnodes: 7, hash: KeyHash::Mixed },
    Policy::TwoChoices { ties: Ties::InTurn },
];

fn any_server() -> impl Strategy<Value = Server> {
    (1_u32..30, 1_u32..6, any::<bool>(), 0_u32..4, 0.0..3.0, any::<bool>())
        .prop_map(|(id, weight, up, active, load, known)| Server { id, weight, up, active, load, known })
}

fn any_list() -> impl Strategy<Value = Vec<Server>> {
    prop::collection::vec(any_server(), 0..9).prop_map(|mut list| {
        let mut seen = Vec::new();
        list.retain(|s: &Server| {
            !seen.contains(&s.id) && {
                seen.push(s.id);
                true
            }
        });
        list
    })
}

proptest! {
    #[test]
    fn somebody_up_answers_if_anybody_is_up(
        lists in prop::collection::vec(any_list(), 1..6),
        told in any::<bool>(),
        users in prop::collection::vec(0_u64..20, 1..30),
    ) {
        for policy in POLICIES {
            let (mut balancer, mut draws) = (Balancer::new(policy), Draws(1));
            for list in &lists {
                // a caller that forgets to tell gets poorer choices, but never a wrong index
                if told {
                    balancer.membership_changed(list);
                }
                for &user in &users {
                    match balancer.pick(list, user, &mut draws) {
                        Some(i) => prop_assert!(list[i].up, "{:?}", policy),
                        None if told || !matches!(policy, Policy::ConsistentHash { .. }) => {
                            prop_assert!(!list.iter().any(|s| s.up), "{:?}", policy);
                        }
                        None => {}
                    }
                }
            }
        }
    }

    #[test]
    fn round_robin_is_fair(up in prop::collection::vec(any::<bool>(), 1..10), rounds in 1_usize..5, start in 0_usize..10) {
        let mut list = servers(up.len() as u32);
        list.iter_mut().zip(&up).for_each(|(s, &up)| s.up = up);
        let live = up.iter().filter(|&&u| u).count();
        prop_assume!(live > 0);
        for pointer in [Pointer::Identity, Pointer::WrappedIndex, Pointer::RawCounter] {
            let mut rr = Balancer::new(Policy::RoundRobin { pointer });
            rr.set_last(&list, start % list.len());
            let counts = counts(&picks(&mut rr, &list, rounds * live), list.len() as u32);
            prop_assert!(counts.iter().zip(&up).all(|(&c, &up)| c == rounds * usize::from(up)));
        }
    }

    #[test]
    fn a_weighted_cycle_serves_by_weight(weights in prop::collection::vec(1_u32..7, 1..7), cycles in 1_u32..4) {
        let list = weighted(&weights);
        let total: u32 = weights.iter().sum();
        for smooth in [true, false] {
            let mut wrr = Balancer::new(Policy::WeightedRoundRobin { smooth });
            let counts = counts(&picks(&mut wrr, &list, (total * cycles) as usize), list.len() as u32);
            prop_assert!(counts.iter().zip(&weights).all(|(&c, &w)| c == (w * cycles) as usize));
        }
    }

    #[test]
    fn a_ring_moves_only_the_users_of_the_dead(n in 2_u32..10, dead in 0_usize..10, vnodes in 1_u32..50) {
        let list = servers(n);
        let mut without = list.clone();
        let dead = dead % list.len();
        without[dead].up = false;
        let mut shorter = list.clone();
        shorter.remove(dead);
        let mut ring = Balancer::new(Policy::ConsistentHash { vnodes, hash: KeyHash::Mixed });
        let mut small = ring.clone();
        for user in 0..300 {
            let owner = ring.pick(&list, user, &mut Draws(0)).unwrap();
            let heir = ring.pick(&without, user, &mut Draws(0)).unwrap();
            prop_assert!(owner == heir || owner == dead);
            // a server that has left and one that is believed to be down are the same to users
            prop_assert_eq!(shorter[small.pick(&shorter, user, &mut Draws(0)).unwrap()].id, without[heir].id);
        }
    }

    #[test]
    fn the_least_is_the_least(list in any_list()) {
        let live = || list.iter().filter(|s| s.up);
        prop_assume!(live().count() > 0);
        for ties in [Ties::Lowest, Ties::InTurn, Ties::Random] {
            let i = Balancer::new(Policy::LeastConnections { ties }).pick(&list, 0, &mut Draws(3)).unwrap();
            prop_assert_eq!(Some(list[i].active), live().map(|s| s.active).min());
            let two = Balancer::new(Policy::TwoChoices { ties }).pick(&list, 0, &mut Draws(4)).unwrap();
            let worse = live().filter(|s| s.active > list[two].active).count();
            let level = live().filter(|s| s.active == list[two].active).count();
            prop_assert!(live().count() == 1 || worse > 0 || level > 1, "the busiest of all never wins");
        }
    }
}
