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
    /// How the heads of the columns are written, if not plainly.
    #[prop(optional)]
    heads: Option<Heads>,
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
        .map(|(i, column)| match heads {
            Some(heads) => heads.run((column.name.clone(), class(i))),
            None => view! { <th scope="col" class=class(i)>{column.name.clone()}</th> }.erased(),
        })
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

/// The head of a column by its name and class.
pub(crate) type Heads = Callback<(String, Option<&'static str>), AnyView>;

/// A point in time.
#[component]
pub(crate) fn Time(at: DateTime<Utc>) -> impl IntoView {
    let here = zone().name().to_owned();
    view! {
        <time datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true) title=here>{zone::time(at)}</time>
    }
    .erased()
}
