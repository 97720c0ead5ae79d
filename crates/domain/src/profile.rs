//! What people choose for themselves: name, language, time zone, theme, picture.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::User;
use crate::{Checks, FieldError};

/// A language of pages and mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// English.
    En,
    /// German.
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

    /// The language of a tag, if we speak it.
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "de" => Some(Self::De),
            _ => None,
        }
    }

    /// The best of our languages for an `Accept-Language` header; the order counts, weights don't.
    pub fn accepted(header: &str) -> Self {
        let mut tags = header.split(',').map(|part| part.split(';').next().unwrap_or_default().trim());
        tags.find_map(|tag| Self::parse(tag.get(..2)?)).unwrap_or(Self::En)
    }
}

/// The theme of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// What a person chose; nothing where they did not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choices {
    /// The language of pages and mails.
    pub locale: Option<Locale>,
    /// The time zone by its IANA name, such as `Europe/Berlin`.
    pub time_zone: Option<String>,
    /// The theme of the pages.
    pub theme: Option<Theme>,
    /// Whether no mail is wanted when the schema of a database in a project of theirs has changed.
    #[serde(default)]
    pub mute_schema_changes: bool,
}

/// The profile of a person, for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    /// The person.
    pub user: User,
    /// What they chose.
    pub choices: Choices,
    /// When their picture was last changed; none if they have none.
    pub avatar_changed_at: Option<DateTime<Utc>>,
    /// Whether this server sends mails, so that an address can be proved.
    pub sends_mail: bool,
}

/// Changes the profile.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileInput {
    /// The name.
    pub name: String,
    /// The language; none leaves it to the browser.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// The time zone by its IANA name; none is UTC.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// The theme; none leaves it to the system.
    #[serde(default)]
    pub theme: Option<Theme>,
    /// Whether no mail is wanted when the schema of a database in a project of theirs has changed.
    #[serde(default)]
    pub mute_schema_changes: bool,
}

impl ProfileInput {
    /// Checks what can be checked without the list of time zones.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        Checks::default().name(&self.name, "name").done()
    }
}

/// The initials of a name: of its first and its last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
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

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada"), "A");
        assert_eq!(initials("ada maria  Lovelace"), "AL");
        assert_eq!(initials("(Äda) ölund"), "ÄÖ");
        assert_eq!(initials(" "), "");
    }
}
