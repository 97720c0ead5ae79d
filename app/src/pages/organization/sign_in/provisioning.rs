//! Provisioning by SCIM: the address and the token that an identity provider is given.

use almanac_domain::provisioning::{Provisioning, TokenFacts};
use leptos::prelude::*;

use crate::api::sso::{MakeProvisioningToken, RevokeProvisioningToken, get_provisioning};
use crate::components::{Confirm, Note, Post, PostForm, Time, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Shows the address, and makes, replaces and revokes the token.
#[component]
pub(super) fn ProvisioningSection() -> impl IntoView {
    let t = &texts_now().sso;
    let (make, revoke) = (Post::to::<MakeProvisioningToken>(), Post::to::<RevokeProvisioningToken>());
    let found = Loaded::new(move || (make.version().get(), revoke.version().get()), |_| get_provisioning());
    view! {
        <h2>{t.provisioning}</h2>
        <p class="muted">{t.provisioning_text}</p>
        <Note failure=make.failure()/>
        <Note failure=revoke.failure()/>
        {load(found, move |(found, text): (Provisioning, Option<String>)| view! {
            {text.map(made)}
            {facts(&found)}
            {deeds(found.token.is_some(), make, revoke)}
        }.erased())}
    }
    .erased()
}

/// The token that was made just now.
fn made(text: String) -> AnyView {
    let t = &texts_now().sso;
    let shown = text.clone();
    view! {
        <section class="card info form" aria-labelledby="new-token">
            <h3 id="new-token">{t.new_token}</h3>
            <p>{t.new_token_text}</p>
            <div class="row">
                <code class="secret">{shown}</code>
                <button type="button" class="button small scripted" data-copy=text data-copied=t.copied>{t.copy}</button>
            </div>
        </section>
    }
    .erased()
}

fn facts(found: &Provisioning) -> AnyView {
    let t = &texts_now().sso;
    let token = match found.token {
        None => view! { <dt>{t.token}</dt> <dd>{t.no_token}</dd> }.erased(),
        Some(TokenFacts { created_at, last_used_at }) => {
            let used = match last_used_at {
                Some(at) => view! { <Time at/> }.erased(),
                None => t.never.into_any(),
            };
            view! {
                <dt>{t.token_made}</dt> <dd><Time at=created_at/></dd>
                <dt>{t.token_used}</dt> <dd>{used}</dd>
            }
            .erased()
        }
    };
    view! {
        <dl>
            <dt>{t.scim_url}</dt> <dd><code>{found.base_url.clone()}</code></dd>
            {token}
            <dt>{t.scim_users}</dt> <dd>{found.users}</dd>
        </dl>
    }
    .erased()
}

fn deeds(has_token: bool, make: Post, revoke: Post) -> AnyView {
    let t = &texts_now().sso;
    let label = if has_token { t.rotate_token } else { t.make_token };
    view! {
        {has_token.then(|| view! { <p class="hint">{t.rotate_text}</p> })}
        <div class="row">
            <PostForm action=make>
                <button type="submit" class="button" disabled=make.pending()>{label}</button>
            </PostForm>
            {has_token.then(|| view! {
                <Confirm
                    id="revoke-token" name=t.token question=t.revoke_question.to_owned() text=t.revoke_token_text
                    label=t.revoke_token undoable=true
                >
                    <PostForm action=revoke>
                        <button type="submit" class="button danger">{t.revoke_token}</button>
                    </PostForm>
                </Confirm>
            })}
        </div>
    }
    .erased()
}
