//! Saving, renaming, sharing, exporting and deleting the scenario.

use almanac_domain::model::{Scenario, ScenarioInput};
use leptos::prelude::*;

use super::bench::Bench;
use crate::api::Failure;
use crate::api::scenario::{DeleteScenario, save_scenario, update_scenario};
use crate::components::{Confirm, Note, Post, PostForm};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::paths;

/// The name and what can be done with the scenario.
#[component]
pub(super) fn SavePanel(bench: Bench) -> impl IntoView {
    let t = texts_now();
    let name = RwSignal::new(bench.open.get_untracked().map(|(_, name)| name).unwrap_or_default());
    let save = Action::new(move |new: &bool| {
        let open = bench.open.get_untracked().filter(|_| !*new);
        let (forecast_id, unique_id) =
            bench.given.with_value(|given| (given.forecast.id, given.view.unique_id.clone()));
        let edits = serde_json::to_value(bench.scenario()).unwrap_or_default();
        let input = ScenarioInput { name: name.get_untracked(), forecast_id, unique_id, edits };
        async move {
            let answer = match open {
                Some((id, _)) => update_scenario(bench.project, id, input).await,
                None => save_scenario(bench.project, input).await,
            };
            if let Ok(scenario) = &answer {
                opened(bench, scenario);
            }
            answer
        }
    });
    let failure = Signal::derive(move || -> Option<Failure> { save.value().get().and_then(Result::err) });
    let wrong = move || failure.get().and_then(|failure| failure.of_field("name"));
    let saved = move || save.value().read().as_ref().is_some_and(Result::is_ok);
    let has = move || bench.open.read().is_some();
    view! {
        <section class="card" aria-label=t.what_if.save>
            <form class="form inline" on:submit=move |event| { event.prevent_default(); save.dispatch(false); }>
                <div class="field">
                    <label for="scenario-name">{t.what_if.name}</label>
                    <input id="scenario-name" type="text" required=true prop:value=name on:input:target=move |event| name.set(event.target().value())
                        aria-invalid=move || wrong().is_some().then_some("true")/>
                </div>
                <button type="submit" class="button primary" disabled=save.pending()>
                    {move || if has() { t.what_if.save_changes } else { t.what_if.save }}
                </button>
                <Show when=has>
                    <button type="button" class="button" disabled=save.pending() on:click=move |_| { save.dispatch(true); }>{t.what_if.save_as_new}</button>
                </Show>
                <span role="status">{move || saved().then_some(t.what_if.saved)}</span>
            </form>
            <Note failure/>
            {move || bench.open.get().map(|(id, name)| shared(bench, id, name))}
        </section>
    }
    .erased()
}

/// Makes the saved scenario the open one, also in the address, without loading the page again.
fn opened(bench: Bench, scenario: &Scenario) {
    bench.open.set(Some((scenario.id, scenario.name.clone())));
    #[cfg(not(feature = "ssr"))]
    {
        let address = paths::scenario(bench.project, bench.forecast, scenario.id);
        let replaced = window().history().and_then(|history| {
            history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address))
        });
        if replaced.is_err() {
            leptos::logging::warn!("the address could not be changed");
        }
    }
}

fn shared(bench: Bench, id: almanac_domain::ScenarioId, name: String) -> AnyView {
    let t = texts_now();
    let delete = Post::to::<DeleteScenario>();
    let link = paths::scenario(bench.project, bench.forecast, id);
    let export = paths::rest(bench.project, &format!("scenarios/{id}/export"));
    view! {
        <div class="row">
            <a href=link rel="external">{t.what_if.link}</a>
            <a class="button quiet" href=export download="" rel="external">{t.what_if.export}</a>
            <Confirm id="delete-scenario" name>
                <PostForm action=delete>
                    <input type="hidden" name="project" value=bench.project.to_string()/>
                    <input type="hidden" name="scenario" value=id.to_string()/>
                    <button type="submit" class="button danger">{t.g.delete}</button>
                </PostForm>
            </Confirm>
        </div>
        <Note failure=delete.failure()/>
    }
    .erased()
}
