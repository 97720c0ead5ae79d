//! Rules and results in words.

use almanac_domain::DatasetId;
use almanac_domain::quality::{RuleCheck, RuleResult};

use crate::format::{self, NONE, fill};
use crate::i18n::{texts_now, words};

/// Values that are named.
const NAMED: usize = 5;

/// A rule in a sentence; `names` are those of other data sets.
pub(super) fn said(check: &RuleCheck, names: &[(DatasetId, String)]) -> String {
    let t = &texts_now().rule;
    let columns = check.columns().join(", ");
    let column = ("column", columns.as_str());
    match check {
        RuleCheck::NotNull { .. } => fill(t.not_null_of, &[column]),
        RuleCheck::Unique { .. } => fill(t.unique_of, &[column]),
        RuleCheck::Range { min, max, .. } => match (min, max) {
            (Some(min), Some(max)) => fill(t.range_of, &[column, ("min", min), ("max", max)]),
            (Some(min), None) => fill(t.range_min, &[column, ("min", min)]),
            (None, Some(max)) => fill(t.range_max, &[column, ("max", max)]),
            (None, None) => columns,
        },
        RuleCheck::AllowedValues { values, .. } => fill(t.allowed_of, &[column, ("values", &some(values))]),
        RuleCheck::Pattern { pattern, .. } => fill(t.pattern_of, &[column, ("pattern", pattern)]),
        RuleCheck::Freshness { hours, .. } => fill(t.fresh_of, &[column, ("age", &age(*hours))]),
        RuleCheck::ForeignKey { dataset, references, .. } => {
            let name = names.iter().find(|(id, _)| id == dataset).map_or(t.gone, |(_, name)| name);
            fill(t.key_of, &[column, ("other", references), ("name", name)])
        }
        RuleCheck::RowCountChange { percent } => {
            let (_, locale) = words();
            fill(t.change_of, &[("n", &format::short(*percent, locale))])
        }
    }
}

/// The first of some values.
fn some(values: &[String]) -> String {
    let named: Vec<&str> = values.iter().take(NAMED).map(String::as_str).collect();
    let named = named.join(", ");
    match values.len().saturating_sub(NAMED) {
        0 => named,
        more => fill(texts_now().rule.allowed_more, &[("values", &named), ("n", &more.to_string())]),
    }
}

fn age(hours: u32) -> String {
    let t = &texts_now().rule;
    match hours {
        hours if hours.is_multiple_of(24) => fill(t.days, &[("n", &(hours / 24).to_string())]),
        hours => fill(t.hours, &[("n", &hours.to_string())]),
    }
}

/// The name of a kind of rule, and what it asks.
pub(super) fn kind(name: &str) -> Option<(&'static str, &'static str)> {
    let t = &texts_now().rule;
    Some(match name {
        "not_null" => (t.not_null, t.not_null_text),
        "unique" => (t.unique, t.unique_text),
        "range" => (t.range, t.range_text),
        "allowed_values" => (t.allowed, t.allowed_text),
        "pattern" => (t.pattern, t.pattern_text),
        "freshness" => (t.fresh, t.fresh_text),
        "foreign_key" => (t.key, t.key_text),
        "row_count_change" => (t.change_of_rows, t.change_text),
        _ => return None,
    })
}

/// How many rows break a rule, or what was found instead.
pub(super) fn extent(result: &RuleResult) -> String {
    let (t, locale) = words();
    let count = |number: i64| format::count(number.max(0) as u64, locale);
    match &result.found {
        Some(found) if matches!(result.check, RuleCheck::RowCountChange { .. }) => {
            fill(t.quality.found, &[("found", &format!("{} %", format::written(found, locale)))])
        }
        Some(found) => fill(t.quality.found, &[("found", &format::written(found, locale))]),
        None if result.reason.is_some() => NONE.to_owned(),
        None => {
            let (failed, checked) = (count(result.failed), count(result.checked));
            fill(t.quality.of_rows, &[("failed", &failed), ("checked", &checked)])
        }
    }
}
