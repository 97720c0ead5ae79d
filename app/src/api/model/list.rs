//! Server function: the models of a project.

use almanac_domain::model::Model;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The models of a project.
#[server(endpoint = "model/list")]
pub(crate) async fn list_models(project: ProjectId, after: Option<Uuid>) -> Answer<Page<Model>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::model::list(&app, &actor, project, page).await?)
}
