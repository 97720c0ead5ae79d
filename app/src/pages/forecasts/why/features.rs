//! What the trees of a model looked at.

use almanac_domain::model::{Breakdown, Contribution};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};

/// A row for each group of what was looked at, the largest first.
pub(super) fn features(found: &Breakdown) -> AnyView {
    let (t, locale) = words();
    let base = found.base.iter().sum::<f64>();
    let places = format::decimals(std::iter::once(base));
    let mut parts: Vec<&Contribution> = found.parts.iter().collect();
    parts.sort_by(|a, b| b.total.abs().total_cmp(&a.total.abs()));
    let rows: Vec<_> = parts
        .into_iter()
        .map(|part| {
            view! {
                <tr>
                    <th scope="row">{name(&part.name)}</th>
                    <td class="number">{format::signed(part.total, places, locale)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section>
            <h2>{t.why.features}</h2>
            <p class="muted">{t.why.features_text}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=t.why.features>
                <table class="dense">
                    <thead><tr>
                        <th scope="col">{t.why.feature}</th>
                        <th scope="col" class="number">{t.why.contribution}</th>
                    </tr></thead>
                    <tbody>
                        <tr class="winner"><th scope="row">{t.why.base}</th><td class="number">{format::number(base, places, locale)}</td></tr>
                        {rows}
                    </tbody>
                </table>
            </div>
        </section>
    }
    .erased()
}

/// The name of a group in the language of the page; drivers have their own.
fn name(group: &str) -> String {
    let t = &texts_now().why;
    let known = match group {
        "past: last values" => t.last_values,
        "past: level and spread" => t.level_spread,
        "horizon: periods ahead" => t.ahead,
        "horizon: limits of the forecast" => t.limits,
        "calendar: hour" => t.hour,
        "calendar: weekday" => t.weekday,
        "calendar: day of the month" => t.day,
        "calendar: month" => t.month,
        "calendar: time of year" => t.year,
        other => match other.strip_prefix("past: season of ") {
            Some(n) => return fill(t.season_of, &[("n", n)]),
            None => other,
        },
    };
    known.to_owned()
}
