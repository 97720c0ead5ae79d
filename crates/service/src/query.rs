//! Queries, run and saved.

mod changes;
mod explore;
mod export;
mod history;
mod kept;
mod names;
mod page;
mod pivot;
mod place;
mod problems;
mod read;
mod sources;
mod statements;
mod statistics;
mod words;

use almanac_domain::saved::{QueryInput, QueryRead, QueryResult, RunQuery, SavedQuery};
use almanac_domain::{Actor, Capability, ProjectId, QueryId};
use almanac_store::{Tx, query};
use serde_json::json;

use crate::audit::{Object, record};
use crate::measure::Measured;
use crate::row_rule::For;
use crate::{App, Error, Result, access};

pub(crate) use self::changes::{Changes, Versions};
pub use self::explore::explore;
pub(crate) use self::export::exported;
pub use self::export::{Exported, export};
use self::history::Own;
pub(crate) use self::history::keep;
pub use self::history::{restore, runs, versions};
pub(crate) use self::kept::Results;
use self::kept::{PAGED, Slice};
pub(crate) use self::page::page;
pub use self::pivot::pivot;
pub use self::place::{favorite, folders, list, place, rename_folder, tags};
pub use self::problems::{broken, problems};
pub(crate) use self::read::{Readable, frozen, readable, reads, tables_of};
pub use self::sources::{describe, describe_statement, sources};
pub use self::statements::statements;
pub use self::statistics::statistics;
pub use self::words::words;

/// Rows that can be looked at.
const MOST_SHOWN: u64 = 10_000;
/// Rows that are shown if nothing else is asked for.
const SHOWN: u64 = 1_000;

/// Runs a query and returns its first rows, or those from `offset` on. Dropping the future cancels it.
pub async fn run(app: &App, actor: &Actor, project: ProjectId, query: RunQuery) -> Result<QueryResult> {
    let mut tx = access::read(app, actor, project, Capability::QueryRun).await?;
    let own = history::own(&mut tx, project, &query).await?;
    let began_at = app.now();
    let measured = Measured::query();
    let paged = query.offset.is_some();
    let result = Box::pin(found(app, tx, actor, project, (query, own.as_ref()))).await;
    measured.end_with_rows(&result, |found| found.total_rows);
    let kept = result.as_ref().is_ok_and(|found| found.computed_at.is_some_and(|at| at < began_at));
    if let Some(own) = own
        && !paged
        && !kept
    {
        let noted = history::note(app, actor, project, own, (began_at, &result)).await;
        // The query may be deleted by now; its result is there all the same.
        if let Err(error) = noted {
            tracing::warn!(%error, "a run was not noted");
        }
    }
    result
}

/// The rows that are asked for: of a kept result if it is one of several pages or has a lifetime, else computed now.
async fn found(
    app: &App,
    mut tx: Tx,
    actor: &Actor,
    project: ProjectId,
    (query, own): (RunQuery, Option<&Own>),
) -> Result<QueryResult> {
    let (offset, fresh) = (query.offset, query.fresh);
    let limit = query.limit.unwrap_or(SHOWN).clamp(1, MOST_SHOWN);
    let lifetime = own.and_then(|own| own.lifetime);
    let query = readable(app, &mut tx, For::Person(actor), project, query).await?;
    drop(tx);
    let at = (actor.org_id, project);
    // Pages fit together longer than a short life.
    let age = if offset.is_some() { lifetime.max(Some(PAGED)) } else { lifetime };
    if let Some(age) = age {
        let slice = Slice { offset: offset.unwrap_or(0), limit, age, fresh };
        return app.results().slice(app, at, &query, slice).await;
    }
    let result = app.engine().run(&query.tables, &query.document, limit).await?;
    app.results().forget(at, &query).await?;
    Ok(result)
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
        version: 1,
        folder: String::new(),
        tags: Vec::new(),
        cache_seconds: 0,
        favorite: false,
        created_at: now,
        updated_at: now,
    };
    query::insert(&mut tx, project, &saved, &reads).await?;
    keep(app, &mut tx, actor, project, &saved).await?;
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

/// A saved query.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: QueryId) -> Result<SavedQuery> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    place::found(&mut tx, actor, project, id).await
}

/// Changes a saved query. What it was before stays as a version.
pub async fn update(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: QueryId,
    input: QueryInput,
) -> Result<SavedQuery> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    let saved = change(app, &mut tx, actor, project, (id, input)).await?;
    let detail = json!({ "name": saved.name, "version": saved.version });
    record(app, &mut tx, actor, "query.update", Object("query", id.0), detail).await?;
    tx.save().await?;
    Ok(saved)
}

async fn change(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    (id, input): (QueryId, QueryInput),
) -> Result<SavedQuery> {
    let mut saved = place::found(tx, actor, project, id).await?;
    let reads = check(app, tx, project, &input, id).await?;
    saved.name = input.name.trim().to_owned();
    saved.document = input.document;
    saved.chart = input.chart;
    saved.version += 1;
    saved.updated_at = app.now();
    query::update(tx, project, &saved, &reads).await?;
    keep(app, tx, actor, project, &saved).await?;
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
