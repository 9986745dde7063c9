//! Parts of the traffic that can be told apart: the requests of a class, and those from a region.

use super::Quantiles;
use crate::design::NodeId;
use serde::{Deserialize, Serialize};

/// Which requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Of {
    /// 0 read, 1 write, 5 content that is the same for everybody; as in [`crate::host::Hop`].
    Class(u8),
    /// Their users stand in this region.
    Region(NodeId),
}

/// A part of the traffic in the last closed interval: requests per second, and the latency of the
/// answered ones in milliseconds (0 when none was).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub of: Of,
    pub on_time: f32,
    pub late: f32,
    pub failed: f32,
    pub p50: f32,
    pub p95: f32,
}

/// A part of the traffic since the last reset.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartReport {
    pub of: Of,
    pub answered: u64,
    pub on_time: u64,
    pub failed: u64,
    pub latency: Quantiles,
}
