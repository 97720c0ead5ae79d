//! The way to sign in with the organization's identity provider.

use std::fmt::Write as _;

use almanac_domain::sso::Way;
use leptos::prelude::*;

use crate::api::sso::list_ways;
use crate::components::{SsoNote, load, query_param};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Asks for the address, which finds the provider; of several the person chooses. The forms are sent by the browser
/// itself, because the way leads out of the pages.
#[component]
pub(super) fn SingleSignOn(#[prop(into)] next: Signal<String>) -> impl IntoView {
    let t = texts_now();
    let domain = query_param::<String>("domain");
    let ways = Loaded::new(
        move || domain.get().unwrap_or_default(),
        |domain| async move { if domain.is_empty() { Ok(Vec::new()) } else { list_ways(domain).await } },
    );
    let begun = query_param::<String>("sso");
    let open = move || domain.read().is_some() || begun.read().is_some();
    view! {
        <details class="fold" open=open>
            <summary class="button wide">{t.sso.door}</summary>
            <div class="card form">
                <SsoNote/>
                {load(ways, move |ways| choice(ways, next))}
                <form action="/auth/sign-in" method="post" class="form">
                    <input type="hidden" name="next" value=next/>
                    <SsoAddress/>
                    <button type="submit" class="button">{t.sso.proceed}</button>
                </form>
            </div>
        </details>
    }
    .erased()
}

/// The address has an id of its own: the page has a field for it already.
#[component]
fn SsoAddress() -> impl IntoView {
    let t = texts_now();
    view! {
        <div class="field">
            <label for="sso-email">{t.sso.address}</label>
            <input id="sso-email" name="email" type="email" autocomplete="email" required=true/>
        </div>
    }
    .erased()
}

fn choice(ways: Vec<Way>, next: Signal<String>) -> AnyView {
    let t = texts_now();
    if ways.is_empty() {
        return ().erased();
    }
    let links = ways.into_iter().map(|way| {
        let id = way.id;
        let href = move || format!("/auth/{id}/start?next={}", encoded(&next.get()));
        let text = fill(t.sso.with, &[("name", &way.name)]);
        view! { <li><a href=href rel="external" class="button">{text}</a></li> }
    });
    view! { <p>{t.sso.choose}</p> <ul class="plain">{links.collect_view()}</ul> }.erased()
}

/// A path as a part of a query.
fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
