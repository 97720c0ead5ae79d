//! Baseline and scenario beside each other.

use leptos::prelude::*;

use super::bench::Bench;
use crate::components::Tile;
use crate::erased::Erased;
use crate::format;
use crate::i18n::words;

/// The sums, and their difference.
#[component]
pub(super) fn Totals(bench: Bench) -> impl IntoView {
    let (t, locale) = words();
    let base: f64 = bench.view().mean.iter().sum();
    let total = Memo::new(move |_| bench.outcome.read().mean.iter().sum::<f64>());
    let difference = move || {
        let difference = total.get() - base;
        let percent = if base == 0.0 { f64::NAN } else { difference / base.abs() * 100.0 };
        format!("{} ({} %)", format::signed(difference, 1, locale), format::signed(percent, 1, locale))
    };
    view! {
        <dl class="tiles" data-totals="">
            <Tile label=t.what_if.baseline_total value=format::number(base, 1, locale)/>
            <Tile label=t.what_if.scenario_total value=Signal::derive(move || format::number(total.get(), 1, locale))/>
            <Tile label=t.what_if.difference value=Signal::derive(difference)/>
        </dl>
    }
    .erased()
}

/// The difference of each period. Its rows are made when it is opened.
#[component]
pub(super) fn PerPeriod(bench: Bench) -> impl IntoView {
    let (t, _) = words();
    let open = RwSignal::new(false);
    view! {
        <details class="fold" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>{t.what_if.per_period}</summary>
            <Show when=move || open.get()>{table(bench)}</Show>
        </details>
    }
    .erased()
}

fn table(bench: Bench) -> AnyView {
    let (t, locale) = words();
    let view = bench.view();
    let rows: Vec<_> = view
        .ds
        .iter()
        .zip(view.mean)
        .enumerate()
        .map(|(i, (ds, base))| {
            let now = move || bench.outcome.read().mean.get(i).copied().unwrap_or(f64::NAN);
            view! {
                <tr>
                    <th scope="row">{format::stamp(ds)}</th>
                    <td class="number">{format::number(base, 1, locale)}</td>
                    <td class="number">{move || format::number(now(), 1, locale)}</td>
                    <td class="number">{move || format::signed(now() - base, 1, locale)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=t.what_if.per_period>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.what_if.period}</th>
                    <th scope="col" class="number">{t.what_if.baseline}</th>
                    <th scope="col" class="number">{t.what_if.scenario}</th>
                    <th scope="col" class="number">{t.what_if.difference}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
