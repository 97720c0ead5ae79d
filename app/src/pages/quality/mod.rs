//! Data quality of a data set: rules, checks, rows that break a rule, missing values.

mod check;
mod fill;
mod fill_form;
mod form;
mod gaps;
mod history;
mod report;
mod rows;
mod rule;
mod said;
mod schedule;

pub(super) use check::CheckPage;
pub(super) use fill::FillPage;
pub(super) use report::QualityPage;
pub(super) use rows::FailedRowsPage;
pub(super) use rule::{EditRulePage, NewRulePage};

use almanac_domain::quality::{CheckState, Outcome, Reason, RuleResult, Severity};
use leptos::prelude::*;

use crate::components::State;
use crate::erased::Erased;
use crate::i18n::texts_now;

fn severity_name(severity: Severity) -> &'static str {
    let t = &texts_now().rule;
    match severity {
        Severity::Warning => t.warning,
        Severity::Error => t.error,
    }
}

/// How a rule ended.
fn outcome(result: &RuleResult) -> AnyView {
    let t = &texts_now().quality;
    let (kind, text) = match result.outcome {
        Outcome::Passed => ("good", t.passed),
        Outcome::Failed => ("bad", t.broken),
        Outcome::NotRun => ("idle", t.not_run),
    };
    let why = result.reason.map(|reason| view! { <p class="hint">{why(reason)}</p> });
    view! { <State kind text/> {why} }.erased()
}

fn why(reason: Reason) -> &'static str {
    let t = &texts_now().quality;
    match reason {
        Reason::Column => t.reason_column,
        Reason::Reference => t.reason_reference,
        Reason::NoEarlierCheck => t.reason_earlier,
        Reason::NoValue => t.reason_value,
        Reason::Timeout => t.reason_timeout,
        Reason::Memory => t.reason_memory,
    }
}

/// Where a check stands.
fn standing(state: CheckState) -> AnyView {
    let t = &texts_now().quality;
    let (kind, text) = match state {
        CheckState::Checking => ("busy", t.waits),
        CheckState::Finished => ("good", t.finished),
        CheckState::Failed => ("bad", t.failed),
        CheckState::Cancelled => ("idle", t.cancelled),
    };
    view! { <State kind text/> }.erased()
}
