//! The query builder: the form, the running query, the result.

use std::time::Duration;

use almanac_chart::ChartSpec;
use almanac_domain::saved::{RunQuery, SavedQuery, SourceDetail};
use almanac_domain::{ProjectId, QueryId};
use almanac_query::{Catalog, QueryDocument, Source};
use leptos::prelude::*;
use leptos::reactive::actions::ActionAbortHandle;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::about::about;
use super::conditions::{conditions, having};
use super::draft::Draft;
use super::fields::{check, later};
use super::form::QueryForm;
use super::order::{order, windows};
use super::parameters::{parameters, unions};
use super::result::result_view;
use super::shape::{column_choice, computed_columns, joins};
use super::summary::{aggregates, groups};
use crate::api::query::{Preview, run_query, save_query};
use crate::api::{Answer, Failure};
use crate::components::{Heads, Note};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Writing stops for so long before the result follows.
const PAUSE: Duration = Duration::from_millis(400);

type Running = StoredValue<Option<ActionAbortHandle>>;
type Asked = (RunQuery, Option<ChartSpec>);

/// The state of the builder; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub project: ProjectId,
    pub form: QueryForm,
    saved: Option<QueryId>,
    /// The chart that was chosen, if one was.
    pub spec: RwSignal<Option<ChartSpec>>,
    /// The first result comes with the page, later ones when they are asked for.
    opening: Loaded<Preview>,
    run: Action<Asked, Answer<Preview>>,
    running: Running,
    /// What was asked last.
    pub asked: StoredValue<RunQuery>,
    /// The questions from which cells led to this one.
    pub before: RwSignal<Vec<Draft>>,
    /// Whether the result follows what is written.
    live: RwSignal<bool>,
}

impl Desk {
    fn new(
        project: ProjectId,
        sources: Vec<SourceDetail>,
        document: QueryDocument,
        saved: Option<&SavedQuery>,
        spec: Option<ChartSpec>,
    ) -> Self {
        let written = || serde_json::to_value(&document).unwrap_or_default();
        let first = saved.map_or_else(written, |query| query.document.clone());
        let saved = saved.map(|query| query.id);
        let begun = spec.clone();
        let unwritten = matches!(&document.source, Source::Sql(sql) if sql.text.is_empty());
        Self {
            project,
            saved,
            asked: StoredValue::new(RunQuery {
                document: first.clone(),
                query: saved,
                ..RunQuery::default()
            }),
            before: RwSignal::new(Vec::new()),
            live: RwSignal::new(true),
            form: QueryForm::new(project, Draft::new(document), sources),
            spec: RwSignal::new(spec),
            opening: Loaded::new(
                || (),
                move |()| {
                    let (first, begun) = (first.clone(), begun.clone());
                    async move {
                        if unwritten {
                            return Ok(Preview::default());
                        }
                        let asked = RunQuery { document: first, query: saved, ..RunQuery::default() };
                        run_query(project, asked, begun).await
                    }
                },
            ),
            run: Action::new(move |(asked, spec): &Asked| run_query(project, asked.clone(), spec.clone())),
            running: StoredValue::new(None),
        }
    }

    /// The query as it is written now.
    pub fn query(self) -> RunQuery {
        self.written(Draft::document)
    }

    fn written(self, read: fn(&Draft, &Catalog) -> QueryDocument) -> RunQuery {
        let Self { form, .. } = self;
        let draft = form.draft.read_untracked();
        let document = form.catalog.with_value(|catalog| read(&draft, catalog));
        let document = serde_json::to_value(document).unwrap_or_default();
        RunQuery { document, parameters: draft.values(), query: self.saved, ..RunQuery::default() }
    }

    fn start(self) {
        self.ask(self.query());
    }

    /// Shows the result of what is written so far, if it may be another one.
    fn follow(self) {
        let query = self.written(Draft::settled);
        if self.live.get_untracked() && self.asked.with_value(|asked| *asked != query) {
            self.ask(query);
        }
    }

    fn ask(self, query: RunQuery) {
        self.asked.set_value(query.clone());
        self.send(query);
    }

    /// Computes the result that is shown anew, though it is kept.
    pub fn refresh(self) {
        self.send(RunQuery { fresh: true, ..self.asked.get_value() });
    }

    /// Goes on to another question.
    pub fn go(self, document: QueryDocument) {
        let draft = self.form.draft.get_untracked();
        let next = draft.next(document);
        self.before.update(|before| before.push(draft));
        self.form.draft.set(next);
        self.start();
    }

