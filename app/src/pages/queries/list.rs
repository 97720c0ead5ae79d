//! The saved queries of a project: a folder of them, or what a search finds.

use almanac_domain::ProjectId;
use almanac_domain::saved::{QueryFolder, QueryOrder, QueryTag, SavedQuery};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::look::Look;
use crate::api::query::{QueryList, SetFavorite, list_queries};
use crate::components::{Empty, Head, Note, Post, PostForm, Time, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::{count, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// How many tags are offered, the most used; the others are found by the search.
const TAGS: usize = 20;

/// Lists saved queries.
#[component]
pub(crate) fn QueriesPage() -> impl IntoView {
    let t = texts_now();
    let project = use_project();
    let after = query_param::<Uuid>("after").get_untracked();
    let look = Look::asked();
    let mark = Post::to::<SetFavorite>();
    let asked = look.clone();
    let list = Loaded::new(
        move || (project.id(), asked.clone()),
        move |(project, look)| list_queries(project, look.filter(), after),
    );
    view! {
        <Head title=t.query.title>
            <A href=move || paths::area(project.id(), "queries/sources") attr:class="button primary">{t.query.new}</A>
        </Head>
        <Note failure=mark.failure()/>
        {load(list, move |found| page(project.id(), &look, found, after.is_none(), mark))}
    }
    .erased()
}

fn page(project: ProjectId, look: &Look, found: QueryList, first: bool, mark: Post) -> AnyView {
    let t = texts_now();
    let QueryList { page, broken, folders, tags, edits } = found;
    if folders.iter().all(|folder| folder.altogether == 0) {
        return view! { <Empty title=t.query.empty_title text=t.query.empty_text/> }.erased();
    }
    let below = (!look.searches()).then(|| subfolders(project, look, &folders));
    let none_below = below.as_ref().is_none_or(Vec::is_empty);
    let below = below.filter(|links| !links.is_empty()).map(|links| {
        view! { <nav class="row" aria-label=t.place.folders>{links}</nav> }
    });
    let rename = (edits && !look.folder.is_empty()).then(|| {
        let href = paths::rename_query_folder(project, &look.folder);
        view! { <A href attr:class="button quiet">{t.place.rename}</A> }
    });
    let content = if !page.items.is_empty() {
        let broken =
            |query: &SavedQuery| broken.contains(&query.id).then(|| super::broken(project, query.id));
        let rows: Vec<_> =
            page.items.iter().map(|one| row(project, look, one, broken(one), edits, mark)).collect();
        view! { {table(project, look, rows)} {pager(project, look, page.next, first)} }.erased()
    } else if none_below {
        empty(project, look)
    } else {
        ().erased()
    };
    view! {
        {search(project, look)}
        {filters(project, look, tags)}
        <div class="row">{way(project, look)} {rename}</div>
        {below}
        {content}
    }
    .erased()
}

/// The search; it keeps the rest of what is shown.
fn search(project: ProjectId, look: &Look) -> AnyView {
    let t = texts_now();
    let kept = Look { search: String::new(), ..look.clone() };
    let kept: Vec<_> = kept
        .parts()
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    view! {
        <form method="get" action=paths::area(project, "queries") class="form inline" role="search">
            {kept}
            <div class="field">
                <label for="search">{t.place.search}</label>
                <input id="search" name="search" type="search" maxlength="200" value=look.search.clone()/>
            </div>
            <button type="submit" class="button">{t.query.find}</button>
        </form>
    }
    .erased()
}

/// Favourites and the tags that are used most, as links that choose and leave them.
fn filters(project: ProjectId, look: &Look, mut tags: Vec<QueryTag>) -> AnyView {
    let (t, locale) = words();
    tags.sort_by_key(|tag| (look.tag.as_ref() != Some(&tag.name), -tag.queries));
    let links: Vec<_> = tags
        .into_iter()
        .take(TAGS)
        .map(|tag| {
            let chosen = look.tag.as_ref() == Some(&tag.name);
            let href = Look { tag: (!chosen).then(|| tag.name.clone()), ..look.clone() }.address(project);
            let number = count(tag.queries.max(0) as u64, locale);
            let current = chosen.then_some("true");
            view! { <a href=href class="tag" aria-current=current>{tag.name} " " {number}</a> }
        })
        .collect();
    let marked = Look { favorites: !look.favorites, ..look.clone() }.address(project);
    let current = look.favorites.then_some("true");
    view! {
        <nav class="row" aria-label=t.place.filter>
            <a href=marked class="tag" aria-current=current>"★ " {t.place.favorites}</a>
            {links}
        </nav>
    }
    .erased()
}

/// The way from the top to the folder that is shown.
fn way(project: ProjectId, look: &Look) -> AnyView {
    let t = &texts_now().place;
    if look.folder.is_empty() && !look.searches() {
        return ().erased();
    }
    let mut path = String::new();
    let steps: Vec<_> = look
        .folder
        .split('/')
        .filter(|name| !name.is_empty())
        .map(|name| {
            path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            let current = (path == look.folder && !look.searches()).then_some("page");
            let href = look.in_folder(&path).address(project);
            view! { <span aria-hidden="true">"/"</span> <a href=href aria-current=current>{name.to_owned()}</a> }
        })
        .collect();
    view! {
        <nav class="row" aria-label=t.path>
            <a href=look.in_folder("").address(project)>{t.all}</a>
            {steps}
        </nav>
    }
    .erased()
}

/// Links to the folders that lie in the one that is shown.
fn subfolders(project: ProjectId, look: &Look, folders: &[QueryFolder]) -> Vec<AnyView> {
    let (_, locale) = words();
    let begin = if look.folder.is_empty() { String::new() } else { format!("{}/", look.folder) };
    let inside = |folder: &&QueryFolder| {
        folder.path.strip_prefix(&begin).is_some_and(|name| !name.is_empty() && !name.contains('/'))
    };
    let link = |folder: &QueryFolder| {
        let href = look.in_folder(&folder.path).address(project);
        let name = folder.path.strip_prefix(&begin).unwrap_or_default().to_owned();
        let number = count(folder.altogether.max(0) as u64, locale);
        view! { <a href=href class="button">{name} " " <span class="muted">{number}</span></a> }.erased()
    };
    folders.iter().filter(inside).map(link).collect()
}

fn table(project: ProjectId, look: &Look, rows: Vec<AnyView>) -> AnyView {
    let t = texts_now();
    let head = |label: &'static str, order: QueryOrder, direction: &'static str, sign: &'static str| {
        let chosen = look.order == order;
        let href = Look { order, ..look.clone() }.address(project);
        let sign = chosen.then(|| view! { <span aria-hidden="true">{sign}</span> });
        view! { <th scope="col" aria-sort=chosen.then_some(direction)><a href=href>{label}</a> " " {sign}</th> }
    };
    let folder = look.searches().then(|| view! { <th scope="col">{t.place.path}</th> });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.query.title>
            <table>
                <thead><tr>
                    <th scope="col"><span class="hidden">{t.place.favorites}</span></th>
                    {head(t.g.name, QueryOrder::Name, "ascending", "↑")}
                    {folder}
                    {head(t.g.changed, QueryOrder::Changed, "descending", "↓")}
                    <th scope="col">{t.g.created}</th>
                    <th scope="col"><span class="hidden">{t.g.action}</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

fn row(
    project: ProjectId,
    look: &Look,
    query: &SavedQuery,
    broken: Option<AnyView>,
    edits: bool,
    mark: Post,
) -> AnyView {
    let t = texts_now();
    let tags: Vec<_> = query
        .tags
        .iter()
        .map(|tag| {
            let href = Look { tag: Some(tag.clone()), ..look.in_folder("") }.address(project);
            view! { " " <a href=href class="tag">{tag.clone()}</a> }
        })
        .collect();
    let folder = look.searches().then(|| {
        let href = look.in_folder(&query.folder).address(project);
        view! { <td><a href=href>{query.folder.clone()}</a></td> }
    });
    let act = edits.then(|| {
        let href = paths::query_place(project, query.id);
        let label = fill(t.place.of_query, &[("name", &query.name)]);
        view! { <a href=href class="button small" aria-label=label>{t.query.organize}</a> }
    });
    view! {
        <tr>
            <td>{star(project, query, mark)}</td>
            <th scope="row"><a href=paths::query(project, query.id)>{query.name.clone()}</a> " " {broken} {tags}</th>
            {folder}
            <td><Time at=query.updated_at/></td>
            <td><Time at=query.created_at/></td>
            <td>{act}</td>
        </tr>
    }
    .erased()
}

/// The button that marks a query, or takes the mark from it.
fn star(project: ProjectId, query: &SavedQuery, mark: Post) -> AnyView {
    let label = fill(texts_now().place.mark, &[("name", &query.name)]);
    let (pressed, sign) = if query.favorite { ("true", "★") } else { ("false", "☆") };
    let (id, turned) = (query.id.to_string(), (!query.favorite).to_string());
    view! {
        <PostForm action=mark>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="query" value=id/>
            <input type="hidden" name="favorite" value=turned/>
            <button type="submit" class="button quiet small" aria-pressed=pressed aria-label=label>{sign}</button>
        </PostForm>
    }
    .erased()
}

/// The way to the next part of the list, and back to its beginning.
fn pager(project: ProjectId, look: &Look, next: Option<Uuid>, first: bool) -> AnyView {
    let t = texts_now();
    if next.is_none() && first {
        return ().erased();
    }
    let begin = look.address(project);
    let mark = if begin.contains('?') { '&' } else { '?' };
    let more = next.map(|next| {
        let href = format!("{begin}{mark}after={next}");
        view! { <a href=href>{t.place.more}</a> }
    });
    view! {
        <nav class="pager" aria-label=t.g.more_pages>
            {(!first).then(|| view! { <a href=begin.clone()>{t.place.begin}</a> })}
            {more}
        </nav>
    }
    .erased()
}

/// Why there is nothing, and what to do.
fn empty(project: ProjectId, look: &Look) -> AnyView {
    let t = &texts_now().place;
    if !look.searches() {
        return view! { <Empty title=t.empty_title text=t.empty_text/> }.erased();
    }
    // The same search in all folders, or all queries if that was it.
    let wider = Look { folder: String::new(), ..look.clone() };
    let (href, label) = if look.folder.is_empty() {
        (look.in_folder("").address(project), t.all)
    } else {
        (wider.address(project), t.everywhere)
    };
    view! {
        <Empty title=t.nothing_title text=t.nothing_text>
            <a href=href class="button">{label}</a>
        </Empty>
    }
    .erased()
}
