//! Server function: deletes a model with its forecasts.

use almanac_domain::{ModelId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Deletes a model with its forecasts.
#[server(endpoint = "model/delete")]
pub(crate) async fn delete_model(project: ProjectId, model: ModelId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::model::delete(&app, &actor, project, model).await?;
    leptos_axum::redirect(&crate::paths::area(project, "models"));
    Ok(())
}
