//! Server function: computes and saves a scenario.

use almanac_domain::ProjectId;
use almanac_domain::model::{Scenario, ScenarioInput};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::api::Answer;

/// Computes and saves a scenario.
#[server(endpoint = "scenario/save", input = Json)]
pub(crate) async fn save_scenario(project: ProjectId, input: ScenarioInput) -> Answer<Scenario> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::scenario::save(&app, &actor, project, input).await?)
}
