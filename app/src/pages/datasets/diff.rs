//! The page of two versions of a data set, from which one goes to the other.

use almanac_domain::source::{SchemaDiff, SchemaImpact};
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::dataset::{DatasetComparison, UseVersion, compare_versions};
use crate::components::{Head, Note, Post, PostForm, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::{self, fill, type_name};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::pages::versions::{compared, compared_title, tally};
use crate::paths;

/// Compares the versions `?from=` and `?to=`.
#[component]
pub(crate) fn DatasetDiffPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<DatasetId>("dataset");
    let (from, to) = (query_param::<i64>("from"), query_param::<i64>("to"));
    let act = Post::to::<UseVersion>();
    let found = Loaded::new(
        move || (project.id(), id.get(), from.get(), to.get()),
        |(project, id, from, to)| async move {
            compare_versions(project, id?, from.unwrap_or(1), to.unwrap_or(1)).await
        },
    );
    load(found, move |found| view(project.id(), found, act))
}

fn view(project: ProjectId, found: DatasetComparison, act: Post) -> AnyView {
    let t = texts_now();
    let DatasetComparison { dataset, numbers, diff, impact, offers } = found;
    let changes = diff.tables.iter().flat_map(|table| &table.columns).map(|column| column.change);
    let summary = if diff.tables.is_empty() { t.uploads.same.to_owned() } else { tally(changes) };
    let adopt = offers.then(|| adopt(project, dataset.id, numbers.1, &impact, act));
    view! {
        <Head title=compared_title(numbers) note=dataset.name>
            <A href=paths::dataset_page(project, dataset.id, "versions") attr:class="button">{t.pages.versions}</A>
        </Head>
        <Note failure=act.failure()/>
        <p>{summary}</p>
        {adopt}
        {compared(project, numbers, named(diff), impact)}
    }
    .erased()
}

/// The button that makes the data set show a version, with what breaks by it.
fn adopt(project: ProjectId, id: DatasetId, number: i64, impact: &SchemaImpact, act: Post) -> AnyView {
    let (t, locale) = words();
    let broken = impact.queries.iter().filter(|query| query.is_broken()).count();
    let (n, count) = (number.to_string(), format::count(broken as u64, locale));
    let (class, text) =
        if broken == 0 { ("card info", t.uploads.keeps) } else { ("card warning", t.uploads.breaks) };
    view! {
        <div class=class>
            <p>{fill(text, &[("n", &n), ("count", &count)])}</p>
            <PostForm action=act>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="dataset" value=id.to_string()/>
                <input type="hidden" name="version" value=n.clone()/>
                <button type="submit" class="button primary">{fill(t.schema.pin_named, &[("n", &n)])}</button>
            </PostForm>
        </div>
    }
    .erased()
}

/// The columns with their types as other pages of data sets call them.
fn named(mut diff: SchemaDiff) -> SchemaDiff {
    for column in diff.tables.iter_mut().flat_map(|table| &mut table.columns) {
        for side in [&mut column.before, &mut column.after].into_iter().flatten() {
            if let Some(kind) = side.kind {
                type_name(kind).clone_into(&mut side.native);
            }
        }
    }
    diff
}
