//! What the search for a model's options has tried.

use almanac_domain::model::{Search, SearchTrial};
use leptos::prelude::*;
use serde_json::Value;

use crate::components::State;
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::words;

/// So many trials are shown.
const SHOWN: usize = 100;

/// A table with a row for each trial, best first.
pub(super) fn search_table(search: Search) -> AnyView {
    let (t, _) = words();
    let t = &t.model;
    let title = fill(t.search, &[("model", &search.model)]);
    let all = search.trials.len();
    if all == 0 {
        return view! { <section><h2>{title}</h2><p class="muted">{t.search_none}</p></section> }.erased();
    }
    let best = search.best;
    let short = (all > SHOWN).then(|| {
        let text = fill(t.search_short, &[("n", &SHOWN.to_string()), ("of", &all.to_string())]);
        view! { <p class="muted">{text}</p> }
    });
    let notes = search.trials.iter().take(SHOWN).any(|trial| trial.error.is_some());
    let rows = search.trials.into_iter().take(SHOWN).map(|trial| row(trial, best, notes)).collect_view();
    view! {
        <section>
            <h2>{title.clone()}</h2>
            <p class="muted">{t.search_note}</p>
            <div class="scroll tall" tabindex="0" role="region" aria-label=title>
                <table class="dense">
                    <thead><tr>
                        <th scope="col">{t.trial}</th>
                        <th scope="col" class="number">{search.metric.name()}</th>
                        <th scope="col" class="number">{t.seconds}</th>
                        <th scope="col">{t.options}</th>
                        {notes.then(|| view! { <th scope="col">{t.note}</th> })}
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {short}
        </section>
    }
    .erased()
}

fn row(trial: SearchTrial, best: Option<u64>, notes: bool) -> AnyView {
    let (t, locale) = words();
    let is_best = best == Some(trial.number);
    let tag = is_best.then(|| view! { " " <State kind="good" text=t.model.best/> });
    let value = |value: &Value| match value.as_f64().filter(|_| value.is_f64()) {
        Some(number) => format::short(number, locale),
        None => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    };
    let options: Vec<String> =
        trial.options.iter().map(|(name, given)| format!("{name} = {}", value(given))).collect();
    let score = trial.score.map_or(format::NONE.to_owned(), |score| format::number(score, 4, locale));
    view! {
        <tr class:best=is_best>
            <th scope="row">{trial.number} {tag}</th>
            <td class="number">{score}</td>
            <td class="number">{format::number(trial.seconds, 1, locale)}</td>
            <td class="wrap">{options.join("; ")}</td>
            {notes.then(|| view! { <td class="wrap muted">{trial.error}</td> })}
        </tr>
    }
    .erased()
}
