//! Server function: the organization as its administrators see it.

use almanac_domain::member::OrganizationSettings;
use leptos::prelude::*;

use crate::api::Answer;

/// What was chosen for the organization, and how much of its plan is used.
#[server(endpoint = "organization/settings")]
pub(crate) async fn get_organization() -> Answer<OrganizationSettings> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::organization::settings(&app, &actor).await?)
}
