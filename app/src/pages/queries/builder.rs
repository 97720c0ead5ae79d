//! The query builder: the form, the running query, the result.

use std::collections::BTreeMap;

use almanac_chart::ChartSpec;
use almanac_domain::ProjectId;
use almanac_domain::saved::{QuerySource, SavedQuery};
use almanac_query::QueryDocument;
use leptos::prelude::*;
use leptos::reactive::actions::ActionAbortHandle;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde_json::Value;

use super::conditions::{Conditions, Having};
use super::draft::Draft;
use super::form::QueryForm;
use super::order::{Order, Windows};
use super::result::ResultView;
use super::shape::{ColumnChoice, ComputedColumns, Joins};
use super::summary::{Aggregates, Groups};
use crate::api::query::{Preview, run_query, save_query};
use crate::api::{Answer, Failure};
use crate::components::Note;
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Rows that a preview brings.
const PREVIEW_ROWS: u64 = 2_000;

type Running = StoredValue<Option<ActionAbortHandle>>;
type Asked = (Value, Option<ChartSpec>);

/// The state of the builder; cheap to copy.
#[derive(Clone, Copy)]
struct Desk {
    project: ProjectId,
    form: QueryForm,
    /// The chart that was chosen, if one was.
    spec: RwSignal<Option<ChartSpec>>,
    /// The first result comes with the page, later ones when they are asked for.
    opening: Loaded<Preview>,
    run: Action<Asked, Answer<Preview>>,
    running: Running,
}

impl Desk {
    fn new(
        project: ProjectId,
        sources: Vec<QuerySource>,
        document: QueryDocument,
        spec: Option<ChartSpec>,
    ) -> Self {
        let first = serde_json::to_value(&document).unwrap_or_default();
        let begun = spec.clone();
        Self {
            project,
            form: QueryForm::new(Draft::new(document), sources),
            spec: RwSignal::new(spec),
            opening: Loaded::new(
                || (),
                move |()| run_query(project, first.clone(), BTreeMap::new(), begun.clone(), PREVIEW_ROWS),
            ),
            run: Action::new(move |(document, spec): &Asked| {
                run_query(project, document.clone(), BTreeMap::new(), spec.clone(), PREVIEW_ROWS)
            }),
            running: StoredValue::new(None),
        }
    }

    /// The document as it is written now.
    fn document(self) -> Value {
        let Self { form, .. } = self;
        let document = form.catalog.with_value(|catalog| form.draft.read_untracked().document(catalog));
        serde_json::to_value(document).unwrap_or_default()
    }

    fn start(self) {
        self.stop();
        let handle = self.run.dispatch((self.document(), self.spec.get_untracked()));
        self.running.set_value(Some(handle));
    }

    /// Drops the request, and with it the query on the server. Does nothing to one that has ended.
    fn stop(self) {
        if let Some(handle) = self.running.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    }
}

/// Builds, runs, draws and saves a query.
#[component]
pub(super) fn Builder(
    project: ProjectId,
    sources: Vec<QuerySource>,
    document: QueryDocument,
    saved: Option<SavedQuery>,
) -> impl IntoView {
    let t = &texts_now().query;
    let spec = saved.as_ref().and_then(|query| serde_json::from_value(query.chart.clone()?).ok());
    let charted = spec.is_some();
    let desk = Desk::new(project, sources, document, spec);
    let result = move || {
        Suspend::new(async move {
            let opened = StoredValue::new(desk.opening.await);
            let latest = Signal::derive(move || desk.run.value().get().unwrap_or_else(|| opened.get_value()));
            let now = Callback::new(move |()| desk.document());
            let redraw = Callback::new(move |changed: ChartSpec| {
                desk.spec.set(Some(changed));
                desk.start();
            });
            view! { <ResultView project latest chosen=desk.spec charted now redraw/> }
        })
    };
    view! {
        <div class="builder">
            <WriteForm desk saved/>
            <section class="result" aria-label=t.result aria-busy=move || desk.run.pending().get().to_string()>
                <Transition>{result}</Transition>
            </section>
        </div>
    }
    .erased()
}

/// The form in which a query is written.
#[component]
fn WriteForm(desk: Desk, saved: Option<SavedQuery>) -> impl IntoView {
    let t = &texts_now().query;
    let Desk { form, run, .. } = desk;
    let pending = run.pending();
    let summarizes = Memo::new(move |_| {
        let draft = form.draft.read();
        !draft.groups.is_empty() || !draft.aggregates.is_empty()
    });
    view! {
        <form class="form" on:submit=move |event| { event.prevent_default(); desk.start(); }>
            <Joins form/>
            <ComputedColumns form/>
            <Conditions form/>
            <Groups form/>
            <Aggregates form/>
            <Show when=move || summarizes.get() fallback=move || view! { <ColumnChoice form/> }><Having form/></Show>
            <Windows form/>
            <Order form/>
            <div class="row">
                <button type="submit" class="button primary">{t.run}</button>
                <Show when=move || pending.get()>
                    <span role="status">{t.running}</span>
                    <button type="button" class="button" on:click=move |_| desk.stop()>{t.stop}</button>
                </Show>
            </div>
            <SaveForm desk saved/>
        </form>
    }
    .erased()
}

#[component]
fn SaveForm(desk: Desk, saved: Option<SavedQuery>) -> impl IntoView {
    let t = texts_now();
    let id = saved.as_ref().map(|query| query.id);
    let name = RwSignal::new(saved.map(|query| query.name).unwrap_or_default());
    let navigate = use_navigate();
    let done = Callback::new(move |query: SavedQuery| {
        let options = NavigateOptions { replace: id.is_some(), ..NavigateOptions::default() };
        navigate(&paths::query(desk.project, query.id), options);
    });
    let save = Action::new(move |(): &()| {
        // Without a choice of its own the query keeps the chart that suits it.
        let latest = desk.run.value().get_untracked().or_else(|| desk.opening.get_untracked());
        let chosen = desk.spec.get_untracked();
        let chart = latest.and_then(Result::ok).and_then(|preview| preview.shown(chosen));
        let saving = save_query(desk.project, id, name.get_untracked(), desk.document(), chart);
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
    .erased()
}
