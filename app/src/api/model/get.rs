//! Server functions: a model, and what its page shows beside it.

use almanac_domain::model::Model;
use almanac_domain::{ModelId, ProjectId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// A model.
#[cfg(feature = "ssr")]
#[server(endpoint = "model/get")]
pub(crate) async fn get_model(project: ProjectId, model: ModelId) -> Answer<Model> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::model::get(&app, &actor, project, model).await?)
}

/// A model with what its page shows beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ModelView {
    pub model: Model,
    /// What it was trained further from, with its name, if that is still there.
    pub parent: Option<(ModelId, String)>,
    /// What was trained further from it.
    pub children: Vec<(ModelId, String)>,
    /// Whether it has a network that can learn on.
    pub learns_on: bool,
    /// What the training compared, as HTML: a browser would load the code that writes it.
    pub comparison: String,
}

/// A model with what its page shows beside it.
#[server(endpoint = "model/view")]
pub(crate) async fn view_model(project: ProjectId, model: ModelId) -> Answer<ModelView> {
    use almanac_domain::model::ModelState;
    use almanac_service::model as use_case;
    let (app, actor) = crate::api::signed_in()?;
    let found = use_case::get(&app, &actor, project, model).await?;
    let use_case::Kin { parent, children, learns_on } = use_case::kin(&app, &actor, project, model).await?;
    let search = match found.config.search {
        Some(_) => Some(use_case::searched(&app, &actor, project, model).await?),
        None => None,
    };
    let reconciled = match (&found.config.hierarchy, found.state) {
        (Some(_), ModelState::Ready) => Some(use_case::reconciliation(&app, &actor, project, model).await?),
        _ => None,
    };
    let comparison = crate::pages::comparison(project, &found, reconciled.as_deref(), search).to_html();
    Ok(ModelView { model: found, parent, children, learns_on, comparison })
}
