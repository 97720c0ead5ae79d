//! The pages of a new and of a saved query.

use almanac_domain::data::{Dataset, DatasetState};
use almanac_domain::model::Source;
use almanac_domain::saved::SavedQuery;
use almanac_domain::{DatasetId, ProjectId, QueryId};
use almanac_query::QueryDocument;
use leptos::prelude::*;
use leptos_router::components::{A, Form};

use super::builder::Builder;
use crate::api::dataset::{get_dataset, list_datasets};
use crate::api::query::{DeleteQuery, get_query};
use crate::api::{Answer, Failure};
use crate::components::{
    Confirm, Empty, Head, Note, Post, PostForm, id_param, load, query_param, use_project,
};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// A new query on the data set `?dataset=`; without one, the choice of it.
#[component]
pub(crate) fn NewQueryPage() -> impl IntoView {
    let project = use_project();
    let dataset = query_param::<DatasetId>("dataset");
    let given = Loaded::new(
        move || (project.id(), dataset.get()),
        |(project, dataset)| async move {
            Ok(match dataset {
                Some(id) => Ok::<_, Vec<Dataset>>(get_dataset(project, id).await?),
                None => Err(list_datasets(project, None).await?.items),
            })
        },
    );
    load(given, move |given| match (project.id.get_untracked(), given) {
        (Ok(project), Ok(dataset)) => new_query(project, dataset),
        (Ok(project), Err(datasets)) => choose(project, datasets),
        _ => ().erased(),
    })
}

fn new_query(project: ProjectId, dataset: Dataset) -> AnyView {
    let title = fill(texts_now().query.unsaved, &[("name", &dataset.name)]);
    let document = QueryDocument::all(dataset.id);
    view! {
        <Head title/>
        <Builder project dataset document saved=None/>
    }
    .erased()
}

fn choose(project: ProjectId, datasets: Vec<Dataset>) -> AnyView {
    let t = texts_now();
    let ready: Vec<_> = datasets.into_iter().filter(|d| d.state == DatasetState::Ready).collect();
    if ready.is_empty() {
        return view! {
            <Head title=t.query.new/>
            <Empty title=t.data.empty_title text=t.query.need_data>
                <A href=paths::area(project, "datasets/new") attr:class="button primary">{t.data.upload}</A>
            </Empty>
        }
        .erased();
    }
    let options = ready
        .into_iter()
        .map(|dataset| view! { <option value=dataset.id.to_string()>{dataset.name}</option> })
        .collect_view();
    view! {
        <Head title=t.query.new/>
        <Form method="GET" action="" attr:class="form card">
            <div class="field">
                <label for="dataset">{t.query.choose_source}</label>
                <select id="dataset" name="dataset">{options}</select>
            </div>
            <button type="submit" class="button primary">{t.query.choose}</button>
        </Form>
    }
    .erased()
}

/// A saved query.
#[component]
pub(crate) fn QueryPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<QueryId>("query");
    let given = Loaded::new(move || (project.id(), id.get()), |(project, id)| saved(project, id));
    load(given, move |(query, dataset)| match project.id.get_untracked() {
        Ok(project) => saved_query(project, query, dataset),
        Err(_) => ().erased(),
    })
}

async fn saved(project: ProjectId, id: Answer<QueryId>) -> Answer<(SavedQuery, Dataset)> {
    let query = get_query(project, id?).await?;
    let dataset = get_dataset(project, query.dataset_id).await?;
    Ok((query, dataset))
}

fn saved_query(project: ProjectId, query: SavedQuery, dataset: Dataset) -> AnyView {
    let t = texts_now();
    let delete = Post::to::<DeleteQuery>();
    let (id, name) = (query.id, query.name.clone());
    let document = match serde_json::from_value(query.document.clone()) {
        Ok(document) => document,
        Err(error) => return crate::components::problem(&Failure::internal(error.to_string())),
    };
    view! {
        <Head title=name.clone() note=dataset.name.clone()>
            <A href=paths::new_model(project, Source::Query(id)) attr:class="button primary">{t.query.forecast}</A>
        </Head>
        <Builder project dataset document saved=Some(query)/>
        <footer class="foot">
        <Confirm id="delete-query" name text=t.query.delete_text>
            <PostForm action=delete>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="query" value=id.to_string()/>
                <button type="submit" class="button danger">{t.g.delete}</button>
            </PostForm>
        </Confirm>
        <Note failure=delete.failure()/>
        </footer>
    }
    .erased()
}
