//! Data sets.

mod show;
mod version;

use almanac_domain::data::{
    Column, Dataset, DatasetProfile, DatasetState, ImportDataset, ImportOptions, ImportStarted,
};
use almanac_domain::saved::QueryResult;
use almanac_domain::{Actor, Capability, Checks, DatasetId, Page, PageRequest, ProjectId};
use almanac_query::{QueryDocument, Source, Tables};
use almanac_store::{Tx, dataset, dataset_version, file, query, upload};
use serde_json::json;
use sha2::{Digest, Sha256};

pub(crate) use self::show::first_version;
use self::show::show;
pub use self::show::{Content, keep};
pub use self::version::{
    delete_version, describe_version, diff_versions, get_version, import_version, use_version,
    version_impact, versions,
};
use crate::audit::{Object, record};
use crate::error::blocking;
use crate::job::DatasetImport;
use crate::row_rule::{For, Sight};
use crate::{App, Error, Result, access, files, job, quality};

/// The role of a data set's Parquet file.
pub const ROWS: &str = "rows";
/// The role of a data set's profile.
pub const PROFILE: &str = "profile";
/// Rows that can be read at once.
const MOST_ROWS: u64 = 1_000;

/// Starts the import of an upload, or finds that it was imported before.
pub async fn import(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    input: ImportDataset,
) -> Result<ImportStarted> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    input.validate()?;
    let found = upload::find(&mut tx, project, input.upload_id).await?;
    let found = found.ok_or_else(|| Error::field("upload_id", "there is no such upload"))?;
    let options = input.options.unwrap_or(found.detection.options);
    let fingerprint = fingerprint(&found.sha256, &options)?;
    if let Some(dataset) = dataset::find_same(&mut tx, project, &fingerprint).await? {
        // One that is being imported still reads its upload, which may be this one.
        if dataset.state == DatasetState::Ready {
            upload::delete(&mut tx, project, found.id).await?;
            tx.save().await?;
            app.files().remove_upload(found.id).await;
        }
        return Ok(ImportStarted { dataset, already_there: true });
    }
    let id = DatasetId(app.new_id());
    let payload =
        DatasetImport { version: 1, upload_id: found.id, dataset_id: id, dataset_version: None, options };
    let job = job::enqueue(app, &mut tx, project, &payload).await?;
    let dataset = Dataset {
        id,
        name: input.name.trim().to_owned(),
        file_name: found.file_name,
        state: DatasetState::Importing,
        error: None,
        job_id: Some(job.id),
        version: 1,
        rows: 0,
        bytes: 0,
        sha256: found.sha256,
        columns: Vec::new(),
        origin: None,
        created_at: app.now(),
    };
    dataset::insert(&mut tx, project, &dataset, &fingerprint).await?;
    first_version(app, &mut tx, actor, project, (&dataset, &fingerprint)).await?;
    let detail = json!({ "name": dataset.name, "sha256": dataset.sha256 });
    record(app, &mut tx, actor, "dataset.import", Object("dataset", id.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(ImportStarted { dataset, already_there: false })
}

/// The same bytes read the same way have the same fingerprint.
fn fingerprint(sha256: &str, options: &ImportOptions) -> Result<String> {
    let mut sha = Sha256::new();
    sha.update(sha256.as_bytes());
    sha.update(serde_json::to_vec(options).map_err(Error::internal)?);
    Ok(hex::encode(sha.finalize()))
}

/// The data sets of a project.
pub async fn list(app: &App, actor: &Actor, project: ProjectId, page: PageRequest) -> Result<Page<Dataset>> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    Ok(dataset::list(&mut tx, project, page).await?)
}

/// A data set.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: DatasetId) -> Result<Dataset> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    Ok(dataset::get(&mut tx, project, id).await?)
}

/// Renames a data set.
pub async fn rename(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    name: &str,
) -> Result<Dataset> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    Checks::default().name(name, "name").done()?;
    dataset::rename(&mut tx, project, id, name.trim()).await?;
    let detail = json!({ "name": name.trim() });
    record(app, &mut tx, actor, "dataset.rename", Object("dataset", id.0), detail).await?;
    let renamed = dataset::get(&mut tx, project, id).await?;
    tx.save().await?;
    Ok(renamed)
}

