//! The page of two versions of a schema.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::api::source::{Comparison, compare_versions};
use crate::components::{Head, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::pages::versions::{compared, compared_title, tally};
use crate::paths;

/// Compares the versions `?from=` and `?to=`.
#[component]
pub(crate) fn DiffPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<SourceId>("source");
    let (from, to) = (query_param::<i64>("from"), query_param::<i64>("to"));
    let found = Loaded::new(
        move || (project.id(), id.get(), from.get(), to.get()),
        |(project, id, from, to)| async move {
            compare_versions(project, id?, from.unwrap_or(1), to.unwrap_or(1)).await
        },
    );
    load(found, move |found| view(project.id(), found))
}

fn view(project: ProjectId, found: Comparison) -> AnyView {
    let t = &texts_now().schema;
    let Comparison { source, numbers, diff, impact } = found;
    let changes = diff.tables.iter().map(|table| table.change);
    let summary = if diff.tables.is_empty() { t.same.to_owned() } else { tally(changes) };
    view! {
        <Head title=compared_title(numbers) note=source.name>
            <A href=paths::source_page(project, source.id, "versions") attr:class="button">{t.versions}</A>
        </Head>
        <p>{summary}</p>
        {compared(project, numbers, diff, impact)}
    }
    .erased()
}
