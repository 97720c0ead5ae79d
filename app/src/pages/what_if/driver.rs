//! The controls of one driver.

use almanac_domain::model::WhatIfDriver;
use leptos::prelude::*;
use serde_json::Value;

use super::bench::Bench;
use super::edits::Edit;
use super::periods::Periods;
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// Shift, scale, set, single periods, reset.
#[component]
pub(super) fn DriverPanel(
    bench: Bench,
    index: usize,
    driver: WhatIfDriver,
    options: Option<Value>,
) -> impl IntoView {
    let t = &texts_now().what_if;
    let edited = Memo::new(move |_| !bench.of(index).is_none());
    let reset = fill(t.reset_of, &[("name", &driver.name)]);
    let controls =
        if driver.levels.is_empty() { numeric(bench, index, &driver) } else { levels(bench, index, &driver) };
    view! {
        <fieldset class="driver card" class:edited=edited>
            <legend>{driver.name.clone()}</legend>
            {controls}
            <Periods bench index driver options/>
            <button type="button" class="button quiet small" aria-label=reset disabled=move || !edited.get()
                on:click=move |_| bench.edit(index, |edit| *edit = Edit::default())>{t.reset}</button>
        </fieldset>
    }
    .erased()
}

/// A step of about a hundredth of the range: 1, 2 or 5 times a power of ten.
fn step(range: f64) -> f64 {
    let rough = (range / 100.0).max(1e-9);
    let power = 10f64.powf(rough.log10().floor());
    let factor = match rough / power {
        f if f < 2.0 => 1.0,
        f if f < 5.0 => 2.0,
        _ => 5.0,
    };
    factor * power
}

fn numeric(bench: Bench, index: usize, driver: &WhatIfDriver) -> AnyView {
    let t = &texts_now().what_if;
    let range = (driver.max - driver.min).abs().max(1e-6);
    let step = step(range);
    let reach = (range / step).ceil() * step;
    let (low, high) = ((driver.min / step).floor() * step, (driver.max / step).ceil() * step);
    let mean = driver.values.iter().sum::<f64>() / driver.values.len().max(1) as f64;
    let middle = (mean / step).round() * step;
    let named = |text| fill(text, &[("name", &driver.name)]);
    let shift = Slider {
        min: -reach,
        max: reach,
        step,
        value: Signal::derive(move || Some(bench.of(index).shift)),
        rest: 0.0,
    };
    let scale = Slider {
        min: 0.0,
        max: 2.0,
        step: 0.01,
        value: Signal::derive(move || Some(bench.of(index).scale)),
        rest: 1.0,
    };
    let set = Slider {
        min: low,
        max: high,
        step,
        value: Signal::derive(move || bench.of(index).set),
        rest: middle,
    };
    let id = |what: &str| format!("driver-{index}-{what}");
    view! {
        {slider(id("shift"), t.shift, named(t.shift_of), shift, move |value| bench.edit(index, |edit| edit.shift = value.unwrap_or(0.0)))}
        {slider(id("scale"), t.scale, named(t.scale_of), scale, move |value| bench.edit(index, |edit| edit.scale = value.unwrap_or(1.0)))}
        {slider(id("set"), t.set, named(t.set_of), set, move |value| bench.edit(index, |edit| edit.set = value))}
    }
    .erased()
}

/// A slider with a number field for the same value.
#[derive(Clone, Copy)]
struct Slider {
    min: f64,
    max: f64,
    step: f64,
    value: Signal<Option<f64>>,
    /// Where the slider stands without a value.
    rest: f64,
}

/// A number without digits that only come from binary fractions.
fn clean(value: f64) -> f64 {
    format!("{value:.9}").parse().unwrap_or(value)
}

fn slider(
    id: String,
    label: &'static str,
    spoken: String,
    slider: Slider,
    change: impl Fn(Option<f64>) + Copy + Send + 'static,
) -> AnyView {
    let Slider { min, max, step, value, rest } = slider;
    let take = move |text: String| change(text.parse().ok().filter(|number: &f64| number.is_finite()));
    let number = move || value.get().map(|value| clean(value).to_string()).unwrap_or_default();
    view! {
        <div class="slider">
            <label for=id.clone()>{label}</label>
            <input type="range" aria-label=spoken min=clean(min).to_string() max=clean(max).to_string() step=clean(step).to_string()
                prop:value=move || clean(value.get().unwrap_or(rest)).to_string()
                on:input:target=move |event| take(event.target().value())/>
            <input id=id type="number" step="any" prop:value=number on:change:target=move |event| take(event.target().value())/>
        </div>
    }
    .erased()
}

fn levels(bench: Bench, index: usize, driver: &WhatIfDriver) -> AnyView {
    let t = &texts_now().what_if;
    let id = format!("driver-{index}-set");
    let now = move || bench.of(index).set.map(|level| level as usize);
    let options = driver
        .levels
        .iter()
        .enumerate()
        .map(|(i, level)| view! { <option value=i.to_string() selected=move || now() == Some(i)>{level.clone()}</option> })
        .collect_view();
    let label = fill(t.set_of, &[("name", &driver.name)]);
    view! {
        <div class="slider">
            <label for=id.clone()>{t.set}</label>
            <select id=id aria-label=label on:change:target=move |event| {
                let level = event.target().value().parse::<usize>().ok();
                bench.edit(index, |edit| edit.set = level.map(|level| level as f64));
            }>
                <option value="" selected=move || now().is_none()>{t.unchanged}</option>
                {options}
            </select>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_numbers() {
        for (range, expected) in [(40.0, 0.2), (1.0, 0.01), (1_000.0, 10.0), (0.0, 1e-9)] {
            assert!((step(range) - expected).abs() < expected * 1e-6, "{range}: {}", step(range));
        }
    }
}
