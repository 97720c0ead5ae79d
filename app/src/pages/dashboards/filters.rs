//! The shared filters of a dashboard, with the values that the address gives.

use almanac_domain::dashboard::{DashboardFilter, FilterKind};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// The form of the filters; what is sent stands in the address.
pub(super) fn filters(filters: &[DashboardFilter], given: &ParamsMap) -> AnyView {
    let t = &texts_now().dashboard;
    if filters.is_empty() {
        return ().erased();
    }
    let fields: Vec<_> = filters
        .iter()
        .map(|filter| {
            let values = given.get_all(&filter.key).unwrap_or_else(|| filter.default.clone());
            field(filter, &values)
        })
        .collect();
    view! {
        <form method="get" role="search" class="form inline filters" aria-label=t.filters>
            {fields}
            <button type="submit" class="button">{t.apply}</button>
        </form>
    }
    .erased()
}

fn field(filter: &DashboardFilter, values: &[String]) -> AnyView {
    let t = &texts_now().dashboard;
    let value = |i: usize| values.get(i).cloned().unwrap_or_default();
    let label = filter.label.clone();
    let named = || filter.label.clone();
    let one = |i: usize, kind: &'static str, label: String| {
        let (id, key) = (format!("{}-{i}", filter.key), filter.key.clone());
        view! {
            <div class="field" data-label=named()>
                <label for=id.clone()>{label}</label>
                <input id=id name=key type=kind step=(kind == "number").then_some("any") value=value(i)/>
            </div>
        }
    };
    let two = |kind| {
        let words = [("label", label.as_str())];
        view! { {one(0, kind, fill(t.from, &words))} {one(1, kind, fill(t.to, &words))} }.erased()
    };
    match filter.kind {
        FilterKind::Text => one(0, "text", label).erased(),
        FilterKind::Number => two("number"),
        FilterKind::DateRange => two("date"),
        FilterKind::Choice => choice(filter, values),
    }
}

/// Values with a box each, behind a button. An empty one is always sent, so that none can be asked for.
fn choice(filter: &DashboardFilter, values: &[String]) -> AnyView {
    let boxes: Vec<_> = filter
        .choices
        .iter()
        .map(|one| {
            let (key, checked) = (filter.key.clone(), values.contains(one));
            view! {
                <label class="check"><input type="checkbox" name=key value=one.clone() checked=checked/> {one.clone()}</label>
            }
        })
        .collect();
    let key = filter.key.clone();
    let number = values.iter().filter(|value| !value.is_empty()).count();
    let chosen = (number > 0).then(|| format!(" ({number})"));
    view! {
        <div class="field" data-label=filter.label.clone()>
            <input type="hidden" name=key/>
            <details class="choices">
                <summary class="button">{filter.label.clone()} <span data-count="">{chosen}</span></summary>
                <fieldset class="card"><legend class="hidden">{filter.label.clone()}</legend> {boxes}</fieldset>
            </details>
        </div>
    }
    .erased()
}
