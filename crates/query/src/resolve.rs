//! Puts values in the place of parameters, and times in the place of periods such as "the last 30 days".

use std::collections::BTreeMap;

use almanac_domain::FieldError;
use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;

use crate::{Filter, Operator, Parameter, Period, QueryDocument, Scalar, Source, TimeUnit, Which, value};

/// What a document is resolved with.
#[derive(Debug, Clone)]
pub struct Given {
    /// The time from which periods are counted.
    pub now: DateTime<Utc>,
    /// The values of parameters, by name; the others have their defaults.
    pub parameters: BTreeMap<String, Scalar>,
}

impl Given {
    /// Nothing but the time.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { now, parameters: BTreeMap::new() }
    }
}

/// The document without parameters and periods. All time zones in it exist.
///
/// # Errors
/// Parameters that have no value, or one of another type; time zones that do not exist.
pub fn resolve(document: &QueryDocument, given: &Given) -> Result<QueryDocument, Vec<FieldError>> {
    let mut resolver = Resolver { now: given.now, values: BTreeMap::new(), errors: Vec::new() };
    resolver.read(&document.parameters, given);
    let resolved = resolver.document(document, "");
    if resolver.errors.is_empty() { Ok(resolved) } else { Err(resolver.errors) }
}

struct Resolver {
    now: DateTime<Utc>,
    values: BTreeMap<String, Scalar>,
    errors: Vec<FieldError>,
}

impl Resolver {
    fn error(&mut self, path: String, message: &str) {
        self.errors.push(FieldError::new(path, message));
    }

    fn read(&mut self, declared: &[Parameter], given: &Given) {
        for parameter in declared {
            let path = || format!("parameters.{}", parameter.name);
            match given.parameters.get(&parameter.name).or(parameter.default.as_ref()) {
                None => self.error(path(), "must be given"),
                Some(scalar) => match value::read(scalar, parameter.kind) {
                    Err(problem) => self.error(path(), problem),
                    Ok(_) => {
                        self.values.insert(parameter.name.clone(), scalar.clone());
                    }
                },
            }
        }
        for name in given.parameters.keys() {
            if !declared.iter().any(|parameter| parameter.name == *name) {
                self.error(format!("parameters.{name}"), "there is no such parameter");
            }
        }
    }

    fn document(&mut self, document: &QueryDocument, path: &str) -> QueryDocument {
        let mut resolved = document.clone();
        resolved.parameters.clear();
        self.source(&mut resolved.source, &format!("{path}source"));
        for (i, join) in resolved.joins.iter_mut().enumerate() {
            self.source(&mut join.source, &format!("{path}joins[{i}].source"));
        }
        for (filter, name) in [(&mut resolved.filter, "filter"), (&mut resolved.having, "having")] {
            if let Some(filter) = filter {
                self.filter(filter, &format!("{path}{name}"));
            }
        }
        for (i, aggregate) in resolved.aggregates.iter_mut().enumerate() {
            if let Some(filter) = &mut aggregate.filter {
                self.filter(filter, &format!("{path}aggregates[{i}].filter"));
            }
        }
        for (i, group) in resolved.group_by.iter().enumerate() {
            if let Some(zone) = group.bucket.as_ref().and_then(|bucket| bucket.time_zone.as_ref()) {
                self.zone(zone, &format!("{path}group_by[{i}].bucket.time_zone"));
            }
        }
        for (i, union) in resolved.unions.iter_mut().enumerate() {
            *union.query = self.document(&union.query, &format!("{path}unions[{i}].query."));
        }
        resolved
    }

    fn source(&mut self, source: &mut Source, path: &str) {
        if let Source::Document(inner) = source {
            **inner = self.document(inner, &format!("{path}.document."));
        }
    }

    fn zone(&mut self, zone: &str, path: &str) -> Tz {
        zone.parse().unwrap_or_else(|_| {
            self.error(path.to_owned(), "there is no such time zone");
            Tz::UTC
        })
    }

