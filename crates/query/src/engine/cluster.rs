//! The port to a cluster. Where there is one, queries on uploads alone run there; those that ask databases run here.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;

use super::scan::Place;
use super::{Prepared, Result};
use crate::Rendered;

/// Into how many parts a plan is split, which run at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// It stays whole, because its rows keep the order of their file.
    One,
    /// As many as the cluster has use for.
    Many,
}

/// Other machines that run plans. They read the files of the plans under the same paths.
#[async_trait]
pub trait Cluster: Send + Sync + Debug {
    /// Begins to run `plan`, and comes back with its rows; none if a plan of this shape cannot be split without another
    /// result, so that it has to run here.
    ///
    /// Dropping the future or the stream ends the work on the cluster.
    ///
    /// # Errors
    /// [`Error::Memory`](super::Error::Memory), [`Error::Overflow`](super::Error::Overflow) as here, and
    /// [`Error::Cluster`](super::Error::Cluster).
    async fn run(&self, plan: LogicalPlan, parts: Parts) -> Result<Option<SendableRecordBatchStream>>;
}

impl Prepared {
    /// Begins `rendered` on the cluster; none if it has to run here.
    pub(super) async fn elsewhere(
        &self,
        rendered: &Rendered,
        parts: Parts,
    ) -> Result<Option<SendableRecordBatchStream>> {
        let Some(cluster) = self.cluster() else { return Ok(None) };
        let plan = self.scan(Place::Cluster).await?.logical(rendered.clone()).await?;
        cluster.run(plan, parts).await
    }

    /// The cluster, if there is one and no database is asked: it would be asked by others, at addresses that were
    /// checked for this machine.
    fn cluster(&self) -> Option<&Arc<dyn Cluster>> {
        self.config.cluster.as_ref().filter(|_| self.tables.databases.is_empty())
    }
}

#[cfg(test)]
mod tests;
