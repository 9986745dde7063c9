//! nginx 1.22.1 and HAProxy 2.6.12, recorded on the puzzle with s1 to s5: the rows of the table come
//! out of `balance::real` to the last server.
//!
//! How it was recorded (a fresh single process per scenario; `data/record-balancers.sh` does it again):
//! strangers ask until the next turn is s3's, then u1 gets s3 (t0); t1 is u1, t2 is u2, then something
//! happens to the servers, t3 is u1, and six new users follow. "Killed": the process of s3 is gone and
//! no health check tells. "Down": `down` and a reload in nginx, `disable server` at run time in HAProxy.
//! "Reload": s5 is appended to the configuration. "Run time": s5 stood in the configuration, disabled,
//! and is enabled (HAProxy only). "Both": a reload with s3 down and s5 appended.
//!
//! The clients' addresses and keys were not written down with the table; a search found them. Each of
//! these is the only candidate with which the hashing rows come out, all of them at once:
//! * the six new users have the keys n0 to n5 (tried: every prefix of up to four letters and some words,
//!   with numbers from 17 starts) and come from 198.18.0.7 to 198.18.5.7 (tried: 16 first octets, all
//!   others, the second or the third octet counting up);
//! * u1 is the first of user0, user1, ... that reaches s3 (tried: 18 prefixes), or the first of
//!   203.0.0.10, 203.0.1.10, ... (tried: 7 first octets, every second one), and u2 the first that
//!   reaches s1, found anew for each algorithm; only for the map of addresses, where every address that
//!   ends in .10 goes to s3, u2 is 198.51.100.4;
//! * the servers listen on 127.0.0.1, ports 9101 to 9105 (tried: first ports from 1000 to 65499);
//! * the path is "/".
//!
//! Recorded again with these on Debian 12 (nginx 1.22.1-9+deb12u11, HAProxy 2.6.12-1+deb12u4), the
//! programs gave the same table, except for the one cell below.
//!
//! All 23 rows without chance come out, but for one cell: of `hdr_map` with s3 killed the table says
//! "HTTP 503 \[341234\]", with s3 answering two of the new users although it is dead. HAProxy 2.6.12
//! itself, recorded again with the script, gives E412E4 (the two whose hash is s3's get an error, too),
//! and that is tested here. HAProxy's random1 and random2 are among them: its generator starts at the
//! same number in every process.
//!
//! nginx's random and random2 cannot come out: each worker seeds its generator with its process id and
//! the time. Only what no draw can change is tested.

mod recorded;

use recorded::rows;
use simcore::balance::real::haproxy::{self, HashType};
use simcore::balance::real::{Client, Event, Peer, Program, Real, answer, nginx};
use simcore::balance::{Choose, Policy};

/// A generator for the rows with chance; the others must not draw.
struct Draws(Option<u64>);

impl Choose for Draws {
    fn choose(&mut self, n: usize) -> usize {
        let state = self.0.as_mut().expect("this row knows no chance");
        *state = simcore::rng::mix(*state ^ 0x9e37_79b9_7f4a_7c15);
        (*state % n as u64) as usize
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Weights {
    Equal,
    /// Three servers, and none joins.
    W511,
    W322,
}

/// Where u1 and u2 come from.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    /// Anybody will do.
    Anywhere,
    /// The first key that reaches s3 (s1).
    ByKey,
    /// The first address that reaches s3 (s1).
    ByAddress,
    /// Everybody asks for "/".
    SamePath,
}

struct Row {
    name: &'static str,
    real: Real,
    weights: Weights,
    found: Found,
    /// t1 and t2.
    before: &'static str,
    /// t3 and the six new users: normal, killed, down, reload, run time, both. `E` is an error.
    after: [&'static str; 6],
}

const VARIANTS: [&str; 6] = ["normal", "killed", "down", "reload", "run time", "both"];

fn servers(weights: Weights, with_s5: bool) -> Vec<Peer> {
    let weights: &[u32] = match weights {
        Weights::Equal => &[1, 1, 1, 1, 1],
        Weights::W511 => &[5, 1, 1],
        Weights::W322 => &[3, 2, 2],
    };
    let peers =
        weights.iter().zip(1..).map(|(&weight, id)| Peer { weight, ..Peer::new(id, 9_100 + id as u16) });
    peers.take(if with_s5 { 5 } else { 4 }).collect()
}

fn key(name: &str) -> &'static str {
    Box::leak(name.to_owned().into_boxed_str())
}

fn address(octets: [u8; 4]) -> u32 {
    u32::from_be_bytes(octets)
}

fn ask(row: &Row, user: u64, octets: [u8; 4], name: &str) -> Event<'static> {
    let key = if row.found == Found::SamePath { "/" } else { key(name) };
    Event::Ask(Client { user, address: address(octets), key })
}

