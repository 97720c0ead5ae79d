//! Language and theme: chosen in the page, kept in cookies, the same on both sides of hydration.

use leptos::prelude::*;

/// The language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locale {
    En,
    De,
}

impl Locale {
    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The best of our languages for an `Accept-Language` header; the order counts, weights don't.
    #[cfg(any(feature = "ssr", test))]
    pub fn accepted(header: &str) -> Self {
        let mut tags = header.split(',').map(|part| part.split(';').next().unwrap_or_default().trim());
        tags.find_map(|tag| Self::parse(tag.get(..2)?)).unwrap_or(Self::En)
    }

    pub fn parse(tag: &str) -> Option<Self> {
        match tag.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "de" => Some(Self::De),
            _ => None,
        }
    }
}

/// The theme of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name in the cookie and in `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// What the person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Preferences {
    pub locale: Locale,
    pub theme: Theme,
}

/// The cookies.
#[cfg(feature = "ssr")]
pub(crate) const LOCALE_COOKIE: &str = "almanac-locale";
#[cfg(feature = "ssr")]
pub(crate) const THEME_COOKIE: &str = "almanac-theme";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_language_that_we_speak_is_taken() {
        assert_eq!(Locale::accepted("fr-CH, de;q=0.9, en;q=0.8"), Locale::De);
        assert_eq!(Locale::accepted("en-GB,de"), Locale::En);
        assert_eq!(Locale::accepted("fr, *;q=0.5, é"), Locale::En);
    }

    #[test]
    fn themes_are_read_as_written() {
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.name()), Some(theme));
        }
        assert_eq!(Theme::parse("blink"), None);
    }
}
