//! The choice of theme and language: plain forms, so that the page comes back whole in the new language.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::preferences::SetPreferences;
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::preferences::{Locale, Theme, preferences};

/// Theme and language.
#[component]
pub(crate) fn PreferencesMenu() -> impl IntoView {
    let t = texts_now();
    let now = preferences();
    let themes = Theme::ALL.map(|theme| {
        let label = match theme {
            Theme::Auto => t.g.theme_auto,
            Theme::Light => t.g.theme_light,
            Theme::Dark => t.g.theme_dark,
        };
        let pressed = if theme == now.theme { "true" } else { "false" };
        view! { <button name="theme" value=theme.name() aria-pressed=pressed>{label}</button> }
    });
    let locales = [(Locale::En, "English"), (Locale::De, "Deutsch")].map(|(locale, label)| {
        let pressed = if locale == now.locale { "true" } else { "false" };
        view! { <button name="locale" value=locale.tag() lang=locale.tag() aria-pressed=pressed>{label}</button> }
    });
    view! {
        <form method="post" action=SetPreferences::url() class="switch" aria-label=t.g.theme>{themes.collect_view()}</form>
        <form method="post" action=SetPreferences::url() class="switch" aria-label=t.g.language>{locales.collect_view()}</form>
    }
    .erased()
}
