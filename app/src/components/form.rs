//! Form fields and what is wrong with them.

use almanac_domain::ErrorCode;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::api::Failure;
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::paths::with_next;

/// A labelled text field with its hint and its error.
#[component]
pub(crate) fn Field(
    label: &'static str,
    name: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(default = true)] required: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] failure: Signal<Option<Failure>>,
) -> impl IntoView {
    let error = move || failure.get().and_then(|failure| failure.of_field(name));
    let described = format!("{name}-note");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind
                value=value
                required=required
                autofocus=autofocus
                autocomplete=(!autocomplete.is_empty()).then_some(autocomplete)
                aria-describedby=described.clone()
                aria-invalid=move || error().is_some().then_some("true")
            />
            <p id=described class="hint" class:wrong=move || error().is_some() hidden=move || hint.is_empty() && error().is_none()>
                {move || error().unwrap_or_else(|| hint.to_owned())}
            </p>
        </div>
    }
    .erased()
}

/// Why an action failed, above its form. Who must prove first who they are finds the way there.
#[component]
pub(crate) fn Note(#[prop(into)] failure: Signal<Option<Failure>>) -> impl IntoView {
    let place = use_location();
    let shown = move |failure: Failure| {
        let path = place.pathname.get_untracked();
        let way = confirm_link(&failure, &path, &place.search.get_untracked());
        view! { <p class="wrong">{failure_text(&failure)} " " {way}</p> }
    };
    view! {
        <div role="alert" class="note">
            {move || failure.get().map(&shown)}
        </div>
    }
    .erased()
}

/// The way to the page on which people prove who they are and come back, if that is what is missing.
pub(crate) fn confirm_link(failure: &Failure, path: &str, search: &str) -> Option<AnyView> {
    // The failure of a form without JavaScript is in the query: it is not come back to.
    let search = if search.contains("__path=") { "" } else { search };
    let mark = if search.is_empty() || search.starts_with('?') { "" } else { "?" };
    (failure.0.code == ErrorCode::Unconfirmed).then(|| {
        let href = with_next("/account/confirm", &format!("{path}{mark}{search}"));
        view! { <a href=href rel="external">{texts_now().g.confirm_yourself}</a> }.erased()
    })
}

/// A failure in the language of the page, by its code; then what the server says about this case.
pub(crate) fn failure_text(failure: &Failure) -> String {
    let t = &texts_now().errors;
    let (text, more) = match failure.0.code {
        ErrorCode::Unauthenticated => (t.unauthenticated, false),
        ErrorCode::Forbidden => (t.forbidden, false),
        ErrorCode::Unconfirmed => (t.unconfirmed, false),
        ErrorCode::NotFound => (t.not_found, false),
        ErrorCode::Invalid => (t.invalid, false),
        ErrorCode::Conflict => (t.conflict, true),
        ErrorCode::TooLarge => (t.too_large, true),
        ErrorCode::Busy => (t.busy, false),
        ErrorCode::Quota => (t.quota, true),
        ErrorCode::Internal => (t.internal, false),
        ErrorCode::Unavailable => (t.unavailable, false),
    };
    let mut out = text.to_owned();
    if more {
        out = format!("{out} ({})", failure.0.message);
    }
    for error in &failure.0.fields {
        // A message about a place in a file names it by itself.
        out = if error.message.starts_with(&error.field) {
            format!("{out} {}.", error.message)
        } else {
            format!("{out} {}: {}.", error.field, error.message)
        };
    }
    out
}
