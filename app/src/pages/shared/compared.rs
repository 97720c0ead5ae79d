//! A scenario beside its baseline, a row for each period.

use leptos::prelude::*;

use crate::erased::Erased;
use crate::format;
use crate::i18n::words;

/// Baseline, scenario and difference.
pub(super) fn compared(ds: &[String], mean: &[f64], baseline: &[f64]) -> AnyView {
    let (t, locale) = words();
    let places = format::decimals(mean.iter().chain(baseline).copied());
    let rows: Vec<_> = ds
        .iter()
        .zip(baseline.iter().zip(mean))
        .map(|(ds, (baseline, mean))| {
            view! {
                <tr>
                    <th scope="row">{format::stamp(ds)}</th>
                    <td class="number">{format::number(*baseline, places, locale)}</td>
                    <td class="number">{format::number(*mean, places, locale)}</td>
                    <td class="number">{format::signed(mean - baseline, places, locale)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=t.chart.data>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.chart.time}</th>
                    <th scope="col" class="number">{t.chart.baseline}</th>
                    <th scope="col" class="number">{t.link.scenario}</th>
                    <th scope="col" class="number">{t.scenario.difference}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
