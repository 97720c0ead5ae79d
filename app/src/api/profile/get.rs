//! Server function: the profile of the person.

use almanac_domain::profile::Profile;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// The profile, and the time zones to choose from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ProfileView {
    pub profile: Profile,
    pub zones: Vec<String>,
}

/// The profile of the person.
#[server(endpoint = "profile/get")]
pub(crate) async fn my_profile() -> Answer<ProfileView> {
    let (app, actor) = crate::api::signed_in()?;
    let profile = almanac_service::profile::get(&app, &actor).await?;
    Ok(ProfileView { profile, zones: almanac_service::profile::zones().map(str::to_owned).collect() })
}
