//! What a network looked at that weighs its inputs.

use almanac_domain::model::{InputWeights, VariableWeight};
use leptos::prelude::*;
use serde_json::Value;

use crate::components::PlainChart;
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};

/// A table of the variables of each kind, the largest weight first, and a chart of the attention by lag.
pub(super) fn weights(found: &InputWeights, chart: Option<Value>) -> AnyView {
    let t = &texts_now().why;
    let sides =
        [(t.weights_static, &found.statics), (t.weights_past, &found.past), (t.weights_ahead, &found.future)];
    let tables: Vec<_> =
        sides.into_iter().filter(|(_, all)| !all.is_empty()).map(|(title, all)| table(title, all)).collect();
    view! {
        <section>
            <h2>{t.weights}</h2>
            <p class="muted">{t.weights_text}</p>
            {tables}
            {chart.map(|options| view! { <PlainChart options label=t.attention/> })}
        </section>
    }
    .erased()
}

fn table(title: &'static str, all: &[VariableWeight]) -> AnyView {
    let (t, locale) = words();
    let mut all: Vec<&VariableWeight> = all.iter().collect();
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let rows: Vec<_> = all
        .into_iter()
        .map(|one| {
            let percent = format!("{} %", format::number(100.0 * one.weight, 1, locale));
            view! { <tr><th scope="row">{name(&one.name)}</th><td class="number">{percent}</td></tr> }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=title>
            <table class="dense">
                <thead><tr><th scope="col">{title}</th><th scope="col" class="number">{t.why.weight}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

/// The name of a variable in the language of the page; drivers have their own.
fn name(variable: &str) -> String {
    let t = &texts_now().why;
    let known = match variable {
        "target" => t.target,
        "weekday" => t.weekday,
        "time of day" => t.day_time,
        "time of year" => t.year,
        other => match other.strip_prefix("season of ") {
            Some(n) => return fill(t.cycle_of, &[("n", n)]),
            None => other,
        },
    };
    known.to_owned()
}
