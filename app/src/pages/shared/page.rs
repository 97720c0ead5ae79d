//! The page of a public link. It has no navigation: nothing else of the project is to be seen.

use almanac_domain::ErrorCode;
use almanac_domain::link::{Shared, SharedContent};
use almanac_domain::model::{SeriesChoice, SeriesView};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::compared::compared;
use super::edits::edits;
use crate::api::link::{SharedView, open_link};
use crate::components::{Head, PlainChart, ResultTable, Time, load, pick_series, query_param};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::pages::forecasts::Periods;

/// Shows one object to whoever has the link.
#[component]
pub(crate) fn SharedPage() -> impl IntoView {
    let params = use_params_map();
    let token = Memo::new(move |_| params.read().get("token").unwrap_or_default());
    let series = query_param::<String>("series");
    let shared = Loaded::new(
        move || (token.get(), series.get()),
        |(token, series)| async move {
            match open_link(token, series).await {
                Ok(shared) => Ok(Some(shared)),
                Err(failure) if failure.0.code == ErrorCode::NotFound => Ok(None),
                Err(failure) => Err(failure),
            }
        },
    );
    view! { <main id="main" class="single">{load(shared, |shared| shared.map_or_else(gone, page))}</main> }
        .erased()
}

fn gone() -> AnyView {
    let t = texts_now();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! { <Head title=t.link.gone note=t.link.gone_text/> }.erased()
}

fn page(view: SharedView) -> AnyView {
    let t = texts_now();
    let SharedView { shared: Shared { name, expires_at, content }, chart } = view;
    let chart = chart.map(|options| view! { <PlainChart options label=t.query.chart/> });
    let content = match content {
        SharedContent::Query { result, .. } => {
            view! { <ResultTable result caption=t.query.result limit=1_000/> }.erased()
        }
        SharedContent::Forecast { series, view } => forecast(&series, view),
        SharedContent::Scenario { edits: changed, ds, mean, baseline, .. } => view! {
            {edits(changed)}
            {compared(&ds, &mean, &baseline)}
        }
        .erased(),
    };
    view! {
        <Head title=name/>
        {chart}
        {content}
        <p class="muted small">{t.link.until_when} " " <Time at=expires_at/></p>
    }
    .erased()
}

/// A choice among several series, and the numbers of the one that is shown.
fn forecast(series: &SeriesChoice, view: SeriesView) -> AnyView {
    let t = texts_now();
    view! {
        {pick_series(t.link.series, series, &[], &view.unique_id)}
        <Periods view/>
    }
    .erased()
}
