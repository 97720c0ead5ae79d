//! Server function: keeps language and theme in cookies.

use leptos::prelude::*;

use crate::api::Answer;

/// Keeps what was chosen; the browser goes back to where it was.
#[server(endpoint = "preferences/set")]
pub(crate) async fn set_preferences(theme: Option<String>, locale: Option<String>) -> Answer<()> {
    use crate::preferences::{LOCALE_COOKIE, Locale, THEME_COOKIE, Theme};
    let theme = theme.as_deref().and_then(Theme::parse).map(|theme| (THEME_COOKIE, theme.name()));
    let locale = locale.as_deref().and_then(Locale::parse).map(|locale| (LOCALE_COOKIE, locale.tag()));
    for (name, value) in theme.into_iter().chain(locale) {
        crate::api::append_cookie(&format!("{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000"))?;
    }
    Ok(())
}
