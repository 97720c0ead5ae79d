//! What statements of SQL call data sets and tables.

use std::sync::Arc;

use almanac_domain::saved::QueryRead;
use almanac_domain::source::Schema;
use almanac_domain::{PageRequest, ProjectId, SourceId};
use almanac_query::{Source, TableSource};
use almanac_store::{Tx, query, source};

use crate::{App, Error, Result};

/// Things whose names are looked through.
const MOST: u32 = 200;

/// The data set that is called `name`, or the table of a database if it is called `database: table`. Capital letters
/// matter only if there is more than one.
///
/// # Errors
/// [`Error::Invalid`] of `field` if there is none, or more than one.
pub(super) async fn named(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    name: &str,
    field: &str,
) -> Result<Source> {
    let mut found = Vec::new();
    for (read, called) in query::named(tx, project, name, MOST).await? {
        if let QueryRead::Dataset { id, .. } = read {
            found.push((Source::Dataset(id), called));
        }
    }
    if let Some((database, table)) = name.split_once(": ") {
        found.extend(tables(app, tx, project, (database, table)).await?);
    }
    let alike = |called: &str| called.to_lowercase() == name.to_lowercase();
    found.retain(|(_, called)| alike(called));
    if found.len() > 1 && found.iter().any(|(_, called)| called == name) {
        found.retain(|(_, called)| called == name);
    }
    match (found.pop(), found.is_empty()) {
        (Some((source, _)), true) => Ok(source),
        (Some(_), false) => Err(Error::field(field, format!("more than one thing is called `{name}`"))),
        (None, _) => {
            let problem = format!(
                "there is no data set called `{name}`, and no table (they are called \"database: table\")"
            );
            Err(Error::field(field, problem))
        }
    }
}

/// The tables of databases with such names.
async fn tables(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (database, table): (&str, &str),
) -> Result<Vec<(Source, String)>> {
    let alike = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let mut found = Vec::new();
    for Named { id, name, schema } in databases(app, tx, project).await? {
        let tables = schema.tables.iter().filter(|one| alike(&one.name.to_string(), table));
        found.extend(tables.filter(|_| alike(&name, database)).map(|one| {
            let source = Source::Table(TableSource { source: id, table: one.name.clone() });
            (source, format!("{name}: {}", one.name))
        }));
    }
    Ok(found)
}

/// A database that can be queried.
pub(super) struct Named {
    pub id: SourceId,
    pub name: String,
    pub schema: Arc<Schema>,
}

/// The connected databases whose schemas were read.
pub(super) async fn databases(app: &App, tx: &mut Tx, project: ProjectId) -> Result<Vec<Named>> {
    let mut found = Vec::new();
    for stored in source::list(tx, project, PageRequest { limit: MOST, after: None }).await?.items {
        let source = stored.source;
        let Some(version) = source.used().filter(|_| !source.schema_only) else { continue };
        let schema = app.open_sources().schema(tx, project, (source.id, version)).await?;
        found.push(Named { id: source.id, name: source.name, schema });
    }
    Ok(found)
}