    /// Goes back to the question before.
    pub fn back(self) {
        if let Some(draft) = self.before.try_update(Vec::pop).flatten() {
            self.form.draft.set(draft);
            self.start();
        }
    }

    fn send(self, query: RunQuery) {
        self.stop();
        let handle = self.run.dispatch((query, self.spec.get_untracked()));
        self.running.set_value(Some(handle));
    }

    /// Follows what is written from now on.
    fn watch(self) {
        let follow = later(PAUSE, Callback::new(move |()| self.follow()));
        Effect::new(move |begun: Option<()>| {
            self.form.draft.track();
            self.live.track();
            if begun.is_some() {
                follow.run(());
            }
        });
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
    sources: Vec<SourceDetail>,
    document: QueryDocument,
    saved: Option<SavedQuery>,
    /// Whether the person may save it.
    saves: bool,
) -> impl IntoView {
    let t = &texts_now().query;
    let spec = saved.as_ref().and_then(|query| serde_json::from_value(query.chart.clone()?).ok());
    let charted = spec.is_some();
    let desk = Desk::new(project, sources, document, saved.as_ref(), spec);
    desk.watch();
    let result = move || {
        Suspend::new(async move {
            let opened = StoredValue::new(desk.opening.await);
            let latest = Signal::derive(move || desk.run.value().get().unwrap_or_else(|| opened.get_value()));
            let heads = heads(desk.form);
            let redraw = Callback::new(move |changed: ChartSpec| {
                desk.spec.set(Some(changed));
                desk.start();
            });
            result_view(&desk, latest, (charted, redraw), heads)
        })
    };
    // What these read is asked for outside of the result: what is made in there is made anew each time.
    let ran = Signal::derive(move || desk.run.value().track());
    view! {
        <div class="builder">
            <WriteForm desk saved saves/>
            <section class="result" aria-label=t.result aria-busy=move || desk.run.pending().get().to_string()>
                <Transition>{result}</Transition>
                {about(desk.form, ran, desk.asked)}
            </section>
        </div>
    }
    .erased()
}

/// The heads of the result's columns, which show its order and change it.
fn heads(form: QueryForm) -> Heads {
    let now = Signal::derive(move || {
        let draft = form.draft.read();
        draft.sorts.first().map(|row| (row.item.by.clone(), row.item.descending))
    });
    Callback::new(move |(name, class): (String, Option<&'static str>)| {
        let (own, label) = (name.clone(), name.clone());
        let direction = move || now.get().filter(|(by, _)| *by == own).map(|(_, down)| down);
        let direction = Signal::derive(direction);
        let sorted = move || direction.get().map(|down| if down { "descending" } else { "ascending" });
        let sign = move || direction.get().map(|down| if down { " ↓" } else { " ↑" });
        let sort = move |_| form.draft.update(|draft| draft.sort_by(name.clone()));
        view! {
            <th scope="col" class=class aria-sort=sorted>
                <button type="button" class="sorter" on:click=sort>{label}<span aria-hidden="true">{sign}</span></button>
            </th>
        }
        .erased()
    })
}

/// The form in which a query is written.
#[component]
fn WriteForm(desk: Desk, saved: Option<SavedQuery>, saves: bool) -> impl IntoView {
    let t = &texts_now().query;
    let Desk { form, run, .. } = desk;
    let pending = run.pending();
    let summarizes = Memo::new(move |_| {
        let draft = form.draft.read();
        !draft.groups.is_empty() || !draft.aggregates.is_empty()
    });
    view! {
        <form class="form" on:submit=move |event| { event.prevent_default(); desk.start(); }>
            {joins(form)}
            {parameters(form)}
            {computed_columns(form)}
            {conditions(form)}
            {groups(form)}
            {aggregates(form)}
            {move || if summarizes.get() { having(form) } else { column_choice(form) }}
            {windows(form)}
            {unions(form)}
            {order(form)}
            <div class="row">
                <button type="submit" class="button primary">{t.run}</button>
                {check(t.live.to_owned(), desk.live.into(), Callback::new(move |on| desk.live.set(on)))}
                <Show when=move || pending.get()>
                    <span role="status">{t.running}</span>
                    <button type="button" class="button" on:click=move |_| desk.stop()>{t.stop}</button>
                </Show>
            </div>
            {saves.then(|| view! { <SaveForm desk saved/> })}
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
        let saving = save_query(desk.project, id, name.get_untracked(), desk.query().document, chart);
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
