//! Queries, run and saved.

mod export;
mod names;
mod read;
mod sources;
mod statements;
mod statistics;
mod words;

use almanac_domain::saved::{QueryInput, QueryRead, QueryResult, RunQuery, SavedQuery};
use almanac_domain::{Actor, Capability, Page, PageRequest, ProjectId, QueryId};
use almanac_store::{Tx, query};
use serde_json::json;

use crate::audit::{Object, record};
use crate::measure::Measured;
use crate::{App, Error, Result, access};

pub(crate) use self::export::exported;
pub use self::export::{Exported, export};
pub(crate) use self::read::{Readable, frozen, readable, reads};
pub use self::sources::{describe, describe_statement, sources};
pub use self::statements::statements;
pub use self::statistics::statistics;
pub use self::words::words;

/// Rows that can be looked at.
const MOST_SHOWN: u64 = 10_000;
/// Rows that are shown if nothing else is asked for.
const SHOWN: u64 = 1_000;

/// Runs a query and returns its first rows. Dropping the future cancels it.
pub async fn run(app: &App, actor: &Actor, project: ProjectId, query: RunQuery) -> Result<QueryResult> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    let measured = Measured::query();
    let result: Result<QueryResult> = async {
        let limit = query.limit.unwrap_or(SHOWN).clamp(1, MOST_SHOWN);
        let Readable { document, tables } = readable(app, &mut tx, project, query).await?;
        drop(tx);
        Ok(app.engine().run(&tables, &document, limit).await?)
    }
    .await;
    measured.end_with_rows(&result, |found| found.total_rows);
    result
}

/// Saves a query.
pub async fn save(app: &App, actor: &Actor, project: ProjectId, input: QueryInput) -> Result<SavedQuery> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    let id = QueryId(app.new_id());
    let reads = check(app, &mut tx, project, &input, id).await?;
    let now = app.now();
    let saved = SavedQuery {
        id,
        name: input.name.trim().to_owned(),
        document: input.document,
        chart: input.chart,
        created_at: now,
        updated_at: now,
    };
    query::insert(&mut tx, project, &saved, &reads).await?;
    let detail = json!({ "name": saved.name });
    record(app, &mut tx, actor, "query.create", Object("query", saved.id.0), detail).await?;
    tx.save().await?;
    Ok(saved)
}

/// Checks a query that is to be saved as `id`; returns what it reads.
async fn check(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    input: &QueryInput,
    id: QueryId,
) -> Result<Vec<QueryRead>> {
    input.validate()?;
    let reads = reads(app, tx, project, &input.document).await?;
    let checked = read::checkable(app, tx, project, &input.document, id).await?;
    almanac_query::validate(&checked.document, &checked.tables.catalog)?;
    Ok(reads)
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
    let reads = check(app, &mut tx, project, &input, id).await?;
    saved.name = input.name.trim().to_owned();
    saved.document = input.document;
    saved.chart = input.chart;
    saved.updated_at = app.now();
    query::update(&mut tx, project, &saved, &reads).await?;
    let detail = json!({ "name": saved.name });
    record(app, &mut tx, actor, "query.update", Object("query", id.0), detail).await?;
    tx.save().await?;
    Ok(saved)
}

/// Deletes a saved query that no other one reads.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: QueryId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    if query::count_of(&mut tx, id.0).await? > 0 {
        let problem = "another saved query reads this one: delete that one first";
        return Err(Error::Conflict(problem.to_owned()));
    }
    query::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "query.delete", Object("query", id.0), json!({})).await?;
    Ok(tx.save().await?)
}
