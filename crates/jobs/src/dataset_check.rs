//! `dataset.check`: which rules of a data set hold.

use almanac_service::job::DatasetCheck;
use almanac_service::quality;

use crate::worker::finish;
use crate::{Result, Task};

pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: DatasetCheck = task.payload()?;
    let (app, project) = (&task.app, task.job.project_id);
    let place = (task.job.org_id, project, payload.dataset_id);
    let step = |done: usize, all: usize| {
        task.progress(|p| {
            p.phase = String::from("checking");
            p.fraction = 0.95 * done as f64 / all.max(1) as f64;
        });
    };
    let found = tokio::select! {
        biased;
        found = quality::run(app, place, payload.trigger, step) => found?,
        stopped = task.stopped() => return Err(stopped),
    };
    let mut tx = task.write().await?;
    finish(task, &mut tx).await?;
    quality::keep(app, &mut tx, project, (task.job.id, &payload), found).await?;
    Ok(tx.save().await?)
}
