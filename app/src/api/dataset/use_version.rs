//! Server function: makes a data set show one of its versions.

use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Makes a data set show one of its versions.
#[server(endpoint = "dataset/use_version")]
pub(crate) async fn use_version(project: ProjectId, dataset: DatasetId, version: i64) -> Answer<()> {
    use almanac_domain::data::UseVersion;
    let (app, actor) = crate::api::signed_in()?;
    let input = UseVersion { version };
    almanac_service::dataset::use_version(&app, &actor, project, dataset, input).await?;
    leptos_axum::redirect(&super::versions_page(project, dataset));
    Ok(())
}
