//! The frames of the person's own pages and of those of the organization: navigation beside the page.

use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::paths;

/// The pages of the person: address below `/account`, and title.
pub(crate) fn account_pages() -> Vec<(&'static str, &'static str)> {
    let t = texts_now();
    vec![
        ("/account", t.people.profile),
        ("/account/security", t.factor.security),
        ("/account/sessions", t.account.sessions),
        ("/account/connections", t.sso.connections),
        ("/account/keys", t.keys.title),
        ("/account/activity", t.organization.activity),
        ("/account/privacy", t.consent.title),
    ]
}

/// The pages of the organization: address, and title. What a role may not see is refused there.
pub(crate) fn organization_pages() -> Vec<(&'static str, &'static str)> {
    let t = texts_now();
    vec![
        ("/organization/members", t.organization.members),
        (paths::TEAMS, t.team.title),
        ("/organization/keys", t.keys.title),
        ("/organization/invitations", t.people.invitations),
        ("/organization/settings", t.organization.settings),
        ("/organization/sign-in", t.sso.title),
        ("/organization/audit", t.organization.audit),
    ]
}

/// Navigation and page of what belongs to the organization.
#[component]
pub(crate) fn OrganizationFrame() -> impl IntoView {
    frame(texts_now().organization.title, organization_pages())
}

/// Navigation and page of what belongs to the person.
#[component]
pub(crate) fn AccountFrame() -> impl IntoView {
    frame(texts_now().account.title, account_pages())
}

fn frame(title: &'static str, pages: Vec<(&'static str, &'static str)>) -> AnyView {
    let links = pages.into_iter().map(|(href, label)| view! { <A href=href exact=true>{label}</A> });
    view! {
        <div class="project">
            <nav class="side" aria-label=title>
                <strong class="name">{title}</strong>
                <div class="links">{links.collect_view()}</div>
            </nav>
            <main id="main"><Outlet/></main>
        </div>
    }
    .erased()
}
