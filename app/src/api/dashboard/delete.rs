//! Server function: deletes a dashboard.

use almanac_domain::{DashboardId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a dashboard.
#[server(endpoint = "dashboard/delete")]
pub(crate) async fn delete_dashboard(project: ProjectId, id: DashboardId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::dashboard::delete(&app, &actor, project, id).await?;
    leptos_axum::redirect(&crate::paths::area(project, "dashboards"));
    Ok(())
}
