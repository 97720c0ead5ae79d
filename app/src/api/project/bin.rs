//! Server function: the deleted projects that the person can take back.

use almanac_domain::project::DeletedProject;
use leptos::prelude::*;

use crate::api::Answer;

/// The deleted projects that the person can take back.
#[server(endpoint = "project/bin")]
pub(crate) async fn list_bin() -> Answer<Vec<DeletedProject>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::project::bin(&app, &actor).await?)
}
