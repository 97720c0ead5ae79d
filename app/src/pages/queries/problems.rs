//! What broke a saved query since it was saved.

use almanac_domain::saved::SavedQuery;
use almanac_domain::source::{QueryStanding, ReadSource, Versioned};
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::query::query_problems;
use crate::components::{Head, id_param, load, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::pages::versions::problem_list;
use crate::paths;

/// How a saved query stands to the databases and data sets that it reads.
#[component]
pub(crate) fn QueryProblemsPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<QueryId>("query");
    let found = Loaded::new(
        move || (project.id(), id.get()),
        |(project, id)| async move { query_problems(project, id?).await },
    );
    load(found, move |(query, standing)| page(project.id(), query, standing))
}

fn page(project: ProjectId, query: SavedQuery, standing: QueryStanding) -> AnyView {
    let t = &texts_now().impact;
    let title = fill(t.of_query, &[("name", &query.name)]);
    let content = if standing.problems.is_empty() {
        view! { <p>{t.nothing}</p> }.erased()
    } else {
        view! {
            {problem_list(&standing.problems)}
            <p class="muted">{t.advice}</p>
        }
        .erased()
    };
    let sources = standing.sources.into_iter().map(|one| source(project, &one)).collect_view();
    view! {
        <Head title>
            <A href=paths::query(project, query.id) attr:class="button" attr:rel="external">{t.to_query}</A>
        </Head>
        {content}
        {sources}
    }
    .erased()
}

/// With which version of a database or data set the query was saved.
fn source(project: ProjectId, source: &ReadSource) -> AnyView {
    let t = texts_now();
    let (saved, used) = (source.saved.to_string(), source.used.to_string());
    let text = fill(t.impact.saved_with, &[("saved", &saved), ("used", &used), ("source", &source.name)]);
    let compare = (saved != used).then(|| {
        let numbers = (source.saved, source.used);
        let href = match source.of {
            Versioned::Source(id) => paths::source_diff(project, id, numbers),
            Versioned::Dataset(id) => paths::dataset_diff(project, id, numbers),
        };
        view! { <A href attr:class="button">{t.schema.compare}</A> }
    });
    view! { <div class="row"><p>{text}</p> {compare}</div> }.erased()
}
