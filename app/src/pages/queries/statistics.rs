//! What the columns of a result hold.

use almanac_domain::ProjectId;
use almanac_domain::saved::{ColumnStatistics, RunQuery};
use leptos::prelude::*;
use serde_json::Value;

use crate::api::query::query_statistics;
use crate::components::load;
use crate::erased::Erased;
use crate::format::{cell, count, decimals};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::pages::datasets::type_name;

/// The numbers of the columns of what was asked last, when they are wanted.
pub(super) fn statistics(project: ProjectId, ran: Signal<()>, asked: StoredValue<RunQuery>) -> AnyView {
    let wanted = RwSignal::new(false);
    let query = move || {
        ran.track();
        wanted.get().then(|| asked.get_value())
    };
    let found = Loaded::new(query, move |asked| async move {
        match asked {
            Some(RunQuery { document, parameters, .. }) => {
                query_statistics(project, document, parameters).await
            }
            None => Ok(Vec::new()),
        }
    });
    view! {
        <details class="fold" on:toggle=move |_| wanted.set(true)>
            <summary>{texts_now().query.statistics}</summary>
            {load(found, table)}
        </details>
    }
    .erased()
}

fn table(columns: Vec<ColumnStatistics>) -> AnyView {
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
    view! { <tr><th scope="row">{one.column.name}</th><td>{type_name(one.column.kind)}</td>{cells}</tr> }
        .erased()
}
