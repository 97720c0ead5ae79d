//! The frame around every page behind the sign-in.

use almanac_domain::ErrorCode;
use almanac_domain::account::Me;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet, Redirect};
use leptos_router::hooks::use_location;

use super::{Palette, Post, PostForm, PreferencesMenu};
use crate::api::account::{SignOut, who_am_i};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Who is signed in, as the frame asked.
#[derive(Clone, Copy)]
pub(crate) struct Person(pub Loaded<Me>);

/// Top bar and page. Sends people who are not signed in to the sign-in page.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let t = texts_now();
    let person = Loaded::new(|| (), |()| who_am_i());
    provide_context(Person(person));
    let path = use_location().pathname;
    let account = move || {
        Suspend::new(async move {
            match person.await {
                Ok(me) => {
                    view! { <AccountMenu name=me.user.name organization=me.organization.name/> }.erased()
                }
                Err(failure) if failure.0.code == ErrorCode::Unauthenticated => {
                    let next = path.get_untracked();
                    view! { <Redirect path=format!("/sign-in?next={next}")/> }.erased()
                }
                Err(_) => ().erased(),
            }
        })
    };
    view! {
        <a class="skip" href="#main">{t.g.skip}</a>
        <header class="top">
            <A href="/" attr:class="brand" exact=true>{t.g.app}</A>
            <Palette/>
            <Transition>{account}</Transition>
        </header>
        <Outlet/>
    }
    .erased()
}

/// Who is signed in, sessions, theme, language, sign-out.
#[component]
fn AccountMenu(name: String, organization: String) -> impl IntoView {
    let t = texts_now();
    let sign_out = Post::to::<SignOut>();
    let label = format!("{}: {name}", t.g.account_menu);
    view! {
        <button type="button" class="button quiet account" popovertarget="account-menu" aria-label=label>{name.clone()}</button>
        <div id="account-menu" popover="auto" class="menu">
            <p class="who"><strong>{name}</strong> <span class="muted">{organization}</span></p>
            <A href="/account/sessions">{t.account.title}</A>
            <A href="/organization/members">{t.organization.title}</A>
            <PreferencesMenu/>
            <PostForm action=sign_out>
                <button type="submit" class="button wide">{t.account.sign_out}</button>
            </PostForm>
        </div>
    }
    .erased()
}
