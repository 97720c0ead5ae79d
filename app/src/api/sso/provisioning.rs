//! Server function: provisioning by SCIM, with the token that was made just now.

use almanac_domain::provisioning::Provisioning;
use leptos::prelude::*;

use crate::api::Answer;

/// Provisioning, and the text of the token if it was made just now. It is told once.
#[server(endpoint = "sso/provisioning")]
pub(crate) async fn get_provisioning() -> Answer<(Provisioning, Option<String>)> {
    let (app, actor) = crate::api::signed_in()?;
    let found = almanac_service::provisioning::get(&app, &actor).await?;
    Ok((found, crate::api::shown_once(&app, &actor, "provisioning")?))
}
