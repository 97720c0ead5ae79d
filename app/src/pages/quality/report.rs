//! The quality of a data set: its rules and how they stand, its checks, its gaps.

use almanac_domain::quality::{CheckDetail, CheckState, Origin, QualityRule, RuleResult};
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;
use leptos_router::components::A;
use uuid::Uuid;

use super::gaps::gaps;
use super::history::history;
use super::said::{extent, said};
use super::schedule::schedule;
use super::{outcome, severity_name};
use crate::api::quality::{QualityView, RemoveSchedule, SetSchedule, StartCheck, quality_report};
use crate::components::{
    Empty, Head, Note, Post, PostForm, State, Tile, Time, id_param, load, query_param, refresh, use_project,
};
use crate::erased::Erased;
use crate::format::{self, NONE, fill};
use crate::i18n::{texts_now, words};
use crate::loaded::Loaded;
use crate::paths;

/// What the forms of the page do.
#[derive(Clone, Copy)]
struct Acts {
    check: Post,
    schedule: Post,
    stop: Post,
}

/// Rules, checks and gaps of a data set.
#[component]
pub(crate) fn QualityPage() -> impl IntoView {
    let project = use_project();
    let id = id_param::<DatasetId>("dataset");
    let after = query_param::<Uuid>("after");
    let acts = Acts {
        check: Post::to::<StartCheck>(),
        schedule: Post::to::<SetSchedule>(),
        stop: Post::to::<RemoveSchedule>(),
    };
    let found = Loaded::new(
        move || (project.id(), id.get(), after.get()),
        |(project, id, after)| async move { quality_report(project, id?, after).await },
    );
    load(found, move |found| page(project.id(), found, after.get_untracked().is_none(), acts))
}

fn page(project: ProjectId, found: QualityView, first: bool, acts: Acts) -> AnyView {
    let t = texts_now();
    let (id, edits) = (found.dataset.id, found.edits);
    let checking = first && found.checks.items.iter().any(|check| check.state == CheckState::Checking);
    let title = fill(t.quality.title, &[("name", &found.dataset.name)]);
    let actions = edits.then(|| actions(project, &found, checking, acts.check));
    let home = paths::dataset_page(project, id, "quality");
    let waits = checking.then(|| {
        refresh();
        view! {
            <div class="card info" role="status"><p>{t.quality.checking}</p> <A href=home>{t.quality.look_again}</A></div>
        }
    });
    let plan = schedule(project, id, found.schedule.as_ref(), edits.then_some((acts.schedule, acts.stop)));
    view! {
        <Head title note=t.quality.text>
            <A href=paths::dataset(project, id) attr:class="button" attr:rel="external">{t.quality.data}</A>
            {actions}
        </Head>
        <Note failure=acts.check.failure()/>
        <Note failure=acts.schedule.failure()/>
        <Note failure=acts.stop.failure()/>
        {waits}
        {found.dataset.origin.as_ref().map(|origin| made_of(project, origin))}
        {tiles(found.latest.as_ref())}
        <section>
            <h2>{t.rule.all}</h2>
            {rules(project, &found)}
        </section>
        {found.profile.as_ref().map(gaps)}
        {plan}
        {history(project, id, found.checks, first)}
    }
    .erased()
}

fn actions(project: ProjectId, found: &QualityView, checking: bool, check: Post) -> AnyView {
    let t = texts_now();
    let id = found.dataset.id;
    let active = found.rules.iter().any(|rule| rule.active);
    let check = (active && !checking).then(|| {
        view! {
            <PostForm action=check>
                <input type="hidden" name="project" value=project.to_string()/>
                <input type="hidden" name="dataset" value=id.to_string()/>
                <button type="submit" class="button">{t.quality.check}</button>
            </PostForm>
        }
    });
    let gaps = found.profile.as_ref().is_some_and(|one| one.columns.iter().any(|column| column.nulls > 0));
    let fill = gaps.then(|| {
        let href = paths::dataset_page(project, id, "quality/fill");
        view! { <A href attr:class="button">{t.fill.fill}</A> }
    });
    let new = found.profile.is_some().then(|| {
        let href = paths::dataset_page(project, id, "quality/rules/new");
        view! { <A href attr:class="button primary">{t.rule.new}</A> }
    });
    view! { {check} {fill} {new} }.erased()
}

