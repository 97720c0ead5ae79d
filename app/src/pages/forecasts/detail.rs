//! A forecast: chart, table, export.

use almanac_domain::model::SeriesView;
use almanac_domain::{ForecastId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::forecast::{DeleteForecast, ForecastView, view_forecast};
use crate::components::{
    Chart, Confirm, Head, Note, Post, PostForm, id_param, load, pick_series, query_param, use_project,
};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// A forecast, of the series `?series=`.
#[component]
pub(crate) fn ForecastPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<ForecastId>("forecast");
    let series = query_param::<String>("series");
    let view = Loaded::new(
        move || (project.id(), id.get(), series.get()),
        |(project, id, series)| async move { view_forecast(project, id?, series).await },
    );
    load(view, move |view| match project.id.get_untracked() {
        Ok(project) => page(project, view),
        Err(_) => ().erased(),
    })
}

fn page(project: ProjectId, given: ForecastView) -> AnyView {
    let t = texts_now();
    let ForecastView { forecast, model, series, levels, reconciled, view, chart } = given;
    let id = forecast.id;
    let horizon = forecast.horizon.to_string();
    let mut note = fill(t.forecast.made_with, &[("method", &forecast.model), ("h", &horizon)]);
    if let Some(method) = reconciled {
        note = format!("{note} · {}", fill(t.tree.made_by, &[("method", &method)]));
    }
    let exports = ["csv", "parquet", "json"].map(|format| {
        let href = paths::rest(project, &format!("forecasts/{id}/export?format={format}"));
        view! { <a class="button" href=href download="" rel="external">{format!("{} {}", t.g.export, format.to_uppercase())}</a> }
    });
    let what_if = model.what_if.then(|| {
        view! { <A href=paths::what_if(project, id) attr:class="button primary">{t.forecast.what_if}</A> }
    });
    let about = |page: &str| {
        format!("{}/{page}?series={}", paths::forecast(project, id), paths::encoded(&view.unique_id))
    };
    let (why, futures) = (about("explanation"), about("paths"));
    let options = Signal::stored(Some(chart));
    let sum = view.total.as_ref().map(super::total::total);
    view! {
        <Head title=forecast.name.clone() note>
            <A href=why attr:class="button" attr:rel="external">{t.forecast.why}</A>
            <A href=futures attr:class="button" attr:rel="external">{t.forecast.futures}</A>
            {what_if}
        </Head>
        {pick_series(t.forecast.series, &series, &levels, &view.unique_id)}
        <Chart options label=t.forecast.chart/>
        {sum}
        <div class="row">
            {exports.collect_view()}
            <A href=paths::model(project, forecast.model_id) attr:class="button quiet">{t.forecast.trained}</A>
        </div>
        <section>
            <h2>{t.forecast.table}</h2>
            <Periods view/>
        </section>
        <Delete project forecast=id name=forecast.name/>
    }
    .erased()
}

/// The numbers behind the chart.
#[component]
pub(crate) fn Periods(view: SeriesView) -> impl IntoView {
    let (t, locale) = words();
    let named = |text, level: u8| fill(text, &[("level", &level.to_string())]);
    let head: Vec<_> = view
        .bands
        .iter()
        .map(|band| {
            view! {
                <th scope="col" class="number">{named(t.forecast.low, band.level)}</th>
                <th scope="col" class="number">{named(t.forecast.high, band.level)}</th>
            }
        })
        .collect();
    let all = view.bands.iter().flat_map(|band| band.lo.iter().chain(&band.hi)).chain(&view.mean);
    let places = format::decimals(all.copied());
    let number =
        |value: Option<&f64>| value.map_or(format::NONE.to_owned(), |v| format::number(*v, places, locale));
    let rows: Vec<_> = view
        .ds
        .iter()
        .enumerate()
        .map(|(i, ds)| {
            let bands: Vec<_> = view
                .bands
                .iter()
                .map(|band| {
                    view! {
                        <td class="number">{number(band.lo.get(i))}</td>
                        <td class="number">{number(band.hi.get(i))}</td>
                    }
                })
                .collect();
            view! { <tr><th scope="row">{format::stamp(ds)}</th><td class="number">{number(view.mean.get(i))}</td>{bands}</tr> }
        })
        .collect();
    let wide = (view.bands.len() * 2).max(1).to_string();
    let total = format::number(view.mean.iter().sum(), places, locale);
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=t.forecast.table>
            <table class="dense">
                <thead><tr><th scope="col">{t.forecast.time}</th><th scope="col" class="number">{t.forecast.mean}</th>{head}</tr></thead>
                <tbody>{rows}</tbody>
                <tfoot><tr><th scope="row">{t.forecast.total}</th><td class="number">{total}</td><td colspan=wide></td></tr></tfoot>
            </table>
        </div>
    }
    .erased()
}

#[component]
fn Delete(project: ProjectId, forecast: ForecastId, name: String) -> impl IntoView {
    let t = texts_now();
    let delete = Post::to::<DeleteForecast>();
    view! {
        <footer class="foot">
        <Confirm id="delete-forecast" name text=t.forecast.delete_text>
            <PostForm action=delete>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="forecast" value=forecast.to_string()/>
                <button type="submit" class="button danger">{t.g.delete}</button>
            </PostForm>
        </Confirm>
        <Note failure=delete.failure()/>
        </footer>
    }
    .erased()
}
