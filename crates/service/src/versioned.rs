//! What has versions of its schema: connected databases and data sets. What a change means for what reads them, and who
//! is told, is the same for both.

mod impact;
mod notify;

use std::collections::HashMap;
use std::sync::Arc;

use almanac_domain::ProjectId;
use almanac_domain::saved::QueryRead;
use almanac_domain::source::{Schema, Versioned};
use almanac_store::{Tx, dataset, dataset_version, source};

pub(crate) use self::impact::impact;
pub(crate) use self::notify::tell;
use crate::{App, Result};

/// The schema of a version. That of a data set is one table, under the name that it has now.
///
/// # Errors
/// [`crate::Error::NotFound`] if there is no such version.
pub(crate) async fn schema(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    of: Versioned,
    number: i64,
) -> Result<Arc<Schema>> {
    match of {
        Versioned::Source(id) => app.open_sources().schema(tx, project, (id, number)).await,
        Versioned::Dataset(id) => {
            let name = dataset::get(tx, project, id).await?.name;
            let columns = dataset_version::columns(tx, project, id, number).await?;
            Ok(Arc::new(Schema::of_dataset(&name, &columns)))
        }
    }
}

/// What it is called; none if it is gone.
pub(crate) async fn name(tx: &mut Tx, project: ProjectId, of: Versioned) -> Result<Option<String>> {
    Ok(match of {
        Versioned::Source(id) => source::find(tx, project, id).await?.map(|found| found.source.name),
        Versioned::Dataset(id) => dataset::find(tx, project, id).await?.map(|found| found.name),
    })
}

/// The versions that queries use.
pub(crate) async fn used(tx: &mut Tx, project: ProjectId) -> Result<HashMap<Versioned, i64>> {
    let sources = source::used(tx, project).await?.into_iter();
    let datasets = dataset::used(tx, project).await?.into_iter();
    let sources = sources.map(|(id, number)| (Versioned::Source(id), number));
    Ok(sources.chain(datasets.map(|(id, number)| (Versioned::Dataset(id), number))).collect())
}

/// Notes with what is read the versions that are used now.
pub(crate) async fn note_versions(tx: &mut Tx, project: ProjectId, reads: &mut [QueryRead]) -> Result<()> {
    let used = used(tx, project).await?;
    for read in reads {
        match read {
            QueryRead::Table { source, version, .. } => {
                *version = used.get(&Versioned::Source(*source)).copied();
            }
            QueryRead::Dataset { id, version } => *version = used.get(&Versioned::Dataset(*id)).copied(),
            QueryRead::Query(_) | QueryRead::Sql(_) => {}
        }
    }
    Ok(())
}
