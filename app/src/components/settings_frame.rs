//! The frames of the person's own pages and of those of the organization: navigation beside the page.

use almanac_domain::OrgRole;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

use super::{Person, account_pages, organization_pages};
use crate::erased::Erased;
use crate::i18n::texts_now;

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
    frame(texts_now().pages.organization, view! { <Transition>{links}</Transition> }.erased())
}

/// Navigation and page of what belongs to the person.
#[component]
pub(crate) fn AccountFrame() -> impl IntoView {
    frame(texts_now().pages.account, links(account_pages()))
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
