//! The frame around every page behind the sign-in.

use almanac_domain::ErrorCode;
use almanac_domain::account::Me;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::components::{A, Outlet, Redirect};
use leptos_router::hooks::use_location;

use super::{ConsentReminder, Palette, PreferencesMenu};
use crate::api::account::{SwitchOrganization, who_am_i};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Who is signed in, as the frame asked.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy)]
pub(crate) struct Person(pub Loaded<Me>);

/// Top bar and page. Sends people who are not signed in to the sign-in page.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let t = texts_now();
    let person = Loaded::new(|| (), |()| who_am_i());
    #[cfg(feature = "ssr")]
    provide_context(Person(person));
    let path = use_location().pathname;
    let account = move || {
        Suspend::new(async move {
            match person.await {
                Ok(me) if me.must_enroll && !path.get_untracked().starts_with("/account") => {
                    view! { <Redirect path="/account/security"/> }.erased()
                }
                Ok(me) => view! { <AccountMenu me/> }.erased(),
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
            {palette()}
            <Transition>{account}</Transition>
        </header>
        <ConsentReminder/>
        <Outlet/>
    }
    .erased()
}

/// The search, on pages that a browser takes over: it is nothing without.
fn palette() -> AnyView {
    #[cfg(feature = "ssr")]
    if !crate::pages::is_live(&use_location().pathname.get_untracked()) {
        return ().erased();
    }
    view! { <Palette/> }.erased()
}

/// Who is signed in, sessions, theme, language, sign-out.
#[component]
fn AccountMenu(me: Me) -> impl IntoView {
    let t = texts_now();
    let (name, organization) = (me.user.name.clone(), me.organization.name.clone());
    let label = format!("{}: {name}", t.g.account_menu);
    view! {
        <button type="button" class="button quiet account" popovertarget="account-menu" aria-label=label>{name.clone()}</button>
        <div id="account-menu" popover="auto" class="menu">
            <p class="who"><strong>{name}</strong> <span class="muted">{organization}</span></p>
            {switches(&me)}
            <a href="/account" rel="external">{t.pages.account}</a>
            <a href="/organization/members" rel="external">{t.pages.organization}</a>
            <PreferencesMenu/>
            <form action="/auth/sign-out" method="post">
                <button type="submit" class="button wide">{t.g.sign_out}</button>
            </form>
        </div>
    }
    .erased()
}

/// Ways into the other organizations of the person: plain forms, so that the page comes back whole.
fn switches(me: &Me) -> AnyView {
    let t = texts_now();
    let others = me.memberships.iter().filter(|place| place.organization.id != me.organization.id);
    others
        .map(|place| {
            let spoken = format!("{}: {}", t.g.switch, place.organization.name);
            view! {
                <form method="post" action=SwitchOrganization::url()>
                    <input type="hidden" name="organization" value=place.organization.id.to_string()/>
                    <button type="submit" class="button wide" aria-label=spoken>{place.organization.name.clone()}</button>
                </form>
            }
        })
        .collect_view()
        .erased()
}
