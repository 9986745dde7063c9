//! Messages as bytes. Page and worker are one module, so there is no version to negotiate; a
//! message that does not read is a defect and is dropped.

use serde::{Serialize, de::DeserializeOwned};

/// A message as bytes; empty when it cannot be written, which the tests rule out.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message in these bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::design::{Design, Fault, FaultKind, Issue, IssueCode, LinkSpec, NodeSpec, Place, Severity};
    use simcore::host::{Ask, Closer, Forked, Frame, Happened, Hop, Job, Look, Mark, NodeFrame, Past, Tell};
    use simcore::kinds::KindId;
    use simcore::measure::{Backend, Of, Part, Point, Trace};

    fn design() -> Design {
        let node = |id, kind: KindId| NodeSpec {
            id,
            name: format!("é {id}"),
            kind,
            params: vec![0.1, 2.0],
            at: [-8, 16],
            place: Some(90),
        };
        Design {
            nodes: KindId::ALL.iter().zip(1..).map(|(k, id)| node(id, *k)).collect(),
            links: vec![LinkSpec { from: 1, to: 2, params: vec![0.5] }],
            faults: vec![Fault { node: 2, what: FaultKind::Slow, strength: 4.0, from_s: 1.5, until_s: None }],
            places: vec![Place::region(90, "é", 0.1, -0.2), Place::zone(91, "", 90)],
        }
    }

    fn hop() -> Hop {
        Hop { link: 0, at_s: 1.25, class: 1, failed: true, key: 9, began_s: 1.0, asked: true, again: false }
    }

    fn part(of: Of) -> Part {
        Part { of, on_time: 90.5, late: 1.0, failed: 0.0, p50: 12.0, p95: 48.0 }
    }

    #[test]
    fn every_question_survives_the_way() {
        let job = Job { design: design(), seed: u64::MAX, from_s: 0.0, until_s: 60.0 };
        for ask in [
            Ask::Load { revision: 7, design: design(), seed: 42, warm_s: 10.0 },
            Ask::Edit { revision: u32::MAX, design: design() },
            Ask::Speed(0.1),
            Ask::StepEvent,
            Ask::ResetMeasures,
            Ask::Break { node: 3, what: FaultKind::Crash, strength: 0.0, for_s: Some(30.0) },
            Ask::Heal(3),
            Ask::Batch { id: 1, jobs: vec![job] },
            Ask::Cancel { id: 1 },
            Ask::Look(Look { traces: true, latency: false, bill: true }),
            Ask::Rewind { revision: 8, to_s: 0.1 },
            Ask::StepBack { revision: 9 },
            Ask::NextFailure,
            Ask::Fork,
            Ask::Swap { revision: 10 },
            Ask::Join,
            Ask::Find { id: 3, from: 1, to: 2, hop: hop() },
        ] {
            assert_eq!(decode::<Ask>(&encode(&ask)), Some(ask));
        }
    }

    #[test]
    fn every_answer_survives_the_way() {
        let mut frame = Frame { revision: 3, now_s: 12.5, ..Frame::default() };
        let mut node = NodeFrame { id: 9, ..NodeFrame::default() };
        node.gauges.backends = vec![Backend { node: 4, in_pool: true, active: 2, sent: 1 << 40 }];
        frame.nodes = vec![node];
        frame.fresh = vec![Point { t: 1.0, taken: vec![0.5, 1.0], ..Point::default() }];
        frame.hops = vec![hop()];
        frame.parts = vec![part(Of::Class(5)), part(Of::Region(7))];
        let what = Happened::Broke { node: 4, what: FaultKind::Slow, for_s: None };
        let past = Past {
            fork: Some(Forked { at_s: 2.5, original: true, id: 3 }),
            marks: vec![Mark { at_s: 0.1, what }, Mark { at_s: 0.2, what: Happened::Edited(7) }],
            series: Some(frame.fresh.clone()),
            ..Past::default()
        };
        let issue =
            Issue { severity: Severity::Warning, code: IssueCode::Cycle, node: Some(1), link: Some(0) };
        for tell in [
            Tell::Ready { protocol: simcore::host::PROTOCOL },
            Tell::Frame(Box::new(frame)),
            Tell::Issues { revision: 3, issues: vec![issue] },
            Tell::Closer(Box::new(Closer { bill: vec![(4, 80.0)], ..Closer::default() })),
            Tell::Past(Box::new(past)),
            Tell::Found { id: 3, trace: Some(Box::new(Trace::default())) },
        ] {
            assert_eq!(decode::<Tell>(&encode(&tell)), Some(tell));
        }
    }

    #[test]
    fn noise_is_no_message() {
        assert_eq!(decode::<Tell>(&[250, 1, 2, 3]), None);
        assert_eq!(decode::<Tell>(&[]), None);
    }
}
