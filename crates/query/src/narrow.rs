//! Conditions from outside on a document: a filter of a dashboard, a value that was chosen in another result.

use almanac_domain::data::{Column, ColumnType};
use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde_json::Value;

use crate::resolve::{instant, shift};
use crate::value::timestamp;
use crate::{
    Bucket, Catalog, Filter, Operator, QueryDocument, Scalar, Sort, Source, input_columns, output_columns,
    validate,
};

/// A document with the conditions that say something about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowed {
    /// The document.
    pub document: QueryDocument,
    /// For each condition whether it is part of the document now.
    pub applied: Vec<bool>,
}

/// Narrows a document by conditions on names of columns.
///
/// A condition holds for the rows that the document reads if these have its columns, so that groups are made of what is
/// left; otherwise for the rows of the result, if those have them. It is left out if neither have them, or if they are
/// of another type. A document that appends others is narrowed in its result. `catalog` knows what it reads.
pub fn narrow(document: QueryDocument, catalog: &Catalog, conditions: &[Filter]) -> Narrowed {
    let mut document = document;
    let mut applied = Vec::new();
    let mut after = Vec::new();
    for condition in conditions {
        let before = inside(&document, condition).filter(|one| validate(one, catalog).is_ok());
        applied.push(before.is_some());
        match before {
            Some(narrowed) => document = narrowed,
            None => after.push(applied.len() - 1),
        }
    }
    let mut outer = around(&document, catalog);
    let mut used = false;
    for at in after {
        let Some(narrowed) = inside(&outer, &conditions[at]) else { continue };
        if validate(&narrowed, catalog).is_ok() {
            outer = narrowed;
            applied[at] = true;
            used = true;
        }
    }
    Narrowed { document: if used { outer } else { document }, applied }
}

/// The document with a further condition on what it reads.
fn inside(document: &QueryDocument, condition: &Filter) -> Option<QueryDocument> {
    if !document.unions.is_empty() {
        return None;
    }
    let mut narrowed = document.clone();
    let mut all = match narrowed.filter.take() {
        None => Vec::new(),
        Some(Filter::And(list)) => list,
        Some(other) => vec![other],
    };
    all.push(condition.clone());
    narrowed.filter = Some(Filter::And(all));
    Some(narrowed)
}

/// A document that reads the result of another, in the same order and with the same parameters.
fn around(document: &QueryDocument, catalog: &Catalog) -> QueryDocument {
    let mut inner = document.clone();
    let parameters = std::mem::take(&mut inner.parameters);
    let columns = output_columns(document, catalog);
    let there = |sort: &&Sort| columns.iter().any(|column| column.name == sort.by);
    let sort = document.sort.iter().filter(there).cloned().collect();
    QueryDocument { sort, parameters, ..QueryDocument::of(Source::Document(Box::new(inner))) }
}

/// The condition that a value stands for which was chosen in a column of a document's result: of a period of time, all
/// that lies in it. None if there is no such column, or if it has no such values.
pub fn chosen(document: &QueryDocument, catalog: &Catalog, column: &str, value: &Value) -> Option<Filter> {
    let kind = kind(&output_columns(document, catalog), column)?;
    let group = document.group_by.iter().find(|group| document.summarizes() && group.output() == column);
    let name = group.map_or(column, |group| group.column.as_str());
    if value.is_null() {
        return Some(Filter::compare(name, Operator::IsNull, Vec::new()));
    }
    let scalar = scalar(value, kind)?;
    let bucket = group.and_then(|group| group.bucket.as_ref());
    let (Some(bucket), Scalar::Text(from)) = (bucket, &scalar) else {
        return Some(Filter::compare(name, Operator::Eq, vec![scalar]));
    };
    let read = input_columns(document, catalog);
    let (from, to) = period(from, bucket, self::kind(&read, name)?)?;
    Some(Filter::And(vec![
        Filter::compare(name, Operator::Ge, vec![Scalar::Text(from)]),
        Filter::compare(name, Operator::Lt, vec![Scalar::Text(to)]),
    ]))
}

fn kind(columns: &[Column], name: &str) -> Option<ColumnType> {
    columns.iter().find(|column| column.name == name).map(|column| column.kind)
}

/// A value as a chart or a table shows it, as one of a column's type. Charts write every category as text, and dates as
/// their midnight.
fn scalar(value: &Value, kind: ColumnType) -> Option<Scalar> {
    let scalar: Scalar = match (kind, value) {
        (ColumnType::Boolean | ColumnType::Float, Value::String(text)) => {
            serde_json::from_str(text).ok().filter(|scalar| !matches!(scalar, Scalar::Text(_)))?
        }
        (ColumnType::Date, Value::String(text)) => text.get(..10)?.into(),
        (ColumnType::Text, other @ (Value::Bool(_) | Value::Number(_))) => Scalar::Text(other.to_string()),
        (_, other) => serde_json::from_value(other.clone()).ok()?,
    };
    crate::value::read(&scalar, kind).is_ok().then_some(scalar)
}

/// The first moment of the period that begins at `from`, and the first one after it, as values of a column of type
/// `kind`.
pub(crate) fn period(from: &str, bucket: &Bucket, kind: ColumnType) -> Option<(String, String)> {
    let begin = timestamp(from)?;
    let end = shift(bucket.unit, begin.naive_utc(), i32::try_from(bucket.every).ok()?)?;
    if kind == ColumnType::Date {
        return Some((begin.date_naive().to_string(), end.date().to_string()));
    }
    if !bucket.unit.is_calendar() {
        let written =
            |time: chrono::NaiveDateTime| time.and_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true);
        return Some((written(begin.naive_utc()), written(end)));
    }
    let zone = bucket.time_zone.as_deref().map_or(Some(Tz::UTC), |zone| zone.parse().ok())?;
    Some((instant(begin.naive_utc(), zone), instant(end, zone)))
}

#[cfg(test)]
mod tests;
