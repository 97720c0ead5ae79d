//! Server function: makes a dashboard.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Makes an empty dashboard, and goes on to what is to be on it.
#[server(endpoint = "dashboard/create")]
pub(crate) async fn create_dashboard(project: ProjectId, name: String) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = almanac_domain::dashboard::DashboardInput { name, ..Default::default() };
    let made = almanac_service::dashboard::create(&app, &actor, project, input).await?;
    leptos_axum::redirect(&crate::paths::edit_dashboard(project, made.id));
    Ok(())
}
