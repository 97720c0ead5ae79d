//! When the queries of a dashboard are run by themselves: a job waits in the queue until then, runs them for the person
//! who set the schedule, and puts the next one there.

use std::collections::HashSet;

use almanac_domain::dashboard::{RefreshSchedule, Refreshed, RunTile, TileContent};
use almanac_domain::quality::ScheduleInput;
use almanac_domain::{Actor, Capability, DashboardId, JobId, OrgId, ProjectId, UserId};
use almanac_store::{Tx, dashboard, dashboard_schedule, project};
use chrono::TimeDelta;
use serde_json::json;

use super::tile::run_tile;
use crate::audit::{Object, record};
use crate::job::{self, DashboardRefresh};
use crate::{App, Error, Result, access};

/// How a run of a schedule ended.
#[derive(Debug)]
pub enum Round {
    /// It was done; the next one follows.
    Done(Refreshed),
    /// The person may not run these queries any more: the schedule rests.
    Over(Refreshed),
    /// Nothing happens in an archived project, and nothing without a schedule.
    Skipped,
}

/// When the queries of a dashboard are run by themselves; none if they are not.
pub async fn get_schedule(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DashboardId,
) -> Result<Option<RefreshSchedule>> {
    let mut tx = access::read(app, actor, project, Capability::QueryRead).await?;
    dashboard::get(&mut tx, project, id).await?;
    Ok(dashboard_schedule::find(&mut tx, project, id).await?.map(|(_, schedule)| schedule))
}

/// Has the queries of a dashboard run by themselves for the person, from so many hours from now on.
pub async fn set_schedule(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DashboardId,
    input: ScheduleInput,
) -> Result<RefreshSchedule> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    input.validate()?;
    dashboard::get(&mut tx, project, id).await?;
    stop(app, &mut tx, project, id).await?;
    let last = dashboard_schedule::find(&mut tx, project, id).await?.and_then(|(_, before)| before.last);
    let every_hours = input.every_hours;
    let schedule = RefreshSchedule { every_hours, person: None, next_at: None, job_id: None, last };
    plan(app, &mut tx, project, id, (actor.user_id, schedule)).await?;
    let detail = json!({ "every_hours": every_hours });
    record(app, &mut tx, actor, "dashboard.schedule", Object("dashboard", id.0), detail).await?;
    let set = dashboard_schedule::find(&mut tx, project, id).await?.ok_or(Error::NotFound)?;
    tx.save().await?;
    app.jobs_changed();
    Ok(set.1)
}

/// Has the queries of a dashboard no longer run by themselves.
pub async fn remove_schedule(app: &App, actor: &Actor, project: ProjectId, id: DashboardId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::QueryWrite).await?;
    dashboard::get(&mut tx, project, id).await?;
    stop(app, &mut tx, project, id).await?;
    dashboard_schedule::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "dashboard.unschedule", Object("dashboard", id.0), json!({})).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(())
}

/// Stops the job of the next run.
pub(super) async fn stop(app: &App, tx: &mut Tx, project: ProjectId, id: DashboardId) -> Result<()> {
    if let Some((_, before)) = dashboard_schedule::find(tx, project, id).await? {
        job::stop(app, tx, project, before.job_id).await?;
    }
    Ok(())
}

/// Puts the next run into the queue.
async fn plan(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    id: DashboardId,
    (user, schedule): (UserId, RefreshSchedule),
) -> Result<()> {
    let next = app.now() + TimeDelta::hours(schedule.every_hours);
    let payload = DashboardRefresh { version: 1, dashboard_id: id };
    let job = job::enqueue_for(app, tx, project, &payload, next).await?;
    let schedule = RefreshSchedule { next_at: Some(next), job_id: Some(job.id), ..schedule };
    Ok(dashboard_schedule::put(tx, project, id, (user, &schedule)).await?)
}

