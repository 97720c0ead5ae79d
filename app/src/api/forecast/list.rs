//! Server function: the forecasts of a project.

use almanac_domain::model::Forecast;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The forecasts of a project.
#[server(endpoint = "forecast/list")]
pub(crate) async fn list_forecasts(project: ProjectId, after: Option<Uuid>) -> Answer<Page<Forecast>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::forecast::list(&app, &actor, project, page).await?)
}
