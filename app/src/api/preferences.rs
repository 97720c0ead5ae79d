//! Server function: keeps language and theme in cookies, and with the account of who is signed in.

use leptos::prelude::*;

use crate::api::Answer;

/// Keeps what was chosen; the browser goes back to where it was.
#[server(endpoint = "preferences/set")]
pub(crate) async fn set_preferences(theme: Option<String>, locale: Option<String>) -> Answer<()> {
    use almanac_domain::profile::Choices;

    use crate::preferences::{Locale, Theme};
    let theme = theme.as_deref().and_then(Theme::parse);
    let locale = locale.as_deref().and_then(Locale::parse);
    if let Ok((app, actor)) = crate::api::signed_in()
        && actor.session_id().is_some()
    {
        almanac_service::profile::choose(&app, &actor, locale, theme).await?;
    }
    remember(&Choices { locale, theme, time_zone: None })
}

/// Keeps language and theme in cookies, so far as they are chosen.
#[cfg(feature = "ssr")]
pub(crate) fn remember(choices: &almanac_domain::profile::Choices) -> Answer<()> {
    use crate::preferences::{LOCALE_COOKIE, THEME_COOKIE};
    let theme = choices.theme.map(|theme| (THEME_COOKIE, theme.name()));
    let locale = choices.locale.map(|locale| (LOCALE_COOKIE, locale.tag()));
    for (name, value) in theme.into_iter().chain(locale) {
        crate::api::append_cookie(&format!("{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000"))?;
    }
    Ok(())
}

/// Brings what a person chose to the device on which they sign in.
#[cfg(feature = "ssr")]
pub(crate) async fn apply(app: &almanac_service::App, person: almanac_domain::UserId) -> Answer<()> {
    remember(&almanac_service::profile::choices(app, person).await?)
}
