//! Row rules: which rows of a source somebody sees.
//!
//! The conditions stand in the [`Catalog`](crate::Catalog), so that nothing is rendered without them: a restricted source is
//! a sub-query wherever it stands, in the SQL of a database and in that of the engine. Statements of SQL that people
//! write read it as a view; one that runs in a database itself is refused.

use almanac_domain::SourceId;
#[cfg(feature = "engine")]
pub(crate) use resolved::fit;
#[cfg(feature = "engine")]
pub use resolved::{Attributes, check_condition, resolve_condition};
use serde::Serialize;

use crate::{Filter, Source};

/// Which rows of sources somebody sees. Two people with the same restrictions see the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Restrictions(Vec<Restriction>);

/// Which rows of a source somebody sees: those for which all conditions hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Restriction {
    source: Source,
    conditions: Vec<Filter>,
}

impl Restrictions {
    /// Adds a condition for the rows of `source`.
    pub fn add(&mut self, source: Source, condition: Filter) {
        match self.0.iter_mut().find(|one| one.source == source) {
            Some(known) => known.conditions.push(condition),
            None => self.0.push(Restriction { source, conditions: vec![condition] }),
        }
    }

    /// The conditions for the rows of a data set or table; none if all of them are seen.
    pub fn of(&self, source: &Source) -> Option<&[Filter]> {
        self.0.iter().find(|one| one.source == *source).map(|one| one.conditions.as_slice())
    }

    /// Whether somebody sees only a part of a source. A statement that runs in a database counts as one that reads
    /// all its tables.
    pub fn restricts(&self, source: &Source) -> bool {
        match source {
            Source::Sql(sql) => sql.source.is_some_and(|id| self.restricts_any_of(id)),
            other => self.of(other).is_some(),
        }
    }

    /// Whether a table of the database is restricted.
    pub fn restricts_any_of(&self, database: SourceId) -> bool {
        self.0.iter().any(|one| matches!(&one.source, Source::Table(table) if table.source == database))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(feature = "engine")]
mod resolved {
    use std::collections::BTreeMap;

    use almanac_domain::FieldError;
    use almanac_domain::data::{Column, ColumnType};
    use chrono::{DateTime, Utc};

    use crate::{
        Catalog, Comparison, Filter, Given, Operator, QueryDocument, Scalar, Source, resolve, validate, value,
    };

    /// What is known of a person, by names such as `user.region`.
    pub type Attributes = BTreeMap<String, Vec<String>>;

    /// How the names of attributes begin.
    const PREFIX: &str = "user.";

    /// What a condition comes to for a person, `now`. If they lack an attribute that it names, it holds for no row.
    ///
    /// # Errors
    /// The fields of the condition that are wrong.
    pub fn resolve_condition(
        condition: &Filter,
        (source, columns): (&Source, &[Column]),
        person: &Attributes,
        now: DateTime<Utc>,
    ) -> Result<Filter, Vec<FieldError>> {
        let Some(filter) = with_attributes(condition, columns, person) else {
            return Ok(Filter::Or(Vec::new()));
        };
        let mut document = QueryDocument::of(source.clone());
        document.filter = Some(filter);
        let resolved = resolve(&document, &Given::at(now))?;
        Ok(resolved.filter.unwrap_or(Filter::Or(Vec::new())))
    }

    /// The condition with the values of attributes; none if one has no value.
    fn with_attributes(condition: &Filter, columns: &[Column], person: &Attributes) -> Option<Filter> {
        let all = |list: &[Filter]| -> Option<Vec<Filter>> {
            list.iter().map(|one| with_attributes(one, columns, person)).collect()
        };
        let comparison = match condition {
            Filter::And(list) => return all(list).map(Filter::And),
            Filter::Or(list) => return all(list).map(Filter::Or),
            Filter::Not(inner) => {
                return with_attributes(inner, columns, person).map(|inner| Filter::Not(Box::new(inner)));
            }
            Filter::Comparison(comparison) => comparison,
        };
        if !names_attribute(comparison) {
            return Some(condition.clone());
        }
        let Some(column) = columns.iter().find(|column| column.name == comparison.column) else {
            // The check before a query runs names the column that is gone.
            return Some(Filter::compare(&comparison.column, Operator::IsNotNull, Vec::new()));
        };
        let mut values = Vec::new();
        for scalar in &comparison.values {
            let Scalar::Parameter(named) = scalar else {
                values.push(scalar.clone());
                continue;
            };
            let before = values.len();
            values.extend(person.get(&named.parameter)?.iter().filter_map(|text| read(text, column.kind)));
            if values.len() == before {
                return None;
            }
        }
        let among = Filter::compare(&comparison.column, Operator::In, values);
        Some(if comparison.op == Operator::Ne { Filter::Not(Box::new(among)) } else { among })
    }

    fn names_attribute(comparison: &Comparison) -> bool {
        comparison.values.iter().any(|value| matches!(value, Scalar::Parameter(_)))
    }

