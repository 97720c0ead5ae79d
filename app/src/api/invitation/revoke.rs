//! Server function: takes an invitation back.

use almanac_domain::InvitationId;
use leptos::prelude::*;

use crate::api::Answer;

/// Takes an invitation back.
#[server(endpoint = "invitation/revoke")]
pub(crate) async fn revoke_invitation(invitation: InvitationId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::invitation::revoke(&app, &actor, invitation).await?;
    Ok(())
}
