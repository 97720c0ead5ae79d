//! Groups and numbers of a query.

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{Aggregate, AggregateFunction, Bucket, Group, TimeUnit};
use leptos::prelude::*;

use super::draft::{aggregate, group};
use super::fields::{Choice, depending, line, number, section, select, text};
use super::form::{QueryForm, RowAt, add, all_names, find, list, names};
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

/// The name by which a form knows a unit.
pub(super) fn unit_name(unit: TimeUnit) -> String {
    format!("{unit:?}")
}

/// The unit of this name.
pub(super) fn unit_of(name: &str) -> Option<TimeUnit> {
    UNITS.into_iter().find(|unit| unit_name(*unit) == name)
}

pub(super) fn unit_choice(unit: TimeUnit) -> Choice {
    Choice::new(unit_name(unit), unit_label(unit))
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
pub(super) fn groups(form: QueryForm) -> AnyView {
    let t = &texts_now().query;
    let append = move |()| {
        let first = form.inputs.with_untracked(|columns| {
            columns.iter().find(|column| column.kind.is_temporal()).or(columns.first()).cloned()
        });
        if let Some(column) = first {
            add(form, |draft| &mut draft.groups, group(&column));
        }
    };
    section(t.group, list(form, |draft| &draft.groups, group_row, (t.add_group, Callback::new(append))))
}

fn group_row(form: QueryForm, key: usize) -> AnyView {
    let t = &texts_now().query;
    let at = RowAt::<Group>::new(form, key, |draft| &mut draft.groups, |draft| &draft.groups);
    let column = at.read(|group| group.column.clone());
    let choose = move |name: String| {
        if let Some(column) = find(form.inputs, &name) {
            at.edit(|now| *now = group(&column));
        }
    };
    let unit =
        at.read(|group| group.bucket.as_ref().map(|bucket| unit_name(bucket.unit)).unwrap_or_default());
    let set_unit = at.write(|group, name| {
        let before = group.bucket.take();
        group.bucket = unit_of(&name).map(|unit| {
            let zone = before.filter(|_| unit.is_calendar()).and_then(|bucket| bucket.time_zone);
            Bucket { unit, every: 1, time_zone: zone }
        });
    });
    let units = move || {
        let none = Choice::new("", t.no_bucket);
        std::iter::once(none).chain(UNITS.map(unit_choice)).collect()
    };
    let temporal = Memo::new(move |_| {
        let name = column.get();
        form.inputs.read().iter().any(|column| column.name == name && column.kind.is_temporal())
    });
    let bucket = move |()| {
        if temporal.get() { select(t.bucket, unit, Signal::derive(units), set_unit) } else { ().erased() }
    };
    line([
        select(t.column, column, all_names(form.inputs, column), Callback::new(choose)),
        depending(Callback::new(bucket)),
        at.remove_button(),
    ])
}

/// What is computed.
pub(super) fn aggregates(form: QueryForm) -> AnyView {
    let t = &texts_now().query;
    let append = move |()| {
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
    let numbers = (t.add_aggregate, Callback::new(append));
    section(t.aggregate, list(form, |draft| &draft.aggregates, aggregate_row, numbers))
}

fn aggregate_row(form: QueryForm, key: usize) -> AnyView {
    let t = &texts_now().query;
    let at = RowAt::<Aggregate>::new(form, key, |draft| &mut draft.aggregates, |draft| &draft.aggregates);
    let function = at.read(|item| item.function.name().to_owned());
    let functions = || {
        let all = AggregateFunction::ALL.into_iter();
        all.map(|one| Choice::new(one.name(), function_label(one))).collect()
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
    let column = at.read(|item| item.column.clone().unwrap_or_default());
    let columns = move || {
        let function = at.item.read().as_ref().map_or(AggregateFunction::Count, |item| item.function);
        let rows = (function == AggregateFunction::Count).then(|| Choice::new("", t.all_rows));
        let fitting = names(&form.inputs.read(), |kind| function.suits(kind), &column.read());
        rows.into_iter().chain(fitting).collect()
    };
    let set_column = at.write(|now, name| {
        let (filter, level) = (now.filter.take(), now.level);
        let column = Some(name.as_str()).filter(|name| !name.is_empty());
        *now = Aggregate { filter, level, ..aggregate(now.function, column) };
    });
    let percent = at.read(|item| item.level.map(|level| (level * 100.0).to_string()).unwrap_or_default());
    let set_percent =
        at.write(|item, percent| item.level = percent.parse::<f64>().ok().map(|p| p / 100.0).or(item.level));
    let has_level = Memo::new(move |_| at.item.read().as_ref().is_some_and(|item| item.level.is_some()));
    let level = move |()| {
        if has_level.get() { number(t.percent, ("0", "100"), percent, set_percent) } else { ().erased() }
    };
    line([
        select(t.function, function, Signal::derive(functions), Callback::new(choose)),
        depending(Callback::new(level)),
        select(t.column, column, Signal::derive(columns), set_column),
        text(t.alias, at.read(|item| item.alias.clone()), false, at.write(|item, alias| item.alias = alias)),
        at.remove_button(),
    ])
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
