//! One station: who comes, how it serves, and what theory makes of both.

use super::{Refusal, Why, path};
use crate::design::{Design, NodeId, NodeSpec};
use crate::dist::Spread;
use crate::kinds::{KindId, app_service, sql_leader, web_server};
use crate::theory;

/// Shares below this are nothing.
const NOTHING: f64 = 1e-6;
/// A queue that fills less often than this has no end.
const RARELY: f64 = 1e-4;
/// Places beyond which a queue without an end is meant.
const ENDLESS: u32 = 200_000;

/// The middle letter of Kendall's notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    Exponential,
    Constant,
    General,
}

/// Kendall's notation; arrivals are Poisson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    pub law: Law,
    pub servers: u32,
    /// Places in all, where their end is felt.
    pub room: Option<u32>,
}

impl Model {
    /// M/M/4, M/D/1, M/G/1, M/M/4/20.
    pub fn name(&self) -> String {
        let law = match self.law {
            Law::Exponential => 'M',
            Law::Constant => 'D',
            Law::General => 'G',
        };
        match self.room {
            None => format!("M/{law}/{}", self.servers),
            Some(room) => format!("M/{law}/{}/{room}", self.servers),
        }
    }
}

/// What theory says of a station.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    pub model: Model,
    /// False for an approximation.
    pub exact: bool,
    /// Requests a second that come.
    pub rate: f64,
    /// Mean service, and its squared coefficient of variation.
    pub service_ms: f64,
    pub scv: f64,
    /// Offered load of each slot: 1 is full.
    pub load: f64,
    /// Chance that all slots are busy when one comes.
    pub waits: f64,
    pub wait_ms: f64,
    pub response_ms: f64,
    /// Share that finds the queue full.
    pub refused: f64,
}

/// How a node serves.
struct Service {
    servers: u32,
    queue: u32,
    mean_ms: f64,
    scv: f64,
    law: Law,
}

/// The law of a spread with this coefficient of variation, and its square.
fn law(spread: Spread, cv: f64) -> (Law, f64) {
    match spread {
        Spread::Constant => (Law::Constant, 0.0),
        Spread::Exponential => (Law::Exponential, 1.0),
        Spread::Hyperexponential if cv <= 1.0 => (Law::Exponential, 1.0),
        Spread::Uniform => (Law::General, 1.0 / 3.0),
        Spread::Narrow => (Law::General, 1.0 / 48.0),
        Spread::Lognormal | Spread::Hyperexponential => (Law::General, cv * cv),
    }
}

/// How the node serves, if it is a station by itself; `reads` is the share of reads that come.
fn service(design: &Design, node: &NodeSpec, reads: f64) -> Result<Service, Why> {
    let calls = design.links.iter().any(|l| l.from == node.id);
    match node.kind {
        KindId::web_server => {
            let p = web_server::Params::from_values(&node.params);
            if p.cores > 0 {
                return Err(Why::Shares);
            }
            if p.connections > 0 {
                return Err(Why::Limits);
            }
            if p.warmup_s > 0.0 {
                return Err(Why::WarmsUp);
            }
            if p.error_rate > 0.0 {
                return Err(Why::Errors);
            }
            if calls && p.model == web_server::Model::Threads {
                return Err(Why::Holds);
            }
            let (law, scv) = law(p.spread, p.cv);
            Ok(Service {
                servers: p.slots.saturating_mul(p.instances),
                queue: p.queue.saturating_mul(p.instances),
                mean_ms: p.service_ms / p.speed,
                scv,
                law,
            })
        }
        KindId::app_service if !calls => {
            let p = app_service::Params::from_values(&node.params);
            if p.error_rate > 0.0 {
                return Err(Why::Errors);
            }
            let (law, scv) = law(p.spread, p.cv);
            Ok(Service { servers: p.cores, queue: p.queue, mean_ms: p.service_ms, scv, law })
        }
        KindId::sql_leader if !calls => {
            let p = sql_leader::Params::from_values(&node.params);
            if p.error_rate > 0.0 {
                return Err(Why::Errors);
            }
            if p.row_locks && reads < 1.0 {
                return Err(Why::Holds);
            }
            if p.sized && p.growth > 0.0 && reads < 1.0 {
                return Err(Why::Grows);
            }
            let (one, scv) = law(p.spread, p.cv);
            let read_ms = sql_leader::read_ms(&p, p.rows_m);
            let mean = reads * read_ms + (1.0 - reads) * p.write_ms;
            let square = (reads * read_ms * read_ms + (1.0 - reads) * p.write_ms * p.write_ms) * (1.0 + scv);
            let mixed = read_ms != p.write_ms && reads > 0.0 && reads < 1.0;
            Ok(Service {
                servers: p.slots,
                queue: p.queue,
                mean_ms: mean,
                scv: square / (mean * mean) - 1.0,
                law: if mixed { Law::General } else { one },
            })
        }
        KindId::app_service | KindId::sql_leader => Err(Why::Departures),
        _ => Err(Why::NoStation),
    }
}

