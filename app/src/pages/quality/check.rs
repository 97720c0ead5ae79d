//! A check: what it found for each rule, with some of the rows that break it.

use almanac_domain::quality::{CheckReport, CheckState, RuleResult};
use almanac_domain::saved::QueryResult;
use almanac_domain::{CheckId, DatasetId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;

use super::said::{extent, said};
use super::{outcome, severity_name, standing};
use crate::api::quality::{CheckView, get_check};
use crate::components::{Head, ResultTable, id_param, load, refresh, use_project};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths;
use crate::zone;

/// A check with what it found.
#[component]
pub(crate) fn CheckPage() -> impl IntoView {
    let project = use_project();
    let (dataset, id) = (id_param::<DatasetId>("dataset"), id_param::<CheckId>("check"));
    let found = Loaded::new(
        move || (project.id(), dataset.get(), id.get()),
        |(project, dataset, id)| async move { get_check(project, dataset?, id?).await },
    );
    load(found, move |found| page(project.id(), found))
}

fn page(project: ProjectId, found: CheckView) -> AnyView {
    let t = texts_now();
    let CheckView { dataset, detail, names } = found;
    if detail.check.state == CheckState::Checking {
        refresh();
    }
    let title = fill(t.quality.check_title, &[("at", &zone::time(detail.check.created_at))]);
    let error = detail
        .check
        .error
        .clone()
        .map(|error| view! { <div class="problem" role="alert"><p>{error}</p></div> });
    let report = &detail.report;
    let results = report.results.iter().map(|result| one(report, result, &names)).collect_view();
    view! {
        <Head title note=dataset.name>
            <A href=paths::dataset_page(project, dataset.id, "quality") attr:class="button">{t.pages.quality}</A>
        </Head>
        <p>{standing(detail.check.state)}</p>
        {error}
        {results}
    }
    .erased()
}

fn one(report: &CheckReport, result: &RuleResult, names: &[(DatasetId, String)]) -> AnyView {
    let t = &texts_now().quality;
    let sentence = said(&result.check, names);
    let examples = (!result.examples.is_empty()).then(|| {
        let shown = QueryResult {
            columns: report.columns.clone(),
            rows: result.examples.clone(),
            total_rows: result.failed.max(0) as u64,
            ..QueryResult::default()
        };
        let caption = format!("{}: {sentence}", t.examples);
        view! { <p class="muted">{t.examples}</p> <ResultTable result=shown caption/> }
    });
    view! {
        <section class="card part">
            <div class="row spread"><h2>{sentence.clone()}</h2> <span class="muted">{severity_name(result.severity)}</span></div>
            <div class="row">{outcome(result)} <span>{extent(result)}</span></div>
            {examples}
        </section>
    }
    .erased()
}
