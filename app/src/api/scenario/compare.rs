//! Server function: scenarios beside each other.

use almanac_domain::ProjectId;
use almanac_domain::model::Scenario;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// The most scenarios that are compared at once.
pub(crate) const MAX_COMPARED: usize = 4;

/// Scenarios beside each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Compared {
    pub scenarios: Vec<Scenario>,
    pub chart: Option<Value>,
}

/// Scenarios of one forecast beside each other; `ids` are separated by commas.
#[server(endpoint = "scenario/compare")]
pub(crate) async fn compare_scenarios(project: ProjectId, ids: String) -> Answer<Compared> {
    use almanac_service::{Error, scenario};
    let (app, actor) = crate::api::signed_in()?;
    let mut scenarios: Vec<Scenario> = Vec::new();
    for id in ids.split(',').filter(|id| !id.is_empty()).take(MAX_COMPARED) {
        let id: almanac_domain::ScenarioId = id.parse().map_err(|_| Error::NotFound)?;
        scenarios.push(scenario::get(&app, &actor, project, id).await?);
    }
    let chart = crate::charts::compare(&scenarios).map_err(Error::from)?;
    Ok(Compared { scenarios, chart })
}
