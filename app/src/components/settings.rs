//! The frames of the person's own pages and of those of the organization: navigation beside the page.

use almanac_domain::{OrgCapability, OrgRole};
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

use super::Person;
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

/// The pages of the organization: address, title, and what one must be allowed to do there.
pub(crate) fn organization_pages() -> Vec<(&'static str, &'static str, OrgCapability)> {
    let t = texts_now();
    vec![
        ("/organization/members", t.organization.members, OrgCapability::MemberRead),
        (paths::TEAMS, t.team.title, OrgCapability::MemberRead),
        ("/organization/keys", t.keys.title, OrgCapability::OrgManage),
        ("/organization/invitations", t.people.invitations, OrgCapability::MemberManage),
        ("/organization/settings", t.organization.settings, OrgCapability::OrgManage),
        ("/organization/sign-in", t.sso.title, OrgCapability::OrgManage),
        ("/organization/audit", t.organization.audit, OrgCapability::AuditRead),
    ]
}

/// Navigation and page of what belongs to the organization.
#[component]
pub(crate) fn OrganizationFrame() -> impl IntoView {
    let Person(person) = expect_context();
    let links = move || {
        Suspend::new(async move {
            let role = person.await.ok().map(|me| me.role);
            let may = |capability| role.is_some_and(|role: OrgRole| role.can(capability));
            let pages = organization_pages().into_iter().filter(|(.., capability)| may(*capability));
            links(pages.map(|(href, title, _)| (href, title)).collect())
        })
    };
    frame(texts_now().organization.title, view! { <Transition>{links}</Transition> }.erased())
}

/// Navigation and page of what belongs to the person.
#[component]
pub(crate) fn AccountFrame() -> impl IntoView {
    frame(texts_now().account.title, links(account_pages()))
}

fn links(pages: Vec<(&'static str, &'static str)>) -> AnyView {
    let links = pages.into_iter().map(|(href, label)| view! { <A href=href exact=true>{label}</A> });
    links.collect_view().erased()
}

fn frame(title: &'static str, links: AnyView) -> AnyView {
    view! {
        <div class="project">
            <nav class="side" aria-label=title>
                <strong class="name">{title}</strong>
                <div class="links">{links}</div>
            </nav>
            <main id="main"><Outlet/></main>
        </div>
    }
    .erased()
}
