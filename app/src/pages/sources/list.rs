//! The sources of a project.

use almanac_domain::source::{Source, SourceSettings};
use almanac_domain::{Page, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::{source_kind, state};
use crate::api::source::{AddSampleSource, list_sources};
use crate::components::{Empty, Head, Note, Pager, Post, PostForm, Time, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::{self, NONE};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Lists sources.
#[component]
pub(crate) fn SourcesPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let after = query_param::<Uuid>("after");
    let list = Loaded::new(
        move || (project.id(), after.get()),
        |(project, after)| async move { list_sources(project, after).await },
    );
    let add = Post::to::<AddSampleSource>();
    view! {
        <Head title=t.pages.sources note=t.source.text>
            <A href=move || paths::area(project.id(), "sources/new") attr:class="button primary">{t.source.connect}</A>
        </Head>
        <Note failure=add.failure()/>
        {load(list, move |page| {
            let first = after.get_untracked().is_none();
            let has_sample = page.items.iter().any(|one| matches!(one.settings, Some(SourceSettings::Sample(_))));
            view! {
                {table(project.id(), page, first)}
                {(first && !has_sample).then(|| sample(project.id(), add))}
            }
            .erased()
        })}
    }
    .erased()
}

/// The way to the database that comes with the program.
fn sample(project: ProjectId, add: Post) -> AnyView {
    let t = texts_now();
    view! {
        <PostForm action=add class="form inline">
            <input type="hidden" name="project" value=project.to_string()/>
            <button type="submit" class="button">{t.source.add_sample}</button>
            <p class="muted">{t.source.sample_text}</p>
        </PostForm>
    }
    .erased()
}

fn table(project: ProjectId, page: Page<Source>, first: bool) -> AnyView {
    let (t, locale) = words();
    if page.items.is_empty() && first {
        return view! { <Empty title=t.source.empty_title text=t.source.empty_text/> }.erased();
    }
    let rows = page
        .items
        .into_iter()
        .map(|source| {
            let read = match source.read_at {
                Some(at) => view! { <Time at/> }.erased(),
                None => NONE.erased(),
            };
            let kind = source_kind(&source);
            let version = source.used().map_or_else(|| NONE.to_owned(), |number| number.to_string());
            view! {
                <tr>
                    <th scope="row"><A href=paths::source(project, source.id)>{source.name}</A></th>
                    <td>{kind}</td>
                    <td>{state(source.state)}</td>
                    <td class="number">{format::count(source.tables.max(0) as u64, locale)}</td>
                    <td class="number">{version}</td>
                    <td>{read}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.pages.sources>
            <table>
                <thead><tr>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.source.kind}</th>
                    <th scope="col">{t.g.state}</th>
                    <th scope="col" class="number">{t.source.tables}</th>
                    <th scope="col" class="number">{t.schema.one}</th>
                    <th scope="col">{t.source.read_at}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next first/>
    }
    .erased()
}
