//! Server function: deletes a scenario.

use almanac_domain::{ProjectId, ScenarioId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a scenario.
#[server(endpoint = "scenario/delete")]
pub(crate) async fn delete_scenario(project: ProjectId, scenario: ScenarioId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::scenario::delete(&app, &actor, project, scenario).await?;
    leptos_axum::redirect(&crate::paths::area(project, "scenarios"));
    Ok(())
}
