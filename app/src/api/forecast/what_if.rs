//! Server function: all that the what-if page needs besides the artifact.

use std::collections::BTreeMap;

use almanac_domain::model::{Scenario, WhatIf};
use almanac_domain::{ForecastId, ProjectId, ScenarioId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// All that the what-if page needs besides the artifact.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Workbench {
    pub what_if: WhatIf,
    /// The scenario that the page opens with.
    pub scenario: Option<Scenario>,
    /// The chart of the target, with the scenario equal to the baseline.
    pub chart: Value,
    /// The chart of each numeric driver.
    pub drivers: BTreeMap<String, Value>,
    /// Where the worker and its module are served.
    pub worker: String,
    pub module: String,
    pub wasm: String,
}

/// The what-if of one series: that of the scenario, the named one, or the first.
#[server(endpoint = "forecast/what_if")]
pub(crate) async fn open_what_if(
    project: ProjectId,
    forecast: ForecastId,
    series: Option<String>,
    scenario: Option<ScenarioId>,
) -> Answer<Workbench> {
    use almanac_service::{Error, forecast as use_case, scenario as scenarios};

    use crate::charts::{labels, title};
    let (app, actor) = crate::api::signed_in()?;
    let scenario = match scenario {
        Some(id) => Some(scenarios::get(&app, &actor, project, id).await?),
        None => None,
    };
    if scenario.as_ref().is_some_and(|scenario| scenario.forecast_id != forecast) {
        return Err(Error::NotFound.into());
    }
    let series = match (&scenario, series) {
        (Some(scenario), _) => Some(scenario.unique_id.clone()),
        (None, None) => None,
        (None, typed) => {
            use_case::meant(&use_case::series_ids(&app, &actor, project, forecast).await?, typed)
        }
    };
    let what_if = use_case::what_if(&app, &actor, project, forecast, series.as_deref()).await?;
    let view = &what_if.view;
    let name = title(&what_if.target, &view.unique_id, &what_if.series);
    let chart = almanac_chart::what_if_options(&name, None, view, &view.mean, &view.bands, &labels());
    let numeric = what_if.drivers.iter().filter(|driver| driver.levels.is_empty());
    let drivers = numeric
        .map(|d| {
            let options =
                almanac_chart::driver_options(&d.name, None, &view.ds, &d.values, &d.values, &labels());
            (d.name.clone(), options)
        })
        .collect();
    let assets = use_context::<crate::Assets>().unwrap_or_default();
    Ok(Workbench {
        worker: assets.path("whatif-worker.js"),
        module: assets.path("whatif.js"),
        wasm: assets.path("whatif_bg.wasm"),
        what_if,
        scenario,
        chart,
        drivers,
    })
}
