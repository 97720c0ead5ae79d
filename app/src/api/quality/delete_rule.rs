//! Server function: deletes a rule.

use almanac_domain::{DatasetId, ProjectId, RuleId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a rule.
#[server(endpoint = "quality/delete_rule")]
pub(crate) async fn delete_rule(project: ProjectId, dataset: DatasetId, rule: RuleId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::quality::delete_rule(&app, &actor, project, (dataset, rule)).await?;
    leptos_axum::redirect(&super::home(project, dataset));
    Ok(())
}
