//! Checks of a data set by its rules: begun by people, imports and schedules, done by a job.

mod evaluate;

use almanac_domain::quality::{
    CheckDetail, CheckReport, CheckState, CheckTrigger, QualityCheck, QualityRule, Tally,
};
use almanac_domain::sharing::Person;
use almanac_domain::{
    Actor, Capability, CheckId, DatasetId, JobId, OrgId, Page, PageRequest, ProjectId, UserId,
};
use almanac_query::Source;
use almanac_store::{Tx, dataset, person, project, quality_check, quality_rule};
use serde_json::json;

use self::evaluate::{Standing, evaluate};
use super::{plan, schedule};
use crate::audit::{Object, record, record_by};
use crate::dataset::readable;
use crate::job::{self, DatasetCheck, Ended};
use crate::row_rule::{For, Sight};
use crate::{App, Error, Result, access};

/// What a check has found, to be kept.
#[derive(Debug)]
pub struct Found {
    rows: i64,
    report: CheckReport,
}

/// Begins to check a data set by its rules.
pub async fn start(app: &App, actor: &Actor, project: ProjectId, id: DatasetId) -> Result<QualityCheck> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    readable(&mut tx, project, id).await?;
    if waiting(&mut tx, project, id).await?.is_some() {
        return Err(Error::Conflict("the data set is being checked already".to_owned()));
    }
    if active(&mut tx, project, id).await?.is_empty() {
        return Err(Error::Conflict("the data set has no active rule".to_owned()));
    }
    let check = begin(app, &mut tx, project, id, (CheckTrigger::Person, Some(actor.user_id))).await?;
    let detail = json!({ "check": check.id });
    record(app, &mut tx, actor, "dataset.check", Object("dataset", id.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(check)
}

/// Begins to check a data set that was imported, in the unit of work that makes it ready; not if it has no rules.
pub async fn after_import(app: &App, tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<()> {
    if active(tx, project, id).await?.is_empty() || waiting(tx, project, id).await?.is_some() {
        return Ok(());
    }
    let check = begin(app, tx, project, id, (CheckTrigger::Import, None)).await?;
    let detail = json!({ "check": check.id });
    record_by(app, tx, None, "dataset.check", Object("dataset", id.0), detail).await
}

async fn begin(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    id: DatasetId,
    (trigger, user): (CheckTrigger, Option<UserId>),
) -> Result<QualityCheck> {
    let payload = DatasetCheck { version: 1, dataset_id: id, trigger, user_id: user };
    let job = job::enqueue(app, tx, project, &payload).await?;
    let check = QualityCheck {
        state: CheckState::Checking,
        author: author(tx, user).await?,
        ..ended(app, trigger, job.id)
    };
    let check = QualityCheck { finished_at: None, ..check };
    quality_check::insert(tx, project, id, &check, &CheckReport::default()).await?;
    Ok(check)
}

/// A check that has ended just now, without anything found.
fn ended(app: &App, trigger: CheckTrigger, job: JobId) -> QualityCheck {
    QualityCheck {
        id: CheckId(app.new_id()),
        trigger,
        state: CheckState::Finished,
        error: None,
        author: None,
        job_id: Some(job),
        rows: 0,
        tally: Tally::default(),
        created_at: app.now(),
        finished_at: Some(app.now()),
    }
}

async fn author(tx: &mut Tx, user: Option<UserId>) -> Result<Option<Person>> {
    Ok(match user {
        Some(user) => person::find(tx, user).await?.map(|(found, _)| found),
        None => None,
    })
}

/// The check that has not ended.
pub(super) async fn waiting(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<Option<QualityCheck>> {
    Ok(quality_check::latest(tx, project, id, CheckState::Checking).await?)
}

async fn active(tx: &mut Tx, project: ProjectId, id: DatasetId) -> Result<Vec<QualityRule>> {
    let rules = quality_rule::list(tx, project, id).await?;
    Ok(rules.into_iter().filter(|rule| rule.active).collect())
}

/// Checks a data set, for a job; none if there is nothing to be checked. `step` is told how many of how many rules
/// are done.
///
/// # Errors
/// [`Error::NotFound`] if the data set is gone.
pub async fn run(
    app: &App,
    (org, project, id): (OrgId, ProjectId, DatasetId),
    trigger: CheckTrigger,
    step: impl Fn(usize, usize),
) -> Result<Option<Found>> {
    let mut tx = app.read(org).await?;
    let dataset = dataset::get(&mut tx, project, id).await?;
    let rules = active(&mut tx, project, id).await?;
    // Nothing happens by itself in an archived project.
    let rests = trigger == CheckTrigger::Schedule && !project::is_open(&mut tx, project).await?;
    if rules.is_empty() || rests {
        return Ok(None);
    }
    let columns = readable(&mut tx, project, id).await?.columns;
    let earlier = quality_check::latest(&mut tx, project, id, CheckState::Finished).await?;
    let checks: Vec<_> = rules.iter().map(|rule| rule.check.clone()).collect();
    let tables = plan::tables(app, &mut tx, (For::Server, project), id, &checks).await?;
    drop(tx);
    let standing = Standing {
        dataset: id,
        rows: dataset.rows,
        earlier: earlier.map(|check| check.rows),
        columns: &columns,
        tables: &tables,
        now: app.now(),
    };
    let mut results = Vec::with_capacity(rules.len());
    for (done, rule) in rules.iter().enumerate() {
        step(done, rules.len());
        results.push(evaluate(app.engine(), &standing, rule).await?);
    }
    Ok(Some(Found { rows: dataset.rows, report: CheckReport { columns, results } }))
}

/// Keeps what a job has found, and puts the next check of a schedule into the queue.
///
/// # Errors
/// [`Error::NotFound`] if the data set is gone.
pub async fn keep(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (job, payload): (JobId, &DatasetCheck),
    found: Option<Found>,
) -> Result<()> {
    let id = payload.dataset_id;
    dataset::get(tx, project, id).await?;
    if let Some(Found { rows, report }) = found {
        let (now, tally) = (app.now(), Tally::of(&report.results));
        let known = quality_check::finish(tx, project, (id, job), (rows, tally, &report), now).await?;
        if !known && payload.trigger == CheckTrigger::Schedule {
            let check = QualityCheck { rows, tally, ..ended(app, payload.trigger, job) };
            quality_check::insert(tx, project, id, &check, &report).await?;
            let detail = json!({ "check": check.id });
            record_by(app, tx, None, "dataset.check", Object("dataset", id.0), detail).await?;
        }
    } else {
        // Its rules have gone meanwhile.
        let state = (CheckState::Cancelled, None);
        quality_check::end(tx, project, (id, job), state, app.now()).await?;
    }
    schedule::again(app, tx, project, (id, job)).await
}

/// Ends the check of a job that did not succeed. A schedule goes on after a failure, and rests if somebody cancelled.
pub(crate) async fn abandoned(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (job, payload): (JobId, &DatasetCheck),
    ended_as: &Ended,
) -> Result<()> {
    let of = (payload.dataset_id, job);
    let Some(error) = ended_as.error() else {
        quality_check::end(tx, project, of, (CheckState::Cancelled, None), app.now()).await?;
        return schedule::rest(tx, project, of).await;
    };
    let known = quality_check::end(tx, project, of, (CheckState::Failed, Some(&error)), app.now()).await?;
    let there = dataset::find(tx, project, payload.dataset_id).await?.is_some();
    if !known && there && payload.trigger == CheckTrigger::Schedule {
        let check = QualityCheck {
            state: CheckState::Failed,
            error: Some(error),
            ..ended(app, payload.trigger, job)
        };
        quality_check::insert(tx, project, payload.dataset_id, &check, &CheckReport::default()).await?;
    }
    schedule::again(app, tx, project, of).await
}

/// The checks of a data set, newest first.
pub async fn checks(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    page: PageRequest,
) -> Result<Page<QualityCheck>> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    dataset::get(&mut tx, project, id).await?;
    Ok(quality_check::list(&mut tx, project, id, page).await?)
}

/// A check with what it found.
pub async fn get_check(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (id, check): (DatasetId, CheckId),
) -> Result<CheckDetail> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    let found = quality_check::get(&mut tx, project, id, check).await?;
    let report = quality_check::report(&mut tx, project, id, check).await?;
    Ok(CheckDetail { check: found, report: shown(&mut tx, actor, project, id, report).await? })
}

/// The newest check of a data set that has finished, with what it found.
pub async fn latest(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
) -> Result<Option<CheckDetail>> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    dataset::get(&mut tx, project, id).await?;
    let Some(check) = quality_check::latest(&mut tx, project, id, CheckState::Finished).await? else {
        return Ok(None);
    };
    let report = quality_check::report(&mut tx, project, id, check.id).await?;
    Ok(Some(CheckDetail { check, report: shown(&mut tx, actor, project, id, report).await? }))
}

/// A report as somebody sees it: without values, if rows of the data set are hidden from them.
async fn shown(
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    id: DatasetId,
    mut report: CheckReport,
) -> Result<CheckReport> {
    if Sight::of(tx, For::Person(actor), project).await?.restricts(&Source::Dataset(id)) {
        for result in &mut report.results {
            result.examples.clear();
            result.found = None;
        }
    }
    Ok(report)
}
