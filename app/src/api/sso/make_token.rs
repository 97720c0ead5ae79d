//! Server function: makes the token of provisioning, or another one in place of it.

use leptos::prelude::*;

use crate::api::Answer;

/// Makes the token of provisioning, or another one in place of it, which the page shows once.
#[server(endpoint = "sso/make_token")]
pub(crate) async fn make_provisioning_token() -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let made = almanac_service::provisioning::make(&app, &actor).await?;
    crate::api::show_once(&app, &actor, "provisioning", &made.text.0)
}
