//! The page of a link that sets a new password.

use leptos::prelude::*;

use super::{door, gone, token};
use crate::api::account::{ResetPassword, reset_open};
use crate::components::{Field, Head, Note, Post, PostForm, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Sets a new password.
#[component]
pub(crate) fn ResetPage() -> impl IntoView {
    let token = token();
    let action = Post::to::<ResetPassword>();
    let open = Loaded::new(move || token.get(), reset_open);
    door(load(open, move |open| if open { form(token.get_untracked(), action) } else { gone() }))
}

fn form(token: String, action: Post) -> AnyView {
    let t = texts_now();
    let failure = action.failure();
    view! {
        <Head title=t.people.forgot_title note=t.people.reset_text/>
        <PostForm action class="form card">
            <Note failure/>
            <input type="hidden" name="token" value=token/>
            <Field label=t.people.new_password name="password" kind="password" autocomplete="new-password" hint=t.account.password_hint failure autofocus=true/>
            <button type="submit" class="button primary" disabled=action.pending()>{t.people.reset_button}</button>
        </PostForm>
    }
    .erased()
}
