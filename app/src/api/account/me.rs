//! Server function: who is signed in.

use almanac_domain::account::Me;
use leptos::prelude::*;

use crate::api::Answer;

/// Who is signed in.
#[server(endpoint = "account/me")]
pub(crate) async fn who_am_i() -> Answer<Me> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::account::me(&app, &actor).await?)
}
