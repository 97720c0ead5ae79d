//! The saved queries of a project.

use almanac_domain::saved::SavedQuery;
use almanac_domain::{Page, ProjectId, QueryId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use crate::api::query::list_queries;
use crate::components::{Empty, Head, Pager, Time, load, query_param, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;

/// Lists saved queries.
#[component]
pub(crate) fn QueriesPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let after = query_param::<Uuid>("after");
    let list = Loaded::new(
        move || (project.id(), after.get()),
        |(project, after)| async move { list_queries(project, after).await },
    );
    view! {
        <Head title=t.query.title>
            <A href=move || paths::area(project.id(), "queries/sources") attr:class="button primary">{t.query.new}</A>
        </Head>
        {load(list, move |(page, broken)| {
            table(project.id.get_untracked().ok(), page, &broken, after.get_untracked().is_none())
        })}
    }
    .erased()
}

fn table(project: Option<ProjectId>, page: Page<SavedQuery>, broken: &[QueryId], first: bool) -> AnyView {
    let t = texts_now();
    let Some(project) = project else { return ().erased() };
    if page.items.is_empty() && first {
        return view! { <Empty title=t.query.empty_title text=t.query.empty_text/> }.erased();
    }
    let rows = page
        .items
        .into_iter()
        .map(|query| {
            let badge = broken.contains(&query.id).then(|| super::broken(project, query.id));
            view! {
                <tr>
                    <th scope="row"><A href=paths::query(project, query.id)>{query.name}</A> " " {badge}</th>
                    <td><Time at=query.updated_at/></td>
                    <td><Time at=query.created_at/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.query.title>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.g.changed}</th>
                    <th scope="col">{t.g.created}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}