/// Runs each query of a dashboard once, for a job, as the person who set its schedule.
///
/// # Errors
/// [`Error::NotFound`] if the dashboard is gone.
pub async fn refresh(app: &App, (org, project, id): (OrgId, ProjectId, DashboardId)) -> Result<Round> {
    let mut tx = app.read(org).await?;
    let content = dashboard::get(&mut tx, project, id).await?.content;
    let scheduled = dashboard_schedule::find(&mut tx, project, id).await?;
    let open = project::is_open(&mut tx, project).await?;
    drop(tx);
    let Some((user, _)) = scheduled.filter(|_| open) else { return Ok(Round::Skipped) };
    let mut found = Refreshed { at: app.now(), done: 0, failed: 0, problem: None };
    let over = |found: Refreshed| {
        let problem = Some("who set the schedule may not run these queries any more".to_owned());
        Ok(Round::Over(Refreshed { at: app.now(), problem, ..found }))
    };
    let actor = match access::on_behalf(app, org, user).await {
        Err(Error::Forbidden) => return over(found),
        actor => actor?,
    };
    let mut seen = HashSet::new();
    for tile in &content.tiles {
        let TileContent::Query { query, .. } = &tile.content else { continue };
        if !seen.insert(*query) {
            continue;
        }
        match run_tile(app, &actor, project, (id, tile.id), RunTile { fresh: true, ..RunTile::default() })
            .await
        {
            Ok(_) => found.done += 1,
            // The project is not theirs any more, or their role has changed.
            Err(Error::Forbidden) => return over(found),
            Err(Error::NotFound) if !sees(app, &actor, project).await? => return over(found),
            Err(error @ (Error::Internal(_) | Error::Unavailable(_))) => return Err(error),
            Err(error) => {
                found.failed += 1;
                found.problem.get_or_insert_with(|| told(&error));
            }
        }
    }
    Ok(Round::Done(Refreshed { at: app.now(), ..found }))
}

/// An error as people see it.
fn told(error: &Error) -> String {
    let api = error.to_api();
    let fields = api.fields.iter().map(|one| format!("{}: {}", one.field, one.message));
    std::iter::once(api.message.clone()).chain(fields).collect::<Vec<_>>().join("; ")
}

/// Whether somebody may run queries of a project.
async fn sees(app: &App, actor: &Actor, project: ProjectId) -> Result<bool> {
    match access::read(app, actor, project, Capability::QueryRun).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound | Error::Forbidden) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Keeps how a run went, and puts the next one into the queue; not if the job is no longer the schedule's.
pub async fn keep(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (id, job): (DashboardId, JobId),
    round: Round,
) -> Result<()> {
    let Some((user, mut schedule)) = of_job(tx, project, (id, job)).await? else { return Ok(()) };
    match round {
        Round::Done(last) => schedule.last = Some(last),
        Round::Skipped => {}
        Round::Over(last) => {
            let rests = RefreshSchedule { next_at: None, job_id: None, last: Some(last), ..schedule };
            return Ok(dashboard_schedule::put(tx, project, id, (user, &rests)).await?);
        }
    }
    plan(app, tx, project, id, (user, schedule)).await
}

/// Goes on after a job that failed; rests after one that somebody cancelled, for which there is no `error`.
pub(crate) async fn abandoned(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (id, job): (DashboardId, JobId),
    error: Option<String>,
) -> Result<()> {
    let Some((user, schedule)) = of_job(tx, project, (id, job)).await? else { return Ok(()) };
    if error.is_none() {
        let rests = RefreshSchedule { next_at: None, job_id: None, ..schedule };
        return Ok(dashboard_schedule::put(tx, project, id, (user, &rests)).await?);
    }
    let last = Some(Refreshed { at: app.now(), done: 0, failed: 0, problem: error });
    plan(app, tx, project, id, (user, RefreshSchedule { last, ..schedule })).await
}

/// The schedule whose next run a job is to do.
async fn of_job(
    tx: &mut Tx,
    project: ProjectId,
    (id, job): (DashboardId, JobId),
) -> Result<Option<dashboard_schedule::Scheduled>> {
    let found = dashboard_schedule::find(tx, project, id).await?;
    Ok(found.filter(|(_, schedule)| schedule.job_id == Some(job)))
}

/// Lets the schedules of a project go on that rest because its jobs were stopped.
pub(crate) async fn resume(app: &App, tx: &mut Tx, project: ProjectId) -> Result<()> {
    for (id, (user, schedule)) in dashboard_schedule::list(tx, project).await? {
        if schedule.job_id.is_none() {
            plan(app, tx, project, id, (user, schedule)).await?;
        }
    }
    Ok(())
}