    fn filter(&mut self, filter: &mut Filter, path: &str) {
        match filter {
            Filter::And(list) => self.filters(list, &format!("{path}.and")),
            Filter::Or(list) => self.filters(list, &format!("{path}.or")),
            Filter::Not(inner) => self.filter(inner, &format!("{path}.not")),
            Filter::Comparison(comparison) => {
                if let Some(period) = comparison.period.take()
                    && comparison.op == Operator::InPeriod
                {
                    *filter = self.period(&comparison.column, &period, &format!("{path}.period"));
                    return;
                }
                for scalar in &mut comparison.values {
                    if let Scalar::Parameter(named) = scalar
                        && let Some(value) = self.values.get(&named.parameter)
                    {
                        *scalar = value.clone();
                    }
                }
            }
        }
    }

    fn filters(&mut self, list: &mut [Filter], path: &str) {
        for (i, filter) in list.iter_mut().enumerate() {
            self.filter(filter, &format!("{path}[{i}]"));
        }
    }

    /// From the first moment of the period to the first one after it.
    fn period(&mut self, column: &str, period: &Period, path: &str) -> Filter {
        let zone = period.time_zone.as_deref();
        let zone = zone.map_or(Tz::UTC, |zone| self.zone(zone, &format!("{path}.time_zone")));
        let bounds = bounds(self.now.with_timezone(&zone).naive_local(), period);
        let Some((from, to)) = bounds else {
            self.error(format!("{path}.count"), "lies too far away");
            return Filter::And(Vec::new());
        };
        let compare = |op, time| Filter::compare(column, op, vec![Scalar::Text(instant(time, zone))]);
        Filter::And(vec![compare(Operator::Ge, from), compare(Operator::Lt, to)])
    }
}

/// A local time with its offset. One that the clock leaps over is the first one after it.
pub(crate) fn instant(local: NaiveDateTime, zone: Tz) -> String {
    let later = |hours| zone.from_local_datetime(&(local + TimeDelta::hours(hours))).earliest();
    let found = zone.from_local_datetime(&local).earliest().or_else(|| later(1));
    found.map_or_else(|| local.and_utc().to_rfc3339(), |time| time.to_rfc3339())
}

/// The first moment of a period and the first one after it, by a local clock.
fn bounds(now: NaiveDateTime, period: &Period) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let unit = period.unit;
    let current = start(unit, now)?;
    let after = shift(unit, current, 1)?;
    let count = i32::try_from(period.count).ok()?;
    Some(match period.which {
        Which::This => (current, after),
        Which::Last => (shift(unit, current, -count)?, if period.with_current { after } else { current }),
        Which::Next => (if period.with_current { current } else { after }, shift(unit, after, count)?),
    })
}

/// The beginning of the unit that `time` lies in.
fn start(unit: TimeUnit, time: NaiveDateTime) -> Option<NaiveDateTime> {
    let (date, year) = (time.date(), time.year());
    let first = |month| NaiveDate::from_ymd_opt(year, month, 1);
    let date = match unit {
        TimeUnit::Minute => return date.and_hms_opt(time.hour(), time.minute(), 0),
        TimeUnit::Hour => return date.and_hms_opt(time.hour(), 0, 0),
        TimeUnit::Day => date,
        TimeUnit::Week => {
            date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())))?
        }
        TimeUnit::Month => first(date.month())?,
        TimeUnit::Quarter => first(date.month0() / 3 * 3 + 1)?,
        TimeUnit::Year => first(1)?,
    };
    date.and_hms_opt(0, 0, 0)
}

