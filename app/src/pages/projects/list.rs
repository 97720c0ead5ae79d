//! The projects the person sees: the start page.

use almanac_domain::project::{Project, ProjectFilter};
use almanac_domain::{Page, ProjectRole};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::life::Filter;
use crate::api::project::{CreateProject, list_projects};
use crate::components::{Choice, Empty, Field, Head, Note, Pager, Post, PostForm, Time, load, query_param};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Lists and creates projects.
#[component]
pub(crate) fn ProjectsPage() -> impl IntoView {
    let t = texts_now();
    let after = query_param::<Uuid>("after");
    let filter = query_param::<String>("filter");
    let which = move || match filter.get().as_deref() {
        Some("archived") => ProjectFilter::Archived,
        _ => ProjectFilter::Active,
    };
    let list = Loaded::new(
        move || (which(), after.get()),
        |(filter, after)| async move { list_projects(filter, after).await },
    );
    view! {
        <main id="main" class="single">
            <Head title=t.project.title/>
            <Filter/>
            {load(list, move |page| {
                let first = after.get_untracked().is_none();
                match untrack(which) {
                    ProjectFilter::Active => projects(page, first),
                    ProjectFilter::Archived => archived(page, first),
                }
            })}
        </main>
    }
    .erased()
}

fn archived(page: Page<Project>, first: bool) -> AnyView {
    let t = texts_now();
    let none = page.items.is_empty() && first;
    view! {
        {none.then(|| view! { <p class="muted">{t.life.none_archived}</p> })}
        <ul class="cards">{cards(page.items)}</ul>
        <Pager next=page.next first query="filter=archived"/>
    }
    .erased()
}

fn cards(projects: Vec<Project>) -> AnyView {
    projects
        .into_iter()
        .map(|project| {
            view! {
                <li class="card">
                    <A href=paths::project(project.id) attr:class="title">{project.name}</A>
                    <p class="muted">{project.description}</p>
                    <p class="muted small"><Time at=project.updated_at/></p>
                </li>
            }
        })
        .collect_view()
        .erased()
}

fn projects(page: Page<Project>, first: bool) -> AnyView {
    let t = texts_now();
    let empty = page.items.is_empty() && first;
    let owned = page.items.iter().filter(|project| project.role == ProjectRole::Owner);
    let own = owned
        .map(|project| (project.id.to_string(), fill(t.project.like_project, &[("name", &project.name)])));
    let nothing = (String::new(), t.project.like_nothing.to_owned());
    let bikes = ("bike_sharing".to_owned(), t.project.like_bikes.to_owned());
    let templates: Vec<_> = [nothing, bikes].into_iter().chain(own).collect();
    view! {
        {empty.then(|| view! { <Empty title=t.project.empty_title text=t.project.empty_text/> })}
        <ul class="cards">{cards(page.items)}</ul>
        <Pager next=page.next first/>
        <details class="fold" open=empty>
            <summary class="button">{t.project.new}</summary>
            <NewProject templates/>
        </details>
    }
    .erased()
}

#[component]
fn NewProject(
    /// With what it can begin, and how that is called.
    templates: Vec<(String, String)>,
) -> impl IntoView {
    let t = texts_now();
    let action = Post::to::<CreateProject>();
    let failure = action.failure();
    view! {
        <PostForm action class="form card">
            <Note failure/>
            <Field label=t.g.name name="name" failure/>
            <Field label=t.project.description name="description" required=false failure/>
            <Choice label=t.project.like id="like" name="like" options=templates/>
            <button type="submit" class="button primary" disabled=action.pending()>{t.project.create}</button>
        </PostForm>
    }
    .erased()
}
