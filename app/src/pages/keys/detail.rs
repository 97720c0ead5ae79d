//! An API key: what it may do, what was done with it, rotation and revocation.

use almanac_domain::KeyId;
use almanac_domain::key::{ApiKey, KeyState};
use leptos::prelude::*;
use leptos_router::components::A;

use super::form::choice;
use super::made::Made;
use super::{explained, state};
use crate::api::key::{KeyView, RevokeKey, RotateKey, get_key, list_key_activity};
use crate::components::{Confirm, Head, Note, Post, PostForm, Time, id_param, load, query_param};
use crate::erased::Erased;
use crate::format::NONE;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::pages::organization::entries;
use crate::paths;

/// Shows a key.
#[component]
pub(crate) fn KeyPage() -> impl IntoView {
    let t = &texts_now().keys;
    let key = id_param::<KeyId>("key");
    let before = query_param::<i64>("before");
    let (rotate, revoke) = (Post::to::<RotateKey>(), Post::to::<RevokeKey>());
    let changes = move || (rotate.version().get(), revoke.version().get());
    let found = Loaded::new(move || (key.get(), changes()), |(key, _)| async move { get_key(key?).await });
    let activity = Loaded::new(
        move || (key.get(), before.get(), changes()),
        |(key, before, _)| async move { list_key_activity(key?, before).await },
    );
    view! {
        {load(found, move |view| shown(view, rotate, revoke))}
        <section aria-labelledby="key-activity">
            <h2 id="key-activity">{t.activity}</h2>
            {load(activity, move |page| {
                let path = key.get_untracked().map(paths::key).unwrap_or_default();
                let older = |before| format!("{path}?before={before}");
                entries(page, older, before.get_untracked().is_none(), path.clone())
            })}
        </section>
    }
    .erased()
}

fn shown(view: KeyView, rotate: Post, revoke: Post) -> AnyView {
    let t = texts_now();
    let KeyView { key, own, text, origin } = view;
    let live = key.state == KeyState::Live;
    let rotation = (own && live).then(|| view! { <Rotation id=key.id rotate/> });
    let (id, name) = (key.id, key.name.clone());
    view! {
        <Head title=key.name.clone() note=key.notes.clone()>
            <A href="/account/keys" attr:class="button quiet">{t.keys.back}</A>
            {live.then(|| revocation(id, name, revoke))}
        </Head>
        <Note failure=revoke.failure()/>
        {text.map(|text| view! { <Made text origin/> })}
        {facts(key)}
        {rotation}
    }
    .erased()
}

/// A button that asks, and then ends the key.
pub(super) fn revocation(id: KeyId, name: String, revoke: Post) -> AnyView {
    let t = &texts_now().keys;
    view! {
        <Confirm id=format!("revoke-{id}") name text=t.revoke_text label=t.revoke>
            <PostForm action=revoke>
                <input type="hidden" name="key" value=id.to_string()/>
                <button type="submit" class="button danger">{t.revoke}</button>
            </PostForm>
        </Confirm>
    }
    .erased()
}

fn facts(key: ApiKey) -> AnyView {
    let t = texts_now();
    let time = |at| match at {
        Some(at) => view! { <Time at/> }.erased(),
        None => NONE.erased(),
    };
    let networks: Vec<String> = key.networks.iter().map(ToString::to_string).collect();
    let networks = if networks.is_empty() { t.keys.everywhere.to_owned() } else { networks.join(", ") };
    let scopes = key
        .scopes
        .iter()
        .map(|scope| view! { <li><code>{scope.name()}</code> " " <span class="muted">{explained(*scope)}</span></li> })
        .collect_view();
    let old =
        key.old_secret_until.map(|at| view! { <div><dt>{t.keys.old_until}</dt><dd><Time at/></dd></div> });
    view! {
        <dl class="facts">
            <div><dt>{t.keys.prefix}</dt><dd><code>"alm_" {key.prefix} "…"</code></dd></div>
            <div><dt>{t.g.state}</dt><dd>{state(key.state)}</dd></div>
            <div><dt>{t.keys.owner}</dt><dd>{key.user_name}</dd></div>
            <div><dt>{t.g.created}</dt><dd>{time(Some(key.created_at))}</dd></div>
            <div><dt>{t.keys.expiry}</dt><dd>{if key.expires_at.is_some() { time(key.expires_at) } else { t.keys.never.erased() }}</dd></div>
            <div><dt>{t.keys.last_used}</dt><dd>{time(key.last_used_at)} " " {key.last_used_address}</dd></div>
            <div><dt>{t.keys.networks}</dt><dd>{networks}</dd></div>
            {old}
        </dl>
        <h2>{t.keys.scopes}</h2>
        <ul class="plain">{scopes}</ul>
    }
    .erased()
}

/// Makes a new secret.
#[component]
fn Rotation(id: KeyId, rotate: Post) -> impl IntoView {
    let t = &texts_now().keys;
    let days = [("0", t.overlap_0), ("1", t.overlap_1), ("2", t.overlap_2), ("7", t.overlap_7)];
    view! {
        <section aria-labelledby="rotate-key">
            <h2 id="rotate-key">{t.rotate}</h2>
            <p class="muted">{t.rotate_text}</p>
            <PostForm action=rotate class="form inline">
                <Note failure=rotate.failure()/>
                <input type="hidden" name="key" value=id.to_string()/>
                {choice("overlap_days", t.overlap, &days, "1")}
                <button type="submit" class="button" disabled=rotate.pending()>{t.rotate}</button>
            </PostForm>
        </section>
    }
    .erased()
}
