//! Server function: the scenarios of a project, or of one forecast.

use almanac_domain::model::Scenario;
use almanac_domain::{ForecastId, Page, ProjectId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The scenarios of a project, or of one forecast.
#[server(endpoint = "scenario/list")]
pub(crate) async fn list_scenarios(
    project: ProjectId,
    forecast: Option<ForecastId>,
    after: Option<Uuid>,
) -> Answer<Page<Scenario>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::scenario::list(&app, &actor, project, forecast, page).await?)
}
