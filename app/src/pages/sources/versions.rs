//! The versions of a source's schema: notes and labels, which one queries use, and the way to compare two.

use almanac_domain::source::{Source, SourceVersion};
use almanac_domain::{Page, ProjectId, SourceId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use crate::api::source::{DescribeVersion, PinSource, UnpinSource, list_versions};
use crate::components::{
    Choice, Empty, Head, Note, Pager, Post, PostForm, State, Time, id_param, load, query_param, use_project,
};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
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
        view! {
            {compare(project, &source, &page.items)}
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

/// The form that compares two versions.
fn compare(project: ProjectId, source: &Source, versions: &[SourceVersion]) -> AnyView {
    let t = &texts_now().schema;
    let [newest, before, ..] = versions else { return ().erased() };
    let options: Vec<(String, String)> = versions
        .iter()
        .map(|one| (one.number.to_string(), fill(t.version, &[("n", &one.number.to_string())])))
        .collect();
    let action = paths::source_page(project, source.id, "diff");
    view! {
        <form method="get" action=action class="form inline">
            <Choice label=t.compare_before id="from" name="from" options=options.clone() chosen=before.number.to_string()/>
            <Choice label=t.compare_after id="to" name="to" options chosen=newest.number.to_string()/>
            <button type="submit" class="button">{t.compare}</button>
        </form>
    }
    .erased()
}

fn version(project: ProjectId, source: &Source, version: &SourceVersion, acts: Acts) -> AnyView {
    let (t, locale) = words();
    let number = version.number;
    let name = fill(t.schema.version, &[("n", &number.to_string())]);
    let href = format!("{}?version={number}", paths::source(project, source.id));
    let pinned = (source.pinned == Some(number)).then(|| view! { <State kind="idle" text=t.schema.pinned/> });
    let newest =
        (source.version == Some(number)).then(|| view! { <State kind="good" text=t.schema.newest/> });
    let author = version.author.as_ref().map_or_else(|| t.schema.nobody.to_owned(), |one| one.name.clone());
    let labels = version.labels.iter().map(|label| view! { <span class="tag">{label.clone()}</span> });
    let skipped = (!version.skipped.is_empty()).then(|| {
        let told = version.skipped.iter().map(|(words, count)| format!("{words} × {count}"));
        let told = told.collect::<Vec<_>>().join(", ");
        view! { <p class="muted small">{fill(t.ddl.skipped, &[("statements", &told)])}</p> }
    });
    let note = (!version.note.is_empty()).then(|| view! { <p class="said">{version.note.clone()}</p> });
    let changed = (number > 1).then(|| {
        let before = number - 1;
        let href = format!("{}?from={before}&to={number}", paths::source_page(project, source.id, "diff"));
        let spoken = fill(t.schema.changed_named, &[("n", &number.to_string())]);
        view! { <A href attr:aria-label=spoken>{t.schema.what_changed}</A> }
    });
    let edits = source.settings.is_some();
    view! {
        <li class="card">
            <div class="row spread">
                <h2><A href>{name}</A></h2>
                <div class="row">{pinned} {newest}</div>
            </div>
            <dl class="facts">
                <div><dt>{t.g.created}</dt><dd><Time at=version.created_at/></dd></div>
                <div><dt>{t.schema.author}</dt><dd>{author}</dd></div>
                <div><dt>{t.source.tables}</dt><dd>{format::count(version.tables.max(0) as u64, locale)}</dd></div>
            </dl>
            {(!version.labels.is_empty()).then(|| view! { <p class="row">{labels.collect_view()}</p> })}
            {skipped}
            {note}
            {changed}
            {edits.then(|| choose(project, source, version, acts))}
        </li>
    }
    .erased()
}

/// What editors do with a version.
fn choose(project: ProjectId, source: &Source, version: &SourceVersion, acts: Acts) -> AnyView {
    let t = &texts_now().schema;
    let (id, number) = (source.id, version.number);
    let said = fill(t.describe, &[("n", &number.to_string())]);
    let spoken = fill(t.pin_named, &[("n", &number.to_string())]);
    let hidden = move || {
        view! {
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="source" value=id.to_string()/>
        }
    };
    let (labelled, noted) = (version.labels.join(", "), version.note.clone());
    let (labels, note) = (format!("labels-{number}"), format!("note-{number}"));
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
        <details class="fold">
            <summary>{said}</summary>
            <PostForm action=acts.describe class="form">
                {hidden()}
                <input type="hidden" name="number" value=number.to_string()/>
                <div class="field">
                    <label for=labels.clone()>{t.labels}</label>
                    <input id=labels name="labels" value=labelled/>
                    <p class="hint">{t.labels_hint}</p>
                </div>
                <div class="field">
                    <label for=note.clone()>{t.note}</label>
                    <textarea id=note name="note" rows="3">{noted}</textarea>
                </div>
                <button type="submit" class="button">{texts_now().g.save}</button>
            </PostForm>
        </details>
    }
    .erased()
}
