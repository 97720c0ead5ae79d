//! Server function: deletes a row rule.

use almanac_domain::{ProjectId, RowRuleId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a row rule.
#[server(endpoint = "row_rule/delete")]
pub(crate) async fn delete_row_rule(project: ProjectId, rule: RowRuleId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::row_rule::delete(&app, &actor, project, rule).await?;
    leptos_axum::redirect(&super::home(project));
    Ok(())
}
