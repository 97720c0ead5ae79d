//! What a query runs, to be read.

use almanac_domain::saved::{QueryStatement, RunQuery};
use almanac_domain::{Actor, Capability, ProjectId, SourceId};
use almanac_query::{Source, formatted, table_name};
use almanac_store::{Tx, source};

use super::sources::name;
use super::{Readable, readable};
use crate::row_rule::For;
use crate::{App, Result, access};

/// The statements that a query would run, formatted. It runs nothing.
pub async fn statements(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    query: RunQuery,
) -> Result<Vec<QueryStatement>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    let Readable { document, tables } = readable(app, &mut tx, For::Person(actor), project, query).await?;
    let mut called = Vec::new();
    for (source, _) in tables.catalog.iter() {
        if let Some(name) = name(&mut tx, project, source).await? {
            called.push((source.clone(), name));
        }
    }
    let name_of = |source: &Source| -> String {
        let known = called.iter().find(|(one, _)| one == source);
        known.map_or_else(|| table_name(source), |(_, name)| name.clone())
    };
    let ran = app.engine().statements(&tables, &document, &name_of).await?;
    let mut statements = Vec::new();
    for one in ran {
        let database = match one.database {
            Some(id) => database(&mut tx, project, id).await?,
            None => None,
        };
        statements.push(QueryStatement { source: one.database, database, sql: formatted(&one.sql) });
    }
    Ok(statements)
}

async fn database(tx: &mut Tx, project: ProjectId, id: SourceId) -> Result<Option<String>> {
    Ok(source::find(tx, project, id).await?.map(|found| found.source.name))
}
