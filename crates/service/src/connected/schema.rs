//! What is in a source, by version.

use almanac_domain::source::{Schema, SchemaDiff, SchemaImpact, Table, Versioned, diff};
use almanac_domain::{Actor, Capability, ProjectId, SourceId};
use almanac_store::{Tx, source, source_version};
use serde::{Deserialize, Serialize};

use crate::{App, Result, access, versioned};

/// A part of the tables of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaPart {
    /// The tables.
    pub tables: Vec<Table>,
    /// How many tables match altogether.
    pub found: usize,
    /// How many tables the version has.
    pub all: usize,
}

/// The schema of a version; of the one that queries use if none is named. Empty if it was never read.
pub async fn schema(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: SourceId,
    version: Option<i64>,
) -> Result<Schema> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    of_version(&mut tx, project, id, version).await
}

async fn of_version(tx: &mut Tx, project: ProjectId, id: SourceId, version: Option<i64>) -> Result<Schema> {
    let used = source::get(tx, project, id).await?.source.used();
    match version.or(used) {
        Some(number) => Ok(source_version::schema(tx, project, id, number).await?),
        None => Ok(Schema::default()),
    }
}

/// The tables whose name, comment or columns contain `search`, in any case; `limit` of them from `offset`.
pub async fn part(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, version): (SourceId, Option<i64>),
    search: &str,
    (offset, limit): (usize, usize),
) -> Result<SchemaPart> {
    let schema = schema(app, actor, project, id, version).await?;
    let all = schema.tables.len();
    let wanted = search.trim().to_lowercase();
    let matching: Vec<Table> = schema.tables.into_iter().filter(|table| matches(table, &wanted)).collect();
    let found = matching.len();
    Ok(SchemaPart { tables: matching.into_iter().skip(offset).take(limit).collect(), found, all })
}

fn matches(table: &Table, wanted: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    wanted.is_empty()
        || has(&table.name.to_string())
        || table.comment.as_deref().is_some_and(has)
        || table.columns.iter().any(|column| has(&column.name) || column.comment.as_deref().is_some_and(has))
}

/// What differs from one version to another.
pub async fn diff_of(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: SourceId,
    (from, to): (i64, i64),
) -> Result<SchemaDiff> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    let before = of_version(&mut tx, project, id, Some(from)).await?;
    let after = of_version(&mut tx, project, id, Some(to)).await?;
    Ok(diff(&before, &after))
}

/// The saved queries that use what differs from one version to another, with what builds on them.
pub async fn impact(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: SourceId,
    versions: (i64, i64),
) -> Result<SchemaImpact> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    source::get(&mut tx, project, id).await?;
    versioned::impact(app, &mut tx, actor, project, Versioned::Source(id), versions).await
}
