//! The recovery codes, shown once.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::account::new_recovery_codes;
use crate::components::{Head, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Shows the codes that were just made.
#[component]
pub(crate) fn CodesPage() -> impl IntoView {
    let t = texts_now();
    let codes = Loaded::new(|| (), |()| new_recovery_codes());
    view! {
        <Head title=t.factor.codes note=t.factor.codes_text/>
        {load(codes, |codes| if codes.is_empty() { gone() } else { list(codes) })}
    }
    .erased()
}

fn list(codes: Vec<String>) -> AnyView {
    let t = texts_now();
    let items = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <section class="card form">
            <p>{t.factor.codes_once}</p>
            <ul class="plain">{items}</ul>
            <A href="/account/security" attr:class="button primary">{t.factor.codes_kept}</A>
        </section>
    }
    .erased()
}

fn gone() -> AnyView {
    let t = texts_now();
    view! {
        <p>{t.factor.codes_gone}</p>
        <A href="/account/security" attr:class="button">{t.pages.security}</A>
    }
    .erased()
}
