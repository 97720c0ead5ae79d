//! The pages of a new and of a saved query.

use almanac_domain::model::Source as Trained;
use almanac_domain::saved::SourceDetail;
use almanac_domain::source::TableName;
use almanac_domain::{DatasetId, ProjectId, QueryId, SourceId};
use almanac_query::{QueryDocument, Source, SqlSource, TableSource};
use leptos::prelude::*;
use leptos_router::components::A;
use serde_json::Value;

use super::builder::Builder;
use crate::api::query::{DeleteQuery, QueryDetail, describe_sources, get_query, start_query};
use crate::api::{Answer, Failure};
use crate::components::{Confirm, Head, Note, Post, PostForm, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// A new query on `?dataset=`, `?query=`, `?source=` with `?table=`, or `?sql=` with or without `?source=`; without one,
/// the way to the choice of it.
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
    let sql = query_param::<u8>("sql");
    let statement = move || {
        sql.get()?;
        Some(Source::Sql(SqlSource { source: source.get(), text: String::new(), columns: Vec::new() }))
    };
    let asked = move || {
        let stored = dataset.get().map(Source::Dataset).or(query.get().map(Source::Query));
        stored.or_else(statement).or_else(table)
    };
    let given = Loaded::new(
        move || (project.id(), asked()),
        |(project, source)| async move {
            let begun = match &source {
                Some(source) => start_query(project, vec![written(source)]).await?,
                None => (Vec::new(), false),
            };
            Ok((source, begun))
        },
    );
    load(given, move |(source, begun)| match (project.id.get_untracked(), source) {
        (Ok(project), Some(source)) => new_query(project, source, begun),
        (Ok(project), None) => view! {
            <Head title=texts_now().query.new/>
            <A href=paths::area(project, "queries/sources")>{texts_now().query.choose_source}</A>
        }
        .erased(),
        _ => ().erased(),
    })
}

fn written(source: &Source) -> Value {
    serde_json::to_value(source).unwrap_or_default()
}

/// The name of a source.
fn name(sources: &[SourceDetail], source: &Source) -> String {
    let source = written(source);
    sources.iter().find(|one| one.source == source).map(|one| one.name.clone()).unwrap_or_default()
}

fn new_query(project: ProjectId, source: Source, (sources, saves): (Vec<SourceDetail>, bool)) -> AnyView {
    let t = &texts_now().query;
    let title = match &source {
        Source::Sql(_) => t.new_statement.to_owned(),
        _ => fill(t.unsaved, &[("name", &name(&sources, &source))]),
    };
    let document = QueryDocument::of(source);
    view! {
        <Head title/>
        <Builder project sources document saved=None saves/>
    }
    .erased()
}

/// A saved query.
#[component]
pub(crate) fn QueryPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<QueryId>("query");
    let given = Loaded::new(move || (project.id(), id.get()), |(project, id)| saved(project, id));
    load(given, move |(found, sources)| match project.id.get_untracked() {
        Ok(project) => saved_query(project, found, sources),
        Err(_) => ().erased(),
    })
}

async fn saved(project: ProjectId, id: Answer<QueryId>) -> Answer<(QueryDetail, Vec<SourceDetail>)> {
    let found = get_query(project, id?).await?;
    let document: QueryDocument = serde_json::from_value(found.query.document.clone())
        .map_err(|error| Failure::internal(error.to_string()))?;
    let mut sources: Vec<Value> = document.reads().into_iter().map(written).collect();
    sources.dedup();
    let sources = describe_sources(project, sources).await?;
    Ok((found, sources))
}

fn saved_query(project: ProjectId, found: QueryDetail, sources: Vec<SourceDetail>) -> AnyView {
    let t = texts_now();
    let QueryDetail { query, broken, edits } = found;
    let (id, name) = (query.id, query.name.clone());
    let document: QueryDocument = match serde_json::from_value(query.document.clone()) {
        Ok(document) => document,
        Err(error) => return crate::components::problem(&Failure::internal(error.to_string())),
    };
    let place = edits.then(|| {
        let href = paths::query_place(project, id);
        view! { <A href attr:rel="external" attr:class="button">{t.query.organize}</A> }
    });
    view! {
        <Head title=name.clone() note=self::name(&sources, &document.source)>
            {broken.then(|| super::broken(project, id))}
            {place}
            <A href=paths::query_history(project, id) attr:rel="external" attr:class="button">{t.query.history}</A>
            <A href=paths::new_model(project, Trained::Query(id)) attr:rel="external" attr:class="button primary">{t.query.forecast}</A>
        </Head>
        <Builder project sources document saved=Some(query) saves=edits/>
        {edits.then(|| delete(project, id, name))}
    }
    .erased()
}

fn delete(project: ProjectId, id: QueryId, name: String) -> AnyView {
    let t = texts_now();
    let delete = Post::to::<DeleteQuery>();
    view! {
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
