//! Server function: futures that could happen.

use almanac_domain::model::{Exceeded, Forecast, SeriesChoice};
use almanac_domain::{ForecastId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::{Answer, Failure};

/// So many futures are drawn in the chart.
const DRAWN: u32 = 30;

/// So many horizons of the past are drawn: with more of them the futures are too narrow to be told apart.
const PAST: usize = 3;

/// What the page of futures shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FuturesView {
    pub forecast: Forecast,
    pub series: SeriesChoice,
    pub unique_id: String,
    pub chart: Value,
    /// How likely the value is exceeded that was asked for.
    pub above: Option<Exceeded>,
    /// What was wrong with that value.
    pub refused: Option<Failure>,
}

/// Futures of one series, the first one if none is named, and how likely a value is exceeded.
#[server(endpoint = "forecast/paths")]
pub(crate) async fn futures_of(
    project: ProjectId,
    forecast: ForecastId,
    series: Option<String>,
    above: Option<String>,
) -> Answer<FuturesView> {
    use almanac_domain::model::PathsInput;
    use almanac_service::{Error, forecast as use_case, model};
    let (app, actor) = crate::api::signed_in()?;
    let stored = use_case::get(&app, &actor, project, forecast).await?;
    let trained = model::get(&app, &actor, project, stored.model_id).await?;
    let ids = use_case::series_ids(&app, &actor, project, forecast).await?;
    let wanted = use_case::meant(&ids, series);
    let mut view = use_case::view(&app, &actor, project, forecast, wanted.as_deref()).await?;
    let old = view.history_ds.len().saturating_sub(PAST * view.ds.len());
    view.history_ds.drain(..old);
    view.history_y.drain(..old);
    let above = above.map(|text| text.trim().replace(',', ".")).filter(|text| !text.is_empty());
    let value = above.as_ref().and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
    let refused = (above.is_some() && value.is_none())
        .then(|| Failure::from(Error::field("above", "must be a number")));
    let input = PathsInput {
        unique_id: Some(view.unique_id.clone()),
        count: DRAWN,
        above: value,
        ..PathsInput::default()
    };
    let drawn = use_case::sample_paths(&app, &actor, project, forecast, input).await?;
    let series = SeriesChoice::of(ids);
    let title = crate::charts::title(&trained.config.target, &view.unique_id, &series);
    let chart = almanac_chart::paths_options(&title, &view, &drawn.paths, &crate::charts::labels());
    let unique_id = drawn.unique_id;
    Ok(FuturesView { forecast: stored, series, unique_id, chart, above: drawn.above, refused })
}