/// Deletes a data set that no saved query reads, with all its versions. Models that were trained on it have their own
/// copy.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: DatasetId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    dataset::get(&mut tx, project, id).await?;
    let readers = query::count_of(&mut tx, id.0).await?;
    if readers > 0 {
        let queries = if readers == 1 { "a saved query reads" } else { "saved queries read" };
        return Err(Error::Conflict(format!("{queries} this data set: delete the query first")));
    }
    let mut uploads = Vec::new();
    for (version, job) in dataset_version::jobs(&mut tx, project, id).await? {
        uploads.extend(job::stop(app, &mut tx, project, job).await?);
        file::release(&mut tx, version).await?;
    }
    quality::forget(app, &mut tx, project, id).await?;
    file::release(&mut tx, id.0).await?;
    dataset::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "dataset.delete", Object("dataset", id.0), json!({})).await?;
    tx.save().await?;
    app.jobs_changed();
    for upload in uploads {
        app.files().remove_upload(upload).await;
    }
    files::sweep(app, actor.org_id).await
}

/// What is known about the values of each column.
pub async fn profile(app: &App, actor: &Actor, project: ProjectId, id: DatasetId) -> Result<DatasetProfile> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    readable(&mut tx, project, id).await?;
    let seen = seen(app, &mut tx, actor, project, id).await?;
    let stored = file::find(&mut tx, id.0, PROFILE).await?;
    drop(tx);
    let stored = stored.ok_or_else(|| Error::internal("a data set has no profile"))?;
    let bytes = app.files().read(actor.org_id, &stored).await?;
    let whole: DatasetProfile = serde_json::from_slice(&bytes).map_err(Error::internal)?;
    let Some(seen) = seen else { return Ok(whole) };
    let zone = whole.columns.into_iter().find_map(|one| one.time).map(|time| time.time_zone);
    let zone = zone.unwrap_or_else(|| "UTC".to_owned());
    let rows = app.files().temporary(app.new_id());
    Box::pin(app.engine().write_parquet(&seen, &QueryDocument::all(id), rows.path())).await?;
    blocking(move || Ok(almanac_ingest::profile(rows.path(), &zone)?)).await
}

/// What can be read of a data set by somebody from whom rows of it are hidden; none if they see all of them.
async fn seen(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
) -> Result<Option<Tables>> {
    let (sight, source) = (Sight::of(tx, For::Person(actor), project).await?, Source::Dataset(id));
    if !sight.restricts(&source) {
        return Ok(None);
    }
    let mut tables = crate::query::tables_of(app, tx, project, &source).await?;
    sight.apply(&mut tables, app.now())?;
    Ok(Some(tables))
}

/// Some rows in file order.
pub async fn rows(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    offset: u64,
    limit: u64,
) -> Result<QueryResult> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    let table = table(app, &mut tx, project, id).await?;
    let seen = seen(app, &mut tx, actor, project, id).await?;
    drop(tx);
    let limit = limit.min(MOST_ROWS);
    match seen {
        Some(seen) => Box::pin(crate::query::page(app, &seen, QueryDocument::all(id), offset, limit)).await,
        None => Ok(app.engine().rows(&table.path, &table.columns, offset, limit).await?),
    }
}

/// A data set as a table that can be read.
pub(crate) struct Table {
    pub(crate) path: std::path::PathBuf,
    pub(crate) columns: Vec<Column>,
}

/// The table of a data set.
pub(crate) async fn table(app: &App, tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<Table> {
    let dataset = readable(tx, project, id).await?;
    let stored = file::find(tx, id.0, ROWS).await?;
    let stored = stored.ok_or_else(|| Error::internal("a data set has no rows"))?;
    Ok(Table { path: app.files().path(tx.org()?, &stored), columns: dataset.columns })
}

/// A data set whose rows can be read.
pub(crate) async fn readable(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<Dataset> {
    let found = dataset::get(tx, project, id).await?;
    match found.state {
        DatasetState::Ready => Ok(found),
        DatasetState::Importing => Err(Error::Conflict("the data set is still being imported".to_owned())),
        DatasetState::Failed => Err(Error::Conflict("the data set could not be imported".to_owned())),
    }
}
