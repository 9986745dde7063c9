//! What components, parameters and faults are for, in sentences: fetched when somebody asks, since the
//! page starts without them. Names and labels are in the page itself.

use serde::{Deserialize, Serialize};
use simcore::design::FaultKind;
use simcore::kinds::KindId;

/// The explanations in one language; `kinds.help.<language>.bin`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// In the order of [`KindId::ALL`].
    pub kinds: Vec<KindHelp>,
    pub link: KindHelp,
    /// In the order of [`FaultKind::ALL`].
    pub faults: Vec<String>,
}

/// A kind of component, or the link between two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindHelp {
    /// What it does and when to use it.
    pub about: String,
    /// In the order of the kind's table.
    pub params: Vec<String>,
}

impl Help {
    /// About a kind.
    pub fn kind(&self, kind: KindId) -> Option<&KindHelp> {
        self.kinds.get(kind as usize)
    }

    /// What happens in a fault.
    pub fn fault(&self, what: FaultKind) -> &str {
        self.faults.get(what as usize).map_or("", String::as_str)
    }
}
