//! The page for people who may join by themselves.

use leptos::prelude::*;
use leptos_router::components::A;

use super::door;
use crate::api::invitation::AskToJoin;
use crate::components::{Field, Head, Note, Post, PostForm, query_param};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Asks for a link to join the organization of an address.
#[component]
pub(crate) fn JoinPage() -> impl IntoView {
    let t = texts_now();
    let sent = query_param::<bool>("sent").get_untracked().unwrap_or_default();
    let action = Post::to::<AskToJoin>();
    let failure = action.failure();
    let page = view! {
        <Head title=t.people.join_title note=t.people.join_text/>
        {sent.then(|| view! { <p role="status" class="card info">{t.people.join_sent}</p> })}
        <PostForm action class="form card">
            <Note failure/>
            <Field label=t.account.email name="email" kind="email" autocomplete="username" failure autofocus=true/>
            <button type="submit" class="button primary">{t.people.join_button}</button>
        </PostForm>
        <A href="/sign-in">{t.people.to_sign_in}</A>
    };
    door(page.erased())
}
