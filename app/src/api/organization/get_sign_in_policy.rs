//! Server function: how members may sign in.

use almanac_domain::sign_in_policy::SignInPolicy;
use leptos::prelude::*;

use crate::api::Answer;

/// How members may sign in.
#[server(endpoint = "organization/get_sign_in_policy")]
pub(crate) async fn get_sign_in_policy() -> Answer<SignInPolicy> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::sign_in_policy::get(&app, &actor).await?)
}
