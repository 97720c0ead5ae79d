//! A model: its training, its leaderboard, its forecasts.

use almanac_domain::model::{DriverTiming, Model, ModelState};
use almanac_domain::{ModelId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::state;
use crate::api::forecast::MakeForecast;
use crate::api::job::get_job;
use crate::api::model::{DeleteModel, ModelView, view_model};
use crate::components::{
    Confirm, Field, Head, JobProgress, Note, Post, PostForm, Tile, id_param, load, use_project,
};
use crate::erased::Erased;
use crate::format::{self, count, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// A model.
#[component]
pub(crate) fn ModelPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<ModelId>("model");
    let model = Loaded::new(
        move || (project.id(), id.get()),
        |(project, id)| async move { view_model(project, id?).await },
    );
    let again = Callback::new(move |()| model.refetch());
    load(model, move |view| match project.id.get_untracked() {
        Ok(project) => page(project, view, again),
        Err(_) => ().erased(),
    })
}

fn page(project: ProjectId, view: ModelView, again: Callback<()>) -> AnyView {
    let t = texts_now();
    let relatives = relatives(project, &view);
    let ModelView { model, learns_on, comparison, .. } = view;
    let source = model.config.source;
    let state_now = model.state;
    let content = match state_now {
        ModelState::Ready => ready(project, &model),
        ModelState::Training => match model.job_id {
            Some(job) => {
                let job = Loaded::new(|| (), move |()| get_job(project, job));
                load(job, move |job| view! { <JobProgress project job done=again/> }.erased())
            }
            None => state(state_now),
        },
        ModelState::Failed | ModelState::Cancelled => {
            let error = model.error.clone();
            view! {
                <div class="problem" role="alert">{state(state_now)} <p>{error}</p></div>
                <A href=paths::new_model(project, source) attr:rel="external" attr:class="button primary">{t.model.again}</A>
            }
            .erased()
        }
    };
    view! {
        <Head title=model.name.clone() note=summary(&model)>
            {learns_on.then(|| view! { <A href=paths::train_further(project, model.id) attr:rel="external" attr:class="button">{t.model.further}</A> })}
            <A href=paths::new_model(project, source) attr:rel="external" attr:class="button">{t.model.again}</A>
        </Head>
        {relatives}
        {content}
        <section class="parts" inner_html=comparison></section>
        <Delete project model=model.id name=model.name/>
    }
    .erased()
}

/// What the model was trained further from, and what from it.
fn relatives(project: ProjectId, view: &ModelView) -> AnyView {
    let t = &texts_now().model;
    let link = |(id, name): &(ModelId, String)| {
        let name = name.clone();
        view! { <li><A href=paths::model(project, *id)>{name}</A></li> }
    };
    let parent = view.model.config.parent.map(|_| match &view.parent {
        Some((id, name)) => {
            let text = fill(t.parent, &[("name", name)]);
            view! { <p><A href=paths::model(project, *id)>{text}</A></p> }.erased()
        }
        None => view! { <p class="muted">{fill(t.parent, &[("name", t.parent_gone)])}</p> }.erased(),
    });
    let children = (!view.children.is_empty()).then(|| {
        let links = view.children.iter().map(link).collect_view();
        view! { <div><p class="muted">{t.children}</p><ul class="plain">{links}</ul></div> }
    });
    view! { {parent} {children} }.erased()
}

fn summary(model: &Model) -> String {
    let t = &texts_now().model;
    let drivers: Vec<_> = model.config.drivers.iter().map(|driver| driver.column.as_str()).collect();
    let mut parts = vec![
        format!("{}: {}", t.target, model.config.target),
        format!("{}: {} {}", t.horizon, model.config.horizon, t.periods),
    ];
    if !drivers.is_empty() {
        parts.push(format!("{}: {}", t.drivers, drivers.join(", ")));
    }
    if let Some(code) = &model.config.holidays {
        parts.push(format!("{}: {code}", t.holidays));
    }
    if let Some(length) = model.config.window_length {
        let n = count(u64::from(length), words().1);
        parts.push(fill(t.learned_from, &[("n", &n)]));
    }
    if let Some(hierarchy) = &model.config.hierarchy {
        parts.push(format!("{}: {}", texts_now().tree.name, hierarchy.levels.formula()));
    }
    parts.join(" · ")
}

fn ready(project: ProjectId, model: &Model) -> AnyView {
    let (t, locale) = words();
    let best = model.leaderboard.iter().find(|score| Some(&score.model) == model.winner.as_ref());
    let skill = best.map_or(format::NONE.to_owned(), |score| format::signed(score.skill, 3, locale));
    let useless = model.leaderboard.iter().all(|score| score.skill <= 0.0);
    view! {
        <dl class="tiles">
            <Tile label=t.model.winner value=model.winner.clone().unwrap_or_default()/>
            <Tile label=t.model.skill value=skill/>
            <Tile label=t.model.series value=count(model.series.max(0) as u64, locale)/>
            <Tile label=t.model.history value=count(model.periods.max(0) as u64, locale)/>
        </dl>
        {useless.then(|| view! { <p class="card warning" role="status">{t.model.no_skill}</p> })}
        <MakeForm project model=model.clone()/>
    }
    .erased()
}

#[component]
fn MakeForm(project: ProjectId, model: Model) -> impl IntoView {
    let t = texts_now();
    let action = Post::to::<MakeForecast>();
    let failure = action.failure();
    let has_drivers = model.config.drivers.iter().any(|driver| driver.timing == DriverTiming::Futr);
    let best = model.winner.clone().unwrap_or_default();
    let methods = model
        .leaderboard
        .iter()
        .map(|score| score.model.clone())
        .filter(|name| *name != best)
        .map(|name| view! { <option value=name.clone()>{name.clone()}</option> })
        .collect_view();
    view! {
        <section class="card">
            <h2>{t.model.make}</h2>
            {model.what_if.then(|| view! { <p class="muted">{t.model.has_what_if}</p> })}
            <PostForm action class="form inline">
                <Note failure/>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="model" value=model.id.to_string()/>
                <Field label=t.g.name name="name" value=model.name.clone() failure/>
                <div class="field">
                    <label for="method">{t.model.method}</label>
                    <select id="method" name="method">
                        <option value="">{format!("{} ({best})", t.model.method_best)}</option>
                        {methods}
                    </select>
                </div>
                {has_drivers.then(|| view! {
                    <label class="check"><input type="checkbox" name="repeat_season" value="true"/>{t.model.repeat}</label>
                })}
                <button type="submit" class="button primary" disabled=action.pending()>{t.model.make}</button>
            </PostForm>
        </section>
    }
    .erased()
}

#[component]
fn Delete(project: ProjectId, model: ModelId, name: String) -> impl IntoView {
    let t = texts_now();
    let delete = Post::to::<DeleteModel>();
    view! {
        <footer class="foot">
        <Confirm id="delete-model" name text=t.model.delete_text>
            <PostForm action=delete>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="model" value=model.to_string()/>
                <button type="submit" class="button danger">{t.g.delete}</button>
            </PostForm>
        </Confirm>
        <Note failure=delete.failure()/>
        </footer>
    }
    .erased()
}
