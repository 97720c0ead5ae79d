//! "Forecast this": from a data set (`?dataset=`), a saved query (`?query=`) or a model that is trained further
//! (`?parent=`).

use almanac_domain::data::Column;
use almanac_domain::model::{Model, Source};
use almanac_domain::{DatasetId, ModelId, ProjectId, QueryId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::train_form::TrainingForm;
use crate::api::Answer;
use crate::api::dataset::get_dataset;
use crate::api::model::{Choices, Method, available_models, get_model};
use crate::api::query::{describe_sources, get_query};
use crate::components::{Empty, Head, load, query_param, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// What the form is made from.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Given {
    pub source: Source,
    pub name: String,
    pub columns: Vec<Column>,
    pub methods: Vec<Method>,
    /// The model that is trained further.
    pub parent: Option<Model>,
    /// Whose holidays can be drivers: code and name.
    pub holidays: Vec<(String, String)>,
}

/// Chooses what is forecast and how.
#[component]
pub(crate) fn NewModelPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let dataset = query_param::<DatasetId>("dataset");
    let query = query_param::<QueryId>("query");
    let parent = query_param::<ModelId>("parent");
    let given = Loaded::new(
        move || {
            let source = dataset.get().map(Source::Dataset).or(query.get().map(Source::Query));
            (project.id(), source, parent.get())
        },
        |(project, source, parent)| given(project, source, parent),
    );
    view! {
        <Head title=t.train.title/>
        {load(given, move |given| match (project.id.get_untracked(), given) {
            (Ok(project), Some(given)) => view! { <TrainingForm project given/> }.erased(),
            (Ok(project), None) => view! {
                <Empty title=t.train.no_source text=t.train.no_source_text>
                    <A href=paths::area(project, "datasets") attr:class="button primary">{t.model.to_data}</A>
                </Empty>
            }.erased(),
            _ => ().erased(),
        })}
    }
    .erased()
}

async fn given(project: ProjectId, source: Option<Source>, parent: Option<ModelId>) -> Answer<Option<Given>> {
    let parent = match parent {
        Some(parent) => Some(get_model(project, parent).await?),
        None => None,
    };
    let source = source.or(parent.as_ref().map(|parent| parent.config.source));
    let Some(source) = source else { return Ok(None) };
    let Choices { methods, holidays } = available_models().await?;
    let (name, columns) = match source {
        Source::Dataset(id) => {
            let dataset = get_dataset(project, id).await?.dataset;
            (dataset.name, dataset.columns)
        }
        Source::Query(id) => {
            let query = get_query(project, id).await?.query;
            let own = serde_json::json!({ "query": id });
            let mut described = describe_sources(project, vec![own]).await?;
            (query.name, described.pop().map(|one| one.columns).unwrap_or_default())
        }
    };
    Ok(Some(Given { source, name, columns, methods, parent, holidays }))
}
