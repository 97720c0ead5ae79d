//! Versions of a data set: further imports into it, what people say about them, and which one it shows.

use almanac_domain::data::{
    Dataset, DatasetState, DatasetVersion, ImportVersion, UseVersion, VersionStarted,
};
use almanac_domain::source::{SchemaDiff, SchemaImpact, VersionInput, Versioned, diff};
use almanac_domain::{Actor, Capability, DatasetId, Page, PageRequest, ProjectId};
use almanac_store::{Tx, dataset, dataset_version, file, person, upload};
use serde_json::json;

use super::{fingerprint, readable, show};
use crate::audit::{Object, record};
use crate::job::DatasetImport;
use crate::{App, Error, Result, access, files, job, quality, versioned};

/// Starts the import of an upload as the next version of a data set, or finds that the data set shows it already. Until
/// the import has ended well, the data set goes on to show what it does.
///
/// # Errors
/// [`Error::Conflict`] if the data set was made of another, or a version of it is being imported.
pub async fn import_version(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    input: ImportVersion,
) -> Result<VersionStarted> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    input.validate()?;
    dataset::lock(&mut tx, project, id).await?;
    let shown = importable(&mut tx, project, id).await?;
    let said = input.said().trimmed();
    let found = upload::find(&mut tx, project, input.upload_id).await?;
    let found = found.ok_or_else(|| Error::field("upload_id", "there is no such upload"))?;
    let options = input.options.unwrap_or(found.detection.options);
    let fingerprint = fingerprint(&found.sha256, &options)?;
    if dataset_version::fingerprint(&mut tx, project, id, shown.version).await? == fingerprint {
        let version = dataset_version::get(&mut tx, project, id, shown.version).await?;
        let gone = upload::delete_unread(&mut tx, project, found.id).await?;
        tx.save().await?;
        if gone {
            app.files().remove_upload(found.id).await;
        }
        return Ok(VersionStarted { version, already_there: true });
    }
    let number = dataset_version::next(&mut tx, project, id).await?;
    let payload = DatasetImport {
        version: 1,
        upload_id: found.id,
        dataset_id: id,
        dataset_version: Some(number),
        options,
    };
    let job = job::enqueue(app, &mut tx, project, &payload).await?;
    let version = DatasetVersion {
        id: app.new_id(),
        number,
        state: DatasetState::Importing,
        error: None,
        job_id: Some(job.id),
        file_name: found.file_name,
        rows: 0,
        bytes: 0,
        sha256: found.sha256,
        columns: Vec::new(),
        author: person::find(&mut tx, actor.user_id).await?.map(|(person, _)| person),
        note: said.note,
        labels: said.labels,
        created_at: app.now(),
    };
    dataset_version::insert(&mut tx, project, id, &version, &fingerprint).await?;
    let detail = json!({ "version": number, "sha256": version.sha256 });
    record(app, &mut tx, actor, "dataset.version.import", Object("dataset", id.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(VersionStarted { version, already_there: false })
}

/// The data set, if a version can be imported into it now.
async fn importable(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<Dataset> {
    let shown = readable(tx, project, id).await?;
    let conflict = |problem: &str| Err(Error::Conflict(problem.to_owned()));
    if shown.origin.is_some() {
        return conflict("this data set was made of another one: import into that one, and make it anew");
    }
    if dataset_version::importing(tx, project, id).await?.is_some() {
        return conflict("a version of this data set is being imported already: wait until that has ended");
    }
    Ok(shown)
}

/// The versions of a data set.
pub async fn versions(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    page: PageRequest,
) -> Result<Page<DatasetVersion>> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    dataset::get(&mut tx, project, id).await?;
    Ok(dataset_version::list(&mut tx, project, id, page).await?)
}

/// A version of a data set.
pub async fn get_version(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, number): (DatasetId, i64),
) -> Result<DatasetVersion> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    Ok(dataset_version::get(&mut tx, project, id, number).await?)
}

/// Says something about a version.
pub async fn describe_version(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, number): (DatasetId, i64),
    input: VersionInput,
) -> Result<DatasetVersion> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    input.validate()?;
    let input = input.trimmed();
    dataset_version::describe(&mut tx, project, (id, number), &input).await?;
    let detail = json!({ "version": number, "note": input.note, "labels": input.labels });
    record(app, &mut tx, actor, "dataset.version.describe", Object("dataset", id.0), detail).await?;
    let described = dataset_version::get(&mut tx, project, id, number).await?;
    tx.save().await?;
    Ok(described)
}

/// Makes a data set show one of its versions, an earlier or a later one. It is checked by its rules, as after an import.
pub async fn use_version(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    input: UseVersion,
) -> Result<Dataset> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    dataset::lock(&mut tx, project, id).await?;
    let before = readable(&mut tx, project, id).await?;
    if before.version == input.version {
        return Ok(before);
    }
    let version = dataset_version::find(&mut tx, project, id, input.version).await?;
    let version = version.ok_or_else(|| Error::field("version", "there is no such version"))?;
    if version.state != DatasetState::Ready {
        return Err(Error::field("version", "this version was not imported"));
    }
    show(app, &mut tx, project, &before, &version).await?;
    let detail = json!({ "version": version.number, "from": before.version });
    record(app, &mut tx, actor, "dataset.version.use", Object("dataset", id.0), detail).await?;
    quality::after_import(app, &mut tx, project, id).await?;
    let shown = dataset::get(&mut tx, project, id).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(shown)
}

/// Deletes a version that the data set does not show, with its rows; an import of it is stopped.
pub async fn delete_version(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, number): (DatasetId, i64),
) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    let version = dataset_version::get(&mut tx, project, id, number).await?;
    // Before the lock, because a job that ends does the two in this order.
    let upload = job::stop(app, &mut tx, project, version.job_id).await?;
    dataset::lock(&mut tx, project, id).await?;
    if dataset::get(&mut tx, project, id).await?.version == number {
        let problem = "the data set shows this version: let it show another one, or delete the data set";
        return Err(Error::Conflict(problem.to_owned()));
    }
    file::release(&mut tx, version.id).await?;
    dataset_version::delete(&mut tx, project, id, number).await?;
    let detail = json!({ "version": number });
    record(app, &mut tx, actor, "dataset.version.delete", Object("dataset", id.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    if let Some(upload) = upload {
        app.files().remove_upload(upload).await;
    }
    files::sweep(app, actor.org_id).await
}

/// What differs in the columns from one version to another.
pub async fn diff_versions(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    (from, to): (i64, i64),
) -> Result<SchemaDiff> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    let of = Versioned::Dataset(id);
    let before = versioned::schema(app, &mut tx, project, of, from).await?;
    let after = versioned::schema(app, &mut tx, project, of, to).await?;
    Ok(diff(&before, &after))
}

/// The saved queries, models and forecasts that use what differs from one version to another.
pub async fn version_impact(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    versions: (i64, i64),
) -> Result<SchemaImpact> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    dataset::get(&mut tx, project, id).await?;
    versioned::impact(app, &mut tx, actor, project, Versioned::Dataset(id), versions).await
}
