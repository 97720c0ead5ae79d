//! Server function: keeps language and theme in cookies, and with the account of who is signed in.

use leptos::prelude::*;

use crate::api::Answer;

/// Keeps what was chosen; the browser goes back to where it was.
#[server(endpoint = "preferences/set")]
pub(crate) async fn set_preferences(theme: Option<String>, locale: Option<String>) -> Answer<()> {
    use crate::preferences::{Locale, Theme};
    let theme = theme.as_deref().and_then(Theme::parse);
    let locale = locale.as_deref().and_then(Locale::parse);
    if let Ok((app, actor)) = crate::api::signed_in()
        && actor.session_id().is_some()
    {
        almanac_service::profile::choose(&app, &actor, locale, theme).await?;
    }
    crate::preferences::menu_cookies(locale, theme).try_for_each(|line| crate::api::append_cookie(&line))
}

/// Keeps what a person chose in cookies.
#[cfg(feature = "ssr")]
pub(crate) fn remember(choices: &almanac_domain::profile::Choices) -> Answer<()> {
    crate::preferences::preference_cookies(choices).try_for_each(|line| crate::api::append_cookie(&line))
}

/// Brings what a person chose to the device on which they sign in.
#[cfg(feature = "ssr")]
pub(crate) async fn apply(app: &almanac_service::App, person: almanac_domain::UserId) -> Answer<()> {
    remember(&almanac_service::profile::choices(app, person).await?)
}
