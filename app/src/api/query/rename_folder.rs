//! Server function: renames a folder of saved queries.

use almanac_domain::ProjectId;
use almanac_domain::saved::QueryFolder;
use leptos::prelude::*;

use crate::api::Answer;

/// The folders of a project's queries.
#[server(endpoint = "query/folders")]
pub(crate) async fn query_folders(project: ProjectId) -> Answer<Vec<QueryFolder>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::query::folders(&app, &actor, project).await?)
}

/// Renames a folder with all that is in and below it, and shows the queries in it.
#[server(endpoint = "query/rename_folder")]
pub(crate) async fn rename_query_folder(project: ProjectId, from: String, to: String) -> Answer<()> {
    use almanac_domain::saved::RenameFolder;
    let (app, actor) = crate::api::signed_in()?;
    let place = crate::paths::query_folder(project, to.trim());
    almanac_service::query::rename_folder(&app, &actor, project, RenameFolder { from, to }).await?;
    leptos_axum::redirect(&place);
    Ok(())
}
