//! The versions of a data set: which one is in use, notes and labels, and the way to another.

use almanac_domain::data::{Dataset, DatasetState, DatasetVersion};
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::state;
use crate::api::dataset::{DatasetVersions, DeleteVersion, DescribeVersion, list_versions};
use crate::components::{
    Confirm, Head, JobProgress, Note, Pager, Post, PostForm, State, Time, id_param, load, query_param,
    refresh, use_project,
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
    describe: Post,
    delete: Post,
}

/// A data set, for its versions.
struct Of<'a> {
    project: ProjectId,
    dataset: &'a Dataset,
    /// None for who may not change versions, and while one is imported: the page looks again by itself then, which
    /// would take away what is being written.
    acts: Option<Acts>,
}

/// Lists the versions of a data set; `?already=` says which one an upload was the same as.
#[component]
pub(crate) fn DatasetVersionsPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<DatasetId>("dataset");
    let after = query_param::<Uuid>("after");
    let already = query_param::<i64>("already");
    let acts = Acts { describe: Post::to::<DescribeVersion>(), delete: Post::to::<DeleteVersion>() };
    let found = Loaded::new(
        move || (project.id(), id.get(), after.get()),
        |(project, id, after)| async move { list_versions(project, id?, after).await },
    );
    view! {
        {move || already.get().map(already_there)}
        <Note failure=acts.describe.failure()/>
        <Note failure=acts.delete.failure()/>
        {load(found, move |found| view(project.id(), found, after.get_untracked().is_none(), acts))}
    }
    .erased()
}

fn already_there(number: i64) -> AnyView {
    let text = fill(texts_now().uploads.already, &[("n", &number.to_string())]);
    view! { <p class="card info" role="status">{text}</p> }.erased()
}

fn view(project: ProjectId, found: DatasetVersions, first: bool, acts: Acts) -> AnyView {
    let t = texts_now();
    let DatasetVersions { dataset, page, job, edits } = found;
    let importing = page.items.iter().find(|one| one.state == DatasetState::Importing);
    let of = Of { project, dataset: &dataset, acts: (edits && importing.is_none()).then_some(acts) };
    let numbers: Vec<i64> =
        page.items.iter().filter(|one| one.state == DatasetState::Ready).map(|one| one.number).collect();
    let waits = importing.map(|one| {
        refresh();
        let job = job.filter(|_| edits);
        let job = job.map(|job| view! { <JobProgress project job done=Callback::new(|()| ())/> });
        let text = fill(t.data.coming, &[("n", &one.number.to_string())]);
        let here = paths::dataset_page(project, dataset.id, "versions");
        view! {
            <div class="card info" role="status">
                <p>{text} " " {t.uploads.importing}</p>
                <A href=here>{t.quality.look_again}</A>
            </div>
            {job}
        }
    });
    // Nothing is compared while a version is imported: a choice would be lost with the page.
    let comparing =
        importing.is_none().then(|| compare(paths::dataset_page(project, dataset.id, "diff"), &numbers));
    let before = |number: i64| numbers.iter().copied().find(|other| *other < number);
    let items = page.items.iter().map(|one| version(&of, one, before(one.number))).collect_view();
    let upload = (of.acts.is_some() && dataset.origin.is_none()).then(|| {
        let href = paths::new_version(project, dataset.id);
        view! { <A href attr:class="button primary" attr:rel="external">{t.data.new_version}</A> }
    });
    let back = paths::dataset(project, dataset.id);
    view! {
        <Head title=format!("{}: {}", dataset.name, t.pages.versions) note=t.uploads.about>
            <A href=back attr:class="button" attr:rel="external">{t.quality.data}</A>
            {upload}
        </Head>
        {waits}
        {comparing}
        <ol class="versions">{items}</ol>
        <Pager next=page.next first/>
    }
    .erased()
}

/// A version, and the one before it that it can be compared with.
fn version(of: &Of<'_>, version: &DatasetVersion, before: Option<i64>) -> AnyView {
    let t = texts_now();
    let number = version.number;
    let used = of.dataset.version == number && version.state == DatasetState::Ready;
    let states = if used {
        view! { <State kind="good" text=t.uploads.in_use/> }.erased()
    } else {
        state(version.state)
    };
    let error = version.error.clone().map(|error| view! { <p class="wrong">{error}</p> });
    let changed = before.filter(|_| version.state == DatasetState::Ready).map(|before| {
        let href = paths::dataset_diff(of.project, of.dataset.id, (before, number));
        let spoken = fill(t.schema.changed_named, &[("n", &number.to_string())]);
        view! { <A href attr:aria-label=spoken>{t.schema.what_changed}</A> }
    });
    let more = view! {
        {error}
        {changed}
        {of.acts.map(|acts| choose(of, version, acts))}
    };
    listed(Listed {
        name: version_name(number).erased(),
        states,
        facts: facts(version),
        labels: &version.labels,
        note: &version.note,
        more: more.erased(),
    })
}

fn facts(version: &DatasetVersion) -> AnyView {
    let (t, locale) = words();
    let measured = (version.state == DatasetState::Ready).then(|| {
        let count = |number: i64| format::count(number.max(0) as u64, locale);
        view! {
            <div><dt>{t.g.rows}</dt><dd>{count(version.rows)}</dd></div>
            <div><dt>{t.g.columns}</dt><dd>{version.columns.len()}</dd></div>
            <div><dt>{t.g.size}</dt><dd>{format::bytes(version.bytes.max(0) as u64, locale)}</dd></div>
        }
    });
    view! {
        <div><dt>{t.g.created}</dt><dd><Time at=version.created_at/></dd></div>
        <div><dt>{t.uploads.author}</dt><dd>{author(version.author.as_ref(), t.uploads.unknown)}</dd></div>
        <div><dt>{t.uploads.file}</dt><dd>{version.file_name.clone()}</dd></div>
        {measured}
    }
    .erased()
}

/// What editors do with a version. Using another one begins with what that changes.
fn choose(of: &Of<'_>, version: &DatasetVersion, acts: Acts) -> AnyView {
    let t = texts_now();
    let (project, id, number) = (of.project, of.dataset.id, version.number);
    let hidden = move || {
        view! {
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="dataset" value=id.to_string()/>
        }
    };
    let adopt = (version.state == DatasetState::Ready).then(|| {
        let href = paths::dataset_diff(project, id, (of.dataset.version, number));
        let text = fill(t.schema.pin_named, &[("n", &number.to_string())]);
        view! { <A href attr:class="button">{text}</A> }
    });
    let other = (of.dataset.version != number).then(|| {
        let asks = format!("delete-version-{number}");
        view! {
            <div class="row">
                {adopt}
                <Confirm id=asks name=version_name(number) text=t.uploads.delete_text>
                    <PostForm action=acts.delete>
                        {hidden()}
                        <input type="hidden" name="number" value=number.to_string()/>
                        <button type="submit" class="button danger">{t.g.delete}</button>
                    </PostForm>
                </Confirm>
            </div>
        }
    });
    view! {
        {other}
        {describe(acts.describe, hidden().erased(), number, &version.labels, &version.note)}
    }
    .erased()
}
