//! The page of the one-time setup link.

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use crate::api::account::{SetUp, setup_open};
use crate::components::{ConsentBoxes, Field, Head, Note, Post, PostForm, PreferencesMenu, load};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Creates organization and administrator.
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let params = use_params_map();
    let token = Memo::new(move |_| params.read().get_str("token").unwrap_or_default().to_owned());
    let open = Loaded::new(move || token.get(), setup_open);
    view! {
        <main id="main" class="door">
            {load(open, move |open| if open { form(token.get_untracked()) } else { gone() })}
            <footer class="row"><PreferencesMenu/></footer>
        </main>
    }
    .erased()
}

fn form(token: String) -> AnyView {
    let t = texts_now();
    let action = Post::to::<SetUp>();
    let failure = action.failure();
    view! {
        <Head title=t.account.setup_title note=t.account.setup_text/>
        <PostForm action class="form card">
            <Note failure/>
            <input type="hidden" name="token" value=token/>
            <Field label=t.account.organization name="organization" autocomplete="organization" failure autofocus=true/>
            <Field label=t.account.your_name name="name" autocomplete="name" failure/>
            <Field label=t.account.email name="email" kind="email" autocomplete="username" failure/>
            <Field label=t.account.password name="password" kind="password" autocomplete="new-password" hint=t.account.password_hint failure/>
            <ConsentBoxes/>
            <button type="submit" class="button primary" disabled=action.pending()>{t.account.setup_button}</button>
        </PostForm>
    }
    .erased()
}

fn gone() -> AnyView {
    let t = texts_now();
    view! {
        <Head title=t.account.setup_gone note=t.account.setup_gone_text/>
        <A href="/sign-in" attr:class="button primary">{t.g.sign_in}</A>
    }
    .erased()
}
