//! The versions of a source's schema: notes and labels, which one queries use, and the way to compare two.

use almanac_domain::source::{Source, SourceVersion};
use almanac_domain::{Page, ProjectId, SourceId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use crate::api::source::{DescribeVersion, PinSource, UnpinSource, list_versions};
use crate::components::{
    Empty, Head, Note, Pager, Post, PostForm, State, Time, id_param, load, query_param, use_project,
};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::pages::versions::{Listed, author, compare, describe, listed, version_name};
use crate::paths;

/// What the forms of the page do.
#[derive(Clone, Copy)]
struct Acts {
    pin: Post,
    unpin: Post,
    describe: Post,
}

/// Lists the versions of a source's schema.
#[component]
pub(crate) fn VersionsPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<SourceId>("source");
    let after = query_param::<Uuid>("after");
    let acts = Acts {
        pin: Post::to::<PinSource>(),
        unpin: Post::to::<UnpinSource>(),
        describe: Post::to::<DescribeVersion>(),
    };
    let found = Loaded::new(
        move || (project.id(), id.get(), after.get()),
        |(project, id, after)| async move { list_versions(project, id?, after).await },
    );
    load(found, move |(source, page)| view(project.id(), source, page, after.get_untracked().is_none(), acts))
}

fn view(project: ProjectId, source: Source, page: Page<SourceVersion>, first: bool, acts: Acts) -> AnyView {
    let t = texts_now();
    let back = paths::source(project, source.id);
    let title = format!("{}: {}", source.name, t.schema.versions);
    let content = if page.items.is_empty() {
        view! { <Empty title=t.schema.versions text=t.schema.no_versions/> }.erased()
    } else {
        let items = page.items.iter().map(|one| version(project, &source, one, acts)).collect_view();
        let numbers: Vec<i64> = page.items.iter().map(|one| one.number).collect();
        view! {
            {compare(paths::source_page(project, source.id, "diff"), &numbers)}
            <ol class="versions">{items}</ol>
        }
        .erased()
    };
    view! {
        <Head title note=t.schema.versions_text>
            <A href=back attr:class="button">{t.source.tables}</A>
        </Head>
        <Note failure=acts.pin.failure()/>
        <Note failure=acts.unpin.failure()/>
        <Note failure=acts.describe.failure()/>
        {content}
        <Pager next=page.next first/>
    }
    .erased()
}

fn version(project: ProjectId, source: &Source, version: &SourceVersion, acts: Acts) -> AnyView {
    let (t, locale) = words();
    let number = version.number;
    let href = format!("{}?version={number}", paths::source(project, source.id));
    let pinned = (source.pinned == Some(number)).then(|| view! { <State kind="idle" text=t.schema.pinned/> });
    let newest =
        (source.version == Some(number)).then(|| view! { <State kind="good" text=t.schema.newest/> });
    let author = author(version.author.as_ref(), t.schema.nobody);
    let skipped = (!version.skipped.is_empty()).then(|| {
        let told = version.skipped.iter().map(|(words, count)| format!("{words} × {count}"));
        let told = told.collect::<Vec<_>>().join(", ");
        view! { <p class="muted small">{fill(t.ddl.skipped, &[("statements", &told)])}</p> }
    });
    let changed = (number > 1).then(|| {
        let href = paths::source_diff(project, source.id, (number - 1, number));
        let spoken = fill(t.schema.changed_named, &[("n", &number.to_string())]);
        view! { <A href attr:aria-label=spoken>{t.schema.what_changed}</A> }
    });
    let edits = source.settings.is_some();
    let facts = view! {
        <div><dt>{t.g.created}</dt><dd><Time at=version.created_at/></dd></div>
        <div><dt>{t.schema.author}</dt><dd>{author}</dd></div>
        <div><dt>{t.source.tables}</dt><dd>{format::count(version.tables.max(0) as u64, locale)}</dd></div>
    };
    let more = view! {
        {skipped}
        {changed}
        {edits.then(|| choose(project, source, version, acts))}
    };
    listed(Listed {
        name: view! { <A href>{version_name(number)}</A> }.erased(),
        states: view! { {pinned} {newest} }.erased(),
        facts: facts.erased(),
        labels: &version.labels,
        note: &version.note,
        more: more.erased(),
    })
}

/// What editors do with a version.
fn choose(project: ProjectId, source: &Source, version: &SourceVersion, acts: Acts) -> AnyView {
    let t = &texts_now().schema;
    let (id, number) = (source.id, version.number);
    let spoken = fill(t.pin_named, &[("n", &number.to_string())]);
    let hidden = move || {
        view! {
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="source" value=id.to_string()/>
        }
    };
    let pin = if source.pinned == Some(number) {
        view! {
            <PostForm action=acts.unpin>
                {hidden()}
                <button type="submit" class="button">{t.unpin}</button>
            </PostForm>
        }
        .erased()
    } else {
        view! {
            <PostForm action=acts.pin>
                {hidden()}
                <input type="hidden" name="version" value=number.to_string()/>
                <button type="submit" class="button" aria-label=spoken>{t.pin}</button>
            </PostForm>
        }
        .erased()
    };
    view! {
        {(!source.schema_only).then_some(pin)}
        {describe(acts.describe, hidden().erased(), number, &version.labels, &version.note)}
    }
    .erased()
}
