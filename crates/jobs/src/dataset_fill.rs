//! `dataset.fill`: a data set in which missing values of another are filled.

use almanac_domain::quality::Origin;
use almanac_service::dataset::{self, Content, PROFILE, ROWS};
use almanac_service::files::Stored;
use almanac_service::job::DatasetFill;
use almanac_service::quality::{self, Filling};

use crate::worker::finish;
use crate::{Result, Task};

pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: DatasetFill = task.payload()?;
    let (app, org, project) = (&task.app, task.job.org_id, task.job.project_id);
    let id = payload.dataset_id;
    let Filling { origin, path, time_zone } = quality::filling(app, (org, project, id)).await?;
    task.progress(|p| {
        p.phase = String::from("filling");
        p.fraction = 0.1;
    });
    let temporary = app.files().temporary(app.new_id());
    let (how, columns) = (origin.clone(), payload.columns);
    let (temporary, filled, profile) = task
        .blocking(move |task| {
            let go_on = || task.check().is_ok();
            let filled = quality::fill_file(&path, temporary.path(), &how, &columns, &go_on);
            task.check()?;
            let filled = filled?;
            task.progress(|p| {
                p.phase = String::from("profiling");
                p.fraction = 0.7;
            });
            let profile = almanac_ingest::profile(temporary.path(), &time_zone)?;
            task.check()?;
            Ok((temporary, filled, profile))
        })
        .await?;
    let profile = serde_json::to_vec(&profile).map_err(crate::Error::retry)?;
    let mut stored = Stored::new(app, org).await;
    let bytes = stored.put_path(ROWS, "parquet", &temporary).await?.bytes;
    stored.put_bytes(PROFILE, "json", profile).await?;
    let content = Content { rows: filled.rows, bytes, columns: filled.columns };
    let origin = Origin { filled: filled.filled, ..origin };
    let written: Result<()> = async {
        let mut tx = task.write().await?;
        finish(task, &mut tx).await?;
        dataset::keep(app, &mut tx, project, (id, 1), &content, &stored).await?;
        almanac_store::dataset::set_origin(&mut tx, project, id, &origin).await?;
        Ok(tx.save().await?)
    }
    .await;
    stored.end(written).await
}
