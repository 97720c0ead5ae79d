//! Server function: has a forecast explained.

use almanac_domain::{ForecastId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Begins to explain the forecast of a series, and goes where that is seen.
#[server(endpoint = "forecast/explain")]
pub(crate) async fn explain_forecast(
    project: ProjectId,
    forecast: ForecastId,
    series: String,
    percent: String,
) -> Answer<()> {
    use almanac_domain::model::ExplainForecast;
    use almanac_service::Error;
    let (app, actor) = crate::api::signed_in()?;
    let percent = percent.trim().replace(',', ".");
    let percent = percent.parse().map_err(|_| Error::field("percent", "must be a number"))?;
    let input = ExplainForecast { unique_id: Some(series.clone()), percent };
    let job = almanac_service::forecast::explain(&app, &actor, project, forecast, input).await?;
    let seen = crate::paths::explanation(project, forecast, &series);
    leptos_axum::redirect(&format!("{seen}&percent={percent}&job={}", job.id));
    Ok(())
}
