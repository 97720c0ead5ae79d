//! Rules on the data of data sets.

use almanac_domain::quality::QualityRule;
use almanac_domain::{DatasetId, ProjectId, RuleId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into quality_rules
    (id, org_id, project_id, dataset_id, content, severity, active, created_at, updated_at)
    values ($4, $1, $2, $3, $5, $6, $7, $8, $9)";
const FIND: &str = "select id, content, severity, active, created_at, updated_at
    from quality_rules
    where org_id = $1 and project_id = $2 and dataset_id = $3 and id = $4";
const LIST: &str = "select id, content, severity, active, created_at, updated_at
    from quality_rules
    where org_id = $1 and project_id = $2 and dataset_id = $3
    order by id";
const UPDATE: &str = "update quality_rules set content = $5, severity = $6, active = $7, updated_at = $8
    where org_id = $1 and project_id = $2 and dataset_id = $3 and id = $4";
const DELETE: &str = "delete from quality_rules
    where org_id = $1 and project_id = $2 and dataset_id = $3 and id = $4";
const DELETE_OF: &str = "delete from quality_rules where org_id = $1 and project_id = $2 and dataset_id = $3";

#[derive(sqlx::FromRow)]
struct RuleRow {
    id: Uuid,
    content: Json<Value>,
    severity: String,
    active: bool,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<RuleRow> for QualityRule {
    type Error = Error;

    fn try_from(row: RuleRow) -> Result<Self> {
        Ok(Self {
            id: RuleId(row.id),
            check: code::from_json(row.content.0, "quality_rules", "content", row.id)?,
            severity: code::from_text(&row.severity, "quality_rules", "severity", row.id)?,
            active: row.active,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Adds a rule.
pub async fn insert(tx: &mut Tx, project: ProjectId, dataset: DatasetId, rule: &QualityRule) -> Result<()> {
    let (org, severity) = (tx.org()?, code::to_text(&rule.severity)?);
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(rule.id.0)
        .bind(Json(&rule.check))
        .bind(severity)
        .bind(rule.active)
        .bind(rule.created_at)
        .bind(rule.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A rule of the data set.
pub async fn find(
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    id: RuleId,
) -> Result<Option<QualityRule>> {
    let row = tenant::find_of::<RuleRow>(tx, FIND, project, dataset.0, id.0).await?;
    row.map(QualityRule::try_from).transpose()
}

/// A rule of the data set.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, dataset: DatasetId, id: RuleId) -> Result<QualityRule> {
    find(tx, project, dataset, id).await?.ok_or(Error::NotFound("rule"))
}

/// All rules of the data set, the oldest first.
pub async fn list(tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<Vec<QualityRule>> {
    let org = tx.org()?;
    let rows: Vec<RuleRow> = on!(tx, connection => sqlx::query_as(LIST)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .fetch_all(connection)
        .await?);
    rows.into_iter().map(QualityRule::try_from).collect()
}

/// Stores the present state of a rule.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn update(tx: &mut Tx, project: ProjectId, dataset: DatasetId, rule: &QualityRule) -> Result<()> {
    let (org, severity) = (tx.org()?, code::to_text(&rule.severity)?);
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(rule.id.0)
        .bind(Json(&rule.check))
        .bind(severity)
        .bind(rule.active)
        .bind(rule.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "rule")
}

/// Removes a rule.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, dataset: DatasetId, id: RuleId) -> Result<()> {
    let org = tx.org()?;
    let done = on!(tx, connection => sqlx::query(DELETE)
        .bind(org.0)
        .bind(project.0)
        .bind(dataset.0)
        .bind(id.0)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "rule")
}

/// Removes all rules of a data set.
pub async fn delete_of(tx: &mut Tx, project: ProjectId, dataset: DatasetId) -> Result<()> {
    tenant::delete_of(tx, DELETE_OF, project, dataset.0).await
}
