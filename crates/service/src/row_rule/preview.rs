//! What a member would see by a rule.

use almanac_domain::member::MemberState;
use almanac_domain::row_rule::{PreviewRowRule, RowRulePreview};
use almanac_domain::{Actor, Capability, ProjectId, Via};
use almanac_query::{QueryDocument, Restrictions, resolve_condition};
use almanac_store::membership;

use super::sight::known;
use super::{Checked, checked};
use crate::{App, Error, Result, access};

/// How many rows a member would see by a rule, which need not be saved, and by no other.
pub async fn preview(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    asked: PreviewRowRule,
) -> Result<RowRulePreview> {
    let mut tx = access::read(app, actor, project, Capability::ProjectManage).await?;
    let Checked { source, condition, mut tables } = checked(app, &mut tx, project, &asked.rule).await?;
    let member = membership::find(&mut tx, asked.user_id).await?;
    let member = member.filter(|member| member.state == MemberState::Active);
    let org_role = member.ok_or_else(|| Error::field("user_id", "there is no such member"))?.role;
    let (user_id, org_id) = (asked.user_id, actor.org_id);
    let member = Actor { user_id, org_id, org_role, via: Via::Job };
    let seen = access::require(&mut tx, &member, project, Capability::ProjectRead).await;
    let role = seen.map_err(|_| Error::field("user_id", "does not see the project"))?.role;
    let person = known(&mut tx, user_id).await?;
    drop(tx);
    let document = QueryDocument::of(source.clone());
    let total = app.engine().run(&tables, &document, 1).await?.total_rows;
    if !asked.rule.roles.contains(&role) {
        return Ok(RowRulePreview { restricted: false, rows: total, total });
    }
    let columns = tables.catalog.columns(&source).unwrap_or_default();
    let mut restrictions = Restrictions::default();
    let condition = resolve_condition(&condition, (&source, &columns), &person, app.now())?;
    restrictions.add(source, condition);
    tables.catalog.restrict(restrictions);
    let rows = app.engine().run(&tables, &document, 1).await?.total_rows;
    Ok(RowRulePreview { restricted: true, rows, total })
}
