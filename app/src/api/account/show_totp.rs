//! Server function: what the app that is being set up needs to know.

use almanac_domain::factor::TotpSetUp;
use leptos::prelude::*;

use crate::api::Answer;

/// What the app that is being set up needs to know.
#[server(endpoint = "account/show_totp")]
pub(crate) async fn show_totp() -> Answer<TotpSetUp> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::account::totp_set_up(&app, &actor).await?)
}
