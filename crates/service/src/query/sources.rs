//! What queries can read.

use almanac_domain::saved::{
    DescribeSources, DescribeStatement, QueryRead, QuerySource, SourceDetail, SourceLink,
};
use almanac_domain::source::{Schema, Table};
use almanac_domain::{Actor, Capability, ProjectId, SourceId};
use almanac_query::{QueryDocument, Source, SqlSource, TableSource};
use almanac_store::{Tx, dataset, query, source};
use serde_json::Value;

use super::names::{Named, databases};
use super::read::Reader;
use crate::connected::queryable;
use crate::row_rule::{For, Sight};
use crate::{App, Error, Result, access};

/// Data sets and queries that are offered, and tables beside them; more are found by their names.
const MOST: u32 = 200;
/// Sources that are described at once.
const MOST_DESCRIBED: usize = 50;
/// Foreign keys of a table that are offered.
const MOST_LINKS: usize = 50;

/// What a query can read and has `search` in its name: data sets, saved queries and tables of connected databases;
/// without `search` also statements of SQL that are still to be written.
pub async fn sources(app: &App, actor: &Actor, project: ProjectId, search: &str) -> Result<Vec<QuerySource>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    let mut found = Vec::new();
    for (read, name) in query::named(&mut tx, project, search.trim(), MOST).await? {
        let source = match read {
            QueryRead::Dataset { id, .. } => Source::Dataset(id),
            QueryRead::Query(id) => Source::Query(id),
            QueryRead::Table { .. } | QueryRead::Sql(_) => continue,
        };
        found.push(QuerySource { source: written(&source)?, name });
    }
    let wanted = search.trim().to_lowercase();
    let mut left = MOST as usize;
    let mut statements = Vec::new();
    for Named { id, name, schema } in databases(app, &mut tx, project).await? {
        statements.push(QuerySource { source: written(&statement(Some(id)))?, name: name.clone() });
        let named = schema.tables.iter().map(|table| (table, format!("{name}: {}", table.name)));
        for (table, name) in named.filter(|(_, name)| name.to_lowercase().contains(&wanted)).take(left) {
            left -= 1;
            found.push(QuerySource { source: written(&of_table(id, table))?, name });
        }
    }
    if wanted.is_empty() && !found.is_empty() {
        found.push(QuerySource { source: written(&statement(None))?, name: "SQL".to_owned() });
        found.append(&mut statements);
    }
    Ok(found)
}

/// What is known about sources. Those that are not there, or that cannot be read any more, are left out.
pub async fn describe(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    asked: DescribeSources,
) -> Result<Vec<SourceDetail>> {
    if asked.sources.len() > MOST_DESCRIBED {
        return Err(Error::field("sources", format!("at most {MOST_DESCRIBED} can be described at once")));
    }
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    let mut reader = Reader::new(app, project);
    let mut described = Vec::new();
    for (i, value) in asked.sources.into_iter().enumerate() {
        let source: Source = serde_json::from_value(value.clone())
            .map_err(|error| Error::field(format!("sources[{i}]"), error.to_string()))?;
        let Some(name) = name(&mut tx, project, &source).await? else { continue };
        let mut document = QueryDocument::of(source.clone());
        match reader.sources(&mut tx, &mut document, &mut Vec::new()).await {
            Ok(()) => {}
            Err(Error::Invalid(_) | Error::Conflict(_)) => continue,
            Err(error) => return Err(error),
        }
        let Some(columns) = reader.tables().catalog.columns(&document.source) else { continue };
        let links = match &source {
            Source::Table(table) => links(app, &mut tx, project, table).await?,
            _ => Vec::new(),
        };
        described.push(SourceDetail { source: value, name, columns, links });
    }
    Ok(described)
}

