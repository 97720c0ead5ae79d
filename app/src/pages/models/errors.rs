//! The errors of a comparison by period ahead and by series.

use almanac_domain::model::{Metric, Score, SeriesScore};
use almanac_domain::{ModelId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::leaderboard::{headings, measures};
use crate::api::model::{ErrorsView, errors_of};
use crate::components::{Head, PlainChart, id_param, load, pick, query_param, use_project};
use crate::erased::Erased;
use crate::format::{count, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// The errors of the method `?method=`, of the best one without it.
#[component]
pub(crate) fn ErrorsPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<ModelId>("model");
    let method = query_param::<String>("method");
    let found = Loaded::new(
        move || (project.id(), id.get(), method.get()),
        |(project, id, method)| async move { errors_of(project, id?, method).await },
    );
    load(found, move |view| page(project.id(), view))
}

fn page(project: ProjectId, view: ErrorsView) -> AnyView {
    let t = &texts_now().errors_by;
    let ErrorsView { model, name, metric, levels, methods, parts, chart } = view;
    let content = match parts {
        None => view! { <p class="card info">{t.none}</p> }.erased(),
        Some(parts) => {
            let steps: Vec<(String, &Score)> =
                parts.steps.iter().enumerate().map(|(i, score)| ((i + 1).to_string(), score)).collect();
            let series = (parts.of > 1).then(|| by_series(&parts.series, parts.of, metric, &levels));
            view! {
                {pick(t.choose, "method", &methods, &parts.model)}
                <section>
                    <h2>{t.by_step}</h2>
                    <p class="muted">{t.by_step_text}</p>
                    {chart.map(|options| view! { <PlainChart options label=t.by_step/> })}
                    <details class="fold">
                        <summary>{t.table}</summary>
                        {table(t.by_step, t.step, &steps, &levels)}
                    </details>
                </section>
                {series}
            }
            .erased()
        }
    };
    view! {
        <Head title=fill(t.title, &[("name", &name)])>
            <A href=paths::model(project, model) attr:class="button">{t.back}</A>
        </Head>
        {content}
    }
    .erased()
}

fn by_series(series: &[SeriesScore], of: usize, metric: Metric, levels: &[u8]) -> AnyView {
    let (t, locale) = words();
    let t = &t.errors_by;
    let number = |n: usize| count(n as u64, locale);
    let values = [("metric", metric.name()), ("n", &number(series.len())), ("of", &number(of))];
    let rows: Vec<(String, &Score)> = series.iter().map(|one| (one.unique_id.clone(), &one.score)).collect();
    view! {
        <section>
            <h2>{t.by_series}</h2>
            <p class="muted">{fill(t.by_series_text, &values)}</p>
            {table(t.by_series, texts_now().forecast.series, &rows, levels)}
        </section>
    }
    .erased()
}

fn table(label: &'static str, first: &'static str, rows: &[(String, &Score)], levels: &[u8]) -> AnyView {
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, score)| view! { <tr><th scope="row">{name.clone()}</th>{measures(score)}</tr> })
        .collect();
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=label>
            <table class="dense">
                <thead><tr><th scope="col">{first}</th>{headings(None, levels)}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