/// `count` units later, or earlier.
pub(crate) fn shift(unit: TimeUnit, time: NaiveDateTime, count: i32) -> Option<NaiveDateTime> {
    let months = |each: u32| {
        let months = Months::new(count.unsigned_abs() * each);
        if count < 0 { time.checked_sub_months(months) } else { time.checked_add_months(months) }
    };
    let count = i64::from(count);
    match unit {
        TimeUnit::Minute => time.checked_add_signed(TimeDelta::minutes(count)),
        TimeUnit::Hour => time.checked_add_signed(TimeDelta::hours(count)),
        TimeUnit::Day => time.checked_add_signed(TimeDelta::days(count)),
        TimeUnit::Week => time.checked_add_signed(TimeDelta::weeks(count)),
        TimeUnit::Month => months(1),
        TimeUnit::Quarter => months(3),
        TimeUnit::Year => months(12),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn resolved(changes: &Value, parameters: &Value) -> Result<Value, Vec<String>> {
        let mut json = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}});
        json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let document: QueryDocument = serde_json::from_value(json).unwrap();
        // A Thursday; in Berlin it is Friday already.
        let now = "2024-10-31T23:30:10Z".parse().unwrap();
        let given = Given { now, parameters: serde_json::from_value(parameters.clone()).unwrap() };
        resolve(&document, &given)
            .map(|document| serde_json::to_value(document.filter).unwrap())
            .map_err(|errors| errors.into_iter().map(|error| error.field).collect())
    }

    fn period(period: &Value) -> (String, String) {
        let filter = json!({"column": "t", "op": "in_period", "period": period});
        let filter = resolved(&json!({"filter": filter}), &json!({})).unwrap();
        let value = |i: usize| filter["and"][i]["value"].as_str().unwrap().to_owned();
        (value(0), value(1))
    }

    #[test]
    fn periods_are_whole_units_of_the_time_zone() {
        for (which, from, to) in [
            (
                json!({"which": "this", "unit": "day"}),
                "2024-10-31T00:00:00+00:00",
                "2024-11-01T00:00:00+00:00",
            ),
            (
                json!({"which": "last", "count": 30, "unit": "day"}),
                "2024-10-01T00:00:00+00:00",
                "2024-10-31T00:00:00+00:00",
            ),
            (
                json!({"which": "last", "count": 1, "unit": "day", "with_current": true}),
                "2024-10-30T00:00:00+00:00",
                "2024-11-01T00:00:00+00:00",
            ),
            (
                json!({"which": "last", "count": 5, "unit": "day", "time_zone": "Europe/Berlin"}),
                "2024-10-27T00:00:00+02:00",
                "2024-11-01T00:00:00+01:00",
            ),
            (
                json!({"which": "this", "unit": "week"}),
                "2024-10-28T00:00:00+00:00",
                "2024-11-04T00:00:00+00:00",
            ),
            (
                json!({"which": "this", "unit": "quarter"}),
                "2024-10-01T00:00:00+00:00",
                "2025-01-01T00:00:00+00:00",
            ),
            (
                json!({"which": "next", "count": 2, "unit": "month"}),
                "2024-11-01T00:00:00+00:00",
                "2025-01-01T00:00:00+00:00",
            ),
            (
                json!({"which": "last", "count": 2, "unit": "year"}),
                "2022-01-01T00:00:00+00:00",
                "2024-01-01T00:00:00+00:00",
            ),
            (
                json!({"which": "last", "count": 3, "unit": "hour"}),
                "2024-10-31T20:00:00+00:00",
                "2024-10-31T23:00:00+00:00",
            ),
        ] {
            assert_eq!(period(&which), (from.to_owned(), to.to_owned()), "{which}");
        }
    }

    #[test]
    fn parameters_have_their_value_their_default_or_are_missed() {
        let changes = json!({
            "filter": {"not": {"column": "x", "op": "in", "values": [{"parameter": "a"}, {"parameter": "b"}]}},
            "parameters": [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer", "default": 7}],
        });
        let both = resolved(&changes, &json!({"a": 1})).unwrap();
        assert_eq!(both, json!({"not": {"column": "x", "op": "in", "values": [1, 7]}}));
        assert_eq!(resolved(&changes, &json!({})), Err(vec!["parameters.a".into()]));
        assert_eq!(
            resolved(&changes, &json!({"a": "x' or 1=1", "c": 1})),
            Err(vec!["parameters.a".into(), "parameters.c".into()])
        );
    }

    #[test]
    fn time_zones_that_do_not_exist_are_refused_wherever_they_are() {
        let group = json!({"column": "t", "bucket": {"unit": "day", "time_zone": "Europe/Atlantis"}});
        let inner = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"},
            "group_by": [group]});
        let changes = json!({
            "group_by": [group], "unions": [{"query": inner}], "source": {"document": inner},
            "filter": {"column": "t", "op": "in_period",
                "period": {"which": "this", "unit": "day", "time_zone": "Mars/Base"}},
        });
        assert_eq!(
            resolved(&changes, &json!({})),
            Err(vec![
                "source.document.group_by[0].bucket.time_zone".into(),
                "filter.period.time_zone".into(),
                "group_by[0].bucket.time_zone".into(),
                "unions[0].query.group_by[0].bucket.time_zone".into(),
            ])
        );
    }
}