/// How the newest check ended.
fn tiles(latest: Option<&CheckDetail>) -> AnyView {
    let (t, locale) = words();
    let Some(CheckDetail { check, .. }) = latest else { return ().erased() };
    let count = |number: i64| format::count(number.max(0) as u64, locale);
    view! {
        <p class="muted">{t.quality.last} ": " <Time at=check.finished_at.unwrap_or(check.created_at)/></p>
        <dl class="tiles">
            <Tile label=t.quality.holds value=count(check.tally.passed)/>
            <Tile label=t.quality.errors value=count(check.tally.errors)/>
            <Tile label=t.quality.warnings value=count(check.tally.warnings)/>
            <Tile label=t.quality.not_run value=count(check.tally.not_run)/>
        </dl>
    }
    .erased()
}

fn rules(project: ProjectId, found: &QualityView) -> AnyView {
    let t = texts_now();
    if found.rules.is_empty() {
        return view! { <Empty title=t.rule.empty_title text=t.rule.empty_text/> }.erased();
    }
    let rows = found.rules.iter().map(|rule| row(project, found, rule)).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=t.rule.all>
            <table>
                <thead><tr>
                    <th scope="col">{t.rule.one}</th>
                    <th scope="col">{t.rule.severity}</th>
                    <th scope="col">{t.g.state}</th>
                    <th scope="col" class="number">{t.g.rows}</th>
                    <th scope="col">{t.g.action}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}

/// What the newest check says about a rule, unless the rule was changed since.
fn result<'a>(latest: Option<&'a CheckDetail>, rule: &QualityRule) -> Option<&'a RuleResult> {
    let report = &latest?.report;
    report.results.iter().find(|result| result.rule_id == rule.id && result.check == rule.check)
}

fn row(project: ProjectId, found: &QualityView, rule: &QualityRule) -> AnyView {
    let t = texts_now();
    let below = |rest: &str| {
        paths::dataset_page(project, found.dataset.id, &format!("quality/rules/{}{rest}", rule.id))
    };
    let result = result(found.latest.as_ref(), rule);
    let state = match result {
        _ if !rule.active => view! { <State kind="idle" text=t.rule.inactive/> }.erased(),
        Some(result) => outcome(result),
        None => view! { <State kind="idle" text=t.quality.unknown/> }.erased(),
    };
    let sentence = said(&rule.check, &found.names);
    let rows = rule.check.is_of_rows().then(|| {
        let spoken = format!("{}: {sentence}", t.rule.rows);
        view! { <A href=below("/rows") attr:class="button small" attr:aria-label=spoken>{t.g.rows}</A> }
    });
    let change = found.edits.then(|| {
        let spoken = format!("{}: {sentence}", t.rule.change);
        view! { <A href=below("") attr:class="button small" attr:aria-label=spoken>{t.rule.change}</A> }
    });
    let extent = result.map_or_else(|| NONE.to_owned(), extent);
    view! {
        <tr>
            <th scope="row">{sentence.clone()}</th>
            <td>{severity_name(rule.severity)}</td>
            <td>{state}</td>
            <td class="number">{extent}</td>
            <td><div class="row">{rows} {change}</div></td>
        </tr>
    }
    .erased()
}

/// From which data set it was made, and how.
fn made_of(project: ProjectId, origin: &Origin) -> AnyView {
    let (t, locale) = words();
    let number = |number: u64| format::count(number, locale);
    let columns = origin.filled.iter().map(|one| {
        let (filled, missing) = (number(one.filled), number(one.missing));
        let values = [("failed", filled.as_str()), ("checked", missing.as_str())];
        view! { <div><dt>{t.fill.filled} ": " {one.column.clone()}</dt><dd>{fill(t.quality.of_rows, &values)}</dd></div> }
    });
    let method = super::fill::method(origin.method.name()).map_or(NONE, |(name, _)| name);
    let fact =
        |label, value: Option<String>| value.map(|text| view! { <div><dt>{label}</dt><dd>{text}</dd></div> });
    let (from, name) = (paths::dataset(project, origin.dataset), origin.name.clone());
    view! {
        <section>
            <h2>{t.fill.origin}</h2>
            <dl class="facts">
                <div><dt>{t.fill.from}</dt><dd><A href=from attr:rel="external">{name}</A></dd></div>
                <div><dt>{t.fill.method}</dt><dd>{method}</dd></div>
                {fact(t.fill.time, origin.time.clone())}
                {fact(t.fill.series, origin.series.clone())}
                {fact(t.fill.period, origin.period.map(|period| period.to_string()))}
                {columns.collect_view()}
                <div><dt>{t.fill.fingerprint}</dt><dd><code class="secret">{origin.sha256.clone()}</code></dd></div>
            </dl>
        </section>
    }
    .erased()
}
