//! Server function: a forecast for one series, with its chart.

use almanac_domain::model::{Forecast, Model, NodeLevel, SeriesChoice, SeriesView};
use almanac_domain::{ForecastId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Answer;

/// A forecast for one series.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForecastView {
    pub forecast: Forecast,
    pub model: Model,
    pub series: SeriesChoice,
    /// The series by level, if there is a hierarchy with few enough for a list.
    pub levels: Vec<NodeLevel>,
    /// How they were made to add up.
    pub reconciled: Option<String>,
    pub view: SeriesView,
    pub chart: Value,
}

/// History and forecast of one series, the first one if none is named.
#[server(endpoint = "forecast/view")]
pub(crate) async fn view_forecast(
    project: ProjectId,
    forecast: ForecastId,
    series: Option<String>,
) -> Answer<ForecastView> {
    use almanac_service::{forecast as use_case, model};
    let (app, actor) = crate::api::signed_in()?;
    let stored = use_case::get(&app, &actor, project, forecast).await?;
    let trained = model::get(&app, &actor, project, stored.model_id).await?;
    let ids = use_case::series_ids(&app, &actor, project, forecast).await?;
    let mut levels = use_case::nodes(&app, &actor, project, forecast).await?;
    let mut reconciled = None;
    if !levels.is_empty() {
        let ways = model::reconciliation(&app, &actor, project, stored.model_id).await?;
        reconciled = ways.into_iter().find(|way| way.chosen).map(|way| way.method);
    }
    let wanted = use_case::meant(&ids, series);
    let view = use_case::view(&app, &actor, project, forecast, wanted.as_deref()).await?;
    let series = SeriesChoice::of(ids);
    if !series.is_whole() {
        levels.clear();
    }
    let title = crate::charts::title(&trained.config.target, &view.unique_id, &series);
    let chart = almanac_chart::forecast_options(&title, None, &view, &crate::charts::labels());
    Ok(ForecastView { forecast: stored, model: trained, series, levels, reconciled, view, chart })
}
