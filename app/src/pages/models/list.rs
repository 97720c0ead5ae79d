//! The models of a project.

use almanac_domain::model::Model;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::state;
use crate::api::model::list_models;
use crate::components::{Empty, Head, Pager, Time, load, query_param, use_project};
use crate::erased::Erased;
use crate::format;
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Lists models.
#[component]
pub(crate) fn ModelsPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let after = query_param::<Uuid>("after");
    let list = Loaded::new(
        move || (project.id(), after.get()),
        |(project, after)| async move { list_models(project, after).await },
    );
    view! {
        <Head title=t.model.title/>
        {load(list, move |page| table(project.id.get_untracked().ok(), page, after.get_untracked().is_none()))}
    }
    .erased()
}

fn table(project: Option<ProjectId>, page: Page<Model>, first: bool) -> AnyView {
    let t = texts_now();
    let Some(project) = project else { return ().erased() };
    if page.items.is_empty() && first {
        return view! {
            <Empty title=t.model.empty_title text=t.model.empty_text>
                <A href=paths::area(project, "datasets") attr:class="button primary">{t.model.to_data}</A>
            </Empty>
        }
        .erased();
    }
    let rows = page.items.into_iter().map(|model| row(project, model)).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.model.title>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.g.state}</th>
                    <th scope="col">{t.model.target}</th>
                    <th scope="col" class="number">{t.model.horizon}</th>
                    <th scope="col">{t.model.winner}</th>
                    <th scope="col" class="number">"MASE"</th>
                    <th scope="col" class="number">{t.model.skill}</th>
                    <th scope="col">{t.g.created}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}

fn row(project: ProjectId, model: Model) -> AnyView {
    let (_, locale) = words();
    let best = model.leaderboard.iter().find(|score| Some(&score.model) == model.winner.as_ref());
    let mase = best.map_or(format::NONE.to_owned(), |score| format::number(score.mase, 3, locale));
    let skill = best.map_or(format::NONE.to_owned(), |score| format::signed(score.skill, 3, locale));
    view! {
        <tr>
            <th scope="row"><A href=paths::model(project, model.id)>{model.name}</A></th>
            <td>{state(model.state)}</td>
            <td>{model.config.target}</td>
            <td class="number">{model.config.horizon}</td>
            <td>{model.winner.unwrap_or_else(|| format::NONE.to_owned())}</td>
            <td class="number">{mase}</td>
            <td class="number">{skill}</td>
            <td><Time at=model.created_at/></td>
        </tr>
    }
    .erased()
}
