//! The forecasts of a project.

use almanac_domain::model::Forecast;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use crate::api::forecast::list_forecasts;
use crate::components::{Empty, Head, Pager, Time, load, query_param, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Lists forecasts.
#[component]
pub(crate) fn ForecastsPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let after = query_param::<Uuid>("after");
    let list = Loaded::new(
        move || (project.id(), after.get()),
        |(project, after)| async move { list_forecasts(project, after).await },
    );
    view! {
        <Head title=t.forecast.title/>
        {load(list, move |page| table(project.id.get_untracked().ok(), page, after.get_untracked().is_none()))}
    }
    .erased()
}

fn table(project: Option<ProjectId>, page: Page<Forecast>, first: bool) -> AnyView {
    let t = texts_now();
    let Some(project) = project else { return ().erased() };
    if page.items.is_empty() && first {
        return view! {
            <Empty title=t.forecast.empty_title text=t.forecast.empty_text>
                <A href=paths::area(project, "models") attr:class="button primary">{t.forecast.to_models}</A>
            </Empty>
        }
        .erased();
    }
    let rows = page
        .items
        .into_iter()
        .map(|forecast| {
            view! {
                <tr>
                    <th scope="row"><A href=paths::forecast(project, forecast.id)>{forecast.name}</A></th>
                    <td>{forecast.model}</td>
                    <td class="number">{forecast.horizon}</td>
                    <td class="number">{forecast.series}</td>
                    <td><Time at=forecast.created_at/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.forecast.title>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.forecast.method}</th>
                    <th scope="col" class="number">{t.model.horizon}</th>
                    <th scope="col" class="number">{t.model.series}</th>
                    <th scope="col">{t.g.created}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}
