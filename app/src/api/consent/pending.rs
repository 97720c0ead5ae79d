//! Server function: whether the person has to be asked.

use leptos::prelude::*;

use crate::api::Answer;

/// Whether there is a purpose, or a new text of one, about which the person has not decided.
#[server(endpoint = "consent/pending")]
pub(crate) async fn consent_pending() -> Answer<bool> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::consent::pending(&app, &actor).await?)
}
