//! Server function: has a data set no longer checked by itself.

use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Has a data set no longer checked by itself.
#[server(endpoint = "quality/remove_schedule")]
pub(crate) async fn remove_schedule(project: ProjectId, dataset: DatasetId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::quality::remove_schedule(&app, &actor, project, dataset).await?;
    leptos_axum::redirect(&super::home(project, dataset));
    Ok(())
}
