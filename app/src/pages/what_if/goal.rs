//! Goal seek: which shift of a driver brings the total to a goal?

use almanac_forecast::goal_seek::GoalSeek;
use leptos::prelude::*;

use super::bench::{Bench, Engine};
use super::edits::Edit;
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::words;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Asked {
    pub driver: usize,
    pub goal: f64,
    pub min: f64,
    pub max: f64,
}

/// The form and the answer.
#[component]
pub(super) fn GoalForm(
    bench: Bench,
    answer: RwSignal<Option<Result<GoalSeek, String>>>,
    seek: Callback<Asked>,
) -> impl IntoView {
    let (t, locale) = words();
    let t = &t.what_if;
    let numeric = bench.given.with_value(|given| {
        let numeric = given.drivers.iter().enumerate();
        let numeric = numeric.filter(|(_, driver)| driver.levels.is_empty() && !driver.fixed);
        numeric.map(|(i, driver)| (i, driver.name.clone(), driver.max - driver.min)).collect::<Vec<_>>()
    });
    let Some((first, _, reach)) = numeric.first().cloned() else { return ().erased() };
    let total: f64 = bench.view().mean.iter().sum();
    let driver = RwSignal::new(first);
    let goal = RwSignal::new(format!("{:.0}", total * 1.1));
    let min = RwSignal::new(format!("{:.2}", -reach));
    let max = RwSignal::new(format!("{reach:.2}"));
    let asked = RwSignal::new(None::<Asked>);
    let reaches: Vec<(usize, f64)> = numeric.iter().map(|(i, _, reach)| (*i, *reach)).collect();
    let choose = move |index: usize| {
        driver.set(index);
        if let Some((_, reach)) = reaches.iter().find(|(i, _)| *i == index) {
            min.set(format!("{:.2}", -reach));
            max.set(format!("{reach:.2}"));
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let read = |text: RwSignal<String>| text.read_untracked().trim().parse::<f64>().ok();
        if let (Some(goal), Some(min), Some(max)) = (read(goal), read(min), read(max)) {
            let question = Asked { driver: driver.get_untracked(), goal, min, max };
            asked.set(Some(question));
            answer.set(None);
            seek.run(question);
        }
    };
    let options: Vec<_> = numeric
        .iter()
        .map(|(i, name, _)| view! { <option value=i.to_string()>{name.clone()}</option> })
        .collect();
    let said = move || Some(said(bench, &answer.get()?, asked.get()?, locale));
    view! {
        <section class="card" aria-labelledby="goal-title">
            <h2 id="goal-title">{t.goal}</h2>
            <p class="muted">{t.goal_text}</p>
            <form class="form inline" on:submit=submit>
                <div class="field">
                    <label for="goal-driver">{t.goal_driver}</label>
                    <select id="goal-driver" on:change:target=move |event| choose(event.target().value().parse().unwrap_or(first))>{options}</select>
                </div>
                {field("goal-total", t.goal_total, goal)}
                {field("goal-min", t.goal_min, min)}
                {field("goal-max", t.goal_max, max)}
                <button type="submit" class="button" disabled=move || bench.engine.get() != Engine::Ready>{t.goal_find}</button>
            </form>
            <div role="status">{said}</div>
        </section>
    }
    .erased()
}

fn field(id: &'static str, label: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id type="number" step="any" required=true prop:value=value on:input:target=move |event| value.set(event.target().value())/>
        </div>
    }
    .erased()
}

/// The answer in words; a shift that was found can be taken over.
fn said(
    bench: Bench,
    answer: &Result<GoalSeek, String>,
    asked: Asked,
    locale: crate::preferences::Locale,
) -> AnyView {
    let t = &words().0.what_if;
    let name =
        bench.given.with_value(|given| given.drivers.get(asked.driver).map(|driver| driver.name.clone()));
    let name = name.unwrap_or_default();
    let n = |value: f64| format::number(value, 1, locale);
    match answer {
        Err(why) => view! { <p class="wrong">{why.clone()}</p> }.erased(),
        Ok(GoalSeek::Found { shift, total, .. }) => {
            let shift = *shift;
            let by = format::signed(shift, 2, locale);
            let text = fill(t.goal_found, &[("driver", &name), ("shift", &by), ("total", &n(*total))]);
            let take = move |_| bench.edit(asked.driver, |edit| *edit = Edit { shift, ..Edit::default() });
            view! { <p>{text}</p><button type="button" class="button" on:click=take>{t.goal_use}</button> }
                .erased()
        }
        Ok(GoalSeek::Unreachable { shift, total, min, max }) => {
            let by = format::signed(*shift, 2, locale);
            let values = [
                ("driver", &*name),
                ("min", &*n(*min)),
                ("max", &*n(*max)),
                ("total", &*n(*total)),
                ("shift", &*by),
            ];
            view! { <p class="wrong">{fill(t.goal_none, &values)}</p> }.erased()
        }
    }
}
