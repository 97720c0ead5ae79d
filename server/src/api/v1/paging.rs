//! Which part of a list is wanted.

use almanac_domain::PageRequest;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Which part of a list is wanted; lists are newest first.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Paging {
    /// How many items, 1 to 200; 50 if it is left out.
    pub(super) limit: Option<u32>,
    /// The last id of the page before.
    pub(super) after: Option<Uuid>,
}

impl From<Paging> for PageRequest {
    fn from(paging: Paging) -> Self {
        let usual = Self::default();
        Self { limit: paging.limit.unwrap_or(usual.limit), after: paging.after }
    }
}

/// Which rows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Rows {
    /// The first row, from 0.
    #[serde(default)]
    pub(super) offset: u64,
    /// How many rows, 1 to 1,000; 100 if it is left out.
    limit: Option<u64>,
}

impl Rows {
    /// How many rows.
    pub(super) fn limit(&self) -> u64 {
        self.limit.unwrap_or(100).clamp(1, 1_000)
    }
}
