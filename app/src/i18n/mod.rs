//! Every text of the pages, in English and German.
//!
//! To add a text: add a line to the area's file. A key that a page names but no file has does not compile,
//! neither does one without its German. `{name}` is filled in by [`crate::format::fill`].

#[cfg(feature = "ssr")]
mod consent;
#[cfg(feature = "ssr")]
mod dashboard;
mod data;
#[cfg(feature = "ssr")]
mod factor;
mod general;
#[cfg(feature = "ssr")]
mod keys;
#[cfg(feature = "ssr")]
mod link;
mod model;
#[cfg(feature = "ssr")]
mod organization;
mod pages;
#[cfg(feature = "ssr")]
mod people;
#[cfg(feature = "ssr")]
mod place;
#[cfg(feature = "ssr")]
mod quality;
mod query;
#[cfg(feature = "ssr")]
mod reasons;
#[cfg(feature = "ssr")]
mod row_rule;
#[cfg(feature = "ssr")]
mod sharing;
#[cfg(feature = "ssr")]
mod source;
#[cfg(feature = "ssr")]
mod sso;
mod tree;
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
    #[cfg(feature = "ssr")]
    pub account: general::Account,
    #[cfg(feature = "ssr")]
    pub consent: consent::Consent,
    #[cfg(feature = "ssr")]
    pub organization: organization::Organization,
    #[cfg(feature = "ssr")]
    pub factor: factor::Factors,
    #[cfg(feature = "ssr")]
    pub keys: keys::Keys,
    #[cfg(feature = "ssr")]
    pub people: people::People,
    #[cfg(feature = "ssr")]
    pub sso: sso::Sso,
    pub project: general::Projects,
    pub data: data::Data,
    pub import: data::Import,
    #[cfg(feature = "ssr")]
    pub uploads: data::Uploads,
    #[cfg(feature = "ssr")]
    pub source: source::Sources,
    #[cfg(feature = "ssr")]
    pub schema: source::Schemas,
    #[cfg(feature = "ssr")]
    pub impact: source::Impacts,
    #[cfg(feature = "ssr")]
    pub ddl: source::Ddls,
    #[cfg(feature = "ssr")]
    pub quality: quality::Report,
    #[cfg(feature = "ssr")]
    pub rule: quality::Rules,
    #[cfg(feature = "ssr")]
    pub fill: quality::Gaps,
    #[cfg(feature = "ssr")]
    pub dashboard: dashboard::Boards,
    #[cfg(feature = "ssr")]
    pub board: dashboard::Edits,
    pub query: query::Query,
    #[cfg(feature = "ssr")]
    pub place: place::Organizing,
    pub chart: query::Chart,
    #[cfg(feature = "ssr")]
    pub labels: query::labels::Labels,
    pub model: model::Model,
    #[cfg(feature = "ssr")]
    pub train: model::Train,
    #[cfg(feature = "ssr")]
    pub errors_by: model::ErrorsBy,
    pub tree: tree::Tree,
    pub forecast: model::Forecasts,
    #[cfg(feature = "ssr")]
    pub why: reasons::Why,
    #[cfg(feature = "ssr")]
    pub futures: reasons::Futures,
    #[cfg(feature = "ssr")]
    pub unusual: reasons::Unusual,
    pub what_if: whatif::WhatIf,
    pub scenario: whatif::Scenarios,
    #[cfg(feature = "ssr")]
    pub link: link::Links,
    #[cfg(feature = "ssr")]
    pub sharing: sharing::Sharing,
    #[cfg(feature = "ssr")]
    pub seen: row_rule::RowRules,
    #[cfg(feature = "ssr")]
    pub team: sharing::Teams,
    pub life: general::Life,
    #[cfg(feature = "ssr")]
    pub ending: sharing::Ending,
    pub pages: pages::PageNames,
}

macro_rules! all {
    ($language:ident) => {
        Texts {
            g: general::General::$language,
            errors: general::Errors::$language,
            #[cfg(feature = "ssr")]
            account: general::Account::$language,
            #[cfg(feature = "ssr")]
            consent: consent::Consent::$language,
            #[cfg(feature = "ssr")]
            organization: organization::Organization::$language,
            #[cfg(feature = "ssr")]
            factor: factor::Factors::$language,
            #[cfg(feature = "ssr")]
            keys: keys::Keys::$language,
            #[cfg(feature = "ssr")]
            people: people::People::$language,
            #[cfg(feature = "ssr")]
            sso: sso::Sso::$language,
            project: general::Projects::$language,
            data: data::Data::$language,
            import: data::Import::$language,
            #[cfg(feature = "ssr")]
            uploads: data::Uploads::$language,
            #[cfg(feature = "ssr")]
            source: source::Sources::$language,
            #[cfg(feature = "ssr")]
            schema: source::Schemas::$language,
            #[cfg(feature = "ssr")]
            impact: source::Impacts::$language,
            #[cfg(feature = "ssr")]
            ddl: source::Ddls::$language,
            #[cfg(feature = "ssr")]
            quality: quality::Report::$language,
            #[cfg(feature = "ssr")]
            rule: quality::Rules::$language,
            #[cfg(feature = "ssr")]
            fill: quality::Gaps::$language,
            #[cfg(feature = "ssr")]
            dashboard: dashboard::Boards::$language,
            #[cfg(feature = "ssr")]
            board: dashboard::Edits::$language,
            query: query::Query::$language,
            #[cfg(feature = "ssr")]
            place: place::Organizing::$language,
            chart: query::Chart::$language,
            #[cfg(feature = "ssr")]
            labels: query::labels::Labels::$language,
            model: model::Model::$language,
            #[cfg(feature = "ssr")]
            train: model::Train::$language,
            #[cfg(feature = "ssr")]
            errors_by: model::ErrorsBy::$language,
            tree: tree::Tree::$language,
            forecast: model::Forecasts::$language,
            #[cfg(feature = "ssr")]
            why: reasons::Why::$language,
            #[cfg(feature = "ssr")]
            futures: reasons::Futures::$language,
            #[cfg(feature = "ssr")]
            unusual: reasons::Unusual::$language,
            what_if: whatif::WhatIf::$language,
            scenario: whatif::Scenarios::$language,
            #[cfg(feature = "ssr")]
            link: link::Links::$language,
            #[cfg(feature = "ssr")]
            sharing: sharing::Sharing::$language,
            #[cfg(feature = "ssr")]
            seen: row_rule::RowRules::$language,
            #[cfg(feature = "ssr")]
            team: sharing::Teams::$language,
            life: general::Life::$language,
            #[cfg(feature = "ssr")]
            ending: sharing::Ending::$language,
            pages: pages::PageNames::$language,
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
