//! The scenarios of a project, to open, delete and compare.

use almanac_domain::model::Scenario;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use leptos_router::components::{A, Form};
use uuid::Uuid;

use crate::api::scenario::{DeleteScenario, list_scenarios};
use crate::components::{
    Confirm, Empty, Head, Note, Pager, Post, PostForm, Time, load, query_param, use_project,
};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Lists scenarios.
#[component]
pub(crate) fn ScenariosPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let after = query_param::<Uuid>("after");
    let delete = Post::to::<DeleteScenario>();
    let list = Loaded::new(
        move || (project.id(), after.get(), delete.version().get()),
        |(project, after, _)| async move { list_scenarios(project, None, after).await },
    );
    view! {
        <Head title=t.scenario.title/>
        <Note failure=delete.failure()/>
        {load(list, move |page| match project.id.get_untracked() {
            Ok(project) => table(project, page, after.get_untracked().is_none(), delete),
            Err(_) => ().erased(),
        })}
    }
    .erased()
}

fn table(project: ProjectId, page: Page<Scenario>, first: bool, delete: Post) -> AnyView {
    let t = texts_now();
    if page.items.is_empty() && first {
        return view! {
            <Empty title=t.scenario.empty_title text=t.scenario.empty_text>
                <A href=paths::area(project, "forecasts") attr:class="button primary">{t.scenario.to_forecasts}</A>
            </Empty>
        }
        .erased();
    }
    let several = page.items.len() > 1;
    let rows = page.items.into_iter().map(|scenario| row(project, scenario, delete)).collect_view();
    let compare = several.then(|| {
        view! {
            <Form method="GET" action=format!("{}/compare", paths::area(project, "scenarios")) attr:id="compare" attr:class="row">
                <button type="submit" class="button">{t.scenario.compare}</button>
                <span class="muted">{t.scenario.compare_hint}</span>
            </Form>
        }
    });
    view! {
        {compare}
        <div class="scroll" tabindex="0" role="region" aria-label=t.scenario.title>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.scenario.series}</th>
                    <th scope="col" class="number">{t.scenario.total}</th>
                    <th scope="col" class="number">{t.scenario.difference}</th>
                    <th scope="col">{t.g.changed}</th>
                    <th scope="col">{t.g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}

fn row(project: ProjectId, scenario: Scenario, delete: Post) -> AnyView {
    let (t, locale) = words();
    let total: f64 = scenario.mean.iter().sum();
    let difference = total - scenario.baseline.iter().sum::<f64>();
    let choose = fill(t.scenario.choose, &[("name", &scenario.name)]);
    let (name, id) = (scenario.name.clone(), scenario.id);
    let export = paths::rest(project, &format!("scenarios/{}/export", scenario.id));
    view! {
        <tr>
            <th scope="row">
                <input type="checkbox" form="compare" name="id" value=scenario.id.to_string() aria-label=choose/>
                " " <A href=paths::scenario(project, scenario.forecast_id, scenario.id)>{name}</A>
            </th>
            <td>{scenario.unique_id}</td>
            <td class="number">{format::number(total, 0, locale)}</td>
            <td class="number">{format::signed(difference, 0, locale)}</td>
            <td><Time at=scenario.updated_at/></td>
            <td>
                <a class="button quiet" href=export download="" rel="external">{t.scenario.export}</a>
                <Confirm id=format!("delete-{}", scenario.id) name=scenario.name>
                    <PostForm action=delete>
                        <input type="hidden" name="project" value=project.to_string()/>
                        <input type="hidden" name="scenario" value=id.to_string()/>
                        <button type="submit" class="button danger">{t.g.delete}</button>
                    </PostForm>
                </Confirm>
            </td>
        </tr>
    }
    .erased()
}
