//! Server function: makes a forecast and goes there.

use almanac_domain::{ModelId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Makes a forecast and goes there.
#[server(endpoint = "forecast/make")]
pub(crate) async fn make_forecast(
    project: ProjectId,
    model: ModelId,
    name: String,
    method: String,
    repeat_season: Option<String>,
) -> Answer<()> {
    use almanac_domain::model::{FutureDrivers, MakeForecast};
    let (app, actor) = crate::api::signed_in()?;
    let input = MakeForecast {
        model_id: model,
        name,
        model: Some(method).filter(|method| !method.is_empty()),
        future: if repeat_season.is_some() { FutureDrivers::RepeatSeason } else { FutureDrivers::Auto },
    };
    let made = almanac_service::forecast::make(&app, &actor, project, input).await?;
    leptos_axum::redirect(&crate::paths::forecast(project, made.id));
    Ok(())
}
