//! Server function: sends another link to confirm the address of the person.

use leptos::prelude::*;

use crate::api::Answer;

/// Sends another link to confirm the address of the person.
#[server(endpoint = "profile/send_verification")]
pub(crate) async fn send_verification() -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::account::send_verification(&app, &actor).await?)
}
