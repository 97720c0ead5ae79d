//! The query builder: the form, the running query, the result.

use almanac_chart::ChartSpec;
use almanac_domain::ProjectId;
use almanac_domain::data::Dataset;
use almanac_domain::model::Source;
use almanac_domain::saved::SavedQuery;
use almanac_query::QueryDocument;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;
use serde_json::Value;

use super::draft::Draft;
use super::filters::{ColumnChoice, Conditions};
use super::result::ResultView;
use super::summary::{Aggregates, Groups, Order};
use crate::api::query::{Preview, run_query, save_query};
use crate::api::{Answer, Failure};
use crate::components::Note;
use crate::i18n::texts_now;
use crate::paths;

/// Rows that a preview brings.
const PREVIEW_ROWS: u64 = 2_000;

/// Builds, runs, draws and saves a query.
#[component]
pub(super) fn Builder(
    project: ProjectId,
    dataset: Dataset,
    document: QueryDocument,
    saved: Option<SavedQuery>,
) -> impl IntoView {
    let t = &texts_now().query;
    let catalog = StoredValue::new(dataset.columns);
    let spec =
        saved.as_ref().and_then(|query| serde_json::from_value::<ChartSpec>(query.chart.clone()?).ok());
    let charted = spec.is_some();
    let spec = RwSignal::new(spec);
    let first = serde_json::to_value(&document).unwrap_or_default();
    let draft = RwSignal::new(Draft::new(document));
    let now = move || {
        serde_json::to_value(draft.read_untracked().document(&catalog.get_value())).unwrap_or_default()
    };
    // The first result comes with the page; later ones when they are asked for.
    let begun = spec.get_untracked();
    let opening =
        Resource::new(|| (), move |()| run_query(project, first.clone(), begun.clone(), PREVIEW_ROWS));
    let run = Action::new(move |(document, spec): &(Value, Option<ChartSpec>)| {
        run_query(project, document.clone(), spec.clone(), PREVIEW_ROWS)
    });
    let running = StoredValue::new(None);
    let start = move || {
        // The handle of a query that has ended does nothing.
        stop(running);
        running.set_value(Some(run.dispatch((now(), spec.get_untracked()))));
    };
    let shown = Signal::derive(move || run.value().get().or_else(|| opening.get()));
    let redraw = Callback::new(move |changed: ChartSpec| {
        spec.set(Some(changed));
        start();
    });
    let pending = run.pending();
    view! {
        <div class="builder">
            <form class="form" on:submit=move |event| { event.prevent_default(); start(); }>
                <ColumnChoice draft catalog/>
                <Conditions draft catalog/>
                <Groups draft catalog/>
                <Aggregates draft catalog/>
                <Order draft catalog/>
                <div class="row">
                    <button type="submit" class="button primary">{t.run}</button>
                    <Show when=move || pending.get()>
                        <span role="status">{t.running}</span>
                        <button type="button" class="button" on:click=move |_| stop(running)>{t.stop}</button>
                    </Show>
                </div>
                <SaveForm project saved=saved.clone() now=Callback::new(move |()| now()) spec shown/>
            </form>
            <section class="result" aria-label=t.result aria-busy=move || pending.get().to_string()>
                <Transition>
                    {move || Suspend::new(async move {
                        let opened = opening.await;
                        let latest = run.value().get().unwrap_or(opened);
                        view! { <ResultView project latest charted now=Callback::new(move |()| now()) redraw/> }
                    })}
                </Transition>
            </section>
        </div>
        {saved.map(|query| view! {
            <A href=paths::new_model(project, Source::Query(query.id)) attr:class="button">{t.forecast}</A>
        })}
    }
    .into_any()
}

type Running = StoredValue<Option<leptos::reactive::actions::ActionAbortHandle>>;

/// Drops the request, and with it the query on the server.
fn stop(running: Running) {
    if let Some(handle) = running.try_update_value(Option::take).flatten() {
        handle.abort();
    }
}

#[component]
fn SaveForm(
    project: ProjectId,
    saved: Option<SavedQuery>,
    now: Callback<(), Value>,
    spec: RwSignal<Option<ChartSpec>>,
    shown: Signal<Option<Answer<Preview>>>,
) -> impl IntoView {
    let t = texts_now();
    let id = saved.as_ref().map(|query| query.id);
    let name = RwSignal::new(saved.map(|query| query.name).unwrap_or_default());
    let navigate = use_navigate();
    let done = Callback::new(move |query: SavedQuery| {
        let options = NavigateOptions { replace: id.is_some(), ..NavigateOptions::default() };
        navigate(&paths::query(project, query.id), options);
    });
    let save = Action::new(move |(): &()| {
        // Without a choice of its own the query keeps the chart that suits it.
        let drawn = shown.get_untracked().and_then(Result::ok).and_then(|preview| preview.spec);
        let chart = spec.get_untracked().or(drawn);
        let saving = save_query(project, id, name.get_untracked(), now.run(()), chart);
        async move {
            let answer = saving.await;
            if let Ok(query) = &answer {
                done.run(query.clone());
            }
            answer
        }
    });
    let failure = Signal::derive(move || -> Option<Failure> { save.value().get().and_then(Result::err) });
    let kept = move || save.value().read().as_ref().is_some_and(Result::is_ok);
    view! {
        <div class="save">
            <div class="field">
                <label for="query-name">{t.query.save_as}</label>
                <input id="query-name" type="text" prop:value=name on:input:target=move |event| name.set(event.target().value())/>
            </div>
            <button type="button" class="button" disabled=save.pending() on:click=move |_| { save.dispatch(()); }>{t.g.save}</button>
            <span role="status">{move || kept().then_some(t.query.saved)}</span>
        </div>
        <Note failure/>
    }
    .into_any()
}