/// The first user of the search that a fresh balancer sends to `server`.
fn first_at(row: &Row, user: u64, server: u32) -> Event<'static> {
    let reaches = |e: &Event<'static>| {
        answer(row.real, &servers(row.weights, false), std::slice::from_ref(e), &mut Draws(None))
            == [Some(server)]
    };
    let by_key = (0..60).map(|i| ask(row, user, [192, 0, 2, user as u8], &format!("user{i}")));
    let by_address = (0..=255).map(|i| ask(row, user, [203, 0, i, 10], "-"));
    match row.found {
        Found::ByKey => by_key.into_iter().find(reaches),
        Found::ByAddress => by_address.into_iter().find(reaches),
        _ => Some(ask(row, user, [192, 0, 2, user as u8], "-")),
    }
    .unwrap_or_else(|| ask(row, user, [198, 51, 100, 4], "-"))
}

/// Strangers until it is s3's turn; none where turns play no part.
fn strangers(row: &Row) -> u64 {
    let u1 = first_at(row, 1, 3);
    let story = |n: u64| -> Vec<Event<'static>> {
        let others = (0..n).map(|i| ask(row, 50 + i, [192, 0, 2, 50 + i as u8], "x"));
        others.chain([u1.clone()]).collect()
    };
    let served_by_s3 = |&n: &u64| {
        answer(row.real, &servers(row.weights, false), &story(n), &mut Draws(None)).last() == Some(&Some(3))
    };
    (0..10).find(served_by_s3).unwrap_or(0)
}

/// Everything that happens in a variant, and how many requests come before t1.
fn story(row: &Row, variant: &str, strangers: u64) -> (Vec<Peer>, Vec<Event<'static>>, usize) {
    story_of(row, variant, strangers, &first_at(row, 1, 3), &first_at(row, 2, 1))
}

fn story_of(
    row: &Row,
    variant: &str,
    strangers: u64,
    u1: &Event<'static>,
    u2: &Event<'static>,
) -> (Vec<Peer>, Vec<Event<'static>>, usize) {
    let mut start = servers(row.weights, false);
    let mut events: Vec<Event<'static>> =
        (0..strangers).map(|i| ask(row, 50 + i, [192, 0, 2, 50 + i as u8], "x")).collect();
    events.extend([u1.clone(), u1.clone(), u2.clone()]);
    let with_s5 = servers(row.weights, true);
    let without_s3 = |peers: Vec<Peer>| peers.into_iter().map(|p| Peer { down: p.id == 3, ..p }).collect();
    match variant {
        "killed" => events.push(Event::Kill(3)),
        "down" => events.push(Event::Down(3)),
        "reload" => events.push(Event::Reload(with_s5)),
        "run time" => {
            start = with_s5.into_iter().map(|p| Peer { down: p.id == 5, ..p }).collect();
            events.push(Event::Up(5));
        }
        "both" => events.push(Event::Reload(without_s3(with_s5))),
        _ => {}
    }
    events.push(u1.clone());
    events.extend((0..6).map(|k| ask(row, 100 + u64::from(k), [198, 18, k, 7], &format!("n{k}"))));
    (start, events, strangers as usize + 1)
}

