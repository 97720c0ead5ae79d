//! The checks of a data set.

use almanac_domain::data::Bin;
use almanac_domain::quality::{CheckState, CheckTrigger, QualityCheck};
use almanac_domain::{DatasetId, Page, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::standing;
use crate::components::{Histogram, Pager, Time};
use crate::erased::Erased;
use crate::format;
use crate::i18n::{texts_now, words};
use crate::paths;
use crate::zone;

/// A part of the checks, newest first, with a bar for each.
pub(super) fn history(
    project: ProjectId,
    dataset: DatasetId,
    checks: Page<QualityCheck>,
    first: bool,
) -> AnyView {
    let t = texts_now();
    if checks.items.is_empty() && first {
        return view! { <section><h2>{t.quality.history}</h2><p class="muted">{t.quality.history_empty}</p></section> }
            .erased();
    }
    let finished = checks.items.iter().rev().filter(|check| check.state == CheckState::Finished);
    let bins: Vec<Bin> = finished
        .map(|check| Bin {
            label: zone::time(check.created_at),
            count: (check.tally.errors + check.tally.warnings).max(0) as u64,
        })
        .collect();
    let bars = (bins.len() > 1).then(|| view! { <p><Histogram bins label=t.quality.history_chart/></p> });
    let rows = checks.items.iter().map(|check| row(project, dataset, check)).collect_view();
    view! {
        <section>
            <h2>{t.quality.history}</h2>
            {bars}
            <div class="scroll" tabindex="0" role="region" aria-label=t.quality.history>
                <table class="dense">
                    <thead><tr>
                        <th scope="col">{t.quality.begun}</th>
                        <th scope="col">{t.quality.why}</th>
                        <th scope="col">{t.g.state}</th>
                        <th scope="col" class="number">{t.quality.holds}</th>
                        <th scope="col" class="number">{t.quality.errors}</th>
                        <th scope="col" class="number">{t.quality.warnings}</th>
                        <th scope="col" class="number">{t.quality.not_run}</th>
                        <th scope="col" class="number">{t.g.rows}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pager next=checks.next first/>
        </section>
    }
    .erased()
}

fn row(project: ProjectId, dataset: DatasetId, check: &QualityCheck) -> AnyView {
    let (t, locale) = words();
    let href = paths::dataset_page(project, dataset, &format!("quality/checks/{}", check.id));
    let cell = |number: i64| {
        let text = format::count(number.max(0) as u64, locale);
        view! { <td class="number">{text}</td> }
    };
    let why = match check.trigger {
        CheckTrigger::Import => t.quality.by_import.to_owned(),
        CheckTrigger::Schedule => t.quality.by_schedule.to_owned(),
        CheckTrigger::Person => {
            check.author.as_ref().map_or_else(|| t.schema.nobody.to_owned(), |person| person.name.clone())
        }
    };
    let (tally, at) = (check.tally, check.created_at);
    view! {
        <tr>
            <th scope="row"><A href><Time at/></A></th>
            <td>{why}</td>
            <td>{standing(check.state)}</td>
            {cell(tally.passed)}
            {cell(tally.errors)}
            {cell(tally.warnings)}
            {cell(tally.not_run)}
            {cell(check.rows)}
        </tr>
    }
    .erased()
}
