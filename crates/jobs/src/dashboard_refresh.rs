//! `dashboard.refresh`: the queries of a dashboard are run by themselves.

use almanac_service::dashboard;
use almanac_service::job::DashboardRefresh;

use crate::worker::finish;
use crate::{Result, Task};

pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: DashboardRefresh = task.payload()?;
    let (app, project) = (&task.app, task.job.project_id);
    let round = tokio::select! {
        biased;
        round = dashboard::refresh(app, (task.job.org_id, project, payload.dashboard_id)) => round?,
        stopped = task.stopped() => return Err(stopped),
    };
    let mut tx = task.write().await?;
    finish(task, &mut tx).await?;
    dashboard::keep(app, &mut tx, project, (payload.dashboard_id, task.job.id), round).await?;
    Ok(tx.save().await?)
}
