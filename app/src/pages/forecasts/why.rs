//! Why a forecast is what it is.

mod drivers;
mod features;
mod goal;
mod past;
mod weights;

use almanac_domain::job::JobState;
use almanac_domain::model::{DriverUse, ForecastExplanation};
use almanac_domain::{ForecastId, JobId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::forecast::{ExplainForecast, ExplanationView, explanation_of};
use crate::components::{
    Head, JobProgress, Note, Post, PostForm, id_param, load, pick_series, query_param, refresh, use_project,
};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;
use crate::zone;

/// The goal that is offered first, in percent.
const USUAL: f64 = 10.0;

/// What the parts of the page need to know of it.
#[derive(Clone, Copy)]
struct Place {
    project: ProjectId,
    forecast: ForecastId,
    explain: Post,
    percent: f64,
    edits: bool,
}

/// Explains a forecast, of the series `?series=`, with a goal of `?percent=`, and the job `?job=` that was begun for it.
#[component]
pub(crate) fn WhyPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<ForecastId>("forecast");
    let (series, job) = (query_param::<String>("series"), query_param::<JobId>("job"));
    let percent = query_param::<f64>("percent");
    let explain = Post::to::<ExplainForecast>();
    let found = Loaded::new(
        move || (project.id(), id.get(), series.get(), job.get()),
        |(project, id, series, job)| async move { explanation_of(project, id?, series, job).await },
    );
    load(found, move |view| {
        let place = Place {
            project: project.id(),
            forecast: view.forecast.id,
            explain,
            percent: percent.get_untracked().filter(|percent| percent.is_finite()).unwrap_or(USUAL),
            edits: view.edits,
        };
        page(place, view)
    })
}

fn page(place: Place, view: ExplanationView) -> AnyView {
    let t = texts_now();
    let ExplanationView { forecast, series, unique_id, found, job, contributions, attention, past, .. } =
        view;
    let choice = pick_series(t.forecast.series, &series, &[], &unique_id);
    let busy = job.as_ref().is_some_and(|job| !job.state.is_final());
    if busy {
        refresh();
    }
    let failed = job.as_ref().filter(|job| job.state == JobState::Failed).map(|job| {
        view! { <div class="problem" role="alert"><p>{t.why.failed}</p> <p>{job.error.clone()}</p></div> }
    });
    let progress = job.filter(|_| busy).map(|job| {
        view! { <JobProgress project=place.project job done=Callback::new(|()| ())/> }
    });
    let note = found.as_ref().map(|found| {
        let values = [("method", found.model.as_str()), ("at", &zone::time(found.computed_at))];
        fill(t.why.made_with, &values)
    });
    let content = match found {
        Some(found) => explained(place, found, [contributions, attention, past]),
        None if busy => ().erased(),
        None => nothing(place, unique_id),
    };
    view! {
        <Head title=fill(t.why.title, &[("name", &forecast.name)]) note=note.unwrap_or_default()>
            <A href=paths::forecast(place.project, forecast.id) attr:class="button">{t.why.back}</A>
        </Head>
        {choice}
        <Note failure=place.explain.failure()/>
        {failed}
        {progress}
        {content}
    }
    .erased()
}

/// Nothing was computed yet: the way to have it done.
fn nothing(place: Place, unique_id: String) -> AnyView {
    let t = &texts_now().why;
    let way = if place.edits {
        view! {
            <PostForm action=place.explain>
                <input type="hidden" name="project" value=place.project.to_string()/>
                <input type="hidden" name="forecast" value=place.forecast.to_string()/>
                <input type="hidden" name="series" value=unique_id/>
                <input type="hidden" name="percent" value=place.percent.to_string()/>
                <button type="submit" class="button primary">{t.compute}</button>
            </PostForm>
        }
        .erased()
    } else {
        view! { <p>{t.may_not}</p> }.erased()
    };
    view! { <div class="empty"><h2>{t.nothing}</h2> <p>{t.nothing_text}</p> {way}</div> }.erased()
}

fn explained(
    place: Place,
    found: ForecastExplanation,
    [chart, attention, trend]: [Option<serde_json::Value>; 3],
) -> AnyView {
    let t = &texts_now().why;
    let differs = match (found.reconciled, found.differs) {
        (true, _) => Some(t.reconciled),
        (false, true) => Some(t.differs),
        (false, false) => None,
    };
    let differs = differs.map(|text| view! { <p class="card warning" role="status">{text}</p> });
    let about_drivers = match found.drivers {
        DriverUse::Used => view! {
            {drivers::contributions(&found, chart)}
            {drivers::sensitivities(&found.sensitivities)}
            {goal::goal(place, &found)}
        }
        .erased(),
        DriverUse::Unused => {
            let text = fill(t.unused, &[("method", &found.model)]);
            view! { <p class="card info">{text}</p> }.erased()
        }
        DriverUse::Absent => view! { <p class="card info">{t.absent}</p> }.erased(),
    };
    view! {
        {differs}
        {about_drivers}
        {found.features.as_ref().map(features::features)}
        {found.weights.as_ref().map(|found| weights::weights(found, attention))}
        {found.past.as_ref().map(|past| past::past(past, trend))}
    }
    .erased()
}
