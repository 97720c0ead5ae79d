//! Which version a data set shows: what is in its own row, and the files to which it refers, are those of that version.

use almanac_domain::data::{Column, Dataset, DatasetState, DatasetVersion};
use almanac_domain::source::{Schema, Versioned, diff};
use almanac_domain::{Actor, DatasetId, ProjectId};
use almanac_store::{Tx, dataset, dataset_version, file, person};
use sha2::{Digest, Sha256};

use crate::files::Stored;
use crate::mail::{SchemaChanged, announce};
use crate::{App, Result};

/// Adds the first version of a new data set, which is as the data set is.
pub(crate) async fn first_version(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    (dataset, fingerprint): (&Dataset, &str),
) -> Result<DatasetVersion> {
    let version = DatasetVersion {
        id: app.new_id(),
        number: dataset.version,
        state: dataset.state,
        error: dataset.error.clone(),
        job_id: dataset.job_id,
        file_name: dataset.file_name.clone(),
        rows: dataset.rows,
        bytes: dataset.bytes,
        sha256: dataset.sha256.clone(),
        columns: dataset.columns.clone(),
        author: person::find(tx, actor.user_id).await?.map(|(person, _)| person),
        note: String::new(),
        labels: Vec::new(),
        created_at: app.now(),
    };
    dataset_version::insert(tx, project, dataset.id, &version, fingerprint).await?;
    Ok(version)
}

/// What a job has made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// How many rows.
    pub rows: u64,
    /// The size of the Parquet file in bytes.
    pub bytes: i64,
    /// The columns.
    pub columns: Vec<Column>,
}

/// Ends the import of a version well, in the unit of work that ends its job: the data set shows it from then on.
///
/// # Errors
/// [`crate::Error::NotFound`] if no such version is being imported.
pub async fn keep(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (id, number): (DatasetId, i64),
    content: &Content,
    stored: &Stored,
) -> Result<()> {
    dataset::lock(tx, project, id).await?;
    let size = (i64::try_from(content.rows).unwrap_or(i64::MAX), content.bytes);
    dataset_version::set_ready(tx, project, (id, number), size, &content.columns).await?;
    let version = dataset_version::get(tx, project, id, number).await?;
    stored.refer(tx, version.id).await?;
    let before = dataset::get(tx, project, id).await?;
    show(app, tx, project, &before, &version).await
}

/// Lets a data set, which nobody else changes meanwhile, show a version that is ready.
pub(super) async fn show(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    before: &Dataset,
    version: &DatasetVersion,
) -> Result<()> {
    let id = before.id;
    let first = before.state != DatasetState::Ready;
    let fingerprint = if first {
        None
    } else {
        let own = dataset_version::fingerprint(tx, project, id, version.number).await?;
        Some(no_longer_new(id, &own))
    };
    dataset::show(tx, project, id, version, fingerprint.as_deref()).await?;
    file::release(tx, id.0).await?;
    file::share(tx, version.id, id.0).await?;
    if !first && differ(before, version) {
        let (org, of) = (tx.org()?, Versioned::Dataset(id));
        let event = SchemaChanged { org, project, of, before: Some(before.version), version: version.number };
        announce(app, tx, event).await?;
    }
    Ok(())
}

/// The fingerprint of a data set that has shown more than its first import. By it no other import finds this data set:
/// the same file, sent anew, becomes a data set of its own.
fn no_longer_new(id: DatasetId, own: &str) -> String {
    let mut sha = Sha256::new();
    sha.update(id.0.as_bytes());
    sha.update(own.as_bytes());
    hex::encode(sha.finalize())
}

/// Whether a version has other columns than what a data set shows.
fn differ(before: &Dataset, version: &DatasetVersion) -> bool {
    let of = |columns: &[Column]| Schema::of_dataset(&before.name, columns);
    !diff(&of(&before.columns), &of(&version.columns)).tables.is_empty()
}
