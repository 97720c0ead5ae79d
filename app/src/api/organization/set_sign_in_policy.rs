//! Server function: sets how members may sign in.

use almanac_domain::OrgRole;
use leptos::prelude::*;

use crate::api::Answer;

/// Sets how members may sign in. A box that is not ticked is not sent; an empty role lets nobody join.
#[server(endpoint = "organization/set_sign_in_policy")]
pub(crate) async fn set_sign_in_policy(
    #[server(default)] passwords_allowed: bool,
    #[server(default)] sso_required: bool,
    #[server(default)] second_factor_required: bool,
    join_role: String,
) -> Answer<()> {
    use almanac_domain::sign_in_policy::SignInPolicy;
    use almanac_service::Error;
    let (app, actor) = crate::api::signed_in()?;
    let role = OrgRole::ALL.into_iter().find(|role| crate::pages::role_word(*role) == join_role);
    if role.is_none() && !join_role.is_empty() {
        return Err(Error::field("join_role", "must be a role").into());
    }
    let policy = SignInPolicy { passwords_allowed, sso_required, second_factor_required, join_role: role };
    almanac_service::sign_in_policy::set(&app, &actor, policy).await?;
    Ok(())
}
