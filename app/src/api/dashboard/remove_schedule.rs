//! Server function: has the queries of a dashboard no longer run by themselves.

use almanac_domain::{DashboardId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Has the queries of a dashboard no longer run by themselves.
#[server(endpoint = "dashboard/unschedule")]
pub(crate) async fn unschedule_dashboard(project: ProjectId, id: DashboardId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::dashboard::remove_schedule(&app, &actor, project, id).await?;
    leptos_axum::redirect(&crate::paths::edit_dashboard(project, id));
    Ok(())
}
