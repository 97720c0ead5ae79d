//! Server function: the data sets of a project.

use almanac_domain::data::Dataset;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::Answer;

/// The data sets of a project.
#[server(endpoint = "dataset/list")]
pub(crate) async fn list_datasets(project: ProjectId, after: Option<Uuid>) -> Answer<Page<Dataset>> {
    let (app, actor) = crate::api::signed_in()?;
    let page = almanac_domain::PageRequest { after, ..Default::default() };
    Ok(almanac_service::dataset::list(&app, &actor, project, page).await?)
}
