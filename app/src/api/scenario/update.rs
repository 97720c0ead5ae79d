//! Server function: changes and computes a scenario again.

use almanac_domain::model::{Scenario, ScenarioInput};
use almanac_domain::{ProjectId, ScenarioId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::api::Answer;

/// Changes and computes a scenario again.
#[server(endpoint = "scenario/update", input = Json)]
pub(crate) async fn update_scenario(
    project: ProjectId,
    scenario: ScenarioId,
    input: ScenarioInput,
) -> Answer<Scenario> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::scenario::update(&app, &actor, project, scenario, input).await?)
}
