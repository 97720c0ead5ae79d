//! Server function: deletes a forecast with its scenarios.

use almanac_domain::{ForecastId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a forecast with its scenarios.
#[server(endpoint = "forecast/delete")]
pub(crate) async fn delete_forecast(project: ProjectId, forecast: ForecastId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::forecast::delete(&app, &actor, project, forecast).await?;
    leptos_axum::redirect(&crate::paths::area(project, "forecasts"));
    Ok(())
}
