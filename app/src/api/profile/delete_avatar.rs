//! Server function: takes the picture of the person away.

use leptos::prelude::*;

use crate::api::Answer;

/// Takes the picture of the person away.
#[server(endpoint = "profile/delete_avatar")]
pub(crate) async fn delete_avatar() -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::profile::delete_avatar(&app, &actor).await?)
}
