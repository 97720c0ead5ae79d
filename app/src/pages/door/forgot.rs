//! The page for a forgotten password.

use leptos::prelude::*;
use leptos_router::components::A;

use super::door;
use crate::api::account::RequestReset;
use crate::components::{Field, Head, Note, Post, PostForm, query_param};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// Asks for a link to set a new password.
#[component]
pub(crate) fn ForgotPage() -> impl IntoView {
    let t = texts_now();
    let sent = query_param::<bool>("sent");
    let action = Post::to::<RequestReset>();
    let failure = action.failure();
    let page = view! {
        <Head title=t.people.forgot_title note=t.people.forgot_text/>
        <div role="status">
            {move || sent.get().unwrap_or_default().then(|| view! { <p class="card info">{t.people.forgot_sent}</p> })}
        </div>
        <PostForm action class="form card">
            <Note failure/>
            <Field label=t.account.email name="email" kind="email" autocomplete="username" failure autofocus=true/>
            <button type="submit" class="button primary" disabled=action.pending()>{t.people.forgot_button}</button>
        </PostForm>
        <A href="/sign-in">{t.people.to_sign_in}</A>
    };
    door(page.erased())
}
