//! Server function: makes a new link of an invitation, which the page shows once.

use almanac_domain::InvitationId;
use leptos::prelude::*;

use crate::api::Answer;

/// Makes a new link of an invitation, which the page shows once.
#[server(endpoint = "invitation/show_link")]
pub(crate) async fn show_invitation_link(invitation: InvitationId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let invited = almanac_service::invitation::show_link(&app, &actor, invitation).await?;
    let link = invited.link.unwrap_or_default();
    crate::api::show_once(&app, &actor, "invitations", &format!("{} {link}", invited.invitation.email))
}