/// What theory says of this node in this design, or why it says nothing.
pub fn beside(design: &Design, node: NodeId) -> Result<Station, Refusal> {
    let spec = design.node(node);
    // what no traffic could make a station of
    if spec.is_some_and(|n| service(design, n, 1.0).err() == Some(Why::NoStation)) {
        return Err(Refusal::new(Why::NoStation, node));
    }
    path::undisturbed(design, node)?;
    let comes = path::arrivals(design, node)?;
    of(design, node, comes)
}

/// The same, with what comes known.
pub(super) fn of(design: &Design, id: NodeId, comes: path::Flow) -> Result<Station, Refusal> {
    let no = |why| Refusal::new(why, id);
    let node = design.node(id).ok_or(no(Why::NoStation))?;
    let s = service(design, node, comes.reads).map_err(no)?;
    if comes.rate <= 0.0 || s.mean_ms <= 0.0 || s.servers == 0 {
        return Err(no(Why::NoTraffic));
    }
    let erlangs = comes.rate * s.mean_ms / 1000.0;
    let load = erlangs / f64::from(s.servers);
    let full = Refusal { amount: load, ..no(Why::Full) };
    let room = s.servers.saturating_add(s.queue);
    let mut station = Station {
        model: Model { law: s.law, servers: s.servers, room: None },
        exact: true,
        rate: comes.rate,
        service_ms: s.mean_ms,
        scv: s.scv,
        load,
        waits: 1.0,
        wait_ms: 0.0,
        response_ms: 0.0,
        refused: 0.0,
    };
    let wait = if s.law == Law::Exponential {
        // below its load a long queue is never full: the chance falls with load^queue
        let never = load < 1.0 && f64::from(s.queue) * libm::log(load) < libm::log(NOTHING * 1e-3);
        let ends = !never && room <= ENDLESS;
        let (refused, sojourn) = if ends { theory::mmck(s.servers, room, load) } else { (0.0, 0.0) };
        if refused > NOTHING {
            station.refused = refused;
            station.model.room = Some(room);
            station.waits = f64::NAN;
            sojourn - 1.0
        } else if load >= 1.0 {
            return Err(full);
        } else {
            station.waits = theory::erlang_c(s.servers, erlangs);
            theory::mmc_wait(s.servers, load)
        }
    } else {
        if load >= 1.0 {
            return Err(full);
        }
        // in heavy traffic the queue is longer than n with e^(-2 (1 - rho) n / (1 + scv))
        if libm::exp(-2.0 * (1.0 - load) * f64::from(s.queue) / (1.0 + s.scv)) > RARELY {
            return Err(no(Why::ShortQueue));
        }
        station.waits = theory::erlang_c(s.servers, erlangs);
        station.exact = s.servers == 1;
        theory::mmc_wait(s.servers, load) * (1.0 + s.scv) / 2.0
    };
    station.wait_ms = wait * s.mean_ms;
    station.response_ms = station.wait_ms + s.mean_ms;
    Ok(station)
}

impl Station {
    /// P(response > t), where it is known.
    pub fn tail(&self, t_ms: f64) -> Option<f64> {
        let t = (t_ms / self.service_ms).max(0.0);
        self.has_law().then(|| theory::mmc_sojourn_tail(self.model.servers, self.load, t))
    }

    /// The quantile `q` of the response, where it is known.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let of = || self.service_ms * theory::mmc_sojourn_quantile(self.model.servers, self.load, q);
        self.has_law().then(of)
    }

    fn has_law(&self) -> bool {
        self.model.law == Law::Exponential && self.model.room.is_none()
    }
}
