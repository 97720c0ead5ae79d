//! Rules on the data of a data set.

use std::collections::HashMap;

use almanac_domain::data::{Column, ColumnType, DatasetState};
use almanac_domain::quality::{QualityRule, RuleCheck, RuleInput};
use almanac_domain::{Actor, Capability, DatasetId, FieldError, ProjectId, RuleId};
use almanac_query::{Catalog, Source};
use almanac_store::{Tx, dataset, quality_rule};
use serde_json::json;
use uuid::Uuid;

use super::plan;
use crate::audit::{Object, record};
use crate::dataset::readable;
use crate::row_rule::For;
use crate::source::whole;
use crate::{App, Error, Result, access};

/// Rules of a data set.
const MOST: usize = 100;

/// The rules of a data set, the oldest first.
pub async fn rules(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    dataset: DatasetId,
) -> Result<Vec<QualityRule>> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    dataset::get(&mut tx, project, dataset).await?;
    Ok(quality_rule::list(&mut tx, project, dataset).await?)
}

/// A rule.
pub async fn get_rule(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (dataset, id): (DatasetId, RuleId),
) -> Result<QualityRule> {
    let mut tx = access::read(app, actor, project, Capability::DataRead).await?;
    Ok(quality_rule::get(&mut tx, project, dataset, id).await?)
}

/// Makes a rule.
pub async fn create_rule(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    dataset: DatasetId,
    input: RuleInput,
) -> Result<QualityRule> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    input.validate()?;
    allowed(&mut tx, actor, project, dataset, &input.check).await?;
    fits(app, &mut tx, project, dataset, &input.check).await?;
    if quality_rule::list(&mut tx, project, dataset).await?.len() >= MOST {
        return Err(Error::Conflict(format!("a data set has at most {MOST} rules")));
    }
    let (id, now) = (RuleId(app.new_id()), app.now());
    let rule = QualityRule {
        id,
        check: input.check,
        severity: input.severity,
        active: input.active,
        created_at: now,
        updated_at: now,
    };
    quality_rule::insert(&mut tx, project, dataset, &rule).await?;
    let detail = json!({ "dataset": dataset, "check": rule.check });
    record(app, &mut tx, actor, "quality_rule.create", Object("quality_rule", id.0), detail).await?;
    tx.save().await?;
    Ok(rule)
}

/// Changes a rule.
pub async fn update_rule(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (dataset, id): (DatasetId, RuleId),
    input: RuleInput,
) -> Result<QualityRule> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    input.validate()?;
    let mut rule = quality_rule::get(&mut tx, project, dataset, id).await?;
    allowed(&mut tx, actor, project, dataset, &input.check).await?;
    fits(app, &mut tx, project, dataset, &input.check).await?;
    rule.check = input.check;
    rule.severity = input.severity;
    rule.active = input.active;
    rule.updated_at = app.now();
    quality_rule::update(&mut tx, project, dataset, &rule).await?;
    let detail = json!({ "dataset": dataset, "check": rule.check, "active": rule.active });
    record(app, &mut tx, actor, "quality_rule.update", Object("quality_rule", id.0), detail).await?;
    tx.save().await?;
    Ok(rule)
}

/// Deletes a rule. What checks have found by it stays in their reports.
pub async fn delete_rule(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    (dataset, id): (DatasetId, RuleId),
) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    quality_rule::delete(&mut tx, project, dataset, id).await?;
    let detail = json!({ "dataset": dataset });
    record(app, &mut tx, actor, "quality_rule.delete", Object("quality_rule", id.0), detail).await?;
    Ok(tx.save().await?)
}

/// Refuses somebody who does not see all rows of the data sets that a rule looks at.
async fn allowed(
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    dataset: DatasetId,
    check: &RuleCheck,
) -> Result<()> {
    whole(tx, actor, project, dataset).await?;
    match check {
        RuleCheck::ForeignKey { dataset: other, .. } => whole(tx, actor, project, *other).await,
        _ => Ok(()),
    }
}

/// Refuses a rule that cannot be asked of the data set. While it is imported nobody knows its columns: only what
/// needs none is looked at then.
async fn fits(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    dataset: DatasetId,
    check: &RuleCheck,
) -> Result<()> {
    let planned = if dataset::get(tx, project, dataset).await?.state == DatasetState::Importing {
        let RuleCheck::Pattern { column, .. } = check else { return Ok(()) };
        let columns = vec![Column { name: column.clone(), kind: ColumnType::Text }];
        let catalog = Catalog::new(Source::Dataset(dataset), columns.clone());
        plan::plan(check, dataset, &columns, &catalog)
    } else {
        let columns = readable(tx, project, dataset).await?.columns;
        let tables =
            plan::tables(app, tx, (For::Server, project), dataset, std::slice::from_ref(check)).await?;
        plan::plan(check, dataset, &columns, &tables.catalog)
    };
    match planned {
        Ok(_) => Ok(()),
        Err(problem) => Err(Error::Invalid(vec![FieldError::new(problem.field, problem.message)])),
    }
}

/// Gives the copy of a data set the same rules. `copies` leads from the id of a data set to that of its copy; a rule
/// that looks at one without a copy is left out.
pub(crate) async fn copy_rules(
    app: &App,
    tx: &mut Tx,
    (from, old): (ProjectId, DatasetId),
    (to, new): (ProjectId, DatasetId),
    copies: &HashMap<Uuid, Uuid>,
) -> Result<()> {
    for mut rule in quality_rule::list(tx, from, old).await? {
        if let RuleCheck::ForeignKey { dataset, .. } = &mut rule.check {
            let Some(copy) = copies.get(&dataset.0) else { continue };
            *dataset = DatasetId(*copy);
        }
        rule.id = RuleId(app.new_id());
        quality_rule::insert(tx, to, new, &rule).await?;
    }
    Ok(())
}
