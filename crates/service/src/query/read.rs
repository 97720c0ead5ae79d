//! From a document to tables that can be read.

use std::collections::BTreeMap;

use almanac_domain::saved::{QueryRead, RunQuery};
use almanac_domain::{DatasetId, FieldError, ProjectId, QueryId};
use almanac_query::{
    Given, QueryDocument, Relation, Scalar, Source, SqlSource, TableSource, Tables, named_tables, resolve,
};
use almanac_store::{Tx, query};
use serde_json::Value;

use super::names::named;
use crate::connected::queryable;
use crate::dataset::table;
use crate::row_rule::{For, Sight};
use crate::versioned::note_versions;
use crate::{App, Error, Result};

/// Saved queries that may be built on each other.
pub(super) const MOST_NESTED: usize = 6;

/// A query that may be run: its saved queries written out, parameters and periods replaced.
pub(crate) struct Readable {
    pub(crate) document: QueryDocument,
    pub(crate) tables: Tables,
}

/// The query with the tables that it reads, which are of this project, as far as their rows are seen.
pub(crate) async fn readable(
    app: &App,
    tx: &mut Tx,
    whom: For<'_>,
    project: ProjectId,
    query: RunQuery,
) -> Result<Readable> {
    let document = parse(&query.document)?;
    let given = Given { now: app.now(), parameters: parameters(query.parameters)? };
    let mut reader = Reader::new(app, project);
    let mut document = resolve(&document, &given)?;
    reader.sources(tx, &mut document, &mut Vec::new()).await?;
    let mut tables = reader.tables;
    Sight::of(tx, whom, project).await?.apply(&mut tables, app.now())?;
    Ok(Readable { document, tables })
}

/// A source by itself, with all its rows; nothing if it is not there.
pub(crate) async fn tables_of(app: &App, tx: &mut Tx, project: ProjectId, source: &Source) -> Result<Tables> {
    let mut reader = Reader::new(app, project);
    reader.sources(tx, &mut QueryDocument::of(source.clone()), &mut Vec::new()).await?;
    Ok(reader.tables)
}

/// The same for a query that is only checked, and then saved as `id`: it keeps its parameters.
pub(super) async fn checkable(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    document: &Value,
    id: QueryId,
) -> Result<Readable> {
    let mut document = parse(document)?;
    let mut reader = Reader::new(app, project);
    reader.sources(tx, &mut document, &mut vec![id]).await?;
    Ok(Readable { document, tables: reader.tables })
}

/// The document with its saved queries written out as they are now.
pub(crate) async fn frozen(app: &App, tx: &mut Tx, project: ProjectId, document: Value) -> Result<Value> {
    let mut document = parse(&document)?;
    let mut reader = Reader::new(app, project);
    reader.sources(tx, &mut document, &mut Vec::new()).await?;
    serde_json::to_value(document).map_err(Error::internal)
}

