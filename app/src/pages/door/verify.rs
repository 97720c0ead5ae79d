//! The page of a link that confirms an address. A button does it, because some mail programs open every link.

use leptos::prelude::*;

use super::{door, gone, token};
use crate::api::account::{ConfirmEmail, email_link_open};
use crate::components::{Head, Note, Post, PostForm, load};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Confirms an address.
#[component]
pub(crate) fn VerifyPage() -> impl IntoView {
    let token = token();
    let action = Post::to::<ConfirmEmail>();
    let address = Loaded::new(move || token.get(), email_link_open);
    let shown = move |address: Option<String>| match address {
        Some(address) => form(token.get_untracked(), &address, action),
        None => gone(),
    };
    door(load(address, shown))
}

fn form(token: String, address: &str, action: Post) -> AnyView {
    let t = &texts_now().people;
    let note = fill(t.verify_text, &[("email", address)]);
    view! {
        <Head title=t.verify_title note/>
        <PostForm action class="form card">
            <Note failure=action.failure()/>
            <input type="hidden" name="token" value=token/>
            <button type="submit" class="button primary" disabled=action.pending()>{t.verify_button}</button>
        </PostForm>
    }
    .erased()
}
