//! Server function: changes role or state of a member.

use almanac_domain::member::MemberState;
use almanac_domain::{OrgRole, UserId};
use leptos::prelude::*;

use crate::api::Answer;

/// Changes role or state of a member.
#[server(endpoint = "organization/change_member")]
pub(crate) async fn change_member(
    member: UserId,
    role: Option<OrgRole>,
    state: Option<MemberState>,
) -> Answer<()> {
    use almanac_domain::member::ChangeMember;
    let (app, actor) = crate::api::signed_in()?;
    almanac_service::member::change(&app, &actor, member, ChangeMember { role, state }).await?;
    Ok(())
}
