//! Lists, makes and revokes public links.

use almanac_domain::ProjectId;
use almanac_domain::link::{LinkKind, PublicLink};
use leptos::prelude::*;

use super::form::form;
use crate::api::link::{Links, MakeLink, RevokeLink, list_links};
use crate::components::{Empty, Head, Note, Post, PostForm, Time, load, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;

/// Lists, makes and revokes public links.
#[component]
pub(crate) fn LinksPage() -> impl IntoView {
    let t = texts_now();
    let state = use_project();
    let (make, revoke) = (Post::to::<MakeLink>(), Post::to::<RevokeLink>());
    let links = Loaded::new(
        move || (state.id(), make.version().get() + revoke.version().get()),
        |(project, _)| async move { list_links(project).await },
    );
    view! {
        <Head title=t.pages.links note=t.link.text/>
        <Note failure=revoke.failure()/>
        {load(links, move |links| match state.id.get_untracked() {
            Ok(project) => page(project, links, make, revoke),
            Err(_) => ().erased(),
        })}
    }
    .erased()
}

fn page(project: ProjectId, links: Links, make: Post, revoke: Post) -> AnyView {
    let t = texts_now();
    let Links { items: links, objects, made } = links;
    let made = made.map(|token| {
        let address = format!("/shared/{token}");
        let shown = address.clone();
        view! {
            <section class="card info" role="status">
                <p>{t.link.made}</p>
                <a href=address rel="external" aria-label=t.link.address><code>{shown}</code></a>
            </section>
        }
    });
    let content = if links.is_empty() {
        view! { <Empty title=t.link.empty_title text=t.link.empty_text/> }.erased()
    } else {
        table(project, links, !objects.is_empty(), revoke)
    };
    view! {
        {made}
        {content}
        {form(project, objects, make)}
    }
    .erased()
}

fn kind(kind: LinkKind) -> &'static str {
    let t = &texts_now().link;
    match kind {
        LinkKind::Query => t.query,
        LinkKind::Forecast => t.forecast,
        LinkKind::Scenario => t.scenario,
    }
}

fn table(project: ProjectId, links: Vec<PublicLink>, manages: bool, revoke: Post) -> AnyView {
    let t = texts_now();
    let rows = links
        .into_iter()
        .map(|link| {
            let spoken = fill(t.link.revoke_named, &[("name", &link.name)]);
            let used = match link.last_used_at {
                Some(at) => view! { <Time at/> }.erased(),
                None => t.link.never.erased(),
            };
            let revoke = manages.then(|| {
                view! {
                    <td>
                        <PostForm action=revoke>
                            <input type="hidden" name="project" value=project.to_string()/>
                            <input type="hidden" name="link" value=link.id.to_string()/>
                            <button type="submit" class="button quiet danger" aria-label=spoken>{t.link.revoke}</button>
                        </PostForm>
                    </td>
                }
            });
            view! {
                <tr>
                    <th scope="row">{link.name}</th>
                    <td>{kind(link.kind)}</td>
                    <td>{link.created_by.name}</td>
                    <td><Time at=link.expires_at/></td>
                    <td class="number">{link.uses}</td>
                    <td>{used}</td>
                    {revoke}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.pages.links>
            <table>
                <thead><tr>
                    <th scope="col">{t.link.object}</th>
                    <th scope="col">{t.link.kind}</th>
                    <th scope="col">{t.link.maker}</th>
                    <th scope="col">{t.link.expires}</th>
                    <th scope="col" class="number">{t.link.uses}</th>
                    <th scope="col">{t.link.last_used}</th>
                    {manages.then(|| view! { <th scope="col">{t.g.action}</th> })}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
