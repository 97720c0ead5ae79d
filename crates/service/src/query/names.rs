//! What statements of SQL call data sets and tables.

use almanac_domain::saved::QueryRead;
use almanac_domain::{PageRequest, ProjectId};
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
        if let QueryRead::Dataset(id) = read {
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
    let mut found = Vec::new();
    for stored in source::list(tx, project, PageRequest { limit: MOST, after: None }).await?.items {
        let (id, called) = (stored.source.id, &stored.source.name);
        let Some(version) = stored.source.used() else { continue };
        if called.to_lowercase() != database.to_lowercase() {
            continue;
        }
        let schema = app.open_sources().schema(tx, project, (id, version)).await?;
        let named = |one: &str| one.to_lowercase() == table.to_lowercase();
        for one in schema.tables.iter().filter(|one| named(&one.name.to_string())) {
            let source = Source::Table(TableSource { source: id, table: one.name.clone() });
            found.push((source, format!("{called}: {}", one.name)));
        }
    }
    Ok(found)
}
