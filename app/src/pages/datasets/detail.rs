//! A data set: its import, its profile, its rows.

use almanac_domain::data::{Dataset, DatasetState};
use almanac_domain::model::Source;
use almanac_domain::quality::Origin;
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::columns::Columns;
use super::state;
use crate::api::dataset::{
    DatasetView, DeleteDataset, RenameDataset, dataset_rows, get_dataset, profile_dataset,
};
use crate::api::job::get_job;
use crate::components::{
    Confirm, Field, Head, JobProgress, Note, Post, PostForm, ResultTable, Tile, id_param, load, query_param,
    use_project,
};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;
use crate::zone;

/// A data set.
#[component]
pub(crate) fn DatasetPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let id = id_param::<DatasetId>("dataset");
    let already = query_param::<bool>("already");
    let dataset = Loaded::new(
        move || (project.id(), id.get()),
        |(project, id)| async move { get_dataset(project, id?).await },
    );
    let again = Callback::new(move |()| dataset.refetch());
    view! {
        {move || already.get().map(|_| view! { <p class="card info" role="status">{t.data.already}</p> })}
        {load(dataset, move |found| match project.id.get_untracked() {
            Ok(project) => page(project, found, again),
            Err(_) => ().erased(),
        })}
    }
    .erased()
}

fn page(project: ProjectId, found: DatasetView, again: Callback<()>) -> AnyView {
    let t = texts_now();
    let DatasetView { dataset, coming, grows } = found;
    let ready = dataset.state == DatasetState::Ready;
    let id = dataset.id;
    let actions = ready.then(|| {
        let plain =
            [("quality", t.pages.quality), ("anomalies", t.pages.anomalies), ("versions", t.pages.versions)];
        let plain = plain.map(|(page, label)| {
            let href = paths::dataset_page(project, id, page);
            view! { <A href attr:class="button" attr:rel="external">{label}</A> }
        });
        let grow = grows.then(|| {
            view! { <A href=paths::new_version(project, id) attr:class="button">{t.data.new_version}</A> }
        });
        view! {
            {plain.collect_view()}
            {grow}
            <A href=paths::new_query(project, id) attr:class="button">{t.data.query}</A>
            <A href=paths::new_model(project, Source::Dataset(id)) attr:rel="external" attr:class="button primary">{t.data.forecast}</A>
        }
    });
    let content = match dataset.state {
        DatasetState::Ready => view! { <Content project dataset=dataset.clone()/> }.erased(),
        DatasetState::Importing => importing(project, &dataset, again),
        DatasetState::Failed => {
            let error = dataset.error.clone();
            view! {
                <div class="problem" role="alert">{state(DatasetState::Failed)} <p>{error}</p></div>
                <A href=paths::area(project, "datasets/new") attr:class="button primary">{t.data.upload}</A>
            }
            .erased()
        }
    };
    let version = fill(t.data.version, &[("n", &dataset.version.to_string())]);
    let note = format!("{} · {version}", dataset.file_name);
    view! {
        <Head title=dataset.name.clone() note>{actions}</Head>
        {coming.map(|(number, state)| newer(project, id, number, state))}
        {dataset.origin.as_ref().map(|origin| made_of(project, id, origin))}
        {content}
        {settings(project, &dataset)}
    }
    .erased()
}

/// A version that is not ready: imported still, or failed.
fn newer(project: ProjectId, id: DatasetId, number: i64, state: DatasetState) -> AnyView {
    let t = texts_now();
    let failed = state == DatasetState::Failed;
    let (class, text) =
        if failed { ("card warning", t.data.not_imported) } else { ("card info", t.data.coming) };
    let text = fill(text, &[("n", &number.to_string())]);
    let href = paths::dataset_page(project, id, "versions");
    view! { <p class=class role="status">{text} " " <A href attr:rel="external">{t.pages.versions}</A></p> }
        .erased()
}

