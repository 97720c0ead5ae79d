//! The models in comparison.

use almanac_domain::ProjectId;
use almanac_domain::model::{Metric, Model, Score};
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::paths;

/// A table with a row for each model, best first.
pub(super) fn leaderboard(project: ProjectId, model: &Model) -> AnyView {
    let (t, metric) = (texts_now(), model.config.metric);
    let notes = model.leaderboard.iter().any(|score| !score.note.is_empty());
    let rows =
        model.leaderboard.iter().map(|score| row(score, model.winner.as_deref(), notes)).collect_view();
    view! {
        <section>
            <h2>{t.model.leaderboard}</h2>
            <p class="muted">{fill(t.model.leaderboard_note, &[("metric", metric.name())])}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=t.model.leaderboard>
                <table>
                    <thead><tr>
                        <th scope="col">{t.model.compared}</th>
                        {headings(Some(metric), &model.config.levels)}
                        <th scope="col" class="number">{t.model.seconds}</th>
                        {notes.then(|| view! { <th scope="col">{t.model.note}</th> })}
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p><a href=paths::model_errors(project, model.id) rel="external">{t.errors_by.link}</a></p>
        </section>
    }
    .erased()
}

/// The headings of [`measures`]; the rows are sorted by `metric`, if by one.
pub(super) fn headings(metric: Option<Metric>, levels: &[u8]) -> AnyView {
    let t = &texts_now().model;
    let coverage = levels
        .iter()
        .map(|level| {
            let label = fill(t.coverage, &[("level", &level.to_string())]);
            view! { <th scope="col" class="number">{label}</th> }
        })
        .collect_view();
    let sorted = move |by: Metric| (Some(by) == metric).then_some("ascending");
    let heading =
        move |by: Metric| view! { <th scope="col" class="number" aria-sort=sorted(by)>{by.name()}</th> };
    view! {
        {heading(Metric::Mae)}
        {heading(Metric::Rmse)}
        {heading(Metric::Mape)}
        {heading(Metric::Smape)}
        {heading(Metric::Mase)}
        <th scope="col" class="number"><abbr title=t.skill_note>{t.skill}</abbr></th>
        <th scope="col" class="number"><abbr title=t.bias_note>{t.bias}</abbr></th>
        <th scope="col" class="number" aria-sort=sorted(Metric::Crps)><abbr title=t.crps_note>"CRPS"</abbr></th>
        {coverage}
    }
    .erased()
}

/// The measures of a row.
pub(super) fn measures(score: &Score) -> AnyView {
    let locale = words().1;
    let covered: Vec<_> = score
        .coverage
        .iter()
        .map(|percent| view! { <td class="number">{format!("{} %", format::number(*percent, 1, locale))}</td> })
        .collect();
    view! {
        <td class="number">{format::short(score.mae, locale)}</td>
        <td class="number">{format::short(score.rmse, locale)}</td>
        <td class="number">{format::number(score.mape, 1, locale)}</td>
        <td class="number">{format::number(score.smape, 1, locale)}</td>
        <td class="number">{format::number(score.mase, 3, locale)}</td>
        <td class="number">{format::signed(score.skill, 3, locale)}</td>
        <td class="number">{format::short(score.bias, locale)}</td>
        <td class="number">{format::number(score.crps, 3, locale)}</td>
        {covered}
    }
    .erased()
}

/// The name of a model; that of a combination may break after each of its members.
fn breakable(name: &str) -> impl IntoView + use<> {
    let parts: Vec<String> = name.split_inclusive('+').map(str::to_owned).collect();
    parts.into_iter().map(|part| view! { {part} <wbr/> }).collect_view()
}

fn row(score: &Score, winner: Option<&str>, notes: bool) -> AnyView {
    let (t, locale) = words();
    let best = winner == Some(score.model.as_str());
    view! {
        <tr class:winner=best>
            <th scope="row" class:wrap=score.model.contains('+')>{breakable(&score.model)} {best.then(|| view! { " " <State kind="good" text=t.model.best/> })}</th>
            {measures(score)}
            <td class="number">{format::number(score.seconds, 1, locale)}</td>
            {notes.then(|| view! { <td class="wrap muted">{score.note.clone()}</td> })}
        </tr>
    }
    .erased()
}
