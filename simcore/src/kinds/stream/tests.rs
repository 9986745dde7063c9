use super::*;
use crate::Sim;
use crate::design::{Design, LinkSpec, NodeSpec};
use crate::kinds::{Kind, KindId};

#[test]
fn whatever_fails_a_group_never_goes_back() {
    let users = NodeSpec::new(1, KindId::client).with("rate", 50.0).with("reads", 0.0);
    let log = NodeSpec::new(3, KindId::stream).with("backoff_s", 0.1).with("ack_timeout_s", 0.1);
    let flaky = |id, errors| {
        NodeSpec::new(id, KindId::web_server).with("service_ms", 40.0).with("error_rate", errors)
    };
    let d = Design {
        nodes: vec![users, NodeSpec::new(2, KindId::web_server), log, flaky(4, 30.0), flaky(5, 0.0)],
        links: [(1, 2), (2, 3), (3, 4), (3, 5)].map(|(a, b)| LinkSpec::new(a, b, 0.5)).to_vec(),
        ..Design::default()
    };
    let (mut sim, issues) = Sim::new(&d, 8);
    assert!(issues.is_empty());
    let mut last = vec![0; 24];
    let mut moves = 0;
    for ms in 1..60_000 {
        sim.run_until(ms * MS, u64::MAX);
        let Kind::EventStream(stream) = &sim.kinds[2] else { panic!("the third node is the stream") };
        let cursors = stream.groups.iter().flat_map(|g| &g.cursors);
        for (cursor, last) in cursors.zip(&mut last) {
            if cursor.at == NONE {
                continue;
            }
            let came = sim.w.calls[cursor.at as usize].arrived;
            assert!(came >= *last, "a message that came before the one handed out last");
            moves += u32::from(came > *last);
            *last = came;
        }
    }
    assert!(moves > 3000, "{moves}");
}