/// From which data set it was made; its quality page tells how.
fn made_of(project: ProjectId, id: DatasetId, origin: &Origin) -> AnyView {
    let t = &texts_now().pages;
    let text = fill(t.made_of, &[("name", &origin.name)]);
    let (from, more) = (paths::dataset(project, origin.dataset), paths::dataset_page(project, id, "quality"));
    view! {
        <p class="card info">
            <A href=from>{text}</A> " " <A href=more attr:rel="external">{t.quality}</A>
        </p>
    }
    .erased()
}

fn importing(project: ProjectId, dataset: &Dataset, again: Callback<()>) -> AnyView {
    let Some(job) = dataset.job_id else { return state(dataset.state) };
    let job = Loaded::new(|| (), move |()| get_job(project, job));
    load(job, move |job| view! { <JobProgress project job done=again/> }.erased())
}

#[component]
fn Content(project: ProjectId, dataset: Dataset) -> impl IntoView {
    let (t, locale) = words();
    let id = dataset.id;
    let profile = Loaded::new(|| (), move |()| profile_dataset(project, id));
    let offset = query_param::<u64>("offset");
    let rows = Loaded::new(
        move || offset.get().unwrap_or_default(),
        move |offset| async move { Ok((offset, dataset_rows(project, id, offset).await?)) },
    );
    let here = paths::dataset(project, id);
    let listed = move |(offset, result): (u64, almanac_domain::saved::QueryResult)| {
        let (all, to) = (result.total_rows, offset + result.rows.len() as u64);
        let count = |n: u64| format::count(n, locale);
        let values = [("from", &*count((offset + 1).min(all))), ("to", &*count(to)), ("all", &*count(all))];
        let text = fill(t.data.rows_from, &values);
        let next = (to < all).then(|| format!("{here}?offset={to}"));
        let first = (offset > 0).then(|| here.clone());
        view! {
            <div class="row spread">
                <p class="muted">{text}</p>
                <nav class="pager" aria-label=t.data.preview>
                    {first.map(|href| view! { <A href scroll=false>{t.data.first_rows}</A> })}
                    {next.map(|href| view! { <A href scroll=false>{t.data.next_rows}</A> })}
                </nav>
            </div>
            <ResultTable result caption=t.data.preview/>
        }
        .erased()
    };
    view! {
        <dl class="tiles">
            <Tile label=t.g.rows value=format::count(dataset.rows.max(0) as u64, locale)/>
            <Tile label=t.g.columns value=dataset.columns.len().to_string()/>
            <Tile label=t.g.size value=format::bytes(dataset.bytes.max(0) as u64, locale)/>
            <Tile label=t.g.created value=zone::time(dataset.created_at)/>
        </dl>
        <section>
            <h2>{t.data.profile}</h2>
            {load(profile, |profile| view! { <Columns profile/> }.erased())}
        </section>
        <section>
            <h2>{t.data.preview}</h2>
            {load(rows, listed)}
        </section>
    }
    .erased()
}

fn settings(project: ProjectId, dataset: &Dataset) -> AnyView {
    let t = texts_now();
    let (rename, delete) = (Post::to::<RenameDataset>(), Post::to::<DeleteDataset>());
    let failure = rename.failure();
    let (id, name) = (dataset.id, dataset.name.clone());
    view! {
        <footer class="foot">
        <details class="fold">
            <summary class="button">{t.g.rename}</summary>
            <PostForm action=rename class="form card">
                <Note failure/>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="dataset" value=id.to_string()/>
                <Field label=t.g.name name="name" value=name failure/>
                <button type="submit" class="button primary" disabled=rename.pending()>{t.g.save}</button>
            </PostForm>
        </details>
        <Confirm id="delete-dataset" name=dataset.name.clone() text=t.data.delete_text>
            <PostForm action=delete>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="dataset" value=id.to_string()/>
                <button type="submit" class="button danger">{t.g.delete}</button>
            </PostForm>
        </Confirm>
        <Note failure=delete.failure()/>
        </footer>
    }
    .erased()
}
