use super::*;
use crate::answers::spof;
use crate::design::{LinkParams, LinkSpec, NodeSpec, Place};
use crate::rng::mix;

fn design(kinds: &[(NodeId, KindId)], links: &[(NodeId, NodeId)]) -> Design {
    Design {
        nodes: kinds.iter().map(|(id, kind)| NodeSpec::new(*id, *kind)).collect(),
        links: links.iter().map(|(a, b)| LinkSpec::new(*a, *b, 0.5)).collect(),
        ..Design::default()
    }
}

fn rules(d: &Design) -> Vec<Rule> {
    findings(d).into_iter().map(|f| f.rule).collect()
}

fn has(d: &Design, rule: Rule) -> Option<Finding> {
    findings(d).into_iter().find(|f| f.rule == rule)
}

#[test]
fn users_before_a_database_are_told_to_put_a_server_between() {
    let d = design(&[(1, KindId::client), (2, KindId::sql_leader)], &[(1, 2)]);
    let found = has(&d, Rule::ExposedData).unwrap();
    assert_eq!(found.fix, Some(Fix::Between { from: 1, to: 2, kind: KindId::web_server }));
    let files = design(&[(1, KindId::client), (2, KindId::object_store)], &[(1, 2)]);
    assert_eq!(has(&files, Rule::ExposedData), None);
}

#[test]
fn a_server_behind_a_balancer_has_no_other_door() {
    let kinds =
        [(1, KindId::client), (2, KindId::load_balancer), (3, KindId::web_server), (4, KindId::web_server)];
    let d = design(&kinds, &[(1, 2), (2, 3), (2, 4), (1, 3)]);
    assert_eq!(has(&d, Rule::ExposedServer).unwrap().fix, Some(Fix::Reroute { from: 1, to: 3, through: 2 }));
    assert_eq!(has(&design(&kinds, &[(1, 2), (2, 3), (2, 4)]), Rule::ExposedServer), None);
}

#[test]
fn sessions_in_memory_need_a_balancer_that_remembers() {
    let kinds =
        [(1, KindId::client), (2, KindId::load_balancer), (3, KindId::web_server), (4, KindId::web_server)];
    let mut d = design(&kinds, &[(1, 2), (2, 3), (2, 4)]);
    assert_eq!(has(&d, Rule::LostSessions), None);
    d.nodes[2] = d.nodes[2].clone().with("stateful", 1.0);
    assert!(matches!(has(&d, Rule::LostSessions).unwrap().fix, Some(Fix::Set { node: 2, .. })));
    for keeps in ["sticky_session", "ip_hash", "consistent_hash"] {
        let names = ["random", "round_robin", "weighted_round_robin", "least_connections", "least_loaded"];
        let rest = ["sticky_session", "ip_hash", "consistent_hash", "two_choices"];
        let at = names.iter().chain(&rest).position(|n| *n == keeps).unwrap();
        let row = &KindId::load_balancer.table()[0];
        assert!(matches!(row.range, crate::param::Range::Choice(c) if c[at] == keeps));
        d.nodes[1] = d.nodes[1].clone().with("algorithm", at as f64);
        assert_eq!(has(&d, Rule::LostSessions), None, "{keeps}");
    }
}

#[test]
fn queues_want_consumers_and_a_place_for_what_fails() {
    let kinds = [(1, KindId::client), (2, KindId::web_server), (3, KindId::queue)];
    let d = design(&kinds, &[(1, 2), (2, 3)]);
    assert!(rules(&d).contains(&Rule::NoConsumer));
    assert!(!rules(&d).contains(&Rule::Issue(IssueCode::NoServers)));
    let mut d = design(&kinds, &[(1, 2), (2, 3), (3, 4)]);
    d.nodes.push(NodeSpec::new(4, KindId::worker));
    let found = has(&d, Rule::NoDeadLetters).unwrap();
    assert_eq!((found.figure, found.fix), (3.0, Some(Fix::Behind { node: 3, kind: KindId::dlq })));
    d.nodes.push(NodeSpec::new(5, KindId::dlq));
    d.links.push(LinkSpec::new(3, 5, 0.5));
    assert!(!rules(&d).contains(&Rule::NoDeadLetters) && !rules(&d).contains(&Rule::NoConsumer));
}

#[test]
fn writes_want_an_owner_and_readers_do_not() {
    let kinds = [
        (1, KindId::client),
        (2, KindId::web_server),
        (3, KindId::db_router),
        (4, KindId::sql_follower),
        (5, KindId::sql_leader),
    ];
    let mut d = design(&kinds, &[(1, 2), (2, 3), (3, 4), (5, 4)]);
    assert_eq!(has(&d, Rule::NoLeader).unwrap().fix, Some(Fix::Connect { from: 3, to: 5 }));
    d.nodes[0] = d.nodes[0].clone().with("reads", 100.0);
    assert_eq!(has(&d, Rule::NoLeader), None);
}

#[test]
fn a_call_over_the_sea_says_what_it_costs() {
    let mut d =
        design(&[(1, KindId::client), (2, KindId::web_server), (3, KindId::sql_leader)], &[(1, 2), (2, 3)]);
    d.places = vec![Place::region(20, "us-east", 39.0, -77.5), Place::region(21, "sa-east", -23.5, -46.6)];
    d.nodes[1].place = Some(20);
    assert_eq!(has(&d, Rule::FarCall), None);
    d.nodes[2].place = Some(21);
    let found = has(&d, Rule::FarCall).unwrap();
    assert_eq!((found.link, found.figure), (Some((2, 3)), d.rtt_ms(Some(20), Some(21))));
    assert!(found.figure > 100.0);
}