/// What a document reads, in the versions that are used now. Names in statements that stand for nothing are left out.
pub(crate) async fn reads(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    document: &Value,
) -> Result<Vec<QueryRead>> {
    let document = parse(document)?;
    let mut reads = Vec::new();
    for source in document.reads() {
        match source {
            Source::Dataset(id) => reads.push(QueryRead::Dataset { id: *id, version: None }),
            Source::Table(table) => reads.push(of_table(table.clone())),
            Source::Query(id) => reads.push(QueryRead::Query(*id)),
            Source::Sql(SqlSource { source: Some(id), .. }) => reads.push(QueryRead::Sql(*id)),
            Source::Sql(sql) => {
                for name in named_tables(&sql.text).unwrap_or_default() {
                    match named(app, tx, project, &name, "").await {
                        Ok(Source::Dataset(id)) => reads.push(QueryRead::Dataset { id, version: None }),
                        Ok(Source::Table(table)) => reads.push(of_table(table)),
                        Ok(_) | Err(Error::Invalid(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            Source::Document(_) => {}
        }
    }
    reads.sort();
    reads.dedup();
    note_versions(tx, project, &mut reads).await?;
    Ok(reads)
}

pub(super) fn of_table(read: TableSource) -> QueryRead {
    QueryRead::Table { source: read.source, table: read.table, version: None }
}

pub(super) fn parse(document: &Value) -> Result<QueryDocument> {
    serde_json::from_value(document.clone()).map_err(|error| Error::field("document", error.to_string()))
}

fn parameters(given: BTreeMap<String, Value>) -> Result<BTreeMap<String, Scalar>> {
    let read = |(name, value): (String, Value)| match serde_json::from_value(value) {
        Ok(scalar) => Ok((name, scalar)),
        Err(_) => {
            Err(FieldError::new(format!("parameters.{name}"), "must be a number, a text, true or false"))
        }
    };
    given
        .into_iter()
        .map(read)
        .collect::<std::result::Result<_, _>>()
        .map_err(|field| Error::Invalid(vec![field]))
}

/// Finds what documents read.
pub(super) struct Reader<'a> {
    app: &'a App,
    project: ProjectId,
    /// With what saved queries are resolved.
    given: Given,
    tables: Tables,
}

impl<'a> Reader<'a> {
    pub(super) fn new(app: &'a App, project: ProjectId) -> Self {
        Self { app, project, given: Given::at(app.now()), tables: Tables::default() }
    }

    /// What was found.
    pub(super) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Finds what `document` reads, and writes out its saved queries. `within` are those that it is a part of.
    /// What is not there stays as it is: the check of the document names the place.
    pub(super) async fn sources(
        &mut self,
        tx: &mut Tx,
        document: &mut QueryDocument,
        within: &mut Vec<QueryId>,
    ) -> Result<()> {
        for source in document.reads_mut() {
            match source {
                Source::Dataset(id) => self.dataset(tx, *id).await?,
                Source::Query(id) => {
                    let id = *id;
                    if within.contains(&id) {
                        return Err(Error::field("document.source", "queries read each other in a circle"));
                    }
                    if within.len() >= MOST_NESTED {
                        return Err(Error::field(
                            "document.source",
                            "at most 6 queries can be nested in each other",
                        ));
                    }
                    let Some(saved) = query::find(tx, self.project, id).await? else { continue };
                    let mut inner = resolve(&parse(&saved.document)?, &self.given)?;
                    within.push(id);
                    Box::pin(self.sources(tx, &mut inner, within)).await?;
                    within.pop();
                    *source = Source::Document(Box::new(inner));
                }
                Source::Table(table) => self.table(tx, table).await?,
                Source::Sql(sql) => self.statement(tx, sql, "document.source.sql.text").await?,
                Source::Document(_) => {}
            }
        }
        Ok(())
    }

    /// A table of a connected database, as its schema says.
    async fn table(&mut self, tx: &mut Tx, wanted: &TableSource) -> Result<()> {
        let source = Source::Table(wanted.clone());
        if self.tables.catalog.find(&source).is_some() {
            return Ok(());
        }
        let Some(found) = queryable(self.app, tx, self.project, wanted.source).await? else { return Ok(()) };
        if let Some(table) = found.schema.find(&wanted.table) {
            self.tables.catalog.insert(source, Relation::Table(table.clone()));
            self.tables.databases.insert(wanted.source, found.database);
        }
        Ok(())
    }

    /// A statement of SQL, in which `field` may be wrong.
    pub(super) async fn statement(&mut self, tx: &mut Tx, sql: &SqlSource, field: &str) -> Result<()> {
        if let Some(id) = sql.source {
            let found = queryable(self.app, tx, self.project, id).await?;
            let Some(found) = found else { return Ok(()) };
            self.tables.databases.insert(id, found.database);
        } else {
            let names = named_tables(&sql.text).map_err(|problem| Error::field(field, problem))?;
            for name in names {
                let source = named(self.app, tx, self.project, &name, field).await?;
                match &source {
                    Source::Dataset(id) => self.dataset(tx, *id).await?,
                    Source::Table(table) => self.table(tx, table).await?,
                    _ => {}
                }
                self.tables.named.push((name, source));
            }
        }
        self.tables.catalog.insert(Source::Sql(sql.clone()), Relation::Columns(sql.columns()));
        Ok(())
    }

    async fn dataset(&mut self, tx: &mut Tx, id: DatasetId) -> Result<()> {
        if self.tables.files.contains_key(&id) {
            return Ok(());
        }
        match table(self.app, tx, self.project, id).await {
            Ok(found) => {
                self.tables.catalog.insert(Source::Dataset(id), Relation::Columns(found.columns));
                self.tables.files.insert(id, found.path);
                Ok(())
            }
            Err(Error::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
