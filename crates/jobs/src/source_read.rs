//! `source.read_schema`: what is in a connected database, kept as a version if it is another than before.

use almanac_service::connected::{self, NotRead};
use almanac_service::job::SourceRead;

use crate::worker::finish;
use crate::{Error, Result, Task};

pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: SourceRead = task.payload()?;
    let (app, project) = (&task.app, task.job.project_id);
    task.progress(|p| p.phase = String::from("reading"));
    let place = (task.job.org_id, project, payload.source_id);
    let read = tokio::select! {
        biased;
        read = connected::read(app, place) => read,
        stopped = task.stopped() => return Err(stopped),
    };
    let schema = match read {
        Ok(schema) => schema,
        Err(NotRead::Fault(fault)) => return Err(Error::Source(fault)),
        Err(NotRead::Error(error)) => return Err(error.into()),
    };
    task.progress(|p| {
        p.phase = String::from("saving");
        p.fraction = 0.95;
    });
    let mut tx = task.write().await?;
    finish(task, &mut tx).await?;
    connected::keep(app, &mut tx, project, (task.job.id, &payload), schema).await?;
    Ok(tx.save().await?)
}
