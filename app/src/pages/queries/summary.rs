//! Groups and numbers of a query.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Aggregate, AggregateFunction, Bucket, Group, TimeUnit};
use leptos::prelude::*;

use super::draft::{aggregate, group};
use super::form::{QueryForm, RowAt, add, find, keys, options};
use crate::erased::Erased;
use crate::i18n::texts_now;

pub(super) const UNITS: [TimeUnit; 7] = [
    TimeUnit::Minute,
    TimeUnit::Hour,
    TimeUnit::Day,
    TimeUnit::Week,
    TimeUnit::Month,
    TimeUnit::Quarter,
    TimeUnit::Year,
];

pub(super) fn unit_label(unit: TimeUnit) -> &'static str {
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
        AggregateFunction::Percentile => t.percentile,
    }
}

/// What makes a group.
#[component]
pub(super) fn Groups(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let keys = keys(form, |draft| &draft.groups);
    let append = move |_| {
        let first = form.inputs.with_untracked(|columns| {
            columns.iter().find(|column| column.kind.is_temporal()).or(columns.first()).cloned()
        });
        if let Some(column) = first {
            add(form, |draft| &mut draft.groups, group(&column));
        }
    };
    view! {
        <fieldset>
            <legend>{t.group}</legend>
            <For each=move || keys.get() key=|key| *key let:key><GroupRow form key/></For>
            <button type="button" class="button quiet" on:click=append>{t.add_group}</button>
        </fieldset>
    }
    .erased()
}

#[component]
fn GroupRow(form: QueryForm, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let at = RowAt::<Group>::new(form, key, |draft| &mut draft.groups, |draft| &draft.groups);
    let item = at.item;
    let columns = move || {
        let now = item.read().as_ref().map(|item| item.column.clone()).unwrap_or_default();
        options(&form.inputs.read(), |_| true, &now)
    };
    let bucket = move || {
        let now = item.get()?;
        let temporal = find(form.inputs, &now.column).is_some_and(|column| column.kind.is_temporal());
        let unit = now.bucket.as_ref().map(|bucket| bucket.unit);
        let units = UNITS.map(|one| {
            view! { <option value=format!("{one:?}") selected=Some(one) == unit>{unit_label(one)}</option> }
        });
        let change = move |name: String| {
            let unit = UNITS.into_iter().find(|unit| format!("{unit:?}") == name);
            at.edit(|group| {
                let before = group.bucket.take();
                group.bucket = unit.map(|unit| {
                    let zone = before.filter(|_| unit.is_calendar()).and_then(|bucket| bucket.time_zone);
                    Bucket { unit, every: 1, time_zone: zone }
                });
            });
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
                if let Some(column) = find(form.inputs, &event.target().value()) {
                    at.edit(|now| *now = group(&column));
                }
            }>{columns}</select>
            {bucket}
            {at.remove_button()}
        </div>
    }
    .erased()
}

/// What is computed.
#[component]
pub(super) fn Aggregates(form: QueryForm) -> impl IntoView {
    let t = &texts_now().query;
    let keys = keys(form, |draft| &draft.aggregates);
    let append = move |_| {
        let number = form.inputs.with_untracked(|columns| {
            let measured = columns.iter().rfind(|column| column.kind == ColumnType::Float);
            measured.or(columns.iter().rfind(|column| column.kind.is_numeric())).map(|c| c.name.clone())
        });
        let item = match &number {
            Some(column) => aggregate(AggregateFunction::Sum, Some(column)),
            None => aggregate(AggregateFunction::Count, None),
        };
        add(form, |draft| &mut draft.aggregates, item);
    };
    view! {
        <fieldset>
            <legend>{t.aggregate}</legend>
            <For each=move || keys.get() key=|key| *key let:key><AggregateRow form key/></For>
            <button type="button" class="button quiet" on:click=append>{t.add_aggregate}</button>
        </fieldset>
    }
    .erased()
}

#[component]
fn AggregateRow(form: QueryForm, key: usize) -> impl IntoView {
    let t = &texts_now().query;
    let at = RowAt::<Aggregate>::new(form, key, |draft| &mut draft.aggregates, |draft| &draft.aggregates);
    let item = at.item;
    let function = Memo::new(move |_| item.read().as_ref().map(|item| item.function));
    let column = Memo::new(move |_| item.read().as_ref().and_then(|item| item.column.clone()));
    let level = Memo::new(move |_| item.read().as_ref().and_then(|item| item.level));
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
        let fitting =
            options(&form.inputs.read(), |kind| function.suits(kind), column.get().as_deref().unwrap_or(""));
        view! { {rows} {fitting} }
    };
    let choose = move |name: String| {
        if let Some(function) = AggregateFunction::ALL.into_iter().find(|one| one.name() == name) {
            let columns = form.inputs.get_untracked();
            at.edit(|now| {
                let filter = now.filter.take();
                *now = Aggregate { filter, ..other_function(&columns, function, now.column.take()) };
            });
        }
    };
    let name = move || item.read().as_ref().map(|item| item.alias.clone()).unwrap_or_default();
    view! {
        <div class="line">
            <select aria-label=t.function on:change:target=move |event| choose(event.target().value())>{functions}</select>
            {move || level.get().map(|level| view! {
                <input type="number" min="0" max="100" step="any" aria-label=t.percent title=t.percent prop:value=(level * 100.0).to_string()
                    on:change:target=move |event| {
                        if let Ok(percent) = event.target().value().parse::<f64>() {
                            at.edit(|now| now.level = Some(percent / 100.0));
                        }
                    }/>
            })}
            <select aria-label=t.column on:change:target=move |event| {
                let name = event.target().value();
                at.edit(|now| {
                    let (filter, level) = (now.filter.take(), now.level);
                    let column = Some(name.as_str()).filter(|name| !name.is_empty());
                    *now = Aggregate { filter, level, ..aggregate(now.function, column) };
                });
            }>{columns}</select>
            <input type="text" aria-label=t.alias prop:value=name on:change:target=move |event| {
                let alias = event.target().value();
                at.edit(|now| now.alias = alias);
            }/>
            {at.remove_button()}
        </div>
    }
    .erased()
}

/// Another function, over the same column if it can be.
fn other_function(columns: &[Column], function: AggregateFunction, column: Option<String>) -> Aggregate {
    let fits = |column: &&Column| function.suits(column.kind);
    let kept = column.filter(|name| columns.iter().filter(fits).any(|column| column.name == *name));
    let first = || {
        let first = columns.iter().find(fits).map(|column| column.name.clone());
        first.filter(|_| function != AggregateFunction::Count)
    };
    aggregate(function, kept.or_else(first).as_deref())
}
