//! Server function: changes a dashboard.

use almanac_domain::{DashboardId, ProjectId};
use leptos::prelude::*;

use super::{DashboardForm, Press};
use crate::api::Answer;

/// Saves the dashboard of which `version` was seen, with what the pressed button does. The one that only saves goes on
/// to the dashboard.
#[server(endpoint = "dashboard/save")]
pub(crate) async fn save_dashboard(
    project: ProjectId,
    id: DashboardId,
    version: i64,
    form: DashboardForm,
    #[server(default)] press: Press,
) -> Answer<()> {
    use almanac_domain::TileId;
    use almanac_domain::dashboard::DashboardChange;
    let (app, actor) = crate::api::signed_in()?;
    let mut dashboard = form.input()?;
    let done = press == Press::default();
    let heading = crate::i18n::texts_now().dashboard.new_heading;
    press.apply(&mut dashboard.content, TileId(app.new_id()), heading);
    let change = DashboardChange { version, dashboard };
    almanac_service::dashboard::update(&app, &actor, project, id, change).await?;
    let to =
        if done { crate::paths::dashboard(project, id) } else { crate::paths::edit_dashboard(project, id) };
    leptos_axum::redirect(&to);
    Ok(())
}
