//! How long a statement may take, on our side.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::{Error, Result};

/// No statement takes longer.
const LONGEST: Duration = Duration::from_hours(24);

/// A point in time after which nothing is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    after: Duration,
}

impl Deadline {
    pub(crate) fn after(after: Duration) -> Self {
        Self { at: Instant::now() + after.min(LONGEST), after }
    }

    /// Waits for `work`, but not longer than this.
    pub(crate) async fn wait<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        timeout_at(self.at, work).await.unwrap_or(Err(Error::Timeout(self.after)))
    }
}
