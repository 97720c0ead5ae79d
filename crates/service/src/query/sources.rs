//! What queries can read.

use almanac_domain::data::DatasetState;
use almanac_domain::saved::{QuerySource, RunQuery};
use almanac_domain::{Actor, Capability, PageRequest, ProjectId};
use almanac_query::{Source, TableSource, output_columns};
use almanac_store::{dataset, query, source};

use super::{Readable, readable};
use crate::connected::{Queryable, queryable};
use crate::{App, Error, Result, access};

/// Sources that are offered; more are found by their name.
const MOST: u32 = 200;
/// Tables that are offered, with the others.
const MOST_TABLES: usize = 1_000;

/// What a query can read, with columns: data sets, saved queries and tables of connected databases. A query that
/// cannot be run any more is left out.
pub async fn sources(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<QuerySource>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    let page = PageRequest { limit: MOST, after: None };
    let mut found = Vec::new();
    for one in dataset::list(&mut tx, project, page).await?.items {
        if one.state == DatasetState::Ready {
            found.push((Source::Dataset(one.id), one.name, one.columns));
        }
    }
    for one in query::list(&mut tx, project, page).await?.items {
        let asked = RunQuery { document: one.document, ..RunQuery::default() };
        match readable(app, &mut tx, project, asked).await {
            Ok(Readable { document, tables }) => {
                let columns = output_columns(&document, &tables.catalog);
                found.push((Source::Query(one.id), one.name, columns));
            }
            Err(Error::Invalid(_) | Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    for stored in source::list(&mut tx, project, page).await?.items {
        let id = stored.source.id;
        let Some(Queryable { name, schema, .. }) = queryable(app, &mut tx, project, id).await? else {
            continue;
        };
        let left = MOST_TABLES.saturating_sub(found.len());
        found.extend(schema.tables.iter().take(left).map(|table| {
            let source = TableSource { source: id, table: table.name.clone() };
            (Source::Table(source), format!("{name}: {}", table.name), table.readable().collect())
        }));
    }
    let written = found.into_iter().map(|(source, name, columns)| {
        Ok(QuerySource { source: serde_json::to_value(source).map_err(Error::internal)?, name, columns })
    });
    written.collect()
}
