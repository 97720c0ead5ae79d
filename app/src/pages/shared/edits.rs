//! The edits of a scenario in words.

use almanac_forecast::scenario::{Change, Scenario, Value};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::words;

/// What a scenario changes, an edit a line.
pub(super) fn edits(edits: serde_json::Value) -> AnyView {
    let (t, locale) = words();
    let scenario: Scenario = serde_json::from_value(edits).unwrap_or(Scenario { edits: Vec::new() });
    let number = |value: f64| format::number(value, format::decimals(std::iter::once(value)), locale);
    let lines: Vec<_> = scenario
        .edits
        .into_iter()
        .map(|edit| {
            let (text, value) = match edit.change {
                Change::Shift { by } => (t.link.shift, number(by)),
                Change::Scale { by } => (t.link.scale, number(by)),
                Change::Set { to: Value::Number(to) } => (t.link.set, number(to)),
                Change::Set { to: Value::Level(to) } => (t.link.set, to),
                Change::Periods { values } => (t.link.periods, values.len().to_string()),
            };
            view! { <li>{fill(text, &[("name", &edit.driver), ("value", &value), ("n", &value)])}</li> }
        })
        .collect();
    let none = lines.is_empty();
    view! {
        <section>
            <h2>{t.link.changes}</h2>
            {none.then(|| view! { <p class="muted">{t.link.no_changes}</p> })}
            <ul>{lines}</ul>
        </section>
    }
    .erased()
}
