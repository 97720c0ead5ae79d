//! Which change of a driver brings a goal.

use almanac_domain::model::{DriverShift, ForecastExplanation, GoalAnswer, GoalChange};
use leptos::prelude::*;

use super::Place;
use crate::components::{PostForm, State};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::paths;

/// The form for a goal, and what brings it.
pub(super) fn goal(place: Place, found: &ForecastExplanation) -> AnyView {
    let t = &texts_now().why;
    let told = found.goals.iter().find(|one| one.is_for(place.percent));
    let shown = told.or(found.goals.last());
    view! {
        <section>
            <h2>{t.goal}</h2>
            <p class="muted">{t.goal_text}</p>
            {place.edits.then(|| form(place, found.unique_id.clone()))}
            {shown.map(answer)}
            {others(place, found, shown)}
        </section>
    }
    .erased()
}

fn form(place: Place, unique_id: String) -> AnyView {
    let t = &texts_now().why;
    view! {
        <PostForm action=place.explain class="form inline">
            <input type="hidden" name="project" value=place.project.to_string()/>
            <input type="hidden" name="forecast" value=place.forecast.to_string()/>
            <input type="hidden" name="series" value=unique_id/>
            <div class="field">
                <label for="percent">{t.percent}</label>
                <input id="percent" name="percent" type="number" step="any" min="-99" max="1000" required=true value=place.percent.to_string()/>
            </div>
            <button type="submit" class="button">{t.seek}</button>
        </PostForm>
    }
    .erased()
}

/// The goal in a sentence, and a row for each change.
fn answer(found: &GoalAnswer) -> AnyView {
    let (t, locale) = words();
    let places = format::decimals([found.baseline, found.goal].into_iter());
    let number = |value: f64| format::number(value, places, locale);
    let percent = percent_text(found.percent);
    let values =
        [("baseline", &*number(found.baseline)), ("goal", &*number(found.goal)), ("percent", &*percent)];
    let text = fill(t.why.goal_of, &values);
    if found.changes.is_empty() {
        return view! { <p>{text}</p> <p class="muted">{t.why.no_levers}</p> }.erased();
    }
    let rows: Vec<_> = found.changes.iter().map(|change| row(change, number(change.value))).collect();
    view! {
        <p>{text}</p>
        <div class="scroll" tabindex="0" role="region" aria-label=t.why.goal>
            <table class="dense">
                <thead><tr>
                    <th scope="col">{t.why.driver}</th>
                    <th scope="col" class="number">{t.why.change}</th>
                    <th scope="col" class="number">{t.why.in_spreads}</th>
                    <th scope="col" class="number">{t.why.then}</th>
                    <th scope="col">{t.g.state}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(change: &GoalChange, value: String) -> AnyView {
    let (t, locale) = words();
    let lines = |of: &dyn Fn(&DriverShift) -> String| {
        change.shifts.iter().map(|shift| view! { <div>{of(shift)}</div> }).collect_view()
    };
    let signed = |value: f64| {
        let text = format::short(value, locale);
        if value > 0.0 { format!("+{text}") } else { text }
    };
    let (kind, state) = if change.reached { ("good", t.why.reached) } else { ("idle", t.why.not_reached) };
    view! {
        <tr>
            <th scope="row">{lines(&|shift| shift.driver.clone())}</th>
            <td class="number">{lines(&|shift| signed(shift.by))}</td>
            <td class="number">{lines(&|shift| signed(shift.spreads))}</td>
            <td class="number">{value}</td>
            <td><State kind text=state/></td>
        </tr>
    }
    .erased()
}

/// Links to the other goals that are kept.
fn others(place: Place, found: &ForecastExplanation, shown: Option<&GoalAnswer>) -> AnyView {
    let t = &texts_now().why;
    let other = |one: &&GoalAnswer| shown.is_none_or(|shown| !shown.is_for(one.percent));
    let links: Vec<_> = found
        .goals
        .iter()
        .filter(other)
        .map(|one| {
            let page = paths::explanation(place.project, place.forecast, &found.unique_id);
            view! { <a href=format!("{page}&percent={}", one.percent) class="button quiet small">{percent_text(one.percent)} " %"</a> }
        })
        .collect();
    (!links.is_empty())
        .then(|| view! { <p class="row"><span class="muted">{t.other_goals}</span> {links}</p> })
        .erased()
}

fn percent_text(percent: f64) -> String {
    format::signed(percent, format::decimals(std::iter::once(percent)), words().1)
}
