//! The past, taken apart.

use almanac_domain::model::PastParts;
use leptos::prelude::*;
use serde_json::Value;

use crate::components::PlainChart;
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::words;

/// How strong trend and seasons are, and the last periods with their trend.
pub(super) fn past(found: &PastParts, chart: Option<Value>) -> AnyView {
    let (t, locale) = words();
    let strength = |value: f64| format!("{} %", format::number(100.0 * value, 0, locale));
    let tile = |label: String, value: f64| view! { <div class="tile"><dt>{label}</dt> <dd>{strength(value)}</dd></div> };
    let seasons: Vec<_> = found
        .seasons
        .iter()
        .map(|season| {
            let n = format::count(season.length, locale);
            tile(fill(t.why.season_strength, &[("n", &n)]), season.strength)
        })
        .collect();
    view! {
        <section>
            <h2>{t.why.past}</h2>
            <p class="muted">{t.why.past_text}</p>
            <dl class="tiles">
                {tile(t.why.trend_strength.to_owned(), found.trend_strength)}
                {seasons}
            </dl>
            {chart.map(|options| view! { <PlainChart options label=t.why.past_chart/> })}
        </section>
    }
    .erased()
}
