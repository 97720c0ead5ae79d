//! What the columns of a result hold, as the server writes it.

use almanac_domain::saved::ColumnStatistics;
use leptos::prelude::*;
use serde_json::Value;

use crate::erased::Erased;
use crate::format::{cell, count, decimals, type_name};
use crate::i18n::{texts_now, words};

/// The numbers of the columns.
pub(crate) fn statistics(columns: Vec<ColumnStatistics>) -> AnyView {
    let t = texts_now();
    let heads = [
        t.query.values,
        t.query.missing,
        t.query.distinct,
        t.query.smallest,
        t.query.largest,
        t.query.average,
    ];
    let heads: Vec<_> =
        heads.map(|head| view! { <th scope="col" class="number">{head}</th> }.erased()).into_iter().collect();
    let rows: Vec<_> = columns.into_iter().map(row).collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.query.statistics>
            <table class="dense">
                <thead><tr><th scope="col">{t.query.column}</th><th scope="col">{t.query.kind}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(one: ColumnStatistics) -> AnyView {
    let (_, locale) = words();
    let mean = Value::from(one.mean);
    let shown = |value: &Value| cell(value, decimals(value.as_f64().into_iter()), locale);
    let cells = [
        count(one.values, locale),
        count(one.missing, locale),
        count(one.distinct, locale),
        shown(&one.min),
        shown(&one.max),
        shown(&mean),
    ];
    let cells: Vec<_> =
        cells.map(|text| view! { <td class="number">{text}</td> }.erased()).into_iter().collect();
    view! { <tr><th scope="row">{one.name}</th><td>{type_name(one.kind)}</td>{cells}</tr> }.erased()
}
