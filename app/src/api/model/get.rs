//! Server function: a model.

use almanac_domain::model::Model;
use almanac_domain::{ModelId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// A model.
#[server(endpoint = "model/get")]
pub(crate) async fn get_model(project: ProjectId, model: ModelId) -> Answer<Model> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::model::get(&app, &actor, project, model).await?)
}
