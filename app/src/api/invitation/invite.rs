//! Server function: invites the people of a list.

use almanac_domain::OrgRole;
use leptos::prelude::*;

use crate::api::Answer;

/// So many links are shown at once; those of longer lists are shown one by one.
#[cfg(feature = "ssr")]
const SHOWN: usize = 10;

/// Invites the people of a list: `address[,role][,name]` on each line.
#[server(endpoint = "invitation/invite")]
pub(crate) async fn invite(people: String, role: OrgRole) -> Answer<()> {
    use almanac_domain::invitation::{Invite, read_guests};
    use almanac_service::Error;
    let (app, actor) = crate::api::signed_in()?;
    let guests = read_guests(&people).map_err(Error::Invalid)?;
    let input = Invite { guests, role, project: None };
    let invited = almanac_service::invitation::invite(&app, &actor, input).await?;
    let links: Vec<String> = invited
        .iter()
        .filter_map(|one| Some(format!("{} {}", one.invitation.email, one.link.as_ref()?)))
        .collect();
    if !links.is_empty() && links.len() <= SHOWN {
        crate::api::show_once(&app, &actor, "invitations", &links.join("\n"))?;
    }
    Ok(())
}
