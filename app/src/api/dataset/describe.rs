//! Server function: says something about a version of a data set.

use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Says something about a version; labels are separated by commas.
#[server(endpoint = "dataset/describe")]
pub(crate) async fn describe_version(
    project: ProjectId,
    dataset: DatasetId,
    number: i64,
    #[server(default)] note: String,
    #[server(default)] labels: String,
) -> Answer<()> {
    use almanac_domain::source::VersionInput;
    let (app, actor) = crate::api::signed_in()?;
    let input = VersionInput { note, labels: crate::api::labels(&labels) };
    almanac_service::dataset::describe_version(&app, &actor, project, (dataset, number), input).await?;
    leptos_axum::redirect(&super::versions_page(project, dataset));
    Ok(())
}
