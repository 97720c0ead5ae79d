//! A shared filter in the form of its dashboard.

use almanac_domain::dashboard::{DashboardFilter, FilterKind};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// The fields of the `i`th filter; those of a new one if there is none yet.
pub(super) fn filter(i: usize, filter: Option<&DashboardFilter>) -> AnyView {
    let t = &texts_now().board;
    let name = |field: &str| format!("form[filters][{i}][{field}]");
    let id = |field: &str| format!("filter-{i}-{field}");
    let text = |field: &'static str, label: &'static str, value: String| {
        view! {
            <div class="field">
                <label for=id(field)>{label}</label>
                <input id=id(field) name=name(field) value=value autocomplete="off"/>
            </div>
        }
    };
    let lines = |field: &'static str, label: &'static str, values: &[String]| {
        // Browsers leave out a line break at the beginning, where the first value may be empty.
        let values = format!("\n{}", values.join("\n"));
        view! {
            <div class="field">
                <label for=id(field)>{label}</label>
                <textarea id=id(field) name=name(field) rows="2">{values}</textarea>
            </div>
        }
    };
    let chosen = filter.map(|one| one.kind).unwrap_or_default();
    let kinds: Vec<_> = FilterKind::ALL
        .into_iter()
        .map(|one| view! { <option value=one.name() selected=one == chosen>{kind_name(one)}</option> })
        .collect();
    let of = |value: fn(&DashboardFilter) -> &String| filter.map(value).cloned().unwrap_or_default();
    let list = |values: fn(&DashboardFilter) -> &Vec<String>| filter.map(values).cloned().unwrap_or_default();
    let number = (i + 1).to_string();
    view! {
        <fieldset class="grid">
            <legend>{fill(t.filter, &[("n", &number)])}</legend>
            <input type="hidden" name=name("key") value=of(|one| &one.key)/>
            {text("column", t.filter_column, of(|one| &one.column))}
            {text("label", t.filter_label, of(|one| &one.label))}
            <div class="field">
                <label for=id("kind")>{t.kind}</label>
                <select id=id("kind") name=name("kind")>{kinds}</select>
            </div>
            {lines("choices", t.choices, &list(|one| &one.choices))}
            {lines("default", t.default, &list(|one| &one.default))}
        </fieldset>
    }
    .erased()
}

fn kind_name(kind: FilterKind) -> &'static str {
    let t = &texts_now().board;
    match kind {
        FilterKind::Text => t.kind_text,
        FilterKind::Number => t.kind_number,
        FilterKind::DateRange => t.kind_dates,
        FilterKind::Choice => t.kind_choice,
    }
}
