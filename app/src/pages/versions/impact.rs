//! What uses what changed from one version to another, and what broke.

use almanac_domain::source::{
    AffectedForecast, AffectedModel, AffectedQuery, AffectedScenario, QueryProblem, SchemaBreak,
    SchemaImpact, Versioned,
};
use almanac_domain::{ForecastId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::State;
use crate::erased::Erased;
use crate::format::{fill, type_name};
use crate::i18n::texts_now;
use crate::pages::datasets::TYPES;
use crate::paths;

/// The saved queries that use what changed, with what builds on them and on the data itself.
pub(super) fn impact(project: ProjectId, impact: SchemaImpact) -> AnyView {
    let t = &texts_now().impact;
    let queries = if impact.queries.is_empty() {
        view! { <p class="muted">{t.none}</p> }.erased()
    } else {
        let items = impact.queries.into_iter().map(|one| query(project, one)).collect_view();
        view! { <ul class="versions">{items}</ul> }.erased()
    };
    let learned = (!impact.models.is_empty()).then(|| {
        view! {
            <h3>{t.from_data}</h3>
            {models(t.builds_data, project, impact.models)}
        }
    });
    view! {
        <section>
            <h2>{t.title}</h2>
            {queries}
            {learned}
        </section>
    }
    .erased()
}

fn query(project: ProjectId, query: AffectedQuery) -> AnyView {
    let t = &texts_now().impact;
    let (kind, text) = if query.is_broken() { ("bad", t.broken) } else { ("idle", t.affected) };
    let models = (!query.models.is_empty()).then(|| models(t.builds, project, query.models));
    view! {
        <li class="card">
            <div class="row spread">
                <h3><A href=paths::query(project, query.id) attr:rel="external">{query.name}</A></h3>
                <State kind text/>
            </div>
            {problem_list(&query.problems)}
            {models}
        </li>
    }
    .erased()
}

/// What builds on a query or on data, each under what it builds on.
fn models(said: &'static str, project: ProjectId, models: Vec<AffectedModel>) -> AnyView {
    let scenario = |forecast: ForecastId, scenario: AffectedScenario| {
        line(paths::scenario(project, forecast, scenario.id), scenario.name, Vec::new())
    };
    let forecast = |forecast: AffectedForecast| {
        let scenarios = forecast.scenarios.into_iter().map(|one| scenario(forecast.id, one)).collect();
        line(paths::forecast(project, forecast.id), forecast.name, scenarios)
    };
    let model = |model: AffectedModel| {
        let forecasts = model.forecasts.into_iter().map(forecast).collect();
        line(paths::model(project, model.id), model.name, forecasts)
    };
    let items: Vec<AnyView> = models.into_iter().map(model).collect();
    view! {
        <div>
            <p class="muted">{said}</p>
            <ul>{items}</ul>
        </div>
    }
    .erased()
}

/// Something with what builds on it.
fn line(href: String, name: String, below: Vec<AnyView>) -> AnyView {
    let below = (!below.is_empty()).then(|| view! { <ul>{below}</ul> });
    view! { <li><A href attr:rel="external">{name}</A> {below}</li> }.erased()
}

/// What a query uses that is another now.
pub(in crate::pages) fn problem_list(problems: &[QueryProblem]) -> AnyView {
    let t = &texts_now().impact;
    let items = problems.iter().map(|problem| {
        let places = problem.places.iter().map(|place| view! { <code>{place.clone()}</code> " " });
        let places = places.collect_view();
        let breaks = problem.breaks.then(|| view! { " " <State kind="bad" text=t.broken/> });
        view! {
            <li>
                {told(problem)} {breaks}
                <div class="muted small">{t.places} " " {places}</div>
            </li>
        }
    });
    view! { <ul>{items.collect_view()}</ul> }.erased()
}

/// What happened, as a sentence.
fn told(problem: &QueryProblem) -> String {
    let t = &texts_now().impact;
    let renamed = |name: Option<String>| {
        name.map_or_else(String::new, |name| format!(" {}", fill(t.renamed, &[("name", &name)])))
    };
    match &problem.what {
        SchemaBreak::TableRemoved { table, renamed_to } => {
            let gone = fill(t.table_removed, &[("table", &table.to_string())]);
            gone + &renamed(renamed_to.as_ref().map(ToString::to_string))
        }
        SchemaBreak::ColumnRemoved { table, column, renamed_to } => {
            let gone = fill(t.column_removed, &[("table", &table.to_string()), ("column", column)]);
            gone + &renamed(renamed_to.clone())
        }
        SchemaBreak::TypeChanged { table, column, before, after } => {
            let table = table.to_string();
            let (before, after) = (type_told(problem.of, before), type_told(problem.of, after));
            fill(
                t.type_changed,
                &[("table", &table), ("column", column), ("before", before), ("after", after)],
            )
        }
        SchemaBreak::Unfit { message } => fill(t.unfit, &[("message", message)]),
    }
}

/// The type of a column: as a database calls it, or as the pages of data sets do.
fn type_told(of: Option<Versioned>, native: &str) -> &str {
    let known = || TYPES.into_iter().find(|kind| kind.name() == native).map(type_name);
    match of {
        Some(Versioned::Dataset(_)) => known().unwrap_or(native),
        Some(Versioned::Source(_)) | None => native,
    }
}
