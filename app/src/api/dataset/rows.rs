//! Server function: some rows in file order.

use almanac_domain::saved::QueryResult;
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Some rows in file order.
#[server(endpoint = "dataset/rows")]
pub(crate) async fn dataset_rows(project: ProjectId, dataset: DatasetId, offset: u64) -> Answer<QueryResult> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::dataset::rows(&app, &actor, project, dataset, offset, 100).await?)
}
