//! The result of a query: as a table, and as a chart with the table behind it.

use almanac_chart::ChartSpec;
use almanac_domain::saved::ExportFormat;
use leptos::prelude::*;

use super::builder::Desk;
use super::chart_form::ChartForm;
use super::fields::button;
use super::rows::result_rows;
use crate::api::Answer;
use crate::api::query::Preview;
use crate::components::{Chart, Heads, Time, problem};
use crate::erased::Erased;
use crate::format::{count, fill};
use crate::i18n::{texts_now, words};

/// The newest result, or why there is none. The chart stays and moves when another result comes; it is shown first if
/// `charted`.
pub(super) fn result_view(
    desk: &Desk,
    latest: Signal<Answer<Preview>>,
    (charted, redraw): (bool, Callback<ChartSpec>),
    heads: Heads,
) -> AnyView {
    let desk = *desk;
    let chosen = desk.spec;
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
    let kept = move || {
        let at = latest.read().as_ref().ok().and_then(|preview| preview.result.computed_at)?;
        let anew = button(t.query.anew, Callback::new(move |()| desk.refresh()));
        Some(view! { " · " {t.query.as_of} " " <Time at/> " " {anew} }.erased())
    };
    let go = Callback::new(move |next| desk.go(next));
    let back = move || {
        let gone = !desk.before.read().is_empty();
        gone.then(|| button(t.query.step_back, Callback::new(move |()| desk.back())))
    };
    view! {
        {move || latest.read().as_ref().err().map(problem)}
        <div class="row spread">
            <p role="status">{move || latest.read().as_ref().ok().and_then(found)} {kept}</p>
            {export(&desk)}
        </div>
        <details class="fold" open=charted>
            <summary>{t.query.chart}</summary>
            <Show when=move || drawable.get() fallback=move || view! { <p class="muted">{t.chart.cannot}</p> }>
                <Chart options label=t.query.chart/>
                <ChartForm spec columns redraw/>
            </Show>
        </details>
        <div class="row spread"><h2>{t.query.table}</h2> {back}</div>
        {move || good.get().map(|preview| {
            result_rows(desk.form, desk.asked.get_value(), preview.result, heads, go)
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
    Some(fill(t.query.found, &[("rows", &rows), ("ms", &ms)]))
}

/// Sends the query and saves the answer as a file.
fn export(desk: &Desk) -> AnyView {
    let desk = *desk;
    let t = texts_now();
    let format = RwSignal::new(ExportFormat::default());
    let choose = move |name: String| {
        format.set(ExportFormat::ALL.into_iter().find(|one| one.name() == name).unwrap_or_default());
    };
    let formats: Vec<_> = ExportFormat::ALL
        .into_iter()
        .map(|one| view! { <option value=one.name()>{one.name().to_uppercase()}</option> })
        .collect();
    let save = move |_| {
        #[cfg(not(feature = "ssr"))]
        leptos::task::spawn_local(async move {
            let name = format.get_untracked().name();
            let address = crate::paths::rest(desk.project, &format!("query/export?format={name}"));
            crate::download::post_and_save(&address, &desk.query(), &format!("query.{name}")).await;
        });
        #[cfg(feature = "ssr")]
        let _ = desk;
    };
    view! {
        <div class="row">
            <select aria-label=t.query.export_as on:change:target=move |event| choose(event.target().value())>{formats}</select>
            <button type="button" class="button quiet" on:click=save>{t.query.export}</button>
        </div>
    }
    .erased()
}
