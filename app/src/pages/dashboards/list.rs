//! The dashboards of a project.

use almanac_domain::dashboard::Dashboard;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use crate::api::dashboard::{CreateDashboard, list_dashboards};
use crate::components::{Empty, Field, Head, Note, Post, PostForm, Time, load, query_param, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Lists dashboards.
#[component]
pub(crate) fn DashboardsPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let (search, after) = (query_param::<String>("search"), query_param::<Uuid>("after"));
    let wanted = move || search.get().unwrap_or_default();
    let list = Loaded::new(
        move || (project.id(), wanted(), after.get()),
        |(project, search, after)| async move { list_dashboards(project, search, after).await },
    );
    let create = Post::to::<CreateDashboard>();
    view! {
        <Head title=t.pages.dashboards note=t.dashboard.note/>
        {load(list, move |(page, edits)| {
            let project = project.id();
            view! {
                {edits.then(|| form(project, create))}
                {table(project, page, &wanted(), after.get_untracked().is_none())}
            }
            .erased()
        })}
    }
    .erased()
}

fn form(project: ProjectId, create: Post) -> AnyView {
    let t = texts_now();
    view! {
        <PostForm action=create class="form inline">
            <Note failure=create.failure()/>
            <input type="hidden" name="project" value=project.to_string()/>
            <Field label=t.g.name name="name" autocomplete="off" failure=create.failure()/>
            <button type="submit" class="button primary">{t.dashboard.create}</button>
        </PostForm>
    }
    .erased()
}

fn table(project: ProjectId, page: Page<Dashboard>, search: &str, first: bool) -> AnyView {
    let t = texts_now();
    let none = page.items.is_empty();
    if none && first && search.is_empty() {
        return view! { <Empty title=t.dashboard.empty_title text=t.dashboard.empty_text/> }.erased();
    }
    let rows: Vec<_> = page
        .items
        .into_iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row"><A href=paths::dashboard(project, one.id)>{one.name}</A></th>
                    <td class="wrap">{one.description}</td>
                    <td class="number">{one.content.tiles.len()}</td>
                    <td><Time at=one.updated_at/></td>
                </tr>
            }
        })
        .collect();
    view! {
        <form method="get" role="search" class="form inline">
            <div class="field">
                <label for="search">{t.dashboard.search}</label>
                <input id="search" name="search" type="search" value=search.to_owned()/>
            </div>
            <button type="submit" class="button">{t.dashboard.find}</button>
        </form>
        {none.then(|| view! { <p class="muted">{t.dashboard.none_found}</p> })}
        <div class="scroll" hidden=none tabindex="0" role="region" aria-label=t.pages.dashboards>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.board.description}</th>
                    <th scope="col" class="number">{t.dashboard.tiles}</th>
                    <th scope="col">{t.g.changed}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {pager(page.next, search, first)}
    }
    .erased()
}

/// Links to the next part of the list, and back to its beginning, under the same search.
fn pager(next: Option<Uuid>, search: &str, first: bool) -> AnyView {
    let t = texts_now();
    let begin = format!("?search={}", paths::encoded(search));
    let more = next.map(|next| format!("{begin}&after={next}"));
    let shown = more.is_some() || !first;
    shown
        .then(|| {
            view! {
                <nav class="pager" aria-label=t.g.more_pages>
                    {(!first).then(|| view! { <a href=begin>{t.g.newest}</a> })}
                    {more.map(|more| view! { <a href=more>{t.g.older}</a> })}
                </nav>
            }
        })
        .erased()
}
