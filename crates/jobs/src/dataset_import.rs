//! `dataset.import`: an upload becomes a Parquet file and a profile.

use almanac_domain::data::DatasetProfile;
use almanac_ingest::{Flow, Imported};
use almanac_service::dataset::{self, Content, PROFILE, ROWS};
use almanac_service::files::{Stored, Temporary};
use almanac_service::job::DatasetImport;
use almanac_service::quality;
use almanac_store::{Scope, upload};

use crate::worker::finish;
use crate::{Error, Result, Task};

/// Of the whole work, so much is reading.
const READING: f64 = 0.7;

pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: DatasetImport = task.payload()?;
    let (app, org, project) = (&task.app, task.job.org_id, task.job.project_id);
    let mut tx = app.db().read(Scope::Org(org)).await?;
    let found = upload::find(&mut tx, project, payload.upload_id).await?;
    drop(tx);
    if found.is_none() {
        return Err(Error::Give("the upload is gone; send the file again".to_owned()));
    }
    let temporary = app.files().temporary(app.new_id());
    let path = app.files().upload(payload.upload_id);
    let options = payload.options.clone();
    let (temporary, imported, profile) = task
        .blocking(move |task| {
            let imported = read(task, &path, &options, &temporary)?;
            task.check()?;
            task.progress(|p| {
                p.phase = String::from("profiling");
                p.fraction = READING;
            });
            let profile = almanac_ingest::profile(temporary.path(), &options.time_zone)?;
            task.check()?;
            Ok((temporary, imported, profile))
        })
        .await?;
    save(task, &payload, &temporary, imported, &profile).await
}

fn read(
    task: &Task,
    path: &std::path::Path,
    options: &almanac_domain::data::ImportOptions,
    out: &Temporary,
) -> Result<Imported> {
    task.progress(|p| p.phase = String::from("reading"));
    let started = std::time::Instant::now();
    let imported = almanac_ingest::import(path, options, out.path(), &mut |now| {
        let done = now.bytes_done as f64 / now.bytes_total.max(1) as f64;
        task.progress(|p| {
            p.rows = now.rows;
            p.fraction = READING * done;
            let elapsed = started.elapsed().as_secs_f64();
            p.seconds_left = (done > 0.0).then(|| elapsed * (1.0 / (READING * done) - 1.0));
        });
        if task.check().is_ok() { Flow::Continue } else { Flow::Stop }
    });
    // The reader knows only that it was stopped.
    if matches!(imported, Err(almanac_ingest::Error::Cancelled)) {
        task.check()?;
    }
    Ok(imported?)
}

async fn save(
    task: &Task,
    payload: &DatasetImport,
    temporary: &Temporary,
    imported: Imported,
    profile: &DatasetProfile,
) -> Result<()> {
    task.progress(|p| {
        p.phase = String::from("saving");
        p.fraction = 0.95;
        p.rows = imported.rows;
    });
    let (app, org, project) = (&task.app, task.job.org_id, task.job.project_id);
    let profile = serde_json::to_vec(profile).map_err(Error::retry)?;
    let mut stored = Stored::new(app, org).await;
    let bytes = stored.put_path(ROWS, "parquet", temporary).await?.bytes;
    stored.put_bytes(PROFILE, "json", profile).await?;
    let content = Content { rows: imported.rows, bytes, columns: imported.columns };
    let version = (payload.dataset_id, payload.number());
    let written: Result<()> = async {
        let mut tx = task.write().await?;
        finish(task, &mut tx).await?;
        dataset::keep(app, &mut tx, project, version, &content, &stored).await?;
        quality::after_import(app, &mut tx, project, payload.dataset_id).await?;
        match upload::delete(&mut tx, project, payload.upload_id).await {
            Ok(()) | Err(almanac_store::Error::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(tx.save().await?)
    }
    .await;
    stored.end(written).await?;
    app.files().remove_upload(payload.upload_id).await;
    Ok(())
}
