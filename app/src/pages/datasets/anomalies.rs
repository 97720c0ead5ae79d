//! What is unusual in a data set. All choices are in the address.

use almanac_domain::data::{Anomaly, DatasetState, JudgedSeries};
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;

use super::anomaly_form::form;
use super::state;
use crate::api::dataset::{AnomaliesView, Looking, SHOWN, Unusual, dataset_anomalies};
use crate::components::{Head, PlainChart, id_param, load, problem, series_input, use_project};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Finds anomalies as the address says, and offers the form.
#[component]
pub(crate) fn AnomaliesPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<DatasetId>("dataset");
    let looking = asked();
    let again = looking.clone();
    let found = Loaded::new(
        move || (project.id(), id.get(), again.clone()),
        |(project, id, looking)| async move { dataset_anomalies(project, id?, looking).await },
    );
    load(found, move |view| page(project.id(), view, &looking))
}

/// What the address says.
fn asked() -> Looking {
    let query = use_query_map().get_untracked();
    let text = |name: &str| query.get_str(name).unwrap_or_default().to_owned();
    Looking {
        time: text("time"),
        value: text("value"),
        series: text("series"),
        method: text("method"),
        level: text("level"),
        seasons: text("seasons"),
        unique_id: text("unique_id"),
        offset: text("offset").parse().unwrap_or_default(),
    }
}

/// The address of the page with these choices.
fn address(project: ProjectId, dataset: DatasetId, looking: &Looking, offset: usize) -> String {
    let all = [
        ("time", &looking.time),
        ("value", &looking.value),
        ("series", &looking.series),
        ("method", &looking.method),
        ("level", &looking.level),
        ("seasons", &looking.seasons),
        ("unique_id", &looking.unique_id),
    ];
    let said = all.iter().filter(|(_, value)| !value.is_empty());
    let said: Vec<String> = said.map(|(name, value)| format!("{name}={}", paths::encoded(value))).collect();
    let page = paths::dataset_page(project, dataset, "anomalies");
    format!("{page}?{}&offset={offset}", said.join("&"))
}

fn page(project: ProjectId, view: AnomaliesView, looking: &Looking) -> AnyView {
    let t = &texts_now().unusual;
    let (id, name) = (view.dataset.id, view.dataset.name.clone());
    let content = if view.dataset.state == DatasetState::Ready {
        let found = view.found.as_ref().map(|found| match found {
            Ok(found) => unusual((project, id), found, looking),
            Err(failure) => problem(failure),
        });
        view! { {form(&view, looking)} {found} }.erased()
    } else {
        state(view.dataset.state)
    };
    view! {
        <Head title=fill(t.title, &[("name", &name)]) note=t.text>
            <A href=paths::dataset(project, id) attr:class="button">{t.back}</A>
        </Head>
        {content}
    }
    .erased()
}

fn unusual((project, dataset): (ProjectId, DatasetId), found: &Unusual, looking: &Looking) -> AnyView {
    let (t, locale) = words();
    let all = &found.anomalies;
    let (total, rows) = (format::count(all.total, locale), format::count(all.rows, locale));
    let seasons: Vec<String> = all.seasons.iter().map(|m| format::count(*m, locale)).collect();
    let text = if seasons.is_empty() { t.unusual.found } else { t.unusual.found_seasons };
    let values = [("total", &*total), ("rows", &*rows), ("seasons", &*seasons.join(", "))];
    let thinned = found.thinned.then(|| view! { <p class="muted small">{t.unusual.thinned}</p> });
    let list = if all.total == 0 {
        view! { <p class="muted">{t.unusual.nothing}</p> }.erased()
    } else {
        table((project, dataset), found, looking)
    };
    view! {
        <section>
            <p role="status">{fill(text, &values)}</p>
            {drawn(found, looking)}
            <PlainChart options=found.chart.clone() label=t.unusual.chart/>
            {thinned}
        </section>
        {list}
        {changes(&all.series)}
        {not_judged(&all.series)}
    }
    .erased()
}

/// Chooses which of several series is drawn and listed.
fn drawn(found: &Unusual, looking: &Looking) -> AnyView {
    let t = &texts_now().unusual;
    if found.series.count < 2 {
        return ().erased();
    }
    let same = [
        ("time", &looking.time),
        ("value", &looking.value),
        ("series", &looking.series),
        ("method", &looking.method),
        ("level", &looking.level),
        ("seasons", &looking.seasons),
    ];
    let same = same.map(|(name, value)| view! { <input type="hidden" name=name value=value.clone()/> });
    let chosen = if looking.unique_id.is_empty() { "" } else { &found.drawn };
    let control = series_input("unique_id", &found.series, &[], chosen, Some(t.all));
    let now = looking.unique_id.is_empty().then(|| {
        view! { <span class="muted">{format!("{}: {}", t.shown, found.drawn)}</span> }
    });
    view! {
        <form method="get" class="row">
            {same.into_iter().collect_view()}
            <label for="unique_id">{t.of}</label>
            {control}
            <button type="submit" class="button">{t.show}</button>
            {now}
        </form>
    }
    .erased()
}

