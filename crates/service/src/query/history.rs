//! What saved queries were before, and their runs.

use std::time::Duration;

use almanac_domain::saved::{QueryInput, QueryResult, QueryRun, QueryVersion, RunQuery, SavedQuery};
use almanac_domain::{Actor, Capability, Page, PageRequest, ProjectId, QueryId};
use almanac_store::{Tx, person, query, query_history};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::change;
use crate::audit::{Object, record};
use crate::{App, Error, Result, access};

/// Runs of a query that are kept.
const KEPT: u32 = 1_000;

/// The versions of a saved query, newest first.
pub async fn versions(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: QueryId,
    page: PageRequest,
) -> Result<Page<QueryVersion>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    query::get(&mut tx, project, id).await?;
    Ok(query_history::versions(&mut tx, project, id, page).await?)
}

/// Makes a saved query what it was; that is a further version.
pub async fn restore(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: QueryId,
    number: i64,
) -> Result<SavedQuery> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    let QueryVersion { name, document, chart, .. } =
        query_history::version(&mut tx, project, id, number).await?;
    let input = QueryInput { name, document, chart };
    let saved = change(app, &mut tx, actor, project, (id, input)).await?;
    let detail = json!({ "name": saved.name, "version": saved.version, "from": number });
    record(app, &mut tx, actor, "query.restore", Object("query", id.0), detail).await?;
    tx.save().await?;
    Ok(saved)
}

/// The newest runs of a saved query.
pub async fn runs(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: QueryId,
    page: PageRequest,
) -> Result<Page<QueryRun>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    query::get(&mut tx, project, id).await?;
    Ok(query_history::runs(&mut tx, project, id, page).await?)
}

/// Keeps a saved query as it is now.
pub(crate) async fn keep(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    saved: &SavedQuery,
) -> Result<()> {
    let version = QueryVersion {
        id: app.new_id(),
        number: saved.version,
        name: saved.name.clone(),
        document: saved.document.clone(),
        chart: saved.chart.clone(),
        author: person::find(tx, actor.user_id).await?.map(|(person, _)| person),
        created_at: saved.updated_at,
    };
    Ok(query_history::insert_version(tx, project, saved.id, &version).await?)
}

/// A saved query that is run.
pub(super) struct Own {
    id: QueryId,
    version: i64,
    /// How old its result may be when it is shown again; none if it is always computed anew.
    pub(super) lifetime: Option<Duration>,
}

/// The saved query that is run: the document must be its own.
pub(super) async fn own(tx: &mut Tx, project: ProjectId, asked: &RunQuery) -> Result<Option<Own>> {
    let Some(id) = asked.query else { return Ok(None) };
    let saved = query::find(tx, project, id).await?;
    let saved = saved.ok_or_else(|| Error::field("query", "there is no such query"))?;
    let lifetime = (saved.cache_seconds > 0).then(|| Duration::from_secs(saved.cache_seconds.unsigned_abs()));
    Ok((saved.document == asked.document).then_some(Own { id, version: saved.version, lifetime }))
}

/// Notes a run.
pub(super) async fn note(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    Own { id, version, .. }: Own,
    (began_at, result): (DateTime<Utc>, &Result<QueryResult>),
) -> Result<()> {
    let mut tx = app.write(actor.org_id).await?;
    let (rows, error) = match result {
        Ok(found) => (found.total_rows, None),
        Err(error) => (0, Some(error.to_api().to_string())),
    };
    let run = QueryRun {
        id: app.new_id(),
        version,
        person: person::find(&mut tx, actor.user_id).await?.map(|(person, _)| person),
        rows: i64::try_from(rows).unwrap_or(i64::MAX),
        elapsed_ms: (app.now() - began_at).num_milliseconds(),
        error,
        began_at,
    };
    query_history::insert_run(&mut tx, project, id, &run, KEPT).await?;
    Ok(tx.save().await?)
}
