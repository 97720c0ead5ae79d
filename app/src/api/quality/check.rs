//! Server function: begins to check a data set.

use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Begins to check a data set by its rules.
#[server(endpoint = "quality/check")]
pub(crate) async fn start_check(project: ProjectId, dataset: DatasetId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::quality::start(&app, &actor, project, dataset).await?;
    leptos_axum::redirect(&super::home(project, dataset));
    Ok(())
}
