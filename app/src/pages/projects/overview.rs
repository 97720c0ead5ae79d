//! The start page of a project: the next step, and what is newest.

use almanac_domain::ProjectId;
use almanac_domain::data::DatasetState;
use almanac_domain::model::{ModelState, Source};
use leptos::prelude::*;
use leptos_router::components::A;

use super::life::Notices;
use crate::api::project::{ProjectOverview, get_overview};
use crate::components::{Head, load, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// The next step and what is newest.
#[component]
pub(crate) fn OverviewPage() -> impl IntoView {
    let state = use_project();
    let overview = Loaded::new(move || state.id(), get_overview);
    view! {
        {load(state.project, |project| view! { <Head title=project.name note=project.description/> }.erased())}
        <Notices/>
        {load(overview, move |overview| newest(state.id.get_untracked().ok(), &overview))}
    }
    .erased()
}

struct Step {
    title: &'static str,
    text: &'static str,
    href: String,
    /// Whether the server writes that page alone.
    plain: bool,
}

/// What to do next, from what there is.
fn next_step(id: ProjectId, overview: &ProjectOverview) -> Step {
    let t = &texts_now().project;
    let ready = overview.models.iter().find(|model| model.state == ModelState::Ready);
    let what_if = overview
        .forecasts
        .iter()
        .find(|forecast| overview.models.iter().any(|model| model.id == forecast.model_id && model.what_if));
    let data = overview.datasets.iter().find(|dataset| dataset.state == DatasetState::Ready);
    let training = overview.models.iter().find(|model| model.state == ModelState::Training);
    let import = overview.datasets.iter().find(|dataset| dataset.state == DatasetState::Importing);
    if let Some(forecast) = what_if {
        return Step {
            title: t.step_what_if,
            text: t.step_what_if_text,
            href: paths::what_if(id, forecast.id),
            plain: false,
        };
    }
    if let Some(model) = ready {
        return Step {
            title: t.step_forecast,
            text: t.step_forecast_text,
            href: paths::model(id, model.id),
            plain: false,
        };
    }
    if let Some(model) = training {
        return Step {
            title: t.step_look,
            text: t.step_training,
            href: paths::model(id, model.id),
            plain: false,
        };
    }
    if let Some(dataset) = data {
        let href = paths::new_model(id, Source::Dataset(dataset.id));
        return Step { title: t.step_model, text: t.step_model_text, href, plain: true };
    }
    if let Some(dataset) = import {
        return Step {
            title: t.step_look,
            text: t.step_import,
            href: paths::dataset(id, dataset.id),
            plain: false,
        };
    }
    Step { title: t.step_data, text: t.step_data_text, href: paths::area(id, "datasets/new"), plain: false }
}

fn newest(id: Option<ProjectId>, overview: &ProjectOverview) -> AnyView {
    let Some(id) = id else { return ().erased() };
    let t = texts_now();
    let step = next_step(id, overview);
    let rel = step.plain.then_some("external");
    let datasets = overview.datasets.iter().map(|d| (d.name.clone(), paths::dataset(id, d.id))).collect();
    let queries = overview.queries.iter().map(|q| (q.name.clone(), paths::query(id, q.id))).collect();
    let models = overview.models.iter().map(|m| (m.name.clone(), paths::model(id, m.id))).collect();
    let forecasts = overview.forecasts.iter().map(|f| (f.name.clone(), paths::forecast(id, f.id))).collect();
    let scenarios = overview.scenarios.iter();
    let scenarios = scenarios.map(|s| (s.name.clone(), paths::scenario(id, s.forecast_id, s.id))).collect();
    // A sample that has no data yet brings them by itself.
    let fills = overview.filling.as_ref().is_some_and(|job| !job.state.is_final());
    let begins = fills && overview.datasets.is_empty();
    let filling = overview.filling.as_ref().map(|job| match (&job.error, job.state.is_final()) {
        (Some(error), true) => view! { <p class="wrong" role="alert">{error.clone()}</p> }.erased(),
        (None, true) => ().erased(),
        (_, false) => view! { <p class="card" role="status">{t.project.filling}</p> }.erased(),
    });
    view! {
        {filling}
        {(!begins).then(|| view! {
            <section class="card next" aria-label=t.project.next_step>
                <p class="muted small">{t.project.next_step}</p>
                <p>{step.text}</p>
                <A href=step.href attr:rel=rel attr:class="button primary">{step.title}</A>
            </section>
        })}
        <div class="cards">
            {recent(t.data.title, paths::area(id, "datasets"), datasets)}
            {recent(t.query.title, paths::area(id, "queries"), queries)}
            {recent(t.model.title, paths::area(id, "models"), models)}
            {recent(t.forecast.title, paths::area(id, "forecasts"), forecasts)}
            {recent(t.scenario.title, paths::area(id, "scenarios"), scenarios)}
        </div>
    }
    .erased()
}

fn recent(title: &'static str, all: String, items: Vec<(String, String)>) -> AnyView {
    let t = texts_now();
    let none = items.is_empty();
    // The server writes this list alone.
    let rel = all.ends_with("/queries").then_some("external");
    let items =
        items.into_iter().map(|(name, href)| view! { <li><A href=href>{name}</A></li> }).collect_view();
    view! {
        <section class="card">
            <h2><A href=all attr:rel=rel>{title}</A></h2>
            {if none {
                view! { <p class="muted">{t.project.nothing}</p> }.erased()
            } else {
                view! { <ul class="plain">{items}</ul> }.erased()
            }}
        </section>
    }
    .erased()
}
