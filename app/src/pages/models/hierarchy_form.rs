//! The part of the training form in which columns get their places in a hierarchy.

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::HierarchyInput;
use almanac_forecast::hierarchy::Reconciliation;
use leptos::prelude::*;

use crate::components::Choice;
use crate::erased::Erased;
use crate::format::{fill, type_name};
use crate::i18n::texts_now;

/// So many ways to split the whole can be chosen, and so many levels of each.
const WAYS: usize = 3;
const LEVELS: usize = 4;

/// A place for each column of names that is not used already, a method, and whether forecasts may be below zero; as in the
/// model that is trained further, if there is one.
pub(super) fn hierarchy_fields(columns: &[Column], used: &[&str], now: Option<&HierarchyInput>) -> AnyView {
    let t = texts_now();
    let mut places = vec![(String::new(), t.train.unused.to_owned())];
    places.extend((0..WAYS * LEVELS).map(|i| {
        let (way, level) = ((i / LEVELS + 1).to_string(), (i % LEVELS + 1).to_string());
        let label = fill(t.tree.place, &[("way", &way), ("level", &level)]);
        (format!("{way}.{level}"), label)
    }));
    let of_names = |kind| matches!(kind, ColumnType::Text | ColumnType::Integer | ColumnType::Boolean);
    let rows: Vec<_> = columns
        .iter()
        .filter(|column| of_names(column.kind) && !used.contains(&column.name.as_str()))
        .enumerate()
        .map(|(i, column)| {
            let name = format!("form[places][{i}][place]");
            view! {
                <tr>
                    <th scope="row">{column.name.clone()}</th>
                    <td class="muted">{type_name(column.kind)}</td>
                    <td>
                        <input type="hidden" name=format!("form[places][{i}][column]") value=column.name.clone()/>
                        <Choice label=fill(t.tree.place_of, &[("name", &column.name)]) id=name.clone() name options=places.clone() chosen=place(now, &column.name) quiet=true/>
                    </td>
                </tr>
            }
            .erased()
        })
        .collect();
    let mut methods = vec![(String::new(), t.tree.auto.to_owned())];
    methods.extend(Reconciliation::names().map(|name| (name.to_owned(), name.to_owned())));
    methods.extend((1..LEVELS).map(|level| {
        let label = fill(t.tree.middle, &[("level", &level.to_string())]);
        (format!("middle_out.{level}"), label)
    }));
    view! {
        <details class="fold" open=now.is_some()>
            <summary class="button">{t.tree.title}</summary>
            <fieldset>
                <legend>{t.tree.name}</legend>
                <p class="muted">{t.tree.text}</p>
                <table class="dense"><tbody>{rows}</tbody></table>
                <Choice label=t.tree.method id="reconcile" name="form[reconcile]" options=methods chosen=method(now)/>
                <label class="check"><input type="checkbox" name="form[nonnegative]" value="true" checked=now.is_some_and(|now| now.nonnegative)/>{t.tree.nonnegative}</label>
            </fieldset>
        </details>
    }
    .erased()
}

/// Way and level of a column; empty if it has none.
fn place(now: Option<&HierarchyInput>, column: &str) -> String {
    let paths = now.map(|now| now.levels.paths()).unwrap_or_default();
    let of_way = |(way, path): (usize, &Vec<&str>)| {
        let level = path.iter().position(|name| *name == column)?;
        Some(format!("{}.{}", way + 1, level + 1))
    };
    paths.iter().enumerate().find_map(of_way).unwrap_or_default()
}

/// The method as the form has it: `middle_out.2` is from level 2 of the first way.
fn method(now: Option<&HierarchyInput>) -> String {
    let name = now.map(|now| now.method.as_str()).unwrap_or_default();
    match name.split_once(':') {
        Some((kind, path)) => format!("{kind}.{}", path.split('/').count()),
        None => name.to_owned(),
    }
}
