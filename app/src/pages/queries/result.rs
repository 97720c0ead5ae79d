//! The result of a query: as a table, and as a chart with the table behind it.

use almanac_chart::ChartSpec;
use almanac_domain::ProjectId;
use almanac_domain::saved::{ExportFormat, RunQuery};
use leptos::prelude::*;

use super::chart_form::ChartForm;
use crate::api::Answer;
use crate::api::query::Preview;
use crate::components::{Chart, Heads, ResultTable, problem};
use crate::erased::Erased;
use crate::format::{count, fill};
use crate::i18n::{texts_now, words};

/// The newest result, or why there is none. The chart stays and moves when another result comes.
#[component]
pub(super) fn ResultView(
    project: ProjectId,
    latest: Signal<Answer<Preview>>,
    /// The chart that was chosen, if one was.
    chosen: RwSignal<Option<ChartSpec>>,
    /// Whether the chart is shown first.
    charted: bool,
    now: Callback<(), RunQuery>,
    redraw: Callback<ChartSpec>,
    heads: Heads,
) -> impl IntoView {
    let t = texts_now();
    // What was found last stays when the next question has no answer.
    let last = StoredValue::new(None::<Preview>);
    let good = Signal::derive(move || {
        if let Ok(preview) = latest.get() {
            last.set_value(Some(preview));
        }
        last.get_value()
    });
    let options = Signal::derive(move || good.read().as_ref().and_then(|preview| preview.chart.clone()));
    let columns = Memo::new(move |_| {
        good.read().as_ref().map(|preview| preview.result.columns.clone()).unwrap_or_default()
    });
    // What was chosen shows at once, not when its chart comes.
    let spec = Memo::new(move |_| good.read().as_ref().and_then(|preview| preview.shown(chosen.get())));
    let drawable = Memo::new(move |_| options.read().is_some());
    view! {
        {move || latest.read().as_ref().err().map(problem)}
        <div class="row spread">
            <p role="status">{move || latest.read().as_ref().ok().and_then(found)}</p>
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
        {move || good.get().map(|preview| {
            view! { <ResultTable result=preview.result caption=t.query.result heads/> }
        })}
    }
    .erased()
}

/// How much was found, and how long it took.
fn found(preview: &Preview) -> Option<String> {
    let (t, locale) = words();
    let result = &preview.result;
    if result.columns.is_empty() {
        return None;
    }
    let (rows, ms) = (count(result.total_rows, locale), count(result.elapsed_ms, locale));
    let found = fill(t.query.found, &[("rows", &rows), ("ms", &ms)]);
    let shown = result.rows.len() as u64;
    Some(if result.total_rows > shown {
        format!("{found} {}", fill(t.query.truncated, &[("n", &count(shown, locale))]))
    } else {
        found
    })
}

/// Sends the query and saves the answer as a file.
#[component]
fn Export(project: ProjectId, now: Callback<(), RunQuery>) -> impl IntoView {
    let t = texts_now();
    let format = RwSignal::new(ExportFormat::default());
    let choose = move |name: String| {
        format.set(ExportFormat::ALL.into_iter().find(|one| one.name() == name).unwrap_or_default());
    };
    let formats: Vec<_> = ExportFormat::ALL
        .into_iter()
        .map(|one| view! { <option value=one.name()>{one.name().to_uppercase()}</option> })
        .collect();
    let export = move |_| {
        #[cfg(not(feature = "ssr"))]
        leptos::task::spawn_local(async move {
            let name = format.get_untracked().name();
            let address = crate::paths::rest(project, &format!("query/export?format={name}"));
            crate::download::post_and_save(&address, &now.run(()), &format!("query.{name}")).await;
        });
        #[cfg(feature = "ssr")]
        let _ = (project, now);
    };
    view! {
        <div class="row">
            <select aria-label=t.query.export_as on:change:target=move |event| choose(event.target().value())>{formats}</select>
            <button type="button" class="button quiet" on:click=export>{t.query.export}</button>
        </div>
    }
    .erased()
}
