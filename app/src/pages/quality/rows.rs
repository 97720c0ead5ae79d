//! The rows that break a rule.

use almanac_domain::{DatasetId, ProjectId, RuleId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::said::said;
use crate::api::quality::{BrokenRows, SHOWN, failed_rows};
use crate::components::{Head, ResultTable, id_param, load, query_param, use_project};
use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::words;
use crate::loaded::Loaded;
use crate::paths;

/// The rows that break a rule, from `?offset=` on.
#[component]
pub(crate) fn FailedRowsPage() -> impl IntoView {
    let project = use_project();
    let (dataset, rule) = (id_param::<DatasetId>("dataset"), id_param::<RuleId>("rule"));
    let offset = query_param::<u64>("offset");
    let found = Loaded::new(
        move || (project.id(), dataset.get(), rule.get(), offset.get().unwrap_or_default()),
        |(project, dataset, rule, offset)| async move { failed_rows(project, dataset?, rule?, offset).await },
    );
    load(found, move |found| page(project.id(), found, offset.get_untracked().unwrap_or_default()))
}

fn page(project: ProjectId, found: BrokenRows, offset: u64) -> AnyView {
    let (t, locale) = words();
    let BrokenRows { dataset, rule, names, rows } = found;
    let here = paths::dataset_page(project, dataset.id, &format!("quality/rules/{}/rows", rule.id));
    let csv = paths::rest(project, &format!("datasets/{}/rules/{}/rows/csv", dataset.id, rule.id));
    let (shown, all) = (rows.rows.len() as u64, rows.total_rows);
    let next = (offset + shown < all && shown > 0).then(|| format!("{here}?offset={}", offset + SHOWN));
    let count = |number: u64| format::count(number, locale);
    let (from, to, total) = (count(offset + 1), count(offset + shown), count(all));
    let values = [("from", &*from), ("to", &*to), ("all", &*total)];
    let content = if shown == 0 {
        view! { <p>{t.quality.rows_none}</p> }.erased()
    } else {
        let sentence = said(&rule.check, &names);
        view! {
            <div class="row spread">
                <p class="muted">{fill(t.quality.rows_from, &values)}</p>
                <nav class="pager" aria-label=t.g.more_pages>
                    {(offset > 0).then(|| view! { <A href=here.clone()>{t.quality.rows_first}</A> })}
                    {next.map(|href| view! { <A href>{t.quality.rows_next}</A> })}
                </nav>
            </div>
            <ResultTable result=rows caption=sentence/>
        }
        .erased()
    };
    let save = (all > 0)
        .then(|| view! { <a href=csv rel="external" class="button" download="">{t.quality.csv}</a> });
    view! {
        <Head title=t.quality.rows_title note=said(&rule.check, &names)>
            <A href=paths::dataset_page(project, dataset.id, "quality") attr:class="button">{t.pages.quality}</A>
            {save}
        </Head>
        {content}
    }
    .erased()
}
