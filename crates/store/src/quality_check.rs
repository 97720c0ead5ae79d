//! Checks of data sets by their rules, with what they found.

use almanac_domain::quality::{CheckReport, CheckState, QualityCheck, Tally};
use almanac_domain::{CheckId, DatasetId, JobId, Page, PageRequest, ProjectId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::person::joined;
use crate::tenant::page;
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into quality_checks
    (id, org_id, project_id, dataset_id, begun_by, state, error, author_id, job_id, row_count,
        passed, warnings, errors, not_run, report, created_at, finished_at)
    values ($4, $1, $2, $3, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
/// What is read of a check, from here on.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select
                c.id, c.begun_by, c.state, c.error, c.author_id, c.job_id, c.row_count, c.passed, c.warnings,
                c.errors, c.not_run, c.created_at, c.finished_at, u.name as author_name, u.email as author_email
            from quality_checks c
            left join users u on u.id = c.author_id
            where c.org_id = $1 and c.project_id = $2 and c.dataset_id = $3 ",
            $rest
        )
    };
}
const FIND: &str = select!("and c.id = $4");
const LATEST: &str = select!("and c.state = $4 order by c.id desc limit 1");
const LIST: &str = select!("and ($4 is null or c.id < $4) order by c.id desc limit $5");
const REPORT: &str = "select id, report from quality_checks
    where org_id = $1 and project_id = $2 and dataset_id = $3 and id = $4";
const FINISH: &str = "update quality_checks set
        state = 'finished',
        row_count = $5,
        passed = $6,
        warnings = $7,
        errors = $8,
        not_run = $9,
        report = $10,
        finished_at = $11
    where org_id = $1 and project_id = $2 and dataset_id = $3 and job_id = $4 and state = 'checking'";
const END: &str = "update quality_checks set state = $5, error = $6, finished_at = $7
    where org_id = $1 and project_id = $2 and dataset_id = $3 and job_id = $4 and state = 'checking'";
const DELETE_OF: &str =
    "delete from quality_checks where org_id = $1 and project_id = $2 and dataset_id = $3";

#[derive(sqlx::FromRow)]
struct CheckRow {
    id: Uuid,
    begun_by: String,
    state: String,
    error: Option<String>,
    author_id: Option<Uuid>,
    author_name: Option<String>,
    author_email: Option<String>,
    job_id: Option<Uuid>,
    row_count: i64,
    passed: i64,
    warnings: i64,
    errors: i64,
    not_run: i64,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<CheckRow> for QualityCheck {
    type Error = Error;

    fn try_from(row: CheckRow) -> Result<Self> {
        Ok(Self {
            id: CheckId(row.id),
            trigger: code::from_text(&row.begun_by, "quality_checks", "begun_by", row.id)?,
            state: code::from_text(&row.state, "quality_checks", "state", row.id)?,
            error: row.error,
            author: joined(row.author_id, row.author_name, row.author_email),
            job_id: row.job_id.map(JobId),
            rows: row.row_count,
            tally: Tally {
                passed: row.passed,
                warnings: row.warnings,
                errors: row.errors,
                not_run: row.not_run,
            },
            created_at: row.created_at,
            finished_at: row.finished_at,
        })
    }
}

/// Adds a check with what it found.
pub async fn insert(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    check: &QualityCheck,
    report: &CheckReport,
) -> Result<()> {
    let org = tx.org()?;
    let (trigger, state) = (code::to_text(&check.trigger)?, code::to_text(&check.state)?);
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(check.id.0)
        .bind(trigger)
        .bind(state)
        .bind(&check.error)
        .bind(check.author.as_ref().map(|person| person.id.0))
        .bind(check.job_id.map(|job| job.0))
        .bind(check.rows)
        .bind(check.tally.passed)
        .bind(check.tally.warnings)
        .bind(check.tally.errors)
        .bind(check.tally.not_run)
        .bind(Json(report))
        .bind(check.created_at)
        .bind(check.finished_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A check of the data set.
pub async fn find(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    id: CheckId,
) -> Result<Option<QualityCheck>> {
    let row = tenant::find_of::<CheckRow>(tx, FIND, project, dataset.0, id.0).await?;
    row.map(QualityCheck::try_from).transpose()
}

/// A check of the data set.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, dataset: DatasetId, id: CheckId) -> Result<QualityCheck> {
    find(tx, project, dataset, id).await?.ok_or(Error::NotFound("check"))
}

/// The newest check of the data set in this state.
pub async fn latest(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    state: CheckState,
) -> Result<Option<QualityCheck>> {
    let state = code::to_text(&state)?;
    let row = tenant::find_of::<CheckRow>(tx, LATEST, project, dataset.0, state).await?;
    row.map(QualityCheck::try_from).transpose()
}

/// A part of the checks of the data set, newest first.
pub async fn list(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    request: PageRequest,
) -> Result<Page<QualityCheck>> {
    let rows = tenant::list_of::<CheckRow>(tx, LIST, project, dataset.0, request).await?;
    page(rows, request, |check: &QualityCheck| check.id.0, QualityCheck::try_from)
}

/// What a check found.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn report(tx: &mut Tx, project: ProjectId, dataset: DatasetId, id: CheckId) -> Result<CheckReport> {
    let row = tenant::find_of::<(Uuid, Json<Value>)>(tx, REPORT, project, dataset.0, id.0).await?;
    let (id, report) = row.ok_or(Error::NotFound("check"))?;
    code::from_json(report.0, "quality_checks", "report", id)
}

/// Ends the check by a job well; answers whether there was one.
pub async fn finish(
    tx: &mut Tx,
    project: ProjectId,
    (dataset, job): (DatasetId, JobId),
    (rows, tally, report): (i64, Tally, &CheckReport),
    now: DateTime<Utc>,
) -> Result<bool> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(FINISH)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(job.0)
        .bind(rows)
        .bind(tally.passed)
        .bind(tally.warnings)
        .bind(tally.errors)
        .bind(tally.not_run)
        .bind(Json(report))
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(done > 0)
}

/// Ends the check by a job without a result; answers whether there was one.
pub async fn end(
    tx: &mut Tx,
    project: ProjectId,
    (dataset, job): (DatasetId, JobId),
    (state, error): (CheckState, Option<&str>),
    now: DateTime<Utc>,
) -> Result<bool> {
    let (org, state) = (tx.org()?, code::to_text(&state)?);
    let done = on!(tx, connection => sqlx::query(END)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(job.0)
        .bind(state)
        .bind(error)
        .bind(now)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(done > 0)
}

/// Removes all checks of a data set.
pub async fn delete_of(tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<()> {
    tenant::delete_of(tx, DELETE_OF, project, dataset.0).await
}
