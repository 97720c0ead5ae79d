//! The pages of a new and of a saved query.

use almanac_domain::model::Source as Trained;
use almanac_domain::saved::{QuerySource, SavedQuery};
use almanac_domain::source::TableName;
use almanac_domain::{DatasetId, ProjectId, QueryId, SourceId};
use almanac_query::{QueryDocument, Source, TableSource};
use leptos::prelude::*;
use leptos_router::components::A;

use super::builder::Builder;
use crate::api::query::{DeleteQuery, get_query, list_query_sources};
use crate::api::{Answer, Failure};
use crate::components::{Confirm, Head, Note, Post, PostForm, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// A new query on `?dataset=`, `?query=`, or `?source=` with `?table=`; without one, the way to the choice of it.
#[component]
pub(crate) fn NewQueryPage() -> impl IntoView {
    let project = use_project();
    let dataset = query_param::<DatasetId>("dataset");
    let query = query_param::<QueryId>("query");
    let (source, schema) = (query_param::<SourceId>("source"), query_param::<String>("schema"));
    let table = query_param::<String>("table");
    let table = move || {
        let (source, name) = (source.get()?, table.get()?);
        Some(Source::Table(TableSource { source, table: TableName { schema: schema.get(), name } }))
    };
    let asked = move || dataset.get().map(Source::Dataset).or(query.get().map(Source::Query)).or_else(table);
    let given = Loaded::new(
        move || (project.id(), asked()),
        |(project, source)| async move { Ok((source, list_query_sources(project).await?)) },
    );
    load(given, move |(source, sources)| match (project.id.get_untracked(), source) {
        (Ok(project), Some(source)) => new_query(project, source, sources),
        (Ok(project), None) => view! {
            <Head title=texts_now().query.new/>
            <A href=paths::area(project, "queries/sources")>{texts_now().query.choose_source}</A>
        }
        .erased(),
        _ => ().erased(),
    })
}

/// The name of a source.
fn name(sources: &[QuerySource], source: &Source) -> String {
    let source = serde_json::to_value(source).unwrap_or_default();
    sources.iter().find(|one| one.source == source).map(|one| one.name.clone()).unwrap_or_default()
}

fn new_query(project: ProjectId, source: Source, sources: Vec<QuerySource>) -> AnyView {
    let title = fill(texts_now().query.unsaved, &[("name", &name(&sources, &source))]);
    let document = QueryDocument::of(source);
    view! {
        <Head title/>
        <Builder project sources document saved=None/>
    }
    .erased()
}

/// A saved query.
#[component]
pub(crate) fn QueryPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<QueryId>("query");
    let given = Loaded::new(move || (project.id(), id.get()), |(project, id)| saved(project, id));
    load(given, move |(query, broken, sources)| match project.id.get_untracked() {
        Ok(project) => saved_query(project, query, broken, sources),
        Err(_) => ().erased(),
    })
}

async fn saved(project: ProjectId, id: Answer<QueryId>) -> Answer<(SavedQuery, bool, Vec<QuerySource>)> {
    let (query, broken) = get_query(project, id?).await?;
    let mut sources = list_query_sources(project).await?;
    // A query cannot read itself.
    let own = serde_json::to_value(Source::Query(query.id)).unwrap_or_default();
    sources.retain(|one| one.source != own);
    Ok((query, broken, sources))
}

fn saved_query(project: ProjectId, query: SavedQuery, broken: bool, sources: Vec<QuerySource>) -> AnyView {
    let t = texts_now();
    let delete = Post::to::<DeleteQuery>();
    let (id, name) = (query.id, query.name.clone());
    let document: QueryDocument = match serde_json::from_value(query.document.clone()) {
        Ok(document) => document,
        Err(error) => return crate::components::problem(&Failure::internal(error.to_string())),
    };
    view! {
        <Head title=name.clone() note=self::name(&sources, &document.source)>
            {broken.then(|| super::broken(project, id))}
            <A href=paths::new_model(project, Trained::Query(id)) attr:class="button primary">{t.query.forecast}</A>
        </Head>
        <Builder project sources document saved=Some(query)/>
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
