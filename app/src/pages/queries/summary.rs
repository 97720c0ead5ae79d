//! Groups, numbers and order of a query.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Aggregate, AggregateFunction, Bucket, Catalog, Group, Sort, TimeUnit, output_columns};
use leptos::prelude::*;

use super::draft::{Draft, Row, aggregate, group};
use crate::erased::Erased;
use crate::i18n::texts_now;

const UNITS: [TimeUnit; 7] = [
    TimeUnit::Minute,
    TimeUnit::Hour,
    TimeUnit::Day,
    TimeUnit::Week,
    TimeUnit::Month,
    TimeUnit::Quarter,
    TimeUnit::Year,
];

fn unit_label(unit: TimeUnit) -> &'static str {
    let t = &texts_now().query;
    match unit {
        TimeUnit::Minute => t.minute,
        TimeUnit::Hour => t.hour,
        TimeUnit::Day => t.day,
        TimeUnit::Week => t.week,
        TimeUnit::Month => t.month,
        TimeUnit::Quarter => t.quarter,
        TimeUnit::Year => t.year,
    }
}

fn function_label(function: AggregateFunction) -> &'static str {
    let t = &texts_now().query;
    match function {
        AggregateFunction::Count => t.count,
        AggregateFunction::CountDistinct => t.count_distinct,
        AggregateFunction::Sum => t.sum,
        AggregateFunction::Mean => t.mean,
        AggregateFunction::Min => t.min,
        AggregateFunction::Max => t.max,
        AggregateFunction::Median => t.median,
        AggregateFunction::Stddev => t.stddev,
    }
}

fn options(names: Vec<String>, now: &str) -> AnyView {
    names
        .into_iter()
        .map(|name| view! { <option value=name.clone() selected=name == now>{name.clone()}</option> })
        .collect_view()
        .erased()
}

fn find(catalog: StoredValue<Vec<Column>>, name: &str) -> Option<Column> {
    catalog.with_value(|columns| columns.iter().find(|column| column.name == name).cloned())
}

/// What makes a group.
#[component]
pub(super) fn Groups(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>) -> impl IntoView {
    let t = &texts_now().query;
    let keys = Memo::new(move |_| draft.read().groups.iter().map(|row| row.key).collect::<Vec<_>>());
    let add = move |_| {
        let first = catalog.with_value(|columns| {
            columns.iter().find(|column| column.kind.is_temporal()).or(columns.first()).cloned()
        });
        let Some(column) = first else { return };
        draft.update(|draft| {
            let key = draft.key();
            draft.groups.push(Row { key, item: group(&column) });
        });
    };
    view! {
        <fieldset>
            <legend>{t.group}</legend>
            <For each=move || keys.get() key=|key| *key let:key><GroupRow draft catalog key/></For>
            <button type="button" class="button quiet" on:click=add>{t.add_group}</button>
        </fieldset>
    }
    .erased()
}

#[component]
fn GroupRow(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let item =
        Memo::new(move |_| draft.read().groups.iter().find(|row| row.key == key).map(|row| row.item.clone()));
    let set = move |item: Group| {
        draft.update(|draft| {
            draft.groups.iter_mut().filter(|row| row.key == key).for_each(|row| row.item = item.clone());
        });
    };
    let columns = move || {
        let names = catalog.with_value(|columns| columns.iter().map(|c| c.name.clone()).collect());
        options(names, item.read().as_ref().map_or("", |item| &item.column))
    };
    let bucket = move || {
        let now = item.get()?;
        let temporal = find(catalog, &now.column).is_some_and(|column| column.kind.is_temporal());
        let unit = now.bucket.as_ref().map(|bucket| bucket.unit);
        let units = UNITS.map(|one| {
            view! { <option value=format!("{one:?}") selected=Some(one) == unit>{unit_label(one)}</option> }
        });
        let change = move |name: String| {
            let unit = UNITS.into_iter().find(|unit| format!("{unit:?}") == name);
            let bucket = unit.map(|unit| Bucket { unit, every: 1, time_zone: None });
            set(Group { bucket, ..now.clone() });
        };
        temporal.then(|| {
            view! {
                <select aria-label=t.bucket on:change:target=move |event| change(event.target().value())>
                    <option value="" selected=unit.is_none()>{t.no_bucket}</option>
                    {units.collect_view()}
                </select>
            }
        })
    };
    view! {
        <div class="line">
            <select aria-label=t.column on:change:target=move |event| {
                if let Some(column) = find(catalog, &event.target().value()) {
                    set(group(&column));
                }
            }>{columns}</select>
            {bucket}
            <button type="button" class="button quiet" aria-label=t.remove on:click=move |_| draft.update(|d| d.groups.retain(|row| row.key != key))>"✕"</button>
        </div>
    }
    .erased()
}

