//! How single sign-on ended, told where it began.

use leptos::prelude::*;

use super::query_param;
use crate::erased::Erased;
use crate::i18n::texts_now;

/// What `?sso=` in the address says, with the request's id.
#[component]
pub(crate) fn SsoNote() -> impl IntoView {
    let t = texts_now();
    let what = query_param::<String>("sso");
    let request = query_param::<String>("request");
    let text = move || match what.get()?.as_str() {
        "none" => Some(t.sso.none),
        "silent" => Some(t.sso.silent),
        "refused" => Some(t.sso.refused),
        "has-account" => Some(t.sso.has_account),
        "unconfirmed" => Some(t.sso.unconfirmed),
        _ => None,
    };
    let shown = |id: &String| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    view! {
        <div role="alert" class="note">
            {move || text().map(|text| view! {
                <p class="wrong">{text}</p>
                {request.get().filter(shown).map(|id| view! {
                    <p class="muted small">{t.errors.request} " " <code>{id}</code></p>
                })}
            })}
        </div>
    }
    .erased()
}
