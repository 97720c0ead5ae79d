//! Queries, run and saved.

use almanac_domain::saved::{QueryInput, QueryResult, SavedQuery};
use almanac_domain::{Actor, Capability, DatasetId, Page, PageRequest, ProjectId, QueryId};
use almanac_query::{QueryDocument, Source};
use almanac_store::{Tx, query};
use serde_json::{Value, json};

use crate::audit::{Object, record};
use crate::dataset::{Table, table};
use crate::error::blocking;
use crate::measure::Measured;
use crate::{App, Error, Result, access};

/// Rows that can be looked at.
const MOST_SHOWN: u64 = 10_000;
/// Rows that can be exported.
const MOST_EXPORTED: u64 = 1_000_000;

/// A query that may be run.
pub(crate) struct Readable {
    pub(crate) document: QueryDocument,
    pub(crate) dataset: DatasetId,
    pub(crate) table: Table,
}

/// The document, its data set found in this project.
pub(crate) async fn readable(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    document: Value,
) -> Result<Readable> {
    let document: QueryDocument =
        serde_json::from_value(document).map_err(|error| Error::field("document", error.to_string()))?;
    let Source::Dataset(dataset) = document.source;
    let table = match table(app, tx, project, dataset).await {
        Err(Error::NotFound) => Err(Error::field("document.source", "there is no such data set")),
        other => other,
    }?;
    Ok(Readable { document, dataset, table })
}

/// Runs a query document and returns its first `limit` rows. Dropping the future cancels it.
pub async fn run(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    document: Value,
    limit: u64,
) -> Result<QueryResult> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    let measured = Measured::query();
    let result: Result<QueryResult> = async {
        let Readable { document, table, .. } = readable(app, &mut tx, project, document).await?;
        drop(tx);
        Ok(app.engine().run(&table.path, &table.catalog, &document, limit.min(MOST_SHOWN)).await?)
    }
    .await;
    measured.end_with_rows(&result, |found| found.total_rows);
    result
}

/// Runs a query document and returns its result as CSV, of which a spreadsheet runs nothing.
pub async fn export_csv(app: &App, actor: &Actor, project: ProjectId, document: Value) -> Result<Vec<u8>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    let measured = Measured::query();
    let temporary = app.files().temporary(app.new_id());
    let written: Result<(DatasetId, u64)> = async {
        let Readable { mut document, table, dataset } = readable(app, &mut tx, project, document).await?;
        drop(tx);
        document.limit = Some(document.limit.map_or(MOST_EXPORTED, |limit| limit.min(MOST_EXPORTED)));
        let rows =
            app.engine().write_parquet(&table.path, &table.catalog, &document, temporary.path()).await?;
        Ok((dataset, rows))
    }
    .await;
    measured.end_with_rows(&written, |(_, rows)| *rows);
    let (dataset, _) = written?;
    let csv = blocking(move || {
        let columns = almanac_ingest::read_parquet(temporary.path())?;
        let mut csv = Vec::new();
        almanac_ingest::write_csv(&mut csv, &columns)?;
        Ok(csv)
    })
    .await?;
    let mut tx = app.write(actor.org_id).await?;
    let detail = json!({ "bytes": csv.len() });
    record(app, &mut tx, actor, "query.export", Object("dataset", dataset.0), detail).await?;
    tx.save().await?;
    Ok(csv)
}

/// Saves a query.
pub async fn save(app: &App, actor: &Actor, project: ProjectId, input: QueryInput) -> Result<SavedQuery> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    let dataset_id = check(app, &mut tx, project, &input).await?;
    let now = app.now();
    let saved = SavedQuery {
        id: QueryId(app.new_id()),
        name: input.name.trim().to_owned(),
        dataset_id,
        document: input.document,
        chart: input.chart,
        created_at: now,
        updated_at: now,
    };
    query::insert(&mut tx, project, &saved).await?;
    let detail = json!({ "name": saved.name });
    record(app, &mut tx, actor, "query.create", Object("query", saved.id.0), detail).await?;
    tx.save().await?;
    Ok(saved)
}

async fn check(app: &App, tx: &mut Tx, project: ProjectId, input: &QueryInput) -> Result<DatasetId> {
    input.validate()?;
    let Readable { document, dataset, table } = readable(app, tx, project, input.document.clone()).await?;
    almanac_query::validate(&document, &table.catalog)?;
    Ok(dataset)
}

/// The saved queries of a project.
pub async fn list(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    page: PageRequest,
) -> Result<Page<SavedQuery>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    Ok(query::list(&mut tx, project, page).await?)
}

/// A saved query.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: QueryId) -> Result<SavedQuery> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    Ok(query::get(&mut tx, project, id).await?)
}

/// Changes a saved query.
pub async fn update(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: QueryId,
    input: QueryInput,
) -> Result<SavedQuery> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    let mut saved = query::get(&mut tx, project, id).await?;
    saved.dataset_id = check(app, &mut tx, project, &input).await?;
    saved.name = input.name.trim().to_owned();
    saved.document = input.document;
    saved.chart = input.chart;
    saved.updated_at = app.now();
    query::update(&mut tx, project, &saved).await?;
    let detail = json!({ "name": saved.name });
    record(app, &mut tx, actor, "query.update", Object("query", id.0), detail).await?;
    tx.save().await?;
    Ok(saved)
}

/// Deletes a saved query.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: QueryId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    query::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "query.delete", Object("query", id.0), json!({})).await?;
    Ok(tx.save().await?)
}
