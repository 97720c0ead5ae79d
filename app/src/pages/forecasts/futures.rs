//! Futures that could happen, and how likely a value is exceeded.

use almanac_domain::model::Exceeded;
use almanac_domain::{ForecastId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::forecast::{FuturesView, futures_of};
use crate::components::{Head, Note, PlainChart, id_param, load, query_param, series_input, use_project};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Futures of the series `?series=`, and how likely `?above=` is exceeded.
#[component]
pub(crate) fn FuturesPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<ForecastId>("forecast");
    let (series, above) = (query_param::<String>("series"), query_param::<String>("above"));
    let found = Loaded::new(
        move || (project.id(), id.get(), series.get(), above.get()),
        |(project, id, series, above)| async move { futures_of(project, id?, series, above).await },
    );
    load(found, move |view| page(project.id(), view, above.get_untracked().unwrap_or_default()))
}

fn page(project: ProjectId, view: FuturesView, asked: String) -> AnyView {
    let t = &texts_now().futures;
    let FuturesView { forecast, series, unique_id, chart, above, refused } = view;
    let rest = format!("forecasts/{}/paths?count=1000&unique_id={}", forecast.id, paths::encoded(&unique_id));
    let choice = (series.count > 1).then(|| {
        view! {
            <div class="field">
                <label for="series">{texts_now().forecast.series}</label>
                {series_input("series", &series, &[], &unique_id, None)}
            </div>
        }
    });
    view! {
        <Head title=fill(t.title, &[("name", &forecast.name)])>
            <A href=paths::forecast(project, forecast.id) attr:class="button">{t.back}</A>
        </Head>
        <p class="muted">{t.text}</p>
        <form method="get" class="form inline">
            {choice}
            <div class="field">
                <label for="above">{t.above}</label>
                <input id="above" name="above" inputmode="decimal" value=asked/>
            </div>
            <button type="submit" class="button primary">{t.ask}</button>
        </form>
        <Note failure=Signal::stored(refused)/>
        {above.map(chances)}
        <PlainChart options=chart label=t.chart/>
        <p><a class="button" href=paths::rest(project, &rest) download="paths.json" rel="external">{t.download}</a></p>
    }
    .erased()
}

/// How likely the value is exceeded, in three senses.
fn chances(found: Exceeded) -> AnyView {
    let (t, locale) = words();
    let t = &t.futures;
    // As it was asked for.
    let places = found.value.to_string().split('.').nth(1).map_or(0, str::len);
    let value = format::number(found.value, places.min(6), locale);
    let row = |text: &'static str, share: f64| {
        let percent = format!("{} %", format::number(share * 100.0, 1, locale));
        view! { <tr><th scope="row">{text}</th><td class="number">{percent}</td></tr> }
    };
    view! {
        <section>
            <h2>{fill(t.chance, &[("value", &value)])}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label=t.chances>
                <table class="dense"><tbody>
                    {row(t.total, found.total)}
                    {row(t.any, found.any)}
                    {row(t.all, found.all)}
                </tbody></table>
            </div>
        </section>
    }
    .erased()
}
