//! The simulation core of Escala: discrete events at the level of single requests.
//!
//! # Invariants
//! * simcore knows nothing of the browser, of files, of languages or of the wall clock.
//! * The same design, seed and version give the same bits natively and in wasm: `libm` instead of
//!   std's functions, integer time, no hash-map order, one random stream per node and purpose.
//! * A run cannot fail: [`check`] repairs a design and lists what it found, a run never panics and
//!   stops at the event budget that it was given.
//! * Requests are conserved: generated = answered + failed (each with its reason) + in flight.
//!
//! # Example
//! ```
//! use simcore::design::{Design, LinkSpec, NodeSpec};
//! use simcore::{Sim, kinds::KindId, time::SEC};
//!
//! let node = |id, kind, params| NodeSpec { id, name: String::new(), kind, params, at: [0, 0], place: None };
//! let design = Design {
//!     nodes: vec![
//!         node(1, KindId::client, vec![40.0]),        // 40 requests a second
//!         node(2, KindId::web_server, vec![4.0]),     // four slots, 40 ms each
//!     ],
//!     links: vec![LinkSpec { from: 1, to: 2, params: vec![] }],
//!     ..Design::default()
//! };
//! let (mut sim, issues) = Sim::new(&design, 42);
//! assert!(issues.is_empty());
//! sim.run_until(60 * SEC, u64::MAX);
//! let report = sim.report();
//! assert_eq!(report.generated, report.answered + report.failed_total() + report.in_flight);
//! ```

pub mod answers;
pub mod balance;
mod calendar;
mod call;
mod check;
mod checkup;
mod cookies;
mod cx;
pub mod design;
pub mod dist;
mod edit;
mod engine;
pub mod faults;
mod fifo;
mod follow;
mod health;
pub mod history;
mod hop;
pub mod host;
mod influence;
pub mod kinds;
pub mod lab;
mod load;
pub mod measure;
mod network;
mod observe;
pub mod param;
mod parts;
pub mod place;
mod plain;
pub mod rng;
mod said;
mod sample;
pub mod sorted;
pub mod theory;
pub mod time;
mod trouble;
pub mod validity;
mod wire;
mod world;

pub use check::check;
pub use engine::{Outcome, Sim};
