//! Tables of rows, and times.

use almanac_domain::saved::QueryResult;
use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::format;
use crate::i18n::words;
use crate::zone::{self, zone};

/// Rows of a query.
#[component]
pub(crate) fn ResultTable(
    result: QueryResult,
    /// What the table holds, for screen readers.
    #[prop(into)]
    caption: String,
    /// At most this many rows are shown.
    #[prop(default = 200)]
    limit: usize,
    /// How the rows can be put into another order.
    #[prop(optional)]
    order: Option<Order>,
) -> impl IntoView {
    let (_, locale) = words();
    let numeric: Vec<bool> = result.columns.iter().map(|column| column.kind.is_numeric()).collect();
    let class = |i: usize| numeric.get(i).copied().unwrap_or_default().then_some("number");
    let shown = || result.rows.iter().take(limit);
    let decimals: Vec<usize> = (0..result.columns.len())
        .map(|i| format::decimals(shown().filter_map(|row| row.get(i)?.as_f64())))
        .collect();
    let places = |i: usize| decimals.get(i).copied().unwrap_or_default();
    let head: Vec<_> = result
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| heading(column.name.clone(), class(i), order))
        .collect();
    let rows: Vec<_> = shown()
        .map(|row| {
            let cells: Vec<_> = row
                .iter()
                .enumerate()
                .map(|(i, value)| view! { <td class=class(i)>{format::cell(value, places(i), locale)}</td> })
                .collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    let label = caption.clone();
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=label>
            <table class="dense">
                <caption class="hidden">{caption}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

/// How the rows of a table can be put into another order; cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    /// By which column they are, and whether the largest comes first.
    pub now: Signal<Option<(String, bool)>>,
    /// Puts them in the order of a column, or the other way round if they are in its order.
    pub by: Callback<String>,
}

fn heading(name: String, class: Option<&'static str>, order: Option<Order>) -> AnyView {
    let Some(Order { now, by }) = order else {
        return view! { <th scope="col" class=class>{name}</th> }.erased();
    };
    let (own, label) = (name.clone(), name.clone());
    let direction = Memo::new(move |_| now.get().filter(|(by, _)| *by == own).map(|(_, down)| down));
    let sorted = move || direction.get().map(|down| if down { "descending" } else { "ascending" });
    let sign = move || direction.get().map_or("", |down| if down { " ↓" } else { " ↑" });
    view! {
        <th scope="col" class=class aria-sort=sorted>
            <button type="button" class="sorter" on:click=move |_| by.run(name.clone())>{label}<span aria-hidden="true">{sign}</span></button>
        </th>
    }
    .erased()
}

/// A point in time.
#[component]
pub(crate) fn Time(at: DateTime<Utc>) -> impl IntoView {
    let here = zone().name().to_owned();
    view! {
        <time datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true) title=here>{zone::time(at)}</time>
    }
    .erased()
}