fn text(answers: &[Option<u32>]) -> String {
    answers.iter().map(|a| a.map_or("E".to_owned(), |s| s.to_string())).collect()
}

#[test]
fn every_row_without_chance_as_recorded() {
    let mut wrong = Vec::new();
    for row in rows() {
        let strangers = strangers(&row);
        for (variant, recorded) in VARIANTS.into_iter().zip(row.after).filter(|(_, r)| !r.is_empty()) {
            let (start, events, before) = story(&row, variant, strangers);
            let answers = text(&answer(row.real, &start, &events, &mut Draws(None)));
            let expected = format!("{}{recorded}", row.before);
            if answers[before..] != expected {
                wrong.push(format!("{} {variant}: {} recorded {expected}", row.name, &answers[before..]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

// ---- rows with chance: what no draw can change ---------------------------------------------------

#[test]
fn chance_never_picks_whom_it_may_not() {
    use haproxy::Method as H;
    use nginx::Method as N;
    let methods = [
        Real::Nginx(N::Random),
        Real::Nginx(N::RandomTwo),
        Real::HaProxy(H::Random { draws: 1 }),
        Real::HaProxy(H::Random { draws: 2 }),
    ];
    for real in methods {
        let row = Row {
            name: "chance",
            real,
            weights: Weights::Equal,
            found: Found::Anywhere,
            before: "",
            after: [""; 6],
        };
        for variant in VARIANTS {
            // nginx has no run time
            if variant == "run time" && matches!(real, Real::Nginx(_)) {
                continue;
            }
            let u1 = ask(&row, 1, [192, 0, 2, 1], "-");
            let (start, mut events, _) = story_of(&row, variant, 0, &u1, &u1);
            events.extend((0..300).map(|_| u1.clone()));
            let answers = text(&answer(real, &start, &events, &mut Draws(Some(7))));
            let after = &answers[3..];
            let seen = |c| after.contains(c);
            assert!(!seen('E'), "{real:?} {variant}: a retry reaches a living server");
            assert_eq!(seen('3'), !["killed", "down", "both"].contains(&variant), "{real:?} {variant}");
            assert_eq!(seen('5'), ["reload", "run time", "both"].contains(&variant), "{real:?} {variant}");
            assert!(['1', '2', '4'].into_iter().all(seen), "{real:?} {variant}");
        }
    }
}

#[test]
fn two_draws_keep_held_requests_level() {
    // recorded: nginx 50/50/50/50, HAProxy 51/49/50/50
    let two = [Real::Nginx(nginx::Method::RandomTwo), Real::HaProxy(haproxy::Method::Random { draws: 2 })];
    for real in two {
        let counts = held(real, 200, &mut Draws(Some(1)));
        let count = |s: char| counts.chars().filter(|&c| c == s).count();
        // two choices stay within log log n of the mean; one choice has a deviation of 6
        assert!("1234".chars().all(|s| (47..=53).contains(&count(s))), "{real:?} {counts}");
    }
}

// ---- requests that stay open, and weights --------------------------------------------------------

fn held(real: Real, n: u64, draws: &mut Draws) -> String {
    let client = |user| Client { user, address: 0xc000_0201, key: "-" };
    let events: Vec<Event<'_>> = (0..n).map(|user| Event::Hold(client(user))).collect();
    text(&answer(real, &servers(Weights::Equal, false), &events, draws))
}

#[test]
fn least_connections_with_held_requests_as_recorded() {
    let none = &mut Draws(None);
    assert_eq!(held(Real::Nginx(nginx::Method::LeastConn), 12, none), "123443211234");
    assert_eq!(held(Real::HaProxy(haproxy::Method::LeastConn), 12, none), "123412341234");
    let many = held(Real::Nginx(nginx::Method::LeastConn), 200, none);
    assert!("1234".chars().all(|s| many.matches(s).count() == 50));
}

#[test]
fn weighted_openings_as_recorded() {
    let opening = |real, weights| {
        let client = Client { user: 1, address: 1, key: "-" };
        text(&answer(real, &servers(weights, false), &vec![Event::Ask(client); 7], &mut Draws(None)))
    };
    let (nginx, haproxy) =
        (Real::Nginx(nginx::Method::RoundRobin), Real::HaProxy(haproxy::Method::RoundRobin));
    assert_eq!(opening(nginx, Weights::W511), "1121311");
    assert_eq!(opening(nginx, Weights::W322), "1231231");
    assert_eq!(opening(haproxy, Weights::W511), "1112113");
}

#[test]
fn a_whole_slash_24_shares_its_server_in_nginx() {
    let at = |last| {
        let client = Client { user: 1, address: address([203, 0, 3, last]), key: "-" };
        let ip_hash = Real::Nginx(nginx::Method::IpHash);
        answer(ip_hash, &servers(Weights::Equal, false), &[Event::Ask(client)], &mut Draws(None))
    };
    assert!((0..=255).all(|last| at(last) == [Some(3)]));
}

#[test]
fn map_based_source_is_the_address_modulo_the_servers() {
    // recorded: 198.51.100.1 to .14 went s2, s3, s4, s1, ...; of 4,000 addresses in .10 none reached s1
    let at = |octets| {
        let client = Client { user: 1, address: address(octets), key: "-" };
        let source = Real::HaProxy(haproxy::Method::Source(HashType::MAP));
        text(&answer(source, &servers(Weights::Equal, false), &[Event::Ask(client)], &mut Draws(None)))
    };
    assert_eq!((1..=14).map(|n| at([198, 51, 100, n])).collect::<String>(), "23412341234123");
    assert!((0..4_000_u32).all(|i| at([203, (i / 256) as u8, (i % 256) as u8, 10]) == "3"));
}

// ---- the laboratory's policies have counterparts --------------------------------------------------

#[test]
fn every_policy_that_a_program_knows_runs() {
    use simcore::balance::{Base, IpHashing, KeyHash, OnDead, Pointer, Ties, UnknownLoad};
    let known = [
        Policy::Random,
        Policy::RoundRobin { pointer: Pointer::Identity },
        Policy::WeightedRoundRobin { smooth: true },
        Policy::LeastConnections { ties: Ties::Lowest },
        Policy::StickySession { base: Base::RoundRobin, on_dead: OnDead::Fail },
        Policy::IpHash { hashing: IpHashing::Nginx },
        Policy::ConsistentHash { vnodes: 9, hash: KeyHash::Given },
        Policy::TwoChoices { ties: Ties::Random },
    ];
    let client = Client { user: 1, address: 1, key: "k" };
    for program in [Program::Nginx, Program::HaProxy] {
        let loaded = Policy::LeastLoaded { ties: Ties::Lowest, unknown: UnknownLoad::Zero };
        assert_eq!(program.like(loaded), None);
        for policy in known {
            let real = program.like(policy).expect("both know it");
            let events = vec![Event::Ask(client); 50];
            let answers = answer(real, &servers(Weights::Equal, true), &events, &mut Draws(Some(3)));
            assert!(answers.iter().all(Option::is_some), "{real:?}");
            // whoever ties a user to a server shows one server, whoever does not shows all
            let mut seen = answers.clone();
            seen.sort_unstable();
            seen.dedup();
            let tied = matches!(
                policy,
                Policy::StickySession { .. } | Policy::IpHash { .. } | Policy::ConsistentHash { .. }
            );
            assert_eq!(seen.len(), if tied { 1 } else { 5 }, "{real:?}");
        }
        // nobody is left, nobody was ever there
        for policy in known {
            let real = program.like(policy).expect("both know it");
            let mut events: Vec<Event<'_>> = (1..=5).map(Event::Kill).collect();
            events.push(Event::Ask(client));
            assert_eq!(answer(real, &servers(Weights::Equal, true), &events, &mut Draws(Some(3))), [None]);
            assert_eq!(answer(real, &[], &[Event::Ask(client)], &mut Draws(Some(3))), [None]);
        }
    }
}
