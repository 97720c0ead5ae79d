//! Keyset pagination.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which part of a list is wanted. Lists are ordered by id, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// How many items, 1 to 200.
    #[serde(default = "default_limit")]
    pub limit: u32,
    /// The last id of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Uuid>,
}

const fn default_limit() -> u32 {
    50
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: default_limit(), after: None }
    }
}

impl PageRequest {
    /// The limit, brought into 1 to 200.
    pub fn limit(&self) -> i64 {
        i64::from(self.limit.clamp(1, 200))
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to pass as `after` for the next part; none at the end.
    pub next: Option<Uuid>,
}
