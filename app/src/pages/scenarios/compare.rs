//! Up to four scenarios beside each other.

use almanac_domain::ProjectId;
use almanac_domain::model::Scenario;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;

use crate::api::scenario::{Compared, MAX_COMPARED, compare_scenarios};
use crate::components::{Chart, Head, load, use_project};
use crate::erased::Erased;
use crate::format;
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Compares the scenarios of `?ids=a,b` or `?id=a&id=b`.
#[component]
pub(crate) fn ComparePage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let query = use_query_map();
    let ids = Memo::new(move |_| {
        let query = query.read();
        let several = query.get_all("id").unwrap_or_default();
        let listed = query.get_str("ids").unwrap_or_default().split(',').map(str::to_owned);
        let all = several.into_iter().chain(listed).filter(|id| !id.is_empty());
        all.take(MAX_COMPARED).collect::<Vec<_>>().join(",")
    });
    let compared = Loaded::new(
        move || (project.id(), ids.get()),
        |(project, ids)| async move { compare_scenarios(project, ids).await },
    );
    view! {
        <Head title=t.scenario.compare_title/>
        {load(compared, move |compared| match project.id.get_untracked() {
            Ok(project) => page(project, compared),
            Err(_) => ().erased(),
        })}
    }
    .erased()
}

fn page(project: ProjectId, compared: Compared) -> AnyView {
    let t = texts_now();
    let Compared { scenarios, chart } = compared;
    let Some(first) = scenarios.first().cloned() else {
        return view! {
            <p>{t.scenario.nothing}</p>
            <A href=paths::area(project, "scenarios") attr:class="button">{t.scenario.title}</A>
        }
        .erased();
    };
    let options = Signal::stored(chart);
    view! {
        <Chart options label=t.scenario.compare_title/>
        {table(project, &first, &scenarios)}
    }
    .erased()
}

/// The totals, then a row for each period.
fn table(project: ProjectId, first: &Scenario, scenarios: &[Scenario]) -> AnyView {
    let (t, locale) = words();
    let base: f64 = first.baseline.iter().sum();
    let head: Vec<_> = scenarios
        .iter()
        .map(|scenario| {
            let href = paths::scenario(project, scenario.forecast_id, scenario.id);
            let name = scenario.name.clone();
            view! { <th scope="col" class="number"><A href>{name}</A></th> }
        })
        .collect();
    let totals = scenarios.iter().map(|scenario| scenario.mean.iter().sum::<f64>());
    let sums: Vec<_> = totals
        .clone()
        .map(|total| view! { <td class="number">{format::number(total, 0, locale)}</td> })
        .collect();
    let differences: Vec<_> = scenarios
        .iter()
        .zip(totals)
        .map(|(scenario, total)| {
            let difference = total - scenario.baseline.iter().sum::<f64>();
            view! { <td class="number">{format::signed(difference, 0, locale)}</td> }
        })
        .collect();
    let all = scenarios.iter().flat_map(|scenario| &scenario.mean).chain(&first.baseline);
    let places = format::decimals(all.copied());
    let rows: Vec<_> = first
        .ds
        .iter()
        .enumerate()
        .map(|(i, ds)| {
            let number = |values: &[f64]| values.get(i).map_or(format::NONE.to_owned(), |v| format::number(*v, places, locale));
            let cells: Vec<_> = scenarios
                .iter()
                .map(|scenario| view! { <td class="number">{number(&scenario.mean)}</td> })
                .collect();
            view! { <tr><th scope="row">{format::stamp(ds)}</th><td class="number">{number(&first.baseline)}</td>{cells}</tr> }
        })
        .collect();
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=t.chart.data>
            <table class="dense">
                <thead><tr><th scope="col">{t.chart.time}</th><th scope="col" class="number">{t.chart.baseline}</th>{head}</tr></thead>
                <tbody>
                    <tr class="winner"><th scope="row">{t.scenario.total}</th><td class="number">{format::number(base, 0, locale)}</td>{sums}</tr>
                    <tr class="winner"><th scope="row">{t.scenario.difference}</th><td></td>{differences}</tr>
                    {rows}
                </tbody>
            </table>
        </div>
    }
    .erased()
}