/// What is computed.
#[component]
pub(super) fn Aggregates(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>) -> impl IntoView {
    let t = &texts_now().query;
    let keys = Memo::new(move |_| draft.read().aggregates.iter().map(|row| row.key).collect::<Vec<_>>());
    let add = move |_| {
        let number = catalog.with_value(|columns| {
            let measured = columns.iter().rfind(|column| column.kind == ColumnType::Float);
            measured.or(columns.iter().rfind(|column| column.kind.is_numeric())).map(|c| c.name.clone())
        });
        let item = match &number {
            Some(column) => aggregate(AggregateFunction::Sum, Some(column)),
            None => aggregate(AggregateFunction::Count, None),
        };
        draft.update(|draft| {
            let key = draft.key();
            draft.aggregates.push(Row { key, item });
        });
    };
    view! {
        <fieldset>
            <legend>{t.aggregate}</legend>
            <For each=move || keys.get() key=|key| *key let:key><AggregateRow draft catalog key/></For>
            <button type="button" class="button quiet" on:click=add>{t.add_aggregate}</button>
        </fieldset>
    }
    .erased()
}

#[component]
fn AggregateRow(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let item = Memo::new(move |_| {
        draft.read().aggregates.iter().find(|row| row.key == key).map(|row| row.item.clone())
    });
    let set = move |item: Aggregate| {
        draft.update(|draft| {
            draft.aggregates.iter_mut().filter(|row| row.key == key).for_each(|row| row.item = item.clone());
        });
    };
    let function = Memo::new(move |_| item.read().as_ref().map(|item| item.function));
    let column = Memo::new(move |_| item.read().as_ref().and_then(|item| item.column.clone()));
    let functions = move || {
        let now = function.get();
        AggregateFunction::ALL
            .map(|one| view! { <option value=one.name() selected=Some(one) == now>{function_label(one)}</option> })
            .collect_view()
    };
    let columns = move || {
        let function = function.get().unwrap_or(AggregateFunction::Count);
        let rows =
            (function == AggregateFunction::Count).then(|| view! { <option value="">{t.all_rows}</option> });
        view! { {rows} {options(suitable(catalog, function), column.get().as_deref().unwrap_or(""))} }
    };
    let choose = move |name: String| {
        if let Some(function) = AggregateFunction::ALL.into_iter().find(|one| one.name() == name) {
            set(other_function(catalog, function, column.get_untracked()));
        }
    };
    let alias = move || item.read().as_ref().map(|item| item.alias.clone()).unwrap_or_default();
    view! {
        <div class="line">
            <select aria-label=t.function on:change:target=move |event| choose(event.target().value())>{functions}</select>
            <select aria-label=t.column on:change:target=move |event| {
                let name = event.target().value();
                if let Some(function) = function.get_untracked() {
                    set(aggregate(function, Some(name.as_str()).filter(|name| !name.is_empty())));
                }
            }>{columns}</select>
            <input type="text" aria-label=t.alias prop:value=alias on:change:target=move |event| {
                if let Some(item) = item.get_untracked() {
                    set(Aggregate { alias: event.target().value(), ..item });
                }
            }/>
            <button type="button" class="button quiet" aria-label=t.remove on:click=move |_| draft.update(|d| d.aggregates.retain(|row| row.key != key))>"✕"</button>
        </div>
    }
    .erased()
}

