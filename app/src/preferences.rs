//! Language and theme: chosen in the page, kept in cookies, the same on both sides of hydration. The time zone is in
//! [`crate::zone`].

use leptos::prelude::*;

pub(crate) use almanac_domain::profile::{Locale, Theme};

/// What the person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Preferences {
    pub locale: Locale,
    pub theme: Theme,
}

/// The cookies.
#[cfg(feature = "ssr")]
const LOCALE_COOKIE: &str = "almanac-locale";
#[cfg(feature = "ssr")]
const THEME_COOKIE: &str = "almanac-theme";

/// The `Set-Cookie` headers that keep language and theme on a device, so far as they are chosen.
#[cfg(feature = "ssr")]
pub(crate) fn menu_cookies(locale: Option<Locale>, theme: Option<Theme>) -> impl Iterator<Item = String> {
    let theme = theme.map(|theme| line(THEME_COOKIE, theme.name()));
    theme.into_iter().chain(locale.map(|locale| line(LOCALE_COOKIE, locale.tag())))
}

/// The `Set-Cookie` headers that bring all choices of a person to a device.
#[cfg(feature = "ssr")]
pub fn preference_cookies(
    choices: &almanac_domain::profile::Choices,
) -> impl Iterator<Item = String> + use<> {
    let zone = line(crate::zone::COOKIE, choices.time_zone.as_deref().unwrap_or("UTC"));
    menu_cookies(choices.locale, choices.theme).chain([zone])
}

#[cfg(feature = "ssr")]
fn line(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000")
}

#[cfg(feature = "ssr")]
fn read() -> Preferences {
    use crate::cookie::received;

    let parts = use_context::<http::request::Parts>();
    let header = |name| parts.as_ref()?.headers.get(name)?.to_str().ok();
    Preferences {
        locale: received(LOCALE_COOKIE)
            .and_then(|tag| Locale::parse(&tag))
            .unwrap_or_else(|| header(http::header::ACCEPT_LANGUAGE).map_or(Locale::En, Locale::accepted)),
        theme: received(THEME_COOKIE).and_then(|name| Theme::parse(&name)).unwrap_or(Theme::Auto),
    }
}

#[cfg(not(feature = "ssr"))]
fn read() -> Preferences {
    let root = document().document_element();
    let attribute = |name| root.as_ref().and_then(|root| root.get_attribute(name)).unwrap_or_default();
    Preferences {
        locale: Locale::parse(&attribute("lang")).unwrap_or(Locale::En),
        theme: Theme::parse(&attribute("data-theme")).unwrap_or(Theme::Auto),
    }
}

/// The preferences of this request (on the server) or page (in the browser).
pub(crate) fn preferences() -> Preferences {
    use_context::<Preferences>().unwrap_or_else(read)
}

/// Reads the preferences once for all components below.
pub(crate) fn provide_preferences() {
    provide_context(read());
}
