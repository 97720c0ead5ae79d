//! Row rules of projects.

use almanac_domain::row_rule::{RowRule, RowRuleInput, RuleSource};
use almanac_domain::{ProjectId, RowRuleId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::tenant::affected;
use crate::{Error, Result, Tx, code, tenant};

const INSERT: &str = "insert into row_rules
    (id, org_id, project_id, dataset_id, source_id, content, created_at, updated_at)
    values ($3, $1, $2, $4, $5, $6, $7, $8)";
const FIND: &str = in_project!(find "id, content, created_at, updated_at" "row_rules");
const LIST: &str = "select id, content, created_at, updated_at
    from row_rules
    where org_id = $1 and project_id = $2
    order by id";
const UPDATE: &str = in_project!(update "row_rules" set
    "dataset_id = $4, source_id = $5, content = $6, updated_at = $7");
const DELETE: &str = in_project!(delete "row_rules");

#[derive(sqlx::FromRow)]
struct RuleRow {
    id: Uuid,
    content: Json<Value>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<RuleRow> for RowRule {
    type Error = Error;

    fn try_from(row: RuleRow) -> Result<Self> {
        Ok(Self {
            id: RowRuleId(row.id),
            content: code::from_json(row.content.0, "row_rules", "content", row.id)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The data set and the database that a rule hangs on: one of the two.
fn places(content: &RowRuleInput) -> (Option<Uuid>, Option<Uuid>) {
    match &content.source {
        RuleSource::Dataset(id) => (Some(id.0), None),
        RuleSource::Table(table) => (None, Some(table.source.0)),
    }
}

/// Adds a rule. It goes with its data set or database.
pub async fn insert(tx: &mut Tx, project: ProjectId, rule: &RowRule) -> Result<()> {
    let (org, (dataset, source)) = (tx.org()?, places(&rule.content));
    on!(tx, connection => sqlx::query(INSERT)
        .bind(org.0)
        .bind(project.0)
        .bind(rule.id.0)
        .bind(dataset)
        .bind(source)
        .bind(Json(&rule.content))
        .bind(rule.created_at)
        .bind(rule.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    Ok(())
}

/// A rule of the project.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn get(tx: &mut Tx, project: ProjectId, id: RowRuleId) -> Result<RowRule> {
    let row = tenant::find::<RuleRow>(tx, FIND, project, id.0).await?;
    row.ok_or(Error::NotFound("row rule"))?.try_into()
}

/// All rules of the project, the oldest first.
pub async fn list(tx: &mut Tx, project: ProjectId) -> Result<Vec<RowRule>> {
    let rows = tenant::all::<RuleRow>(tx, LIST, project).await?;
    rows.into_iter().map(RowRule::try_from).collect()
}

/// Stores the present state of a rule.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn update(tx: &mut Tx, project: ProjectId, rule: &RowRule) -> Result<()> {
    let (org, (dataset, source)) = (tx.org()?, places(&rule.content));
    let done = on!(tx, connection => sqlx::query(UPDATE)
        .bind(org.0)
        .bind(project.0)
        .bind(rule.id.0)
        .bind(dataset)
        .bind(source)
        .bind(Json(&rule.content))
        .bind(rule.updated_at)
        .execute(connection)
        .await?
        .rows_affected());
    affected(done, "row rule")
}

/// Removes a rule.
///
/// # Errors
/// [`Error::NotFound`] if it is not there.
pub async fn delete(tx: &mut Tx, project: ProjectId, id: RowRuleId) -> Result<()> {
    tenant::delete(tx, DELETE, "row rule", project, id.0).await
}
