//! How the ways to make forecasts add up did, as the server writes it.

use almanac_domain::model::{Model, Reconciliation};
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::format::{count, number};
use crate::i18n::{texts_now, words};

/// A row for each method, in the order in which they were tried.
pub(super) fn reconciliation(model: &Model, rows: &[Reconciliation]) -> AnyView {
    let (t, locale) = words();
    let levels: Vec<_> = rows
        .first()
        .into_iter()
        .flat_map(|row| &row.levels)
        .map(|one| {
            let nodes = count(one.nodes as u64, locale);
            view! { <th scope="col" class="number">{one.level.clone()} <span class="muted">{format!(" ({nodes})")}</span></th> }
        })
        .collect();
    let chose =
        model.config.hierarchy.as_ref().is_some_and(|input| input.method.trim().eq_ignore_ascii_case("auto"));
    let note = if levels.is_empty() {
        t.tree.none.to_owned()
    } else if chose {
        format!("{} {}", t.tree.compared_note, t.tree.rule)
    } else {
        t.tree.compared_note.to_owned()
    };
    let failed = rows.iter().any(|row| row.failed.is_some());
    let rows: Vec<_> = rows.iter().map(|one| row(one, failed)).collect();
    view! {
        <section>
        <h2>{t.tree.compared}</h2>
        <p class="muted">{note}</p>
        <div class="scroll" tabindex="0" role="region" aria-label=t.tree.compared>
            <table>
                <thead><tr>
                    <th scope="col">{t.tree.way}</th>
                    <th scope="col" class="number">"RMSSE"</th>
                    {levels}
                    <th scope="col" class="number">"MASE"</th>
                    {failed.then(|| view! { <th scope="col">{t.model.note}</th> })}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        </section>
    }
    .erased()
}

fn row(one: &Reconciliation, notes: bool) -> AnyView {
    let locale = words().1;
    let t = &texts_now().tree;
    let levels: Vec<_> = one
        .levels
        .iter()
        .map(|level| view! { <td class="number">{number(level.rmsse, 3, locale)}</td> })
        .collect();
    view! {
        <tr class:winner=one.chosen>
            <th scope="row">{one.method.clone()} {one.chosen.then(|| view! { " " <State kind="good" text=t.chosen/> })}</th>
            <td class="number">{number(one.rmsse, 3, locale)}</td>
            {levels}
            <td class="number">{number(one.mase, 3, locale)}</td>
            {notes.then(|| view! { <td class="wrap muted">{one.failed.clone()}</td> })}
        </tr>
    }
    .erased()
}
