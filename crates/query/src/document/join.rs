//! Joins of a query.

use serde::{Deserialize, Serialize};

use crate::Source;

/// Rows that are put beside those before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Where they come from.
    pub source: Source,
    /// What their columns are called by: `as.column`.
    #[serde(rename = "as")]
    pub name: String,
    /// Which rows stay that have no partner.
    #[serde(default)]
    pub kind: JoinKind,
    /// What partners have in common, all of it; at least one.
    pub on: Vec<JoinKey>,
}

/// Which rows stay that have no partner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinKind {
    /// None.
    #[default]
    Inner,
    /// Those before.
    Left,
    /// Those that are joined.
    Right,
    /// Both.
    Full,
}

impl JoinKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Inner, Self::Left, Self::Right, Self::Full];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Inner => "inner",
            Self::Left => "left",
            Self::Right => "right",
            Self::Full => "full",
        }
    }
}

/// A column of each side that must be equal. A missing value equals nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinKey {
    /// A column of what was joined before, by its full name.
    pub left: String,
    /// A column of the joined source, by its own name.
    pub right: String,
}
