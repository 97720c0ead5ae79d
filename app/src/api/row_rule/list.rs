//! Server function: the row rules of a project.

use almanac_domain::ProjectId;
use almanac_domain::row_rule::RowRule;
use leptos::prelude::*;

use crate::api::Answer;

/// The row rules of a project with the names of what they are about, if that can be read.
#[server(endpoint = "row_rule/list")]
pub(crate) async fn list_row_rules(project: ProjectId) -> Answer<Vec<(RowRule, Option<String>)>> {
    let (app, actor) = crate::api::signed_in()?;
    let mut listed: Vec<(RowRule, Option<String>)> = Vec::new();
    for rule in almanac_service::row_rule::list(&app, &actor, project).await? {
        let known = listed.iter().find(|(other, _)| other.content.source == rule.content.source);
        let name = match known {
            Some((_, name)) => name.clone(),
            None => super::described(&app, &actor, project, &rule.content.source).await?.map(|one| one.name),
        };
        listed.push((rule, name));
    }
    Ok(listed)
}