/// The columns over which a function can be computed.
fn suitable(catalog: StoredValue<Vec<Column>>, function: AggregateFunction) -> Vec<String> {
    catalog.with_value(|columns| {
        let fits = columns.iter().filter(|column| function.suits(column.kind));
        fits.map(|column| column.name.clone()).collect()
    })
}

/// Another function, over the same column if it can be.
fn other_function(
    catalog: StoredValue<Vec<Column>>,
    function: AggregateFunction,
    column: Option<String>,
) -> Aggregate {
    let fitting = suitable(catalog, function);
    let kept = column.filter(|column| fitting.contains(column));
    let first = || (function != AggregateFunction::Count).then(|| fitting.first().cloned()).flatten();
    aggregate(function, kept.or_else(first).as_deref())
}

/// The order, and how many rows at most.
#[component]
pub(super) fn Order(draft: RwSignal<Draft>, catalog: StoredValue<Vec<Column>>) -> impl IntoView {
    let t = &texts_now().query;
    let keys = Memo::new(move |_| draft.read().sorts.iter().map(|row| row.key).collect::<Vec<_>>());
    let outputs = Memo::new(move |_| {
        let catalog = catalog.get_value();
        let document = draft.read().document(&catalog);
        output_columns(&document, &Catalog::new(catalog))
            .into_iter()
            .map(|column| column.name)
            .collect::<Vec<_>>()
    });
    let add = move |_| {
        let Some(by) = outputs.read_untracked().first().cloned() else { return };
        draft.update(|draft| {
            let key = draft.key();
            draft.sorts.push(Row { key, item: Sort { by, descending: false } });
        });
    };
    let limit = move || draft.read().limit.map(|limit| limit.to_string()).unwrap_or_default();
    view! {
        <fieldset>
            <legend>{t.sort}</legend>
            <For each=move || keys.get() key=|key| *key let:key><SortRow draft outputs key/></For>
            <button type="button" class="button quiet" on:click=add>{t.add_sort}</button>
            <div class="field">
                <label for="limit">{t.limit}</label>
                <input id="limit" type="number" min="1" step="1" prop:value=limit on:change:target=move |event| {
                    let limit = event.target().value().parse().ok();
                    draft.update(|draft| draft.limit = limit);
                }/>
            </div>
        </fieldset>
    }
    .erased()
}

#[component]
fn SortRow(draft: RwSignal<Draft>, outputs: Memo<Vec<String>>, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let item =
        Memo::new(move |_| draft.read().sorts.iter().find(|row| row.key == key).map(|row| row.item.clone()));
    let with = move |edit: &dyn Fn(&mut Sort)| {
        draft.update(|draft| {
            draft.sorts.iter_mut().filter(|row| row.key == key).for_each(|row| edit(&mut row.item));
        });
    };
    let columns = move || {
        let now = item.get().map(|item| item.by).unwrap_or_default();
        let mut names = outputs.get();
        // A column that is gone stays to be seen; the server says that it is wrong.
        if !names.contains(&now) {
            names.push(now.clone());
        }
        options(names, &now)
    };
    let descending = move || item.read().as_ref().is_some_and(|item| item.descending);
    view! {
        <div class="line">
            <select aria-label=t.column on:change:target=move |event| with(&|sort| sort.by = event.target().value())>{columns}</select>
            <select aria-label=t.direction on:change:target=move |event| with(&|sort| sort.descending = event.target().value() == "down")>
                <option value="up" selected=move || !descending()>{t.ascending}</option>
                <option value="down" selected=descending>{t.descending}</option>
            </select>
            <button type="button" class="button quiet" aria-label=t.remove on:click=move |_| draft.update(|d| d.sorts.retain(|row| row.key != key))>"✕"</button>
        </div>
    }
    .erased()
}
