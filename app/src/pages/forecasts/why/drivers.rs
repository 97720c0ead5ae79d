//! What each driver adds, and what a little more of it would change.

use almanac_domain::model::{Breakdown, DriverSensitivity, ForecastExplanation};
use leptos::prelude::*;
use serde_json::Value;

use crate::components::PlainChart;
use crate::erased::Erased;
use crate::format;
use crate::i18n::{texts_now, words};

/// A chart of the totals, a table of them, and a table by period.
pub(super) fn contributions(found: &ForecastExplanation, chart: Option<Value>) -> AnyView {
    let t = &texts_now().why;
    let Some(parts) = &found.contributions else { return ().erased() };
    let estimated = parts.parts.iter().any(|part| !part.errors.is_empty());
    view! {
        <section>
            <h2>{t.drivers}</h2>
            <p class="muted">{t.drivers_text}</p>
            {estimated.then(|| view! { <p class="muted">{t.estimated}</p> })}
            {chart.map(|options| view! { <PlainChart options label=t.chart/> })}
            {totals(found, parts)}
            <details class="fold">
                <summary>{t.by_period}</summary>
                {by_period(found, parts)}
            </details>
        </section>
    }
    .erased()
}

/// Base, drivers, and the forecast that they sum to.
fn totals(found: &ForecastExplanation, parts: &Breakdown) -> AnyView {
    let (t, locale) = words();
    let h = found.forecast.len().max(1) as f64;
    let (base, forecast) = (parts.base.iter().sum::<f64>(), found.forecast.iter().sum::<f64>());
    let places = format::decimals([base, forecast].into_iter());
    let each = format::decimals([base / h, forecast / h].into_iter());
    let end = |name: &'static str, total: f64| {
        view! {
            <tr class="winner">
                <th scope="row">{name}</th>
                <td class="number">{format::number(total, places, locale)}</td>
                <td class="number">{format::number(total / h, each, locale)}</td>
            </tr>
        }
    };
    let rows: Vec<_> = parts
        .parts
        .iter()
        .map(|part| {
            view! {
                <tr>
                    <th scope="row">{part.name.clone()}</th>
                    <td class="number">{format::signed(part.total, places, locale)}</td>
                    <td class="number">{format::signed(part.total / h, each, locale)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.why.drivers>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.why.driver}</th>
                    <th scope="col" class="number">{t.why.contribution}</th>
                    <th scope="col" class="number">{t.why.per_period}</th>
                </tr></thead>
                <tbody>{end(t.why.base, base)} {rows} {end(t.why.forecast, forecast)}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn by_period(found: &ForecastExplanation, parts: &Breakdown) -> AnyView {
    let (t, locale) = words();
    let places = format::decimals(found.forecast.iter().chain(&parts.base).copied());
    let number = |values: &[f64], i: usize| {
        values.get(i).map_or(format::NONE.to_owned(), |v| format::number(*v, places, locale))
    };
    let head: Vec<_> = parts
        .parts
        .iter()
        .map(|part| view! { <th scope="col" class="number">{part.name.clone()}</th> })
        .collect();
    let rows: Vec<_> = found
        .ds
        .iter()
        .enumerate()
        .map(|(i, ds)| {
            let cells: Vec<_> = parts
                .parts
                .iter()
                .map(|part| {
                    let value = part.values.get(i);
                    let text = value.map_or(format::NONE.to_owned(), |v| format::signed(*v, places, locale));
                    view! { <td class="number">{text}</td> }
                })
                .collect();
            view! {
                <tr>
                    <th scope="row">{format::stamp(ds)}</th>
                    <td class="number">{number(&parts.base, i)}</td>
                    {cells}
                    <td class="number">{number(&found.forecast, i)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=t.why.by_period>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.forecast.time}</th>
                    <th scope="col" class="number">{t.why.base}</th>
                    {head}
                    <th scope="col" class="number">{t.why.forecast}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

/// What a little more of each driver would change: numbers, then levels.
pub(super) fn sensitivities(found: &[DriverSensitivity]) -> AnyView {
    let (t, locale) = words();
    let effects = found.iter().flat_map(|one| [one.per_percent, one.per_sd, one.if_all]);
    let places = format::decimals(effects.flatten());
    let signed = |value: Option<f64>| {
        value.map_or(format::NONE.to_owned(), |value| format::signed(value, places, locale))
    };
    let short = |value: Option<f64>| value.map_or(format::NONE.to_owned(), |v| format::short(v, locale));
    let numbers: Vec<_> = found
        .iter()
        .filter(|one| one.level.is_none())
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{one.driver.clone()}</th>
                    <td class="number">{signed(one.per_percent)}</td>
                    <td class="number">{signed(one.per_unit)}</td>
                    <td class="number">{signed(one.per_sd)}</td>
                    <td class="number">{short(one.sd)}</td>
                </tr>
            }
        })
        .collect();
    let levels: Vec<_> = found
        .iter()
        .filter(|one| one.level.is_some())
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{one.driver.clone()}</th>
                    <td>{one.level.clone()}</td>
                    <td class="number">{signed(one.if_all)}</td>
                </tr>
            }
        })
        .collect();
    let (some, several) = (!numbers.is_empty(), !levels.is_empty());
    view! {
        <section>
            <h2>{t.why.little}</h2>
            <p class="muted">{t.why.little_text}</p>
            {some.then(|| table(t.why.little, &[t.why.percent_more, t.why.unit_more, t.why.spread_more, t.why.spread], None, numbers))}
            {several.then(|| table(t.why.level, &[t.why.if_all], Some(t.why.level), levels))}
        </section>
    }
    .erased()
}

/// A table of drivers with columns of numbers, after one of text if it has one.
fn table(
    label: &'static str,
    columns: &[&'static str],
    text: Option<&'static str>,
    rows: Vec<impl IntoView + 'static>,
) -> AnyView {
    let t = &texts_now().why;
    let head: Vec<_> =
        columns.iter().map(|name| view! { <th scope="col" class="number">{*name}</th> }).collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class="dense">
                <thead><tr><th scope="col">{t.driver}</th> {text.map(|text| view! { <th scope="col">{text}</th> })} {head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
