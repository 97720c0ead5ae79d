//! Long work.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{JobId, ProjectId};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for a worker.
    Queued,
    /// At work.
    Running,
    /// Done.
    Succeeded,
    /// Given up; the error says why.
    Failed,
    /// Stopped by a person.
    Cancelled,
}

impl JobState {
    /// Whether nothing will happen any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Progress {
    /// What is being done, a stable key: `reading`, `checking`, `filling`, `writing`, `profiling`, `searching`, `backtest`, `fit`,
    /// `explaining`, `saving`.
    pub phase: String,
    /// The fraction that is done, 0 to 1.
    pub fraction: f64,
    /// The model at work.
    pub model: Option<String>,
    /// Backtest window, from 1; 0 is the final fit.
    pub window: usize,
    /// How many windows.
    pub windows: usize,
    /// Epoch, from 1.
    pub epoch: usize,
    /// How many epochs at most.
    pub epochs: usize,
    /// Loss of each epoch of the present fit.
    pub loss: Vec<f64>,
    /// Rows done.
    pub rows: u64,
    /// Estimated seconds that are left.
    pub seconds_left: Option<f64>,
}

/// A piece of long work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// What it is: `dashboard.refresh`, `dataset.import`, `dataset.check`, `dataset.fill`, `forecast.explain`, `model.train`, `sample.fill`, `source.read_schema`.
    pub kind: String,
    /// Where it stands.
    pub state: JobState,
    /// How far it is.
    pub progress: Progress,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When a worker took it up.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Job {
    /// One that waits in the queue.
    pub fn queued(id: JobId, project_id: ProjectId, kind: &str, now: DateTime<Utc>) -> Self {
        Self {
            id,
            project_id,
            kind: kind.to_owned(),
            state: JobState::Queued,
            progress: Progress::default(),
            attempts: 0,
            error: None,
            created_at: now,
            started_at: None,
            finished_at: None,
        }
    }
}
