//! The frame of a project: its navigation beside its pages.

use almanac_domain::ProjectId;
use almanac_domain::project::Project;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

use super::{id_param, problem};
use crate::api::Answer;
use crate::api::project::get_project;
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// The project whose pages are shown.
#[derive(Clone, Copy)]
pub(crate) struct ProjectState {
    pub id: Memo<Answer<ProjectId>>,
    pub project: Loaded<Project>,
}

impl ProjectState {
    /// Its id; pages of a project that is none are not shown, so the nil id is never asked for.
    pub fn id(self) -> ProjectId {
        self.id.get().unwrap_or(ProjectId(uuid::Uuid::nil()))
    }
}

/// The project whose pages are shown.
pub(crate) fn use_project() -> ProjectState {
    expect_context()
}

/// Navigation and page of a project.
#[component]
pub(crate) fn ProjectFrame() -> impl IntoView {
    let t = texts_now();
    let id = id_param::<ProjectId>("project");
    let project = Loaded::new(move || id.get(), |id| async move { get_project(id?).await });
    let state = ProjectState { id, project };
    provide_context(state);
    let name = move || {
        Suspend::new(async move {
            match project.await {
                Ok(project) => view! { <strong class="name">{project.name}</strong> }.erased(),
                Err(_) => ().erased(),
            }
        })
    };
    let links = move || {
        let id = state.id();
        let data = view! {
            <A href=paths::area(id, "datasets")>{t.data.title}</A>
            <A href=paths::area(id, "sources") attr:rel="external">{t.pages.sources}</A>
        };
        let queries = view! {
            <A href=paths::area(id, "queries") attr:rel="external">{t.query.title}</A>
            <A href=paths::area(id, "dashboards") attr:rel="external">{t.pages.dashboards}</A>
        };
        let areas =
            [("models", t.model.title), ("forecasts", t.forecast.title), ("scenarios", t.scenario.title)];
        let areas = areas.map(|(area, label)| view! { <A href=paths::area(id, area)>{label}</A> });
        let plain = [("sharing", t.pages.sharing), ("links", t.pages.links), ("settings", t.pages.settings)];
        let plain = plain
            .map(|(area, label)| view! { <A href=paths::area(id, area) attr:rel="external">{label}</A> });
        view! {
            <A href=paths::project(id) exact=true>{t.project.overview}</A>
            {data}
            {queries}
            {areas.collect_view()}
            {plain.collect_view()}
        }
    };
    view! {
        <div class="project">
            <nav class="side" aria-label=t.g.project_pages>
                <Transition>{name}</Transition>
                <div class="links">{links}</div>
            </nav>
            <main id="main">
                {move || match id.get() {
                    Ok(_) => view! { <Outlet/> }.erased(),
                    Err(failure) => problem(&failure),
                }}
            </main>
        </div>
    }
    .erased()
}
