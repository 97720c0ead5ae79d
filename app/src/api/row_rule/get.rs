//! Server function: a row rule, and what somebody sees by it.

use almanac_domain::row_rule::{RowRule, RowRulePreview};
use almanac_domain::saved::SourceDetail;
use almanac_domain::sharing::Person;
use almanac_domain::{ProjectId, RowRuleId, UserId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::{Answer, Failure};

/// A row rule as its page shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RowRuleView {
    pub rule: RowRule,
    /// What it is about, if that can be read.
    pub about: Option<SourceDetail>,
    /// Those who see the project and do not own it.
    pub people: Vec<Person>,
    /// What the member sees who was asked for.
    pub preview: Option<Result<RowRulePreview, Failure>>,
}

/// A row rule, and what `member` sees by it.
#[server(endpoint = "row_rule/get")]
pub(crate) async fn get_row_rule(
    project: ProjectId,
    rule: RowRuleId,
    member: Option<UserId>,
) -> Answer<RowRuleView> {
    use almanac_domain::ProjectRole;
    use almanac_domain::row_rule::PreviewRowRule;
    use almanac_service::{row_rule, sharing};
    let (app, actor) = crate::api::signed_in()?;
    let rule = row_rule::get(&app, &actor, project, rule).await?;
    let about = super::described(&app, &actor, project, &rule.content.source).await?;
    let all = sharing::access(&app, &actor, project).await?.into_iter();
    let people = all.filter(|one| one.role != ProjectRole::Owner).map(|one| one.person).collect();
    let preview = match member {
        Some(user_id) => {
            let asked = PreviewRowRule { rule: rule.content.clone(), user_id };
            Some(row_rule::preview(&app, &actor, project, asked).await.map_err(Failure::from))
        }
        None => None,
    };
    Ok(RowRuleView { rule, about, people, preview })
}
