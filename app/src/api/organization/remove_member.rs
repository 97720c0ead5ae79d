//! Server function: ends a membership.

use almanac_domain::UserId;
use leptos::prelude::*;

use crate::api::Answer;

/// Ends a membership, or one's own.
#[server(endpoint = "organization/remove_member")]
pub(crate) async fn remove_member(member: UserId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::member::remove(&app, &actor, member).await?)
}
