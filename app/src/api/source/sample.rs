//! Server function: adds the database that comes with the program.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Adds the database that comes with the program.
#[server(endpoint = "source/sample")]
pub(crate) async fn add_sample_source(project: ProjectId) -> Answer<()> {
    use almanac_domain::source::SampleDatabase;
    let (app, actor) = crate::api::signed_in()?;
    let sample = SampleDatabase::Chinook;
    let added = almanac_service::connected::add_sample(&app, &actor, project, sample).await?;
    leptos_axum::redirect(&crate::paths::source(project, added.id));
    Ok(())
}
