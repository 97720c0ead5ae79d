//! Server function: a dashboard.

use almanac_domain::dashboard::Dashboard;
use almanac_domain::{DashboardId, ProjectId, QueryId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the page of a dashboard shows before its results come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DashboardView {
    pub dashboard: Dashboard,
    /// The names of its queries that are there.
    pub names: Vec<(QueryId, String)>,
    /// Whether the person may change it.
    pub edits: bool,
}

/// A dashboard with the names of its queries.
#[server(endpoint = "dashboard/get")]
pub(crate) async fn get_dashboard(project: ProjectId, id: DashboardId) -> Answer<DashboardView> {
    let (app, actor) = crate::api::signed_in()?;
    let dashboard = almanac_service::dashboard::get(&app, &actor, project, id).await?;
    let names = super::names(&app, &actor, project, &dashboard).await?;
    let edits = super::edits(&app, &actor, project).await?;
    Ok(DashboardView { dashboard, names, edits })
}
