//! The what-if page.

use almanac_domain::{ForecastId, ProjectId, ScenarioId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::bench::{Bench, Engine, Outcome};
use super::driver::DriverPanel;
use super::goal::GoalForm;
use super::save::SavePanel;
use super::totals::{PerPeriod, Totals};
use crate::api::forecast::{Workbench, open_what_if};
use crate::components::{Chart, Head, id_param, load, pick_series, query_param, use_project};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Moves the drivers of a forecast, from the scenario `?scenario=` or from the baseline.
#[component]
pub(crate) fn WhatIfPage() -> impl IntoView {
    let project = use_project();
    let forecast = id_param::<ForecastId>("forecast");
    let scenario = query_param::<ScenarioId>("scenario");
    let series = query_param::<String>("series");
    let work = Loaded::new(
        move || (project.id(), forecast.get(), series.get(), scenario.get()),
        |(project, forecast, series, scenario)| async move {
            open_what_if(project, forecast?, series, scenario).await
        },
    );
    load(work, move |work| match project.id.get_untracked() {
        Ok(project) => page(project, work),
        Err(_) => ().erased(),
    })
}

fn page(project: ProjectId, mut work: Workbench) -> AnyView {
    let t = texts_now();
    let bench = Bench::new(project, &work);
    let answer = RwSignal::new(None);
    #[cfg(not(feature = "ssr"))]
    let client = super::engine::start(bench, &work, answer);
    let options = Signal::stored(Some(std::mem::take(&mut work.chart)));
    let given = work.what_if;
    let drivers = given.drivers.iter().enumerate().filter(|(_, driver)| !driver.fixed).map(|(i, driver)| {
        let options = work.drivers.remove(&driver.name);
        view! { <DriverPanel bench index=i driver=driver.clone() options/> }
    });
    let drivers: Vec<_> = drivers.collect();
    let none = drivers.is_empty();
    let seek = Callback::new(move |asked: super::goal::Asked| {
        #[cfg(not(feature = "ssr"))]
        client.seek(&super::engine::Question {
            driver: asked.driver,
            goal: asked.goal,
            min: asked.min,
            max: asked.max,
        });
        #[cfg(feature = "ssr")]
        let _ = asked;
    });
    let reset = move |_| {
        bench.edits.update(|edits| edits.iter_mut().for_each(|edit| *edit = super::edits::Edit::default()));
    };
    view! {
        <Head title=t.what_if.title note=given.forecast.name.clone()>
            <A href=paths::forecast(project, given.forecast.id) attr:class="button">{t.chart.forecast}</A>
            <A href=paths::area(project, "scenarios") attr:class="button">{t.scenario.title}</A>
        </Head>
        <noscript class="wrong" inner_html=t.what_if.needs_script></noscript>
        {pick_series(t.forecast.series, &given.series, &[], &given.view.unique_id)}
        <div class="what-if">
            <div class="seen">
                <Totals bench/>
                <Chart options label=t.what_if.chart handle=bench.chart/>
                <p class="muted small"><span role="status">{move || status(&bench.engine.read())}</span> " " {move || time(&bench.outcome.read())}</p>
                <PerPeriod bench/>
            </div>
            <div class="done">
                <SavePanel bench/>
                <GoalForm bench answer seek/>
            </div>
            <section class="drivers" aria-label=t.what_if.drivers tabindex="0">
                <div class="row spread">
                    <h2>{t.what_if.drivers}</h2>
                    <button type="button" class="button quiet" on:click=reset>{t.what_if.reset_all}</button>
                </div>
                {none.then(|| view! { <p class="muted">{t.what_if.no_drivers}</p> })}
                {drivers}
            </section>
        </div>
    }
    .erased()
}

fn status(engine: &Engine) -> String {
    let t = &texts_now().what_if;
    match engine {
        Engine::Loading => t.loading.to_owned(),
        Engine::Ready => t.ready.to_owned(),
        Engine::Failed(why) => fill(t.failed, &[("why", why)]),
    }
}

fn time(outcome: &Outcome) -> String {
    let (t, locale) = words();
    let ms = format::number(outcome.ms, 1, locale);
    if outcome.ms > 0.0 { fill(t.what_if.time_taken, &[("ms", &ms)]) } else { String::new() }
}
