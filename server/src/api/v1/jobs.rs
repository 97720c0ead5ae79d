//! Long work.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use almanac_domain::job::Job;
use almanac_domain::{JobId, Page, ProjectId};
use almanac_service::{App, job};
use axum::Json;
use axum::extract::{FromRef, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, StreamExt as _};
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{PathIds, Problem, QueryString, ServerState, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_jobs))
        .routes(routes!(get_job))
        .routes(routes!(cancel_job))
        .routes(routes!(watch_job))
        .routes(routes!(find_job))
}

/// The jobs of a project.
#[utoipa::path(get, path = "/projects/{project}/jobs", tag = "jobs", params(Paging), responses((status = 200, body = Page<Job>)))]
async fn list_jobs(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(project): PathIds<ProjectId>,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<Job>>, Problem> {
    Ok(Json(job::list(&app, &actor, project, paging.into()).await?))
}

/// A job.
#[utoipa::path(get, path = "/projects/{project}/jobs/{job}", tag = "jobs", responses((status = 200, body = Job)))]
async fn get_job(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, job)): PathIds<(ProjectId, JobId)>,
) -> Result<Json<Job>, Problem> {
    Ok(Json(job::get(&app, &actor, project, job).await?))
}

/// A job of any project.
#[utoipa::path(get, path = "/jobs/{job}", tag = "jobs", responses((status = 200, body = Job)))]
async fn find_job(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(job): PathIds<JobId>,
) -> Result<Json<Job>, Problem> {
    Ok(Json(job::find(&app, &actor, job).await?))
}

/// Asks a job to stop.
#[utoipa::path(post, path = "/projects/{project}/jobs/{job}/cancel", tag = "jobs", responses((status = 200, body = Job)))]
async fn cancel_job(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds((project, job)): PathIds<(ProjectId, JobId)>,
) -> Result<Json<Job>, Problem> {
    Ok(Json(job::cancel(&app, &actor, project, job).await?))
}

/// The job as it is now, then each change, as server-sent events named `job`. Ends after the final state.
#[utoipa::path(
    get, path = "/projects/{project}/jobs/{job}/events", tag = "jobs",
    responses((status = 200, body = Job, content_type = "text/event-stream")),
)]
async fn watch_job(
    State(state): State<ServerState>,
    SignedIn(actor): SignedIn,
    PathIds((project, job)): PathIds<(ProjectId, JobId)>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>, Problem> {
    let app = App::from_ref(&state);
    let jobs = job::watch(&app, &actor, project, job).await?;
    let stop = Arc::clone(&state.door);
    let events = jobs
        .filter_map(async |job| Event::default().event("job").json_data(job).ok().map(Ok))
        .take_until(async move { stop.stop.cancelled().await });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