    /// A text of an attribute as a value for a column of this type; none if it is no such value.
    fn read(text: &str, kind: ColumnType) -> Option<Scalar> {
        let trimmed = text.trim();
        let scalar = match kind {
            ColumnType::Boolean => Scalar::Boolean(trimmed.parse().ok()?),
            ColumnType::Integer => Scalar::Integer(trimmed.parse().ok()?),
            ColumnType::Float => Scalar::Float(trimmed.parse().ok()?),
            ColumnType::Text => Scalar::Text(text.to_owned()),
            ColumnType::Date | ColumnType::Timestamp => Scalar::Text(trimmed.to_owned()),
        };
        value::read(&scalar, kind).ok().map(|_| scalar)
    }

    /// Checks a condition for the rows of `source`, which is in `catalog`.
    ///
    /// # Errors
    /// The fields that are wrong, such as `condition.and[0].column`.
    pub fn check_condition(
        condition: &Filter,
        source: &Source,
        catalog: &Catalog,
    ) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        let plain = without_attributes(condition, "condition", &mut errors);
        let mut document = QueryDocument::of(source.clone());
        document.filter = Some(plain);
        // No time is needed to see whether there are such time zones.
        let found = validate(&document, catalog)
            .and_then(|()| resolve(&document, &Given::at(DateTime::UNIX_EPOCH)).map(|_| ()));
        for mut error in found.err().unwrap_or_default() {
            if let Some(rest) = error.field.strip_prefix("filter") {
                error.field = format!("condition{rest}");
            }
            errors.push(error);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The condition with a comparison that any column takes in place of those with attributes.
    fn without_attributes(condition: &Filter, path: &str, errors: &mut Vec<FieldError>) -> Filter {
        let mut all = |list: &[Filter], word: &str| -> Vec<Filter> {
            let one = |(i, one)| without_attributes(one, &format!("{path}.{word}[{i}]"), errors);
            list.iter().enumerate().map(one).collect()
        };
        let comparison = match condition {
            Filter::And(list) => return Filter::And(all(list, "and")),
            Filter::Or(list) => return Filter::Or(all(list, "or")),
            Filter::Not(inner) => {
                return Filter::Not(Box::new(without_attributes(inner, &format!("{path}.not"), errors)));
            }
            Filter::Comparison(comparison) => comparison,
        };
        if !names_attribute(comparison) {
            return condition.clone();
        }
        let mut wrong = |field: &str, problem: &str| {
            errors.push(FieldError::new(format!("{path}.{field}"), problem));
        };
        let one = comparison.op != Operator::In && comparison.values.len() != 1;
        if !matches!(comparison.op, Operator::Eq | Operator::Ne | Operator::In) || one {
            wrong("op", "attributes are compared by `eq`, `ne` and `in` only");
        }
        if comparison.ignore_case || comparison.period.is_some() {
            wrong("op", "attributes are compared as they are");
        }
        for value in &comparison.values {
            if let Scalar::Parameter(named) = value
                && named.parameter.strip_prefix(PREFIX).is_none_or(str::is_empty)
            {
                wrong("value", "must be called user.email, user.id, or user. and the name of an attribute");
            }
        }
        Filter::compare(&comparison.column, Operator::IsNotNull, Vec::new())
    }

    /// Refuses to read `source` if its restrictions cannot be kept.
    pub(crate) fn fit(source: &Source, catalog: &Catalog) -> Result<(), Vec<FieldError>> {
        let wrong = |problem: String| Err(vec![FieldError::new("row_rules", problem)]);
        if matches!(source, Source::Sql(_)) && catalog.restrictions().restricts(source) {
            return wrong(
                "row rules hide rows of this database from you: a statement that runs in it cannot be filtered"
                    .to_owned(),
            );
        }
        for condition in catalog.restrictions().of(source).unwrap_or_default() {
            let mut document = QueryDocument::of(source.clone());
            document.filter = Some(condition.clone());
            if let Err(errors) = validate(&document, catalog) {
                let why = errors.first().map_or("does not fit", |error| error.message.as_str());
                return wrong(format!(
                    "a row rule does not fit its table any more ({why}): an owner of the project has to change it"
                ));
            }
        }
        Ok(())
    }

    #[cfg(test)]
    mod tests {
        use serde_json::{Value, json};

        use super::*;
        use crate::Restrictions;

        fn filter(json: Value) -> Filter {
            serde_json::from_value(json).unwrap()
        }

        fn attribute(column: &str, op: &str, name: &str) -> Value {
            json!({"column": column, "op": op, "value": {"parameter": name}})
        }

        fn source() -> Source {
            Source::Dataset("0192f0c1-2345-7000-8000-000000000001".parse().unwrap())
        }

        fn columns() -> Vec<Column> {
            let column = |name: &str, kind| Column { name: name.to_owned(), kind };
            vec![
                column("region", ColumnType::Text),
                column("shop", ColumnType::Integer),
                column("open", ColumnType::Boolean),
                column("day", ColumnType::Date),
            ]
        }

        fn person() -> Attributes {
            let of = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect();
            BTreeMap::from([
                ("user.region".to_owned(), of(&["north", "south"])),
                ("user.shop".to_owned(), of(&["7", "x"])),
                ("user.word".to_owned(), of(&["x"])),
            ])
        }

        fn resolved(condition: Value) -> Value {
            let now = "2026-01-05T08:00:00Z".parse().unwrap();
            let found = resolve_condition(&filter(condition), (&source(), &columns()), &person(), now);
            serde_json::to_value(found.unwrap()).unwrap()
        }

        #[test]
        fn attribute_stands_for_its_values() {
            for (condition, expected) in [
                (
                    attribute("region", "eq", "user.region"),
                    json!({"column": "region", "op": "in", "values": ["north", "south"]}),
                ),
                (
                    attribute("region", "ne", "user.region"),
                    json!({"not": {"column": "region", "op": "in", "values": ["north", "south"]}}),
                ),
                // What is no number is the number of no shop.
                (attribute("shop", "eq", "user.shop"), json!({"column": "shop", "op": "in", "values": [7]})),
                (
                    json!({"column": "region", "op": "in", "values": ["west", {"parameter": "user.region"}]}),
                    json!({"column": "region", "op": "in", "values": ["west", "north", "south"]}),
                ),
                (
                    json!({"column": "open", "op": "eq", "value": true}),
                    json!({"column": "open", "op": "eq", "value": true}),
                ),
                (
                    json!({"column": "day", "op": "in_period", "period": {"which": "this", "unit": "day"}}),
                    json!({"and": [{"column": "day", "op": "ge", "value": "2026-01-05T00:00:00+00:00"},
                        {"column": "day", "op": "lt", "value": "2026-01-06T00:00:00+00:00"}]}),
                ),
            ] {
                assert_eq!(resolved(condition.clone()), expected, "{condition}");
            }
        }

        #[test]
        fn column_that_is_gone_stays_in_the_condition() {
            for name in ["user.region", "user.team"] {
                let found = resolved(attribute("gone", "eq", name));
                assert_eq!(found, json!({"column": "gone", "op": "is_not_null"}));
            }
        }

        #[test]
        fn who_lacks_an_attribute_sees_no_row_however_it_is_used() {
            for condition in [
                attribute("region", "eq", "user.team"),
                attribute("region", "ne", "user.team"),
                attribute("shop", "ne", "user.word"),
                json!({"not": attribute("region", "eq", "user.team")}),
                json!({"or": [{"column": "open", "op": "eq", "value": true}, attribute("region", "eq", "user.team")]}),
                json!({"column": "region", "op": "in", "values": ["west", {"parameter": "user.team"}]}),
            ] {
                assert_eq!(resolved(condition.clone()), json!({"or": []}), "{condition}");
            }
        }

        #[test]
        fn r23_people_with_other_values_have_other_restrictions() {
            let of = |person: &Attributes| {
                let now = "2026-01-05T08:00:00Z".parse().unwrap();
                let own = filter(attribute("region", "eq", "user.region"));
                let own = resolve_condition(&own, (&source(), &columns()), person, now).unwrap();
                let mut restrictions = Restrictions::default();
                restrictions.add(source(), own);
                serde_json::to_string(&restrictions).unwrap()
            };
            let other = BTreeMap::from([("user.region".to_owned(), vec!["north".to_owned()])]);
            assert_eq!(of(&person()), of(&person()));
            assert_ne!(of(&person()), of(&other));
            assert_ne!(of(&other), of(&BTreeMap::new()));
        }

        #[test]
        fn what_is_wrong_with_a_condition_is_named() {
            let catalog = Catalog::new(source(), columns());
            for (condition, field) in [
                (attribute("region", "eq", "user.region"), ""),
                (attribute("open", "eq", "user.open"), ""),
                (json!({"and": [{"column": "nothing", "op": "is_null"}]}), "condition.and[0].column"),
                (json!({"not": attribute("nothing", "eq", "user.region")}), "condition.not.column"),
                (attribute("region", "contains", "user.region"), "condition.op"),
                (attribute("shop", "lt", "user.region"), "condition.op"),
                (attribute("region", "eq", "region"), "condition.value"),
                (attribute("region", "eq", "user."), "condition.value"),
                (json!({"column": "shop", "op": "eq", "value": "north"}), "condition.value"),
                (
                    json!({"column": "region", "op": "eq", "values": [{"parameter": "user.a"}, "b"]}),
                    "condition.op",
                ),
            ] {
                let found = check_condition(&filter(condition.clone()), &source(), &catalog);
                let fields: Vec<String> =
                    found.err().unwrap_or_default().into_iter().map(|error| error.field).collect();
                let expected: Vec<&str> = Some(field).filter(|field| !field.is_empty()).into_iter().collect();
                assert_eq!(fields, expected, "{condition}");
            }
        }
    }
}
