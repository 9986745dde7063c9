//! Jobs that are the same run measured over different times are run once.

use simcore::Sim;
use simcore::host::{Job, run_job};
use simcore::measure::Report;
use simcore::time::from_secs;

/// The reports of these jobs, in order, with the bits of [`run_job`].
pub fn run_all(jobs: &[Job]) -> Vec<Report> {
    let mut out: Vec<Option<Report>> = vec![None; jobs.len()];
    for (i, job) in jobs.iter().enumerate() {
        if out[i].is_some() {
            continue;
        }
        let same = |other: &Job| other.seed == job.seed && other.design == job.design;
        let mut group: Vec<usize> =
            (i..jobs.len()).filter(|k| out[*k].is_none() && same(&jobs[*k])).collect();
        if let [only] = group[..] {
            out[only] = Some(run_job(job));
            continue;
        }
        group.sort_by(|a, b| jobs[*a].from_s.total_cmp(&jobs[*b].from_s));
        let longest =
            group.iter().copied().reduce(|a, b| if jobs[b].until_s > jobs[a].until_s { b } else { a });
        let (mut sim, _) = Sim::new(&job.design, job.seed);
        for k in group {
            sim.run_until(from_secs(jobs[k].from_s), u64::MAX);
            // the longest one goes on in the run itself, the others branch off
            if Some(k) == longest {
                sim.reset_measures();
                continue;
            }
            let mut own = sim.clone();
            own.reset_measures();
            own.run_until(from_secs(jobs[k].until_s), u64::MAX);
            out[k] = Some(own.report());
        }
        if let Some(k) = longest {
            sim.run_until(from_secs(jobs[k].until_s), u64::MAX);
            out[k] = Some(sim.report());
        }
    }
    out.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::design::{Design, Fault, FaultKind, LinkSpec, NodeSpec};
    use simcore::kinds::KindId;

    #[test]
    fn a_run_that_is_shared_has_the_bits_of_runs_on_their_own() {
        let nodes = [KindId::client, KindId::load_balancer, KindId::web_server, KindId::sql_leader];
        let design = Design {
            nodes: nodes.into_iter().zip(1..).map(|(kind, id)| NodeSpec::new(id, kind)).collect(),
            links: [(1, 2), (2, 3), (3, 4)].map(|(a, b)| LinkSpec::new(a, b, 0.5)).into(),
            faults: vec![Fault::new(3, FaultKind::Slow, None, 22.0, Some(33.5))],
            ..Design::default()
        };
        let other = Design { faults: Vec::new(), ..design.clone() };
        let job =
            |design: &Design, seed, from_s, until_s| Job { design: design.clone(), seed, from_s, until_s };
        let jobs = [
            job(&design, 1, 10.0, 60.0),
            job(&design, 2, 10.0, 60.0),
            job(&design, 1, 22.0, 32.0),
            job(&other, 1, 10.0, 60.0),
            job(&design, 1, 5.5, 22.25),
            job(&design, 1, 10.0, 60.0),
        ];
        let alone: Vec<Report> = jobs.iter().map(run_job).collect();
        assert_eq!(run_all(&jobs), alone);
        assert!(alone.iter().all(|r| r.parts.len() == 2), "reads and writes are told apart");
        assert_ne!(alone[0].latency, alone[2].latency);
    }
}
