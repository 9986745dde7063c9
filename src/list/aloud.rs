//! How often the list reads aloud what is happening.

/// The learner's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aloud {
    #[default]
    Changes,
    /// Every ten seconds, changed or not.
    Steady,
    Never,
}

impl Aloud {
    pub const ALL: [Aloud; 3] = [Aloud::Changes, Aloud::Steady, Aloud::Never];

    pub const fn name(self) -> &'static str {
        match self {
            Aloud::Changes => "changes",
            Aloud::Steady => "steady",
            Aloud::Never => "never",
        }
    }

    pub fn from_name(name: &str) -> Option<Aloud> {
        Aloud::ALL.into_iter().find(|a| a.name() == name)
    }
}
