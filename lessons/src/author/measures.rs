//! Measures by name.

use super::near::did_you_mean;
use super::raw::RawMeasure;
use crate::measure::{Measure, Unit};
use simcore::kinds::KindId;
use simcore::measure::{Fact, Reason};

/// Every measure that is no fact of a kind.
const NAMES: [&str; 23] = [
    "p50_ms",
    "p95_ms",
    "p99_ms",
    "mean_ms",
    "on_time_share",
    "failed_share",
    "throughput",
    "count_nodes",
    "single_points",
    "cost",
    "cost_per_1000_users",
    "utilisation",
    "share_of_node",
    "same_server",
    "queue_mean",
    "hit_ratio",
    "node_p95_ms",
    "node_mean_ms",
    "node_rate",
    "node_failed_share",
    "outage_s",
    "failed",
    "count_of",
];

/// The measure of that name, or why there is none. Exactly the fields that it needs must be given.
pub fn measure(raw: &RawMeasure) -> Result<Measure, String> {
    let needs = |what: &str, have: bool| {
        if have { Ok(()) } else { Err(format!("the measure \"{}\" needs {what} = ...", raw.what)) }
    };
    let at_node = |make: fn(u32) -> Measure| -> Result<Measure, String> {
        needs("node", raw.node.is_some())?;
        Ok(make(raw.node.unwrap_or_default()))
    };
    let measure = match raw.what.as_str() {
        "p50_ms" => Measure::P50,
        "p95_ms" => Measure::P95,
        "p99_ms" => Measure::P99,
        "mean_ms" => Measure::Mean,
        "on_time_share" => Measure::OnTimeShare,
        "failed_share" => Measure::FailedShare,
        "throughput" => Measure::Throughput,
        "count_nodes" => Measure::CountNodes,
        "single_points" => Measure::SinglePoints,
        "cost" => Measure::Cost,
        "cost_per_1000_users" => Measure::CostPer1000Users,
        "utilisation" => at_node(Measure::Utilisation)?,
        "share_of_node" => at_node(Measure::ShareOfNode)?,
        "same_server" => at_node(Measure::SameServer)?,
        "queue_mean" => at_node(Measure::QueueMean)?,
        "hit_ratio" => at_node(Measure::HitRatio)?,
        "node_p95_ms" => at_node(Measure::NodeP95)?,
        "node_mean_ms" => at_node(Measure::NodeMean)?,
        "node_rate" => at_node(Measure::NodeRate)?,
        "node_failed_share" => at_node(Measure::NodeFailed)?,
        "outage_s" => Measure::Outage,
        "failed" => {
            let name = raw.reason.as_deref().unwrap_or_default();
            needs("reason", raw.reason.is_some())?;
            Measure::Failed(Reason::ALL.into_iter().find(|r| r.name() == name).ok_or_else(|| {
                let all: Vec<_> = Reason::ALL.iter().map(|r| r.name()).collect();
                format!(
                    "there is no failure \"{name}\", only {}{}",
                    all.join(", "),
                    did_you_mean(name, all.iter().copied())
                )
            })?)
        }
        "count_of" => {
            needs("kind", raw.kind.is_some())?;
            Measure::CountOf(kind(raw.kind.as_deref().unwrap_or_default())?)
        }
        other => match Fact::ALL.iter().find(|f| f.name() == other) {
            Some(fact) => {
                needs("node", raw.node.is_some())?;
                Measure::Fact(raw.node.unwrap_or_default(), *fact)
            }
            None => {
                let known = NAMES.into_iter().chain(Fact::ALL.iter().map(|f| f.name()));
                return Err(format!("there is no measure \"{other}\"{}", did_you_mean(other, known)));
            }
        },
    };
    for (field, given, wanted) in [
        ("node", raw.node.is_some(), measure.node().is_some()),
        ("reason", raw.reason.is_some(), matches!(measure, Measure::Failed(_))),
        ("kind", raw.kind.is_some(), matches!(measure, Measure::CountOf(_))),
    ] {
        if given && !wanted {
            return Err(format!("the measure \"{}\" takes no {field}", raw.what));
        }
    }
    Ok(measure)
}

