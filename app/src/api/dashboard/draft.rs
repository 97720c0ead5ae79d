//! Server function: what is needed to change a dashboard.

use almanac_domain::dashboard::RefreshSchedule;
use almanac_domain::{DashboardId, ProjectId, QueryId};
use leptos::prelude::*;

use super::DashboardView;
use crate::api::Answer;

/// A dashboard that is changed, its schedule, and the saved queries whose name contains `find`.
pub(crate) type Drafted = (DashboardView, Option<RefreshSchedule>, Vec<(QueryId, String)>);

/// A dashboard with queries that could be added to it.
#[server(endpoint = "dashboard/draft")]
pub(crate) async fn dashboard_draft(project: ProjectId, id: DashboardId, find: String) -> Answer<Drafted> {
    let (app, actor) = crate::api::signed_in()?;
    let view = super::get_dashboard(project, id).await?;
    let schedule = almanac_service::dashboard::get_schedule(&app, &actor, project, id).await?;
    let sources = almanac_service::query::sources(&app, &actor, project, &find).await?;
    let query = |source: &serde_json::Value| source.get("query")?.as_str()?.parse().ok();
    let found = sources.into_iter().filter_map(|one| Some((query(&one.source)?, one.name)));
    Ok((view, schedule, found.collect()))
}
