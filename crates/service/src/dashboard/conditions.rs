//! From filters of a dashboard to conditions on a query.

use std::collections::BTreeMap;

use almanac_domain::dashboard::{DashboardContent, DashboardFilter, FilterKind};
use almanac_query::{Comparison, Filter, Operator, Scalar};
use chrono::{Days, NaiveDate};

use crate::{Error, Result};

/// A condition with what it is called when it cannot be applied.
pub(super) type Condition = (String, Filter);

/// The conditions that shared filters stand for, with these values.
pub(super) fn shared(
    content: &DashboardContent,
    given: &BTreeMap<String, Vec<String>>,
) -> Result<Vec<Condition>> {
    for key in given.keys() {
        if !content.filters.iter().any(|filter| filter.key == *key) {
            return Err(Error::field(format!("filters.{key}"), "there is no such filter"));
        }
    }
    let mut conditions = Vec::new();
    for filter in &content.filters {
        let values = given.get(&filter.key).unwrap_or(&filter.default);
        if let Some(problem) = filter.problem(values) {
            return Err(Error::field(format!("filters.{}", filter.key), problem));
        }
        if let Some(condition) = condition(filter, values) {
            conditions.push((filter.key.clone(), condition));
        }
    }
    Ok(conditions)
}

/// The condition of one filter; none if it is off. The values have the form of its kind.
fn condition(filter: &DashboardFilter, values: &[String]) -> Option<Filter> {
    let compare = |op, values: Vec<Scalar>, ignore_case| {
        let column = filter.column.clone();
        Filter::Comparison(Comparison { column, op, values, ignore_case, period: None })
    };
    let value = |i: usize| values.get(i).map(|value| value.trim()).filter(|value| !value.is_empty());
    let parts: Vec<Filter> = match filter.kind {
        FilterKind::Text => {
            value(0).map(|text| compare(Operator::Contains, vec![text.into()], true)).into_iter().collect()
        }
        FilterKind::Choice => {
            let chosen: Vec<Scalar> =
                values.iter().filter(|value| !value.is_empty()).map(|value| value.as_str().into()).collect();
            if chosen.is_empty() { Vec::new() } else { vec![compare(Operator::In, chosen, false)] }
        }
        FilterKind::Number => {
            let bound = |i, op| Some(compare(op, vec![number(value(i)?)?], false));
            bound(0, Operator::Ge).into_iter().chain(bound(1, Operator::Le)).collect()
        }
        FilterKind::DateRange => {
            let date = |i: usize| value(i)?.parse::<NaiveDate>().ok();
            let bound = |op, date: NaiveDate| compare(op, vec![Scalar::Text(date.to_string())], false);
            let from = date(0).map(|date| bound(Operator::Ge, date));
            // All of the last day, whatever the time.
            let after = date(1).and_then(|date| date.checked_add_days(Days::new(1)));
            from.into_iter().chain(after.map(|date| bound(Operator::Lt, date))).collect()
        }
    };
    if parts.is_empty() { None } else { Some(Filter::And(parts)) }
}

fn number(text: &str) -> Option<Scalar> {
    let whole = text.parse().map(Scalar::Integer).ok();
    whole.or_else(|| text.parse().map(Scalar::Float).ok())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn found(kind: FilterKind, values: &[&str]) -> Value {
        let choices = vec!["rain".to_owned(), "sun".to_owned()];
        let choices = if kind == FilterKind::Choice { choices } else { Vec::new() };
        let (key, label, column) = ("one".to_owned(), "One".to_owned(), "c".to_owned());
        let filter = DashboardFilter { key, label, column, kind, choices, default: Vec::new() };
        let content = DashboardContent { filters: vec![filter], ..DashboardContent::default() };
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let conditions = shared(&content, &BTreeMap::from([("one".to_owned(), values)])).unwrap();
        conditions.first().map_or(Value::Null, |(_, filter)| serde_json::to_value(filter).unwrap())
    }

    #[test]
    fn each_kind_has_its_condition() {
        use FilterKind::{Choice, DateRange, Number, Text};
        let one = |op: &str, value: Value| json!({"column": "c", "op": op, "value": value});
        let contains = json!({"column": "c", "op": "contains", "value": "Ro", "ignore_case": true});
        let among = json!({"column": "c", "op": "in", "values": ["rain", "sun"]});
        for (kind, values, expected) in [
            (Text, &[" Ro "][..], json!({"and": [contains]})),
            (Text, &[""], Value::Null),
            (Choice, &["", "rain", "sun"], json!({"and": [among]})),
            (Choice, &[""], Value::Null),
            (Number, &["1", "2.5"], json!({"and": [one("ge", json!(1)), one("le", json!(2.5))]})),
            (Number, &["", "7"], json!({"and": [one("le", json!(7))]})),
            (
                DateRange,
                &["2024-01-01", "2024-01-31"],
                json!({"and": [one("ge", json!("2024-01-01")), one("lt", json!("2024-02-01"))]}),
            ),
            (DateRange, &["", ""], Value::Null),
        ] {
            assert_eq!(found(kind, values), expected, "{kind:?} {values:?}");
        }
    }

    #[test]
    fn unknown_filters_are_refused() {
        let given = BTreeMap::from([("none".to_owned(), Vec::new())]);
        let Err(Error::Invalid(fields)) = shared(&DashboardContent::default(), &given) else { panic!() };
        assert_eq!(fields[0].field, "filters.none");
    }
}
