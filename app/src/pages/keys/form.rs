//! The form that makes an API key. It works without JavaScript.

use almanac_domain::KeyScope;
use leptos::prelude::*;

use super::explained;
use crate::api::key::CreateKey;
use crate::components::{Field, Note, Post, PostForm};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Makes a key; the answer goes to its page, which shows it once.
#[component]
pub(super) fn NewKeyForm() -> impl IntoView {
    let t = texts_now();
    let action = Post::to::<CreateKey>();
    let failure = action.failure();
    let days =
        [("30", t.keys.days_30), ("90", t.keys.days_90), ("365", t.keys.days_365), ("0", t.keys.never)];
    view! {
        <section aria-labelledby="new-key">
            <h2 id="new-key">{t.keys.new}</h2>
            <PostForm action class="form card">
                <Note failure/>
                <Field label=t.g.name name="name" hint=t.keys.name_hint failure/>
                <Scopes/>
                {choice("days", t.keys.expiry, &days, "90")}
                <Field label=t.keys.networks name="networks" hint=t.keys.networks_hint required=false failure/>
                <Field label=t.keys.notes name="notes" required=false failure/>
                <button type="submit" class="button primary" disabled=action.pending()>{t.keys.create}</button>
            </PostForm>
        </section>
    }
    .erased()
}

/// A box for each scope with what it allows.
#[component]
fn Scopes() -> impl IntoView {
    let boxes = KeyScope::ALL
        .into_iter()
        .enumerate()
        .map(|(i, scope)| {
            view! {
                <label class="check">
                    <input type="checkbox" name=format!("scopes[{i}]") value=scope.name()/>
                    <span><code>{scope.name()}</code> " " <span class="muted">{explained(scope)}</span></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="checks">
            <legend>{texts_now().keys.scopes}</legend>
            {boxes}
        </fieldset>
    }
    .erased()
}

/// A choice among a few values with their names.
pub(super) fn choice(
    name: &'static str,
    label: &'static str,
    choices: &[(&'static str, &'static str)],
    chosen: &'static str,
) -> AnyView {
    let options = choices
        .iter()
        .map(|(value, text)| view! { <option value=*value selected=*value == chosen>{*text}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>{options}</select>
        </div>
    }
    .erased()
}
