//! The result of a query: as a table, and as a chart with the table behind it.

use almanac_chart::ChartSpec;
use almanac_domain::ProjectId;
use leptos::prelude::*;
use serde_json::Value;

use super::chart_form::ChartForm;
use crate::api::Answer;
use crate::api::query::Preview;
use crate::components::{Chart, ResultTable, problem};
use crate::format::{count, fill};
use crate::i18n::{texts_now, words};

/// Rows in the table.
const SHOWN: usize = 200;

/// The result, or why there is none.
#[component]
pub(super) fn ResultView(
    project: ProjectId,
    latest: Answer<Preview>,
    /// Whether the chart is shown first.
    charted: bool,
    now: Callback<(), Value>,
    redraw: Callback<ChartSpec>,
) -> impl IntoView {
    let (t, locale) = words();
    let preview = match latest {
        Ok(preview) => preview,
        Err(failure) => return problem(&failure),
    };
    let Preview { result, spec, chart } = preview;
    let (rows, ms) = (count(result.total_rows, locale), count(result.elapsed_ms, locale));
    let shown = result.rows.len().min(SHOWN);
    let found = fill(t.query.found, &[("rows", &rows), ("ms", &ms)]);
    let part = (result.total_rows > shown as u64)
        .then(|| fill(t.query.truncated, &[("n", &count(shown as u64, locale))]));
    let columns = result.columns.clone();
    let drawn = match (spec, chart) {
        (Some(spec), Some(chart)) => {
            let options = Signal::stored(Some(chart));
            view! {
                <Chart options label=t.query.chart/>
                <ChartForm spec columns redraw/>
            }
            .into_any()
        }
        _ => view! { <p class="muted">{t.chart.cannot}</p> }.into_any(),
    };
    view! {
        <div class="row spread">
            <p role="status">{found} " " <span class="muted">{part}</span></p>
            <Export project now/>
        </div>
        <details class="fold" open=charted>
            <summary>{t.query.chart}</summary>
            {drawn}
        </details>
        <h2>{t.query.table}</h2>
        <ResultTable result caption=t.query.result limit=SHOWN/>
    }
    .into_any()
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
        .into_any()
}
