//! Which values are missing.

use almanac_domain::data::{ColumnProfile, DatasetProfile};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::format::{self, NONE};
use crate::i18n::{texts_now, words};

/// The columns with missing values, and the missing periods of time columns.
pub(super) fn gaps(profile: &DatasetProfile) -> AnyView {
    let t = &texts_now().fill;
    let missing = |one: &&ColumnProfile| one.nulls > 0 || one.time.as_ref().is_some_and(|time| time.gaps > 0);
    let rows: Vec<_> =
        profile.columns.iter().filter(missing).map(|column| row(column, profile.rows)).collect();
    let content = if rows.is_empty() {
        view! { <p class="muted">{t.none}</p> }.erased()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=t.title>
                <table class="dense">
                    <thead><tr>
                        <th scope="col">{t.column}</th>
                        <th scope="col" class="number">{t.missing}</th>
                        <th scope="col" class="number">{t.share}</th>
                        <th scope="col" class="number">{t.periods}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .erased()
    };
    view! { <section><h2>{t.title}</h2> {content}</section> }.erased()
}

fn row(column: &ColumnProfile, all: u64) -> AnyView {
    let (_, locale) = words();
    let share = column.nulls as f64 / all.max(1) as f64 * 100.0;
    let periods =
        column.time.as_ref().map_or_else(|| NONE.to_owned(), |time| format::count(time.gaps, locale));
    view! {
        <tr>
            <th scope="row">{column.column.name.clone()}</th>
            <td class="number">{format::count(column.nulls, locale)}</td>
            <td class="number">{format!("{} %", format::number(share, 1, locale))}</td>
            <td class="number">{periods}</td>
        </tr>
    }
    .erased()
}