/// A measure in one word for the command line: its name, and after a colon the node, the reason or
/// the kind that it needs ("p95_ms", "utilisation:4", "failed:timed_out").
pub fn parse(text: &str) -> Result<Measure, String> {
    let (what, rest) = text.split_once(':').map_or((text, None), |(w, r)| (w, Some(r.to_owned())));
    let none = || RawMeasure { what: what.to_owned(), node: None, reason: None, kind: None };
    measure(&match (what, rest) {
        ("failed", reason) => RawMeasure { reason, ..none() },
        ("count_of", kind) => RawMeasure { kind, ..none() },
        (_, None) => none(),
        (_, Some(node)) => {
            let id = node.parse().map_err(|_| format!("\"{node}\" is not the id of a node"))?;
            RawMeasure { node: Some(id), ..none() }
        }
    })
}

/// The component kind of that name.
pub fn kind(name: &str) -> Result<KindId, String> {
    KindId::from_name(name).ok_or_else(|| {
        let all: Vec<_> = KindId::ALL.iter().map(|k| k.name()).collect();
        let near = did_you_mean(name, all.iter().copied());
        format!("there is no component kind \"{name}\", only {}{near}", all.join(", "))
    })
}

/// Why a value cannot bound this measure, if it cannot.
pub fn bad_bound(measure: Measure, v: f64) -> Option<String> {
    if !v.is_finite() || v < 0.0 {
        return Some(format!("{v} cannot bound \"{}\"", measure.name()));
    }
    let share = measure.unit() == Unit::Percent;
    (share && v > 100.0).then(|| format!("\"{}\" is in per cent, from 0 to 100, not {v}", measure.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(what: &str, node: Option<u32>, reason: Option<&str>, kind: Option<&str>) -> RawMeasure {
        RawMeasure {
            what: what.into(),
            node,
            reason: reason.map(str::to_owned),
            kind: kind.map(str::to_owned),
        }
    }

    #[test]
    fn every_measure_has_its_name_and_its_fields() {
        for (given, want) in [
            (raw("p95_ms", None, None, None), Measure::P95),
            (raw("share_of_node", Some(3), None, None), Measure::ShareOfNode(3)),
            (raw("failed", None, Some("queue_full"), None), Measure::Failed(Reason::QueueFull)),
            (raw("count_of", None, None, Some("cache")), Measure::CountOf(KindId::cache)),
        ] {
            let got = measure(&given).expect("a sound measure");
            assert_eq!(got, want);
            assert_eq!(got.name(), given.what);
        }
    }

    #[test]
    fn every_name_is_a_measure_and_a_slip_finds_it() {
        for name in NAMES {
            let (reason, kind) = match name {
                "failed" => (Some("queue_full"), None),
                "count_of" => (None, Some("cache")),
                _ => (None, None),
            };
            let known =
                measure(&raw(name, None, reason, kind)).or_else(|_| measure(&raw(name, Some(1), None, None)));
            assert_eq!(known.map(Measure::name), Ok(name));
        }
        let said = |given| measure(&given).expect_err("misspelt");
        assert!(said(raw("p96_ms", None, None, None)).ends_with("did you mean \"p95_ms\"?"));
        assert!(said(raw("machine_hour", Some(3), None, None)).ends_with("did you mean \"machine_hours\"?"));
        assert!(said(raw("failed", None, Some("timeout"), None)).contains("timed_out"));
        assert!(
            said(raw("count_of", None, None, Some("web_sever"))).ends_with("did you mean \"web_server\"?")
        );
    }

    #[test]
    fn one_word_names_a_measure() {
        assert_eq!(parse("p95_ms"), Ok(Measure::P95));
        assert_eq!(parse("cost"), Ok(Measure::Cost));
        assert_eq!(parse("utilisation:4"), Ok(Measure::Utilisation(4)));
        assert_eq!(parse("failed:timed_out"), Ok(Measure::Failed(Reason::TimedOut)));
        assert_eq!(parse("lag:7"), Ok(Measure::Fact(7, Fact::Lag)));
        assert!(parse("lag").is_err() && parse("lag:x").is_err() && parse("p95_ms:3").is_err());
    }

    #[test]
    fn missing_superfluous_and_unknown_parts_are_said() {
        for (given, words) in [
            (raw("p96_ms", None, None, None), "no measure"),
            (raw("p95_ms", Some(1), None, None), "takes no node"),
            (raw("hit_ratio", None, None, None), "needs node"),
            (raw("failed", None, Some("bad_luck"), None), "queue_full, timed_out"),
            (raw("count_of", None, None, Some("toaster")), "web_server"),
        ] {
            let said = measure(&given).expect_err("an unsound measure");
            assert!(said.contains(words), "{said}");
        }
        assert!(bad_bound(Measure::OnTimeShare, 101.0).is_some());
        assert!(bad_bound(Measure::P95, 101.0).is_none());
    }
}
