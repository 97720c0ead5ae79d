//! Single periods of a driver: dragged in a chart, or typed into a table.

use almanac_domain::model::WhatIfDriver;
use leptos::prelude::*;
use serde_json::Value;

use super::bench::Bench;
use crate::components::{Chart, Moved};
use crate::erased::Erased;
use crate::format::{fill, stamp};
use crate::i18n::texts_now;

/// Chart and table of a driver. They are made when they are opened.
#[component]
pub(super) fn Periods(
    bench: Bench,
    index: usize,
    driver: WhatIfDriver,
    options: Option<Value>,
) -> impl IntoView {
    let t = &texts_now().what_if;
    let open = RwSignal::new(false);
    let (driver, options) = (StoredValue::new(driver), StoredValue::new(options));
    view! {
        <details class="fold" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{t.single}</summary>
            <Show when=move || open.get()>
                <p class="muted small">{t.single_hint}</p>
                {chart(bench, index, driver, options.get_value())}
                {table(bench, index, driver)}
            </Show>
        </details>
    }
    .erased()
}

/// The chart begins with the values after the edits so far.
fn chart(bench: Bench, index: usize, driver: StoredValue<WhatIfDriver>, options: Option<Value>) -> AnyView {
    let Some(mut options) = options else { return ().erased() };
    let periods = driver.with_value(|driver| driver.values.len());
    if let Some(points) = options.pointer_mut("/series/0/data").and_then(Value::as_array_mut) {
        for (period, point) in points.iter_mut().enumerate().take(periods) {
            point[1] = untrack(|| bench.value(index, period)).into();
        }
    }
    let moved = Callback::new(move |Moved { index: period, value }: Moved| {
        bench.dragged.set_value(Some(index));
        bench.edit(index, |edit| {
            edit.periods.insert(period, value);
        });
        bench.dragged.set_value(Some(index));
    });
    let handle = bench.charts.with_value(|charts| charts.get(index).copied());
    let bounds = driver.with_value(|driver| {
        let reach = (driver.max - driver.min).abs();
        (driver.min - reach, driver.max + reach)
    });
    let label = texts_now().what_if.single;
    match handle {
        Some(handle) => {
            view! { <Chart options=Signal::stored(Some(options)) label handle moved bounds png=false/> }
                .erased()
        }
        None => ().erased(),
    }
}

fn table(bench: Bench, index: usize, driver: StoredValue<WhatIfDriver>) -> AnyView {
    let t = &texts_now().what_if;
    let (name, levels) = driver.with_value(|driver| (driver.name.clone(), driver.levels.clone()));
    let rows: Vec<_> = bench
        .view()
        .ds
        .iter()
        .enumerate()
        .map(|(period, ds)| {
            let at = stamp(ds);
            let label = fill(t.value_at, &[("name", &name), ("at", &at)]);
            let set = move |value: Option<f64>| {
                bench.dragged.set_value(None);
                bench.edit(index, |edit| match value {
                    Some(value) => drop(edit.periods.insert(period, value)),
                    None => drop(edit.periods.remove(&period)),
                });
            };
            let now = move || bench.value(index, period);
            let control = if levels.is_empty() {
                view! {
                    <input type="number" step="any" aria-label=label prop:value=move || format!("{:.4}", now()).trim_end_matches('0').trim_end_matches('.').to_owned()
                        on:change:target=move |event| set(event.target().value().parse().ok())/>
                }
                .erased()
            } else {
                let options = levels.iter().enumerate().map(|(i, level)| {
                    view! { <option value=i.to_string() selected=move || now() as usize == i>{level.clone()}</option> }
                });
                let options: Vec<_> = options.collect();
                view! {
                    <select aria-label=label on:change:target=move |event| set(event.target().value().parse::<usize>().ok().map(|level| level as f64))>{options}</select>
                }
                .erased()
            };
            view! { <tr><th scope="row">{at}</th><td>{control}</td></tr> }
        })
        .collect();
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=t.single>
            <table class="dense"><tbody>{rows}</tbody></table>
        </div>
    }
    .erased()
}