fn table((project, dataset): (ProjectId, DatasetId), found: &Unusual, looking: &Looking) -> AnyView {
    let (t, locale) = words();
    let (u, all) = (&t.unusual, &found.anomalies);
    let several = found.series.count > 1;
    let numbers = all.anomalies.iter().flat_map(|one| [one.y, one.expected]).flatten();
    let places = format::decimals(numbers);
    let rows: Vec<_> = all.anomalies.iter().map(|one| row(one, several, places)).collect();
    let (from, to) = (looking.offset, looking.offset + all.anomalies.len());
    let count = |n: usize| format::count(n as u64, locale);
    let range =
        [("from", &*count(from + 1)), ("to", &*count(to)), ("all", &*format::count(all.total, locale))];
    let first = (from > 0).then(|| address(project, dataset, looking, 0));
    let next = ((to as u64) < all.total).then(|| address(project, dataset, looking, from + SHOWN));
    view! {
        <section>
            <h2>{u.table}</h2>
            <div class="row spread">
                <p class="muted">{fill(u.from_to, &range)}</p>
                <nav class="pager" aria-label=t.g.more_pages>
                    {first.map(|href| view! { <a href=href>{u.first}</a> })}
                    {next.map(|href| view! { <a href=href>{u.next}</a> })}
                </nav>
            </div>
            <div class="scroll tall" tabindex="0" role="region" aria-label=u.table>
                <table class="dense">
                    <thead><tr>
                        <th scope="col">{u.at}</th>
                        {several.then(|| view! { <th scope="col">{u.of}</th> })}
                        <th scope="col" class="number">{u.number}</th>
                        <th scope="col" class="number">{u.expected}</th>
                        <th scope="col" class="number">{u.range}</th>
                        <th scope="col" class="number">{u.score}</th>
                        <th scope="col" class="number">{u.episode}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .erased()
}

fn row(one: &Anomaly, several: bool, places: usize) -> AnyView {
    let (_, locale) = words();
    let number =
        |value: Option<f64>| value.map_or(format::NONE.to_owned(), |v| format::number(v, places, locale));
    let range = match (one.lo, one.hi) {
        (Some(_), Some(_)) => format!("{} – {}", number(one.lo), number(one.hi)),
        _ => format::NONE.to_owned(),
    };
    let score = one.score.map_or(format::NONE.to_owned(), |score| format::number(score, 2, locale));
    view! {
        <tr>
            <th scope="row">{format::stamp(&one.ds)}</th>
            {several.then(|| view! { <td>{one.unique_id.clone()}</td> })}
            <td class="number">{number(one.y)}</td>
            <td class="number">{number(one.expected)}</td>
            <td class="number">{range}</td>
            <td class="number">{score}</td>
            <td class="number">{format::count(one.episode, locale)}</td>
        </tr>
    }
    .erased()
}

/// The lasting changes of level, if the method looks for them.
fn changes(series: &[JudgedSeries]) -> AnyView {
    let (t, locale) = words();
    let all: Vec<_> = series.iter().flat_map(|one| one.changes.iter().map(move |c| (one, c))).collect();
    if all.is_empty() {
        return ().erased();
    }
    let several = series.len() > 1;
    let rows: Vec<_> = all
        .into_iter()
        .map(|(one, change)| {
            view! {
                <tr>
                    <th scope="row">{format::stamp(&change.ds)}</th>
                    {several.then(|| view! { <td>{one.unique_id.clone()}</td> })}
                    <td class="number">{format::short(change.mean_before, locale)}</td>
                    <td class="number">{format::short(change.mean_after, locale)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section>
            <h2>{t.unusual.level_changes}</h2>
            <div class="scroll tall" tabindex="0" role="region" aria-label=t.unusual.level_changes>
                <table class="dense">
                    <thead><tr>
                        <th scope="col">{t.unusual.at}</th>
                        {several.then(|| view! { <th scope="col">{t.unusual.of}</th> })}
                        <th scope="col" class="number">{t.unusual.before}</th>
                        <th scope="col" class="number">{t.unusual.after}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .erased()
}

fn not_judged(series: &[JudgedSeries]) -> AnyView {
    let t = &texts_now().unusual;
    let why = |one: &JudgedSeries| Some((one.unique_id.clone(), one.not_judged.clone()?));
    let all: Vec<(String, String)> = series.iter().filter_map(why).collect();
    if all.is_empty() {
        return ().erased();
    }
    let rows: Vec<_> = all
        .into_iter()
        .map(|(id, why)| view! { <tr><th scope="row">{id}</th> <td>{why}</td></tr> })
        .collect();
    view! {
        <section>
            <h2>{t.not_judged}</h2>
            <div class="scroll tall" tabindex="0" role="region" aria-label=t.not_judged>
                <table class="dense"><tbody>{rows}</tbody></table>
            </div>
        </section>
    }
    .erased()
}
