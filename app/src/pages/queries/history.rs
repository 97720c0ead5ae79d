//! What a saved query was, and its runs.

use almanac_domain::saved::{QueryRun, QueryVersion, SavedQuery};
use almanac_domain::sharing::Person;
use almanac_domain::{ProjectId, QueryId};
use leptos::prelude::*;
use uuid::Uuid;

use crate::api::query::{Remembered, RestoreQuery, query_history};
use crate::components::{
    Head, Note, Pager, Post, PostForm, State, Time, id_param, load, query_param, use_project,
};
use crate::erased::Erased;
use crate::format::{count, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// Lists the versions and the runs of a saved query.
#[component]
pub(crate) fn QueryHistoryPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<QueryId>("query");
    let after = query_param::<Uuid>("after");
    let restore = Post::to::<RestoreQuery>();
    let found = Loaded::new(
        move || (project.id(), id.get(), after.get()),
        |(project, id, after)| async move { query_history(project, id?, after).await },
    );
    load(found, move |history| view(project.id(), history, after.get_untracked().is_none(), restore))
}

fn view(project: ProjectId, found: Remembered, first: bool, restore: Post) -> AnyView {
    let t = texts_now();
    let Remembered { query, versions, runs, edits } = found;
    let failure = restore.failure();
    let restore = edits.then_some(restore);
    let items: Vec<_> =
        versions.items.into_iter().map(|one| version(project, &query, one, restore)).collect();
    let none = runs.items.is_empty();
    let ran: Vec<_> = runs.items.into_iter().map(run).collect();
    view! {
        <Head title=format!("{}: {}", query.name, t.query.history) note=t.query.history_note>
            <a href=paths::query(project, query.id) class="button">{t.query.back}</a>
        </Head>
        <Note failure/>
        <h2>{t.query.versions}</h2>
        <div class="scroll" tabindex="0" role="region" aria-label=t.query.versions>
            <table>
                <thead><tr>
                    <th scope="col">{t.query.version_number}</th>
                    <th scope="col">{t.g.name}</th>
                    <th scope="col">{t.schema.author}</th>
                    <th scope="col">{t.g.changed}</th>
                    <th scope="col"><span class="hidden">{t.query.restore}</span></th>
                </tr></thead>
                <tbody>{items}</tbody>
            </table>
        </div>
        <Pager next=versions.next first/>
        <h2>{t.query.runs}</h2>
        {none.then(|| view! { <p class="muted">{t.query.no_runs}</p> })}
        <div class="scroll" hidden=none tabindex="0" role="region" aria-label=t.query.runs>
            <table>
                <thead><tr>
                    <th scope="col">{t.query.began}</th>
                    <th scope="col">{t.query.ran_by}</th>
                    <th scope="col" class="number">{t.query.version_number}</th>
                    <th scope="col" class="number">{t.query.row_count}</th>
                    <th scope="col" class="number">{t.query.took}</th>
                </tr></thead>
                <tbody>{ran}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn name(person: Option<Person>) -> String {
    person.map_or_else(|| texts_now().schema.nobody.to_owned(), |person| person.name)
}

fn version(project: ProjectId, query: &SavedQuery, one: QueryVersion, restore: Option<Post>) -> AnyView {
    let t = texts_now();
    let id = query.id;
    let number = one.number;
    let label = fill(t.query.restore_number, &[("n", &number.to_string())]);
    let restore = restore.map(|restore| {
        view! {
            <PostForm action=restore>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="query" value=id.to_string()/>
                <input type="hidden" name="number" value=number.to_string()/>
                <button type="submit" class="button small" aria-label=label>{t.query.restore}</button>
            </PostForm>
        }
    });
    let act = if number == query.version {
        view! { <State kind="good" text=t.query.present/> }.erased()
    } else {
        restore.erased()
    };
    view! {
        <tr>
            <td class="number">{number}</td>
            <th scope="row">{one.name}</th>
            <td>{name(one.author)}</td>
            <td><Time at=one.created_at/></td>
            <td>{act}</td>
        </tr>
    }
    .erased()
}

fn run(one: QueryRun) -> AnyView {
    let (_, locale) = words();
    let found = match one.error {
        Some(error) => view! { <td class="wrong">{error}</td> }.erased(),
        None => view! { <td class="number">{count(one.rows.max(0) as u64, locale)}</td> }.erased(),
    };
    view! {
        <tr>
            <td><Time at=one.began_at/></td>
            <td>{name(one.person)}</td>
            <td class="number">{one.version}</td>
            {found}
            <td class="number">{count(one.elapsed_ms.max(0) as u64, locale)}" ms"</td>
        </tr>
    }
    .erased()
}
