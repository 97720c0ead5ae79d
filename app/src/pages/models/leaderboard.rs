//! The models in comparison.

use almanac_domain::model::{Metric, Model, Score};
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::words;

/// A table with a row for each model, best first.
pub(super) fn leaderboard(model: &Model) -> AnyView {
    let t = &words().0.model;
    let metric = model.config.metric;
    let coverage = model
        .config
        .levels
        .iter()
        .map(|level| {
            let label = fill(t.coverage, &[("level", &level.to_string())]);
            view! { <th scope="col" class="number">{label}</th> }
        })
        .collect_view();
    let sorted = move |by: Metric| (by == metric).then_some("ascending");
    let heading =
        move |by: Metric| view! { <th scope="col" class="number" aria-sort=sorted(by)>{by.name()}</th> };
    let rows = model.leaderboard.iter().map(|score| row(score, model.winner.as_deref())).collect_view();
    view! {
        <section>
            <h2>{t.leaderboard}</h2>
            <p class="muted">{fill(t.leaderboard_note, &[("metric", metric.name())])}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=t.leaderboard>
                <table>
                    <thead><tr>
                        <th scope="col">{t.compared}</th>
                        {heading(Metric::Mae)}
                        {heading(Metric::Rmse)}
                        {heading(Metric::Mape)}
                        {heading(Metric::Smape)}
                        {heading(Metric::Mase)}
                        <th scope="col" class="number"><abbr title=t.skill_note>{t.skill}</abbr></th>
                        <th scope="col" class="number"><abbr title=t.bias_note>{t.bias}</abbr></th>
                        <th scope="col" class="number" aria-sort=sorted(Metric::Crps)><abbr title=t.crps_note>"CRPS"</abbr></th>
                        {coverage}
                        <th scope="col" class="number">{t.seconds}</th>
                        <th scope="col">{t.note}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .erased()
}

/// The name of a model; that of a combination may break after each of its members.
fn breakable(name: &str) -> impl IntoView + use<> {
    let parts: Vec<String> = name.split_inclusive('+').map(str::to_owned).collect();
    parts.into_iter().map(|part| view! { {part} <wbr/> }).collect_view()
}

fn row(score: &Score, winner: Option<&str>) -> AnyView {
    let (t, locale) = words();
    let best = winner == Some(score.model.as_str());
    let covered: Vec<_> = score
        .coverage
        .iter()
        .map(|percent| view! { <td class="number">{format!("{} %", format::number(*percent, 1, locale))}</td> })
        .collect();
    view! {
        <tr class:winner=best>
            <th scope="row" class:wrap=score.model.contains('+')>{breakable(&score.model)} {best.then(|| view! { " " <State kind="good" text=t.model.best/> })}</th>
            <td class="number">{format::short(score.mae, locale)}</td>
            <td class="number">{format::short(score.rmse, locale)}</td>
            <td class="number">{format::number(score.mape, 1, locale)}</td>
            <td class="number">{format::number(score.smape, 1, locale)}</td>
            <td class="number">{format::number(score.mase, 3, locale)}</td>
            <td class="number">{format::signed(score.skill, 3, locale)}</td>
            <td class="number">{format::short(score.bias, locale)}</td>
            <td class="number">{format::number(score.crps, 3, locale)}</td>
            {covered}
            <td class="number">{format::number(score.seconds, 1, locale)}</td>
            <td class="wrap muted">{score.note.clone()}</td>
        </tr>
    }
    .erased()
}
