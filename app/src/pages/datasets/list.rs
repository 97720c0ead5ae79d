//! The data sets of a project.

use almanac_domain::data::Dataset;
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::state;
use crate::api::dataset::list_datasets;
use crate::components::{Empty, Head, Pager, Time, load, query_param, use_project};
use crate::erased::Erased;
use crate::format;
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Lists data sets.
#[component]
pub(crate) fn DatasetsPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let after = query_param::<Uuid>("after");
    let list = Loaded::new(
        move || (project.id(), after.get()),
        |(project, after)| async move { list_datasets(project, after).await },
    );
    view! {
        <Head title=t.data.title>
            <A href=move || paths::area(project.id(), "sources") attr:class="button" attr:rel="external">{t.pages.sources}</A>
            <A href=move || paths::area(project.id(), "datasets/new") attr:class="button primary">{t.data.upload}</A>
        </Head>
        {load(list, move |page| table(project.id.get_untracked().ok(), page, after.get_untracked().is_none()))}
    }
    .erased()
}

fn table(project: Option<ProjectId>, page: Page<Dataset>, first: bool) -> AnyView {
    let (t, locale) = words();
    let Some(project) = project else { return ().erased() };
    if page.items.is_empty() && first {
        return view! { <Empty title=t.data.empty_title text=t.data.empty_text/> }.erased();
    }
    let rows = page
        .items
        .into_iter()
        .map(|dataset| {
            view! {
                <tr>
                    <th scope="row"><A href=paths::dataset(project, dataset.id)>{dataset.name}</A></th>
                    <td>{state(dataset.state)}</td>
                    <td class="number">{format::count(dataset.rows.max(0) as u64, locale)}</td>
                    <td class="number">{dataset.columns.len()}</td>
                    <td class="number">{format::bytes(dataset.bytes.max(0) as u64, locale)}</td>
                    <td><Time at=dataset.created_at/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.data.title>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.g.state}</th>
                    <th scope="col" class="number">{t.g.rows}</th>
                    <th scope="col" class="number">{t.g.columns}</th>
                    <th scope="col" class="number">{t.g.size}</th>
                    <th scope="col">{t.g.created}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}
