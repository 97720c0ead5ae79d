//! A dashboard as it is changed: one form, whose tiles the element of `public/dashboard-edit.js` lets people move.

use almanac_domain::dashboard::{Dashboard, DashboardFilter};
use almanac_domain::{DashboardId, ProjectId, QueryId};
use leptos::prelude::*;
use serde_json::json;

use super::edit_filter::filter;
use super::edit_tile::tile;
use super::schedule::schedule;
use super::{in_order, title};
use crate::api::dashboard::{DashboardView, DeleteDashboard, Drafted, SaveDashboard, dashboard_draft};
use crate::components::{Confirm, Head, Note, Post, PostForm, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Changes a dashboard.
#[component]
pub(crate) fn EditDashboardPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<DashboardId>("dashboard");
    let find = query_param::<String>("find");
    let found = Loaded::new(
        move || (project.id(), id.get(), find.get().unwrap_or_default()),
        |(project, id, find)| async move { dashboard_draft(project, id?, find).await },
    );
    let (save, delete) = (Post::to::<SaveDashboard>(), Post::to::<DeleteDashboard>());
    load(found, move |draft| {
        page(project.id(), draft, &find.get_untracked().unwrap_or_default(), (save, delete))
    })
}

fn page(
    project: ProjectId,
    (DashboardView { dashboard, names, .. }, scheduled, found): Drafted,
    wanted: &str,
    (save, delete): (Post, Post),
) -> AnyView {
    let t = texts_now();
    let id = dashboard.id;
    let (name, deleted) = (dashboard.name.clone(), dashboard.name.clone());
    view! {
        <Head title=fill(t.board.title, &[("name", &name)]) note=t.board.note>
            <button type="submit" form="dashboard" class="button primary">{t.g.save}</button>
            <a href=paths::dashboard(project, id) class="button quiet">{t.g.cancel}</a>
        </Head>
        {queries(&found, wanted)}
        {form(project, dashboard, &names, save)}
        {schedule(project, id, scheduled.as_ref())}
        <footer class="foot">
            <Confirm id="delete-dashboard" name=deleted text=t.board.delete_text>
                <PostForm action=delete>
                    <input type="hidden" name="project" value=project.to_string()/>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <button type="submit" class="button danger">{t.g.delete}</button>
                </PostForm>
            </Confirm>
            <Note failure=delete.failure()/>
        </footer>
    }
    .erased()
}

/// The search of saved queries. Each that is found has a button, which belongs to the form of the dashboard.
fn queries(found: &[(QueryId, String)], wanted: &str) -> AnyView {
    /// Queries that are offered at once.
    const OFFERED: usize = 12;
    let t = &texts_now().board;
    let adds: Vec<_> = found
        .iter()
        .take(OFFERED)
        .map(|(id, name)| {
            let label = fill(t.add, &[("name", name)]);
            view! {
                <li><button type="submit" form="dashboard" name="press[query]" value=id.to_string() class="button small" aria-label=label>"+ " {name.clone()}</button></li>
            }
        })
        .collect();
    view! {
        <section class="adding card" data-search="">
            <form method="get" role="search" class="form inline">
                <div class="field">
                    <label for="find">{t.find}</label>
                    <input id="find" name="find" type="search" autocomplete="off" value=wanted.to_owned()/>
                </div>
                <button type="submit" class="button">{texts_now().dashboard.find}</button>
                <button type="submit" form="dashboard" name="press[text]" value="true" class="button">{t.add_text}</button>
            </form>
            <div data-found="" aria-live="polite">
                {found.is_empty().then(|| view! { <p class="muted">{t.no_queries}</p> })}
                <ul class="adds">{adds}</ul>
            </div>
            <p class="hint">{t.add_hint}</p>
        </section>
    }
    .erased()
}

fn form(project: ProjectId, dashboard: Dashboard, names: &[(QueryId, String)], save: Post) -> AnyView {
    let t = texts_now();
    let Dashboard { id, name, description, content, version, .. } = dashboard;
    let tiles = in_order(content.tiles);
    let cards: Vec<_> = tiles.iter().enumerate().map(|(i, one)| tile(i, one, &title(one, names))).collect();
    let words = json!({ "edge": t.board.edge, "placed": t.board.placed });
    let grid =
        leptos::html::custom("almanac-arrangement").attr("data-words", words.to_string()).child(view! {
            <div class="hidden" role="status"></div>
            <div class="board editing">{cards}</div>
        });
    let failure = save.failure();
    view! {
        <form id="dashboard" action=save.address() method="post" class="form">
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <div class="grid">
                <div class="field">
                    <label for="name">{t.g.name}</label>
                    <input id="name" name="form[name]" value=name required=true autocomplete="off"/>
                </div>
                <div class="field">
                    <label for="description">{t.board.description}</label>
                    <input id="description" name="form[description]" value=description autocomplete="off"/>
                </div>
                <div class="field">
                    <label for="refresh">{t.board.refresh}</label>
                    <input id="refresh" name="form[refresh]" type="number" min="0" max="86400" value=content.refresh_seconds.to_string() aria-describedby="refresh-note"/>
                    <p id="refresh-note" class="hint">{t.board.refresh_hint}</p>
                </div>
            </div>
            {grid}
            {filters(&content.filters)}
        </form>
    }
    .erased()
}

/// The fields of all filters, and of one more.
fn filters(filters: &[DashboardFilter]) -> AnyView {
    let t = &texts_now().board;
    let fields: Vec<_> =
        filters.iter().map(Some).chain([None]).enumerate().map(|(i, one)| filter(i, one)).collect();
    view! {
        <section class="part shared-filters">
            <h2>{t.filters}</h2>
            <p class="hint">{t.filters_hint}</p>
            {fields}
            <button type="submit" name="press[stay]" value="true" class="button">{t.more_filters}</button>
        </section>
    }
    .erased()
}
