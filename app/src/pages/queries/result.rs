//! The result of a query: as a table, and as a chart with the table behind it.

use almanac_chart::ChartSpec;
use almanac_domain::ProjectId;
use leptos::prelude::*;
use serde_json::Value;

use super::chart_form::ChartForm;
use crate::api::Answer;
use crate::api::query::Preview;
use crate::components::{Chart, ResultTable, problem};
use crate::erased::Erased;
use crate::format::{count, fill};
use crate::i18n::{texts_now, words};

/// Rows in the table.
const SHOWN: usize = 200;

/// The newest result, or why there is none. The chart stays and moves when another result comes.
#[component]
pub(super) fn ResultView(
    project: ProjectId,
    latest: Signal<Answer<Preview>>,
    /// The chart that was chosen, if one was.
    chosen: RwSignal<Option<ChartSpec>>,
    /// Whether the chart is shown first.
    charted: bool,
    now: Callback<(), Value>,
    redraw: Callback<ChartSpec>,
) -> impl IntoView {
    let t = texts_now();
    let options =
        Signal::derive(move || latest.read().as_ref().ok().and_then(|preview| preview.chart.clone()));
    let columns = Memo::new(move |_| {
        latest.read().as_ref().map(|preview| preview.result.columns.clone()).unwrap_or_default()
    });
    // What was chosen shows at once, not when its chart comes.
    let spec =
        Memo::new(move |_| latest.read().as_ref().ok().and_then(|preview| preview.shown(chosen.get())));
    let drawable = Memo::new(move |_| options.read().is_some());
    view! {
        {move || latest.read().as_ref().err().map(problem)}
        <div class="row spread">
            <p role="status">{move || latest.read().as_ref().ok().map(found)}</p>
            <Export project now/>
        </div>
        <details class="fold" open=charted>
            <summary>{t.query.chart}</summary>
            <Show when=move || drawable.get() fallback=move || view! { <p class="muted">{t.chart.cannot}</p> }>
                <Chart options label=t.query.chart/>
                <ChartForm spec columns redraw/>
            </Show>
        </details>
        <h2>{t.query.table}</h2>
        {move || latest.get().ok().map(|preview| {
            view! { <ResultTable result=preview.result caption=t.query.result limit=SHOWN/> }
        })}
    }
    .erased()
}

/// How much was found, and how long it took.
fn found(preview: &Preview) -> String {
    let (t, locale) = words();
    let result = &preview.result;
    let (rows, ms) = (count(result.total_rows, locale), count(result.elapsed_ms, locale));
    let found = fill(t.query.found, &[("rows", &rows), ("ms", &ms)]);
    let shown = result.rows.len().min(SHOWN) as u64;
    if result.total_rows > shown {
        format!("{found} {}", fill(t.query.truncated, &[("n", &count(shown, locale))]))
    } else {
        found
    }
}

/// Sends the document and saves the answer as a file.
#[component]
fn Export(project: ProjectId, now: Callback<(), Value>) -> impl IntoView {
    let t = texts_now();
    let export = move |_| {
        #[cfg(not(feature = "ssr"))]
        leptos::task::spawn_local(async move {
            let address = crate::paths::rest(project, "query/csv");
            crate::download::post_and_save(&address, &now.run(()), "query.csv").await;
        });
        #[cfg(feature = "ssr")]
        let _ = (project, now);
    };
    view! { <button type="button" class="button quiet" on:click=export>{t.query.export_csv}</button> }
        .erased()
}
