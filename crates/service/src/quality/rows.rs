//! The rows that break a rule.

use almanac_domain::saved::{ExportFormat, QueryResult};
use almanac_domain::{Actor, Capability, DatasetId, ProjectId, RuleId};
use almanac_query::{QueryDocument, Tables};
use almanac_store::quality_rule;
use serde_json::json;

use super::plan::{Plan, plan, tables};
use crate::audit::{Object, record};
use crate::dataset::readable;
use crate::query::{self, Exported};
use crate::row_rule::For;
use crate::{App, Error, Result, access};

/// Rows that can be looked at.
const MOST: u64 = 1_000;

/// The rows that break a rule now, from `offset` on.
pub async fn failed_rows(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    of: (DatasetId, RuleId),
    offset: u64,
    limit: u64,
) -> Result<QueryResult> {
    let (document, tables) = asked(app, actor, project, of).await?;
    query::page(app, &tables, document, offset, limit.clamp(1, MOST)).await
}

/// The rows that break a rule now as CSV, of which a spreadsheet runs nothing.
pub async fn export(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    of: (DatasetId, RuleId),
) -> Result<Exported> {
    let (document, tables) = asked(app, actor, project, of).await?;
    let exported = query::exported(app, &tables, &document, ExportFormat::Csv).await?;
    let mut tx = app.write(actor.org_id).await?;
    let detail = json!({ "dataset": of.0, "rows": exported.rows, "bytes": exported.bytes });
    record(app, &mut tx, actor, "quality_rule.export", Object("quality_rule", of.1.0), detail).await?;
    tx.save().await?;
    Ok(exported)
}

/// The query for the rows that break a rule.
async fn asked(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (dataset, id): (DatasetId, RuleId),
) -> Result<(QueryDocument, Tables)> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    let rule = quality_rule::get(&mut tx, project, dataset, id).await?;
    let columns = readable(&mut tx, project, dataset).await?.columns;
    let tables =
        tables(app, &mut tx, (For::Person(actor), project), dataset, std::slice::from_ref(&rule.check))
            .await?;
    match plan(&rule.check, dataset, &columns, &tables.catalog) {
        Ok(Plan::Rows(document)) => Ok((*document, tables)),
        Ok(Plan::Newest(..) | Plan::RowCount(_)) => {
            Err(Error::Conflict("the rule is not about single rows".to_owned()))
        }
        Err(problem) => {
            Err(Error::Conflict(format!("the rule cannot be checked any more: {}", problem.message)))
        }
    }
}
