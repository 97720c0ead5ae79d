//! Server function: the person's live sessions.

use almanac_domain::account::Session;
use leptos::prelude::*;

use crate::api::Answer;

/// The person's live sessions.
#[server(endpoint = "account/sessions")]
pub(crate) async fn sessions() -> Answer<Vec<Session>> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::account::sessions(&app, &actor).await?)
}