/// What a source is called.
pub(super) async fn name(tx: &mut Tx, project: ProjectId, source: &Source) -> Result<Option<String>> {
    Ok(match source {
        Source::Dataset(id) => dataset::find(tx, project, *id).await?.map(|found| found.name),
        Source::Query(id) => query::find(tx, project, *id).await?.map(|found| found.name),
        Source::Table(table) => {
            let found = source::find(tx, project, table.source).await?;
            found.map(|found| format!("{}: {}", found.source.name, table.table))
        }
        Source::Sql(SqlSource { source: Some(id), .. }) => {
            source::find(tx, project, *id).await?.map(|found| found.source.name)
        }
        Source::Sql(_) => Some("SQL".to_owned()),
        Source::Document(_) => None,
    })
}

/// A statement of SQL as a source, with the columns of its result.
///
/// # Errors
/// [`Error::Invalid`] with the field `text` and what is wrong with it.
pub async fn describe_statement(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    asked: DescribeStatement,
) -> Result<SourceDetail> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    let mut sql = SqlSource { source: asked.source, text: asked.text, columns: Vec::new() };
    if sql.text.trim().is_empty() {
        return Err(Error::field("text", "there is no statement"));
    }
    let name = name(&mut tx, project, &Source::Sql(sql.clone())).await?.ok_or(Error::NotFound)?;
    sql.columns = if let Some(id) = sql.source {
        let sight = Sight::of(&mut tx, For::Person(actor), project).await?;
        if sight.restricts(&Source::Sql(sql.clone())) {
            let problem = "row rules hide rows of this database from you: a statement that runs in it cannot be filtered";
            return Err(Error::field("text", problem));
        }
        let found = queryable(app, &mut tx, project, id).await?.ok_or(Error::NotFound)?;
        drop(tx);
        found.describe(app, &sql.text, "text").await?
    } else {
        let mut reader = Reader::new(app, project);
        reader.statement(&mut tx, &sql, "text").await?;
        drop(tx);
        app.engine().statement_columns(reader.tables(), &sql.text).await?
    };
    let columns = sql.columns();
    Ok(SourceDetail { source: written(&Source::Sql(sql))?, name, columns, links: Vec::new() })
}

/// The foreign keys of a table, and those that refer to it.
async fn links(app: &App, tx: &mut Tx, project: ProjectId, of: &TableSource) -> Result<Vec<SourceLink>> {
    let Some(version) = source::get(tx, project, of.source).await?.source.used() else {
        return Ok(Vec::new());
    };
    let schema = app.open_sources().schema(tx, project, (of.source, version)).await?;
    links_of(&schema, of).into_iter().take(MOST_LINKS).collect()
}

fn links_of(schema: &Schema, of: &TableSource) -> Vec<Result<SourceLink>> {
    let Some(table) = schema.find(&of.table) else { return Vec::new() };
    let link = |columns: &[String], other: &Table, to: &[String]| {
        Ok(SourceLink {
            columns: columns.to_vec(),
            source: written(&of_table(of.source, other))?,
            name: other.name.to_string(),
            to: to.to_vec(),
        })
    };
    let from_here = table.foreign_keys.iter().filter_map(|key| {
        let other = schema.find(&key.table)?;
        (key.columns.len() == key.to.len()).then(|| link(&key.columns, other, &key.to))
    });
    let to_here = schema.tables.iter().flat_map(|other| {
        let keys = other.foreign_keys.iter().filter(|key| key.table == of.table && other.name != of.table);
        keys.filter(|key| key.columns.len() == key.to.len())
            .map(|key| link(&key.to, other, &key.columns))
            .collect::<Vec<_>>()
    });
    from_here.chain(to_here).collect()
}

/// A statement that is still to be written.
fn statement(source: Option<SourceId>) -> Source {
    Source::Sql(SqlSource { source, text: String::new(), columns: Vec::new() })
}

fn of_table(source: SourceId, table: &Table) -> Source {
    Source::Table(TableSource { source, table: table.name.clone() })
}

fn written(source: &Source) -> Result<Value> {
    serde_json::to_value(source).map_err(Error::internal)
}
