//! Consent: for which purposes a person lets their data be used.
//!
//! # How to change a text
//!
//! Change it in both languages and raise its version: everybody is asked again, because who agreed to the old
//! text has not agreed to the new one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What personal data is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// What Almanac cannot work without.
    Necessary,
    /// Finding out how the product is used.
    ProductAnalytics,
    /// Training models on how the product is used.
    ModelTraining,
    /// News by e-mail.
    EmailNews,
}

/// What a person is asked, in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurposeText {
    /// The purpose in a few words.
    pub title: &'static str,
    /// What is done with which data.
    pub text: &'static str,
}

impl Purpose {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 4] =
        [Self::Necessary, Self::ProductAnalytics, Self::ModelTraining, Self::EmailNews];

    /// Those about which a person decides.
    pub fn optional() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|purpose| !purpose.is_necessary())
    }

    /// Whether Almanac cannot work without it, so that there is nothing to decide.
    pub fn is_necessary(self) -> bool {
        self == Self::Necessary
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Necessary => "necessary",
            Self::ProductAnalytics => "product_analytics",
            Self::ModelTraining => "model_training",
            Self::EmailNews => "email_news",
        }
    }

    /// The version of its text.
    pub fn version(self) -> u32 {
        match self {
            Self::Necessary | Self::ProductAnalytics | Self::ModelTraining | Self::EmailNews => 1,
        }
    }

    /// Its text in English.
    pub fn english(self) -> PurposeText {
        let (title, text) = match self {
            Self::Necessary => (
                "Necessary",
                "Your name, your e-mail address, your sessions and a log of changes are kept so that you can sign in, work with others and see who changed what. Almanac cannot work without this.",
            ),
            Self::ProductAnalytics => (
                "Product analytics",
                "Which functions you use and how long they take is counted, to find out what should become better. The figures stay on this server.",
            ),
            Self::ModelTraining => (
                "Model training on usage",
                "Your questions and how you correct the answers are used to train models that answer better. Your data sets are not part of it.",
            ),
            Self::EmailNews => (
                "News by e-mail",
                "You get an e-mail now and then about what is new. Each has a link to end them.",
            ),
        };
        PurposeText { title, text }
    }

    /// Its text in German.
    pub fn german(self) -> PurposeText {
        let (title, text) = match self {
            Self::Necessary => (
                "Notwendig",
                "Ihr Name, Ihre E-Mail-Adresse, Ihre Sitzungen und ein Protokoll der Änderungen werden gespeichert, damit Sie sich anmelden, mit anderen arbeiten und sehen können, wer was geändert hat. Ohne das kann Almanac nicht arbeiten.",
            ),
            Self::ProductAnalytics => (
                "Nutzungsanalyse",
                "Es wird gezählt, welche Funktionen Sie benutzen und wie lange sie dauern, um zu sehen, was besser werden soll. Die Zahlen bleiben auf diesem Server.",
            ),
            Self::ModelTraining => (
                "Training von Modellen an der Nutzung",
                "Ihre Fragen und wie Sie die Antworten verbessern werden benutzt, um Modelle zu trainieren, die besser antworten. Ihre Datensätze gehören nicht dazu.",
            ),
            Self::EmailNews => (
                "Neuigkeiten per E-Mail",
                "Sie bekommen ab und zu eine E-Mail über Neues. Jede enthält einen Link, um sie abzubestellen.",
            ),
        };
        PurposeText { title, text }
    }
}

/// What a person decided about a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decision {
    /// Its id.
    pub id: Uuid,
    /// The purpose.
    pub purpose: Purpose,
    /// The version of the text that was shown.
    pub version: u32,
    /// Given; declined or withdrawn if not.
    pub given: bool,
    /// When.
    pub at: DateTime<Utc>,
    /// From which address.
    pub address: String,
}

/// Where a person stands on a purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    /// The purpose.
    pub purpose: Purpose,
    /// The version of the present text.
    pub version: u32,
    /// Whether Almanac cannot work without it, so that there is nothing to decide.
    pub necessary: bool,
    /// What the person decided about the present text; none if they were not asked yet.
    pub given: Option<bool>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

impl Consent {
    /// Where a person stands who last decided so.
    pub fn of(purpose: Purpose, last: Option<&Decision>) -> Self {
        let present = last.filter(|decision| decision.version == purpose.version());
        Self {
            purpose,
            version: purpose.version(),
            necessary: purpose.is_necessary(),
            given: if purpose.is_necessary() { Some(true) } else { present.map(|decision| decision.given) },
            decided_at: present.map(|decision| decision.at),
        }
    }
}

/// Gives or withdraws consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// The purpose.
    pub purpose: Purpose,
    /// The version of the text that the person saw.
    pub version: u32,
    /// Given; withdrawn if not.
    pub given: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r45_consent_to_an_old_text_is_none_to_the_present_one() {
        let version = Purpose::EmailNews.version();
        let given = Decision {
            id: Uuid::nil(),
            purpose: Purpose::EmailNews,
            version,
            given: true,
            at: DateTime::UNIX_EPOCH,
            address: "192.0.2.1".to_owned(),
        };
        assert_eq!(Consent::of(Purpose::EmailNews, Some(&given)).given, Some(true));
        let old = Decision { version: version - 1, ..given };
        assert_eq!(Consent::of(Purpose::EmailNews, Some(&old)).given, None);
        assert_eq!(Consent::of(Purpose::EmailNews, None).given, None);
        assert_eq!(Consent::of(Purpose::Necessary, None).given, Some(true));
    }

    #[test]
    fn purposes_have_the_same_name_in_json_and_a_text_in_each_language() {
        for purpose in Purpose::ALL {
            assert_eq!(serde_json::to_value(purpose).unwrap(), purpose.name());
            assert!(!purpose.english().text.is_empty() && purpose.english() != purpose.german());
        }
    }
}
