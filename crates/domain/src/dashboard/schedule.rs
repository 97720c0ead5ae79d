//! When the queries of a dashboard are run by themselves.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::JobId;
use crate::sharing::Person;

/// When the queries of a dashboard are run by themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefreshSchedule {
    /// How many hours lie between two runs.
    pub every_hours: i64,
    /// For whom they run: who set the schedule, if that person is still known.
    pub person: Option<Person>,
    /// The next run; none while the schedule rests, because it was stopped or its person may not run queries any more.
    pub next_at: Option<DateTime<Utc>>,
    /// The job that will do it.
    pub job_id: Option<JobId>,
    /// How the last run went; none if there was none yet.
    pub last: Option<Refreshed>,
}

/// How a run of a dashboard's queries went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refreshed {
    /// When it ended.
    pub at: DateTime<Utc>,
    /// How many queries have results.
    pub done: u32,
    /// How many could not be run.
    pub failed: u32,
    /// Why nothing was run, or the first query could not be.
    pub problem: Option<String>,
}
