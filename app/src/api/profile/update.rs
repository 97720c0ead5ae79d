//! Server function: changes the profile, and the page with it.

use leptos::prelude::*;

use crate::api::Answer;

/// Changes the profile, and the page with it. What is empty is left to browser and system.
#[server(endpoint = "profile/update")]
pub(crate) async fn update_profile(
    name: String,
    locale: String,
    time_zone: String,
    theme: String,
    #[server(default)] schema_mails: bool,
) -> Answer<()> {
    use almanac_domain::profile::{Locale, ProfileInput, Theme};
    let (app, actor) = crate::api::signed_in()?;
    let input = ProfileInput {
        name,
        locale: Locale::parse(&locale),
        time_zone: Some(time_zone).filter(|zone| !zone.is_empty()),
        theme: Theme::parse(&theme),
        mute_schema_changes: !schema_mails,
    };
    let profile = almanac_service::profile::update(&app, &actor, input).await?;
    crate::api::preferences::remember(&profile.choices)
}