#[test]
fn data_and_servers_behind_a_balancer_want_private_addresses() {
    let kinds =
        [(1, KindId::client), (2, KindId::load_balancer), (3, KindId::web_server), (4, KindId::sql_leader)];
    let mut d = design(&kinds, &[(1, 2), (2, 3), (3, 4)]);
    let public = LinkParams::TABLE.iter().position(|p| p.name == "public").unwrap();
    for (link, wrong) in [(0, false), (1, true), (2, true)] {
        d.links[link].params = crate::param::defaults(LinkParams::TABLE);
        d.links[link].params[public] = 1.0;
        let (from, to) = (d.links[link].from, d.links[link].to);
        let fix = has(&d, Rule::PublicLink).map(|f| (f.link, f.fix));
        assert_eq!(fix, wrong.then_some((Some((from, to)), Some(Fix::Hide { from, to }))));
        d.links[link].params[public] = 0.0;
    }
}

#[test]
fn data_that_would_go_abroad_is_seen_on_the_drawing() {
    let kinds = [
        (1, KindId::client),
        (2, KindId::geo_dns),
        (3, KindId::web_server),
        (4, KindId::sql_leader),
        (5, KindId::sql_follower),
        (6, KindId::web_server),
        (7, KindId::sql_leader),
    ];
    let mut d = design(&kinds, &[(1, 2), (2, 3), (3, 4), (4, 5), (2, 6), (6, 7)]);
    d.places = vec![Place::region(20, "eu-west", 53.3, -6.3), Place::region(21, "us-east", 39.0, -77.5)];
    for node in &mut d.nodes[2..] {
        node.place = Some(if node.id < 6 { 20 } else { 21 });
    }
    assert_eq!(has(&d, Rule::DataAbroad), None, "nobody has a rule");
    d.nodes[0] = d.nodes[0].clone().with("residency", 1.0);
    let found = has(&d, Rule::DataAbroad).unwrap();
    assert_eq!((found.node, found.link), (Some(7), Some((6, 7))));
    assert!(matches!(found.fix, Some(Fix::Set { node: 2, value: 1.0, .. })), "the names are told the rule");
    d.nodes[1] = d.nodes[1].clone().with("residency", 1.0);
    assert_eq!(has(&d, Rule::DataAbroad), None);
    // a copy over the sea, and a backup there
    d.nodes[4].place = Some(21);
    let found = has(&d, Rule::DataAbroad).unwrap();
    assert_eq!((found.node, found.fix), (Some(5), Some(Fix::Disconnect { from: 4, to: 5 })));
    d.nodes[4].place = Some(20);
    d.nodes.push(NodeSpec::new(8, KindId::backup).placed(21));
    d.links.push(LinkSpec::new(8, 4, 0.5));
    let found = has(&d, Rule::DataAbroad).unwrap();
    assert_eq!((found.node, found.fix), (Some(8), Some(Fix::Disconnect { from: 8, to: 4 })));
}

#[test]
fn a_balancer_that_is_alone_may_be_made_a_pair_and_its_only_server_doubled() {
    let kinds = [(1, KindId::client), (2, KindId::load_balancer), (3, KindId::web_server)];
    let d = design(&kinds, &[(1, 2), (2, 3)]);
    let fixes: Vec<_> =
        findings(&d).into_iter().filter(|f| f.rule == Rule::SinglePoint).map(|f| f.fix).collect();
    assert!(matches!(fixes[..], [Some(Fix::Set { node: 2, value: 1.0, .. }), Some(Fix::Twin(3))]));
}

/// The quick search finds what the definition says, on designs of every shape.
#[test]
fn single_points_are_those_of_the_graph() {
    let kinds = [
        KindId::client,
        KindId::load_balancer,
        KindId::web_server,
        KindId::cache,
        KindId::sql_leader,
        KindId::sql_follower,
        KindId::db_router,
        KindId::queue,
        KindId::worker,
        KindId::dns,
        KindId::failover_controller,
    ];
    let mut found = 0;
    for seed in 0..400u64 {
        let draw = |n: u64| mix(seed << 20 | n);
        let count = 3 + draw(0) % 9;
        let kind = |i: u64| kinds[(draw(100 + i) % kinds.len() as u64) as usize];
        let nodes: Vec<_> =
            (1..=count).map(|i| (i as NodeId, if i == 1 { KindId::client } else { kind(i) })).collect();
        let pairs = (1..=count).flat_map(|a| (a + 1..=count).map(move |b| (a, b)));
        let drawn = pairs.filter(|(a, b)| draw(a * 64 + b + 1_000) % 3 == 0);
        let links: Vec<_> = drawn.map(|(a, b)| (a as NodeId, b as NodeId)).collect();
        let d = crate::check(&design(&nodes, &links)).0;
        let single = Graph::of(&d).single_points(&d);
        assert_eq!(single, spof::by_graph(&d), "seed {seed}");
        found += single.len();
    }
    assert!(found > 200, "the designs have single points: {found}");
}

#[test]
fn any_design_is_looked_at_without_harm() {
    let mut d =
        design(&[(1, KindId::client), (1, KindId::queue), (2, KindId::load_balancer)], &[(1, 9), (2, 2)]);
    d.nodes[0].params = vec![f64::NAN; 99];
    d.nodes[2].place = Some(77);
    assert!(!findings(&d).is_empty());
    assert!(findings(&Design::default()).is_empty());
}
