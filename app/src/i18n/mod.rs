//! Every text of the pages, in English and German.
//!
//! To add a text: add a line to the area's file. A key that a page names but no file has does not compile,
//! neither does one without its German. `{name}` is filled in by [`crate::format::fill`].

mod consent;
mod data;
mod factor;
mod general;
mod keys;
mod link;
mod model;
mod organization;
mod people;
mod query;
mod sharing;
mod sso;
mod whatif;

use crate::preferences::{Locale, preferences};

/// Makes a struct of texts with a constant for each language.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($(#[$only:meta])* $key:ident: $en:literal, $de:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name { $($(#[$only])* pub $key: &'static str,)* }
        impl $name {
            pub(in crate::i18n) const EN: Self = Self { $($(#[$only])* $key: $en,)* };
            pub(in crate::i18n) const DE: Self = Self { $($(#[$only])* $key: $de,)* };
        }
    };
}
use texts;

/// All texts of one language.
#[derive(Debug)]
pub(crate) struct Texts {
    pub g: general::General,
    pub errors: general::Errors,
    pub account: general::Account,
    pub consent: consent::Consent,
    pub organization: organization::Organization,
    pub factor: factor::Factors,
    pub keys: keys::Keys,
    pub people: people::People,
    pub sso: sso::Sso,
    pub project: general::Projects,
    pub data: data::Data,
    pub import: data::Import,
    pub query: query::Query,
    pub chart: query::Chart,
    #[cfg(feature = "ssr")]
    pub labels: query::labels::Labels,
    pub model: model::Model,
    pub train: model::Train,
    pub forecast: model::Forecasts,
    pub what_if: whatif::WhatIf,
    pub scenario: whatif::Scenarios,
    pub link: link::Links,
    pub sharing: sharing::Sharing,
    pub team: sharing::Teams,
    pub life: sharing::Life,
}

macro_rules! all {
    ($language:ident) => {
        Texts {
            g: general::General::$language,
            errors: general::Errors::$language,
            account: general::Account::$language,
            consent: consent::Consent::$language,
            organization: organization::Organization::$language,
            factor: factor::Factors::$language,
            keys: keys::Keys::$language,
            people: people::People::$language,
            sso: sso::Sso::$language,
            project: general::Projects::$language,
            data: data::Data::$language,
            import: data::Import::$language,
            query: query::Query::$language,
            chart: query::Chart::$language,
            #[cfg(feature = "ssr")]
            labels: query::labels::Labels::$language,
            model: model::Model::$language,
            train: model::Train::$language,
            forecast: model::Forecasts::$language,
            what_if: whatif::WhatIf::$language,
            scenario: whatif::Scenarios::$language,
            link: link::Links::$language,
            sharing: sharing::Sharing::$language,
            team: sharing::Teams::$language,
            life: sharing::Life::$language,
        }
    };
}

static EN: Texts = all!(EN);
static DE: Texts = all!(DE);

/// The texts in the language of the page.
pub(crate) fn texts_now() -> &'static Texts {
    match preferences().locale {
        Locale::En => &EN,
        Locale::De => &DE,
    }
}

/// The texts in the language of the page, with the locale that formats numbers.
pub(crate) fn words() -> (&'static Texts, Locale) {
    (texts_now(), preferences().locale)
}
