//! Server function: has the queries of a dashboard run by themselves.

use almanac_domain::quality::ScheduleInput;
use almanac_domain::{DashboardId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Has the queries of a dashboard run every so many hours.
#[server(endpoint = "dashboard/schedule")]
pub(crate) async fn schedule_dashboard(project: ProjectId, id: DashboardId, every_hours: i64) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = ScheduleInput { every_hours };
    almanac_service::dashboard::set_schedule(&app, &actor, project, id, input).await?;
    leptos_axum::redirect(&crate::paths::edit_dashboard(project, id));
    Ok(())
}
