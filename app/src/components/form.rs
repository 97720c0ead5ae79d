//! Form fields and what is wrong with them.

use almanac_domain::ErrorCode;
use leptos::prelude::*;

use crate::api::Failure;
use crate::erased::Erased;
use crate::i18n::texts_now;

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

/// Why an action failed, above its form.
#[component]
pub(crate) fn Note(#[prop(into)] failure: Signal<Option<Failure>>) -> impl IntoView {
    view! {
        <div role="alert" class="note">
            {move || failure.get().map(|failure| view! { <p class="wrong">{failure_text(&failure)}</p> })}
        </div>
    }
    .erased()
}

/// A failure in the language of the page, by its code; then what the server says about this case.
pub(crate) fn failure_text(failure: &Failure) -> String {
    let t = &texts_now().errors;
    let (text, more) = match failure.0.code {
        ErrorCode::Unauthenticated => (t.unauthenticated, false),
        ErrorCode::Forbidden => (t.forbidden, false),
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
