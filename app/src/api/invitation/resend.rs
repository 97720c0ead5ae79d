//! Server function: sends an invitation again.

use almanac_domain::InvitationId;
use leptos::prelude::*;

use crate::api::Answer;

/// Sends an invitation again with a new link.
#[server(endpoint = "invitation/resend")]
pub(crate) async fn resend_invitation(invitation: InvitationId) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let invited = almanac_service::invitation::resend(&app, &actor, invitation).await?;
    if let Some(link) = invited.link {
        crate::api::show_once(&app, &actor, "invitations", &format!("{} {link}", invited.invitation.email))?;
    }
    Ok(())
}
