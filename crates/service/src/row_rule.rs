//! Row rules: which rows of data sets and tables the viewers and editors of a project see.
//!
//! `Sight` says what somebody sees. Whoever reads rows for a person asks it, and either puts it into the tables of a
//! query (`Sight::apply`), so that nothing is read without it, or refuses what cannot be filtered
//! (`Sight::whole`). The table of all ways is in `docs/user/row-rules.md`.

mod preview;
mod sight;

use std::collections::HashMap;

use almanac_domain::row_rule::{RowRule, RowRuleInput, RuleSource};
use almanac_domain::{Actor, Capability, DatasetId, ProjectId, RowRuleId};
use almanac_query::{Filter, Source, TableSource, Tables, check_condition};
use almanac_store::{Tx, row_rule};
use serde_json::json;
use uuid::Uuid;

pub use self::preview::preview;
pub(crate) use self::sight::{For, Sight, partly};
use crate::audit::{Object, record};
use crate::{App, Error, Result, access, query};

/// Rules of a project.
const MOST: usize = 200;

/// The rules of a project, the oldest first.
pub async fn list(app: &App, actor: &Actor, project: ProjectId) -> Result<Vec<RowRule>> {
    let mut tx = access::read_managing(app, actor, project).await?;
    Ok(row_rule::list(&mut tx, project).await?)
}

/// A rule.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: RowRuleId) -> Result<RowRule> {
    let mut tx = access::read_managing(app, actor, project).await?;
    Ok(row_rule::get(&mut tx, project, id).await?)
}

/// Makes a rule, which holds from the next request on.
pub async fn create(app: &App, actor: &Actor, project: ProjectId, input: RowRuleInput) -> Result<RowRule> {
    let mut tx = access::write(app, actor, project, Capability::ProjectManage).await?;
    checked(app, &mut tx, project, &input).await?;
    if row_rule::list(&mut tx, project).await?.len() >= MOST {
        return Err(Error::Conflict(format!("a project has at most {MOST} row rules")));
    }
    let (id, now) = (RowRuleId(app.new_id()), app.now());
    let rule = RowRule { id, content: input, created_at: now, updated_at: now };
    row_rule::insert(&mut tx, project, &rule).await?;
    record(app, &mut tx, actor, "row_rule.create", Object("row_rule", id.0), json!(rule.content)).await?;
    tx.save().await?;
    Ok(rule)
}

/// Changes a rule.
pub async fn update(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: RowRuleId,
    input: RowRuleInput,
) -> Result<RowRule> {
    let mut tx = access::write(app, actor, project, Capability::ProjectManage).await?;
    let before = row_rule::get(&mut tx, project, id).await?;
    checked(app, &mut tx, project, &input).await?;
    let rule = RowRule { content: input, updated_at: app.now(), ..before };
    row_rule::update(&mut tx, project, &rule).await?;
    record(app, &mut tx, actor, "row_rule.update", Object("row_rule", id.0), json!(rule.content)).await?;
    tx.save().await?;
    Ok(rule)
}

/// Deletes a rule: what it hid is seen again.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: RowRuleId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::ProjectManage).await?;
    let before = row_rule::get(&mut tx, project, id).await?;
    row_rule::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "row_rule.delete", Object("row_rule", id.0), json!(before.content)).await?;
    Ok(tx.save().await?)
}

/// A rule that was checked, with what it is about.
struct Checked {
    source: Source,
    condition: Filter,
    tables: Tables,
}

/// Refuses a rule that does not fit what it is about.
async fn checked(app: &App, tx: &mut Tx, project: ProjectId, input: &RowRuleInput) -> Result<Checked> {
    input.validate()?;
    let condition: Filter = serde_json::from_value(input.condition.clone())
        .map_err(|error| Error::field("condition", error.to_string()))?;
    let source = source(&input.source);
    let tables = query::tables_of(app, tx, project, &source).await?;
    if tables.catalog.find(&source).is_none() {
        return Err(Error::field("source", "there is no such data set or table"));
    }
    check_condition(&condition, &source, &tables.catalog)?;
    Ok(Checked { source, condition, tables })
}

/// What a rule is about, as in a query document.
fn source(of: &RuleSource) -> Source {
    match of {
        RuleSource::Dataset(id) => Source::Dataset(*id),
        RuleSource::Table(table) => Source::Table(TableSource { source: table.source, table: table.table() }),
    }
}

/// Gives copies of data sets the same rules. `copies` leads from the id of a data set to that of its copy; what is
/// about others is left out.
pub(crate) async fn copy_rules(
    app: &App,
    tx: &mut Tx,
    (from, to): (ProjectId, ProjectId),
    copies: &HashMap<Uuid, Uuid>,
) -> Result<()> {
    for mut rule in row_rule::list(tx, from).await? {
        let RuleSource::Dataset(dataset) = &mut rule.content.source else { continue };
        let Some(copy) = copies.get(&dataset.0) else { continue };
        *dataset = DatasetId(*copy);
        rule.id = RowRuleId(app.new_id());
        row_rule::insert(tx, to, &rule).await?;
    }
    Ok(())
}
