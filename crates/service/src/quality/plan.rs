//! From a rule to a question to the engine.

use std::fmt::Display;

use almanac_domain::data::{Column, ColumnType};
use almanac_domain::quality::{Reason, RuleCheck};
use almanac_domain::{DatasetId, ProjectId};
use almanac_query::{
    Aggregate, AggregateFunction, Catalog, Filter, Group, Join, JoinKey, JoinKind, Operator, QueryDocument,
    Relation, Scalar, Sort, Source, Tables, validate,
};
use almanac_store::Tx;

use crate::dataset::table;
use crate::row_rule::{For, Sight};
use crate::{App, Error, Result};

/// Keys of an order.
const MOST_SORTS: usize = 20;

/// What is asked for a rule.
#[derive(Debug)]
pub(super) enum Plan {
    /// The rows that break it.
    Rows(Box<QueryDocument>),
    /// The newest value of a column, as the only cell of a result; it may be so many hours old.
    Newest(Box<QueryDocument>, u32),
    /// How many rows there are; that may differ by so many percent.
    RowCount(f64),
}

/// Why a rule cannot be asked of a data set.
#[derive(Debug)]
pub(super) struct Problem {
    pub reason: Reason,
    /// The field of the rule that does not fit.
    pub field: &'static str,
    pub message: String,
}

impl Problem {
    fn column(field: &'static str, message: impl Display) -> Self {
        Self { reason: Reason::Column, field, message: message.to_string() }
    }

    fn reference(field: &'static str, message: impl Display) -> Self {
        Self { reason: Reason::Reference, field, message: message.to_string() }
    }
}

/// What the rules of a data set read: itself, and the other data sets that are ready, as far as their rows are seen.
pub(super) async fn tables(
    app: &App,
    tx: &mut Tx,
    (whom, project): (For<'_>, ProjectId),
    dataset: DatasetId,
    checks: &[RuleCheck],
) -> Result<Tables> {
    let mut tables = Tables::default();
    let others = checks.iter().filter_map(|check| match check {
        RuleCheck::ForeignKey { dataset, .. } => Some(*dataset),
        _ => None,
    });
    for id in std::iter::once(dataset).chain(others) {
        if tables.files.contains_key(&id) {
            continue;
        }
        match table(app, tx, project, id).await {
            Ok(found) => {
                tables.catalog.insert(Source::Dataset(id), Relation::Columns(found.columns));
                tables.files.insert(id, found.path);
            }
            Err(Error::NotFound | Error::Conflict(_)) if id != dataset => {}
            Err(error) => return Err(error),
        }
    }
    Sight::of(tx, whom, project).await?.apply(&mut tables, app.now())?;
    Ok(tables)
}

/// What is asked for a rule of a data set with these columns.
pub(super) fn plan(
    check: &RuleCheck,
    dataset: DatasetId,
    columns: &[Column],
    catalog: &Catalog,
) -> Result<Plan, Problem> {
    let source = Source::Dataset(dataset);
    match check {
        RuleCheck::Freshness { column, hours } => {
            let column = named(columns, column, "check.column")?;
            if !column.kind.is_temporal() {
                return Err(Problem::column("check.column", "must be a column of dates or times"));
            }
            Ok(Plan::Newest(Box::new(newest(source, column)), *hours))
        }
        RuleCheck::RowCountChange { percent } => Ok(Plan::RowCount(*percent)),
        RuleCheck::Unique { columns: keys } => {
            for key in keys {
                named(columns, key, "check.columns")?;
            }
            let document = repeated(source, columns, keys);
            valid(&document, catalog, "check.columns")?;
            Ok(Plan::Rows(Box::new(document)))
        }
        RuleCheck::NotNull { column }
        | RuleCheck::Range { column, .. }
        | RuleCheck::AllowedValues { column, .. }
        | RuleCheck::Pattern { column, .. }
        | RuleCheck::ForeignKey { column, .. } => {
            let column = named(columns, column, "check.column")?;
            let (document, field) = breaking(check, &source, (columns, column), catalog)?;
            valid(&document, catalog, field)?;
            Ok(Plan::Rows(Box::new(document)))
        }
    }
}

/// The rows whose value in a column breaks a rule, and the field of the rule that may not fit.
fn breaking(
    check: &RuleCheck,
    source: &Source,
    (columns, column): (&[Column], &Column),
    catalog: &Catalog,
) -> Result<(QueryDocument, &'static str), Problem> {
    let name = &column.name;
    let (filter, field) = match check {
        RuleCheck::Range { min, max, .. } => {
            (outside(column, min.as_deref(), max.as_deref(), source, catalog)?, "check.column")
        }
        RuleCheck::AllowedValues { values, .. } => {
            let values = values.iter().map(|text| value(text, column.kind)).collect();
            (Filter::Not(Box::new(Filter::compare(name, Operator::In, values))), "check.values")
        }
        RuleCheck::Pattern { pattern, .. } => {
            let fits =
                |pattern: String| Filter::compare(name, Operator::Matches, vec![Scalar::Text(pattern)]);
            // By itself first: a bracket must not close the one around it.
            valid(&rows(source.clone(), columns, fits(pattern.clone())), catalog, "check.pattern")?;
            (Filter::Not(Box::new(fits(format!("^(?:{pattern})$")))), "check.pattern")
        }
        RuleCheck::ForeignKey { dataset, references, .. } => {
            let other = Source::Dataset(*dataset);
            related(column, &other, references, catalog)?;
            return Ok((unrelated(source.clone(), columns, column, other, references), "check.references"));
        }
        RuleCheck::NotNull { .. }
        | RuleCheck::Unique { .. }
        | RuleCheck::Freshness { .. }
        | RuleCheck::RowCountChange { .. } => {
            (Filter::compare(name, Operator::IsNull, Vec::new()), "check.column")
        }
    };
    Ok((rows(source.clone(), columns, filter), field))
}

fn named<'c>(columns: &'c [Column], name: &str, field: &'static str) -> Result<&'c Column, Problem> {
    let found = columns.iter().find(|column| column.name == name);
    found.ok_or_else(|| Problem::column(field, format!("there is no column `{name}`")))
}

fn valid(document: &QueryDocument, catalog: &Catalog, field: &'static str) -> Result<(), Problem> {
    validate(document, catalog).map_err(|errors| {
        Problem::column(field, errors.first().map_or("does not fit", |error| error.message.as_str()))
    })
}

/// Whether a column can be looked up in a column of another data set.
fn related(column: &Column, other: &Source, references: &str, catalog: &Catalog) -> Result<(), Problem> {
    let Some(columns) = catalog.columns(other) else {
        return Err(Problem::reference("check.dataset", "there is no such data set, or it is not ready"));
    };
    let Some(key) = columns.iter().find(|one| one.name == references) else {
        return Err(Problem::reference("check.references", format!("there is no column `{references}`")));
    };
    if key.kind != column.kind && !(key.kind.is_numeric() && column.kind.is_numeric()) {
        return Err(Problem::reference("check.references", "the two columns have different types"));
    }
    Ok(())
}

/// A text as a value for a column of this type. What is none stays a text, for the check of the query to refuse.
fn value(text: &str, kind: ColumnType) -> Scalar {
    let trimmed = text.trim();
    let read = match kind {
        ColumnType::Boolean => trimmed.parse().ok().map(Scalar::Boolean),
        ColumnType::Integer => {
            trimmed.parse().ok().map(Scalar::Integer).or_else(|| trimmed.parse().ok().map(Scalar::Float))
        }
        ColumnType::Float => trimmed.parse().ok().map(Scalar::Float),
        ColumnType::Text => None,
        ColumnType::Date | ColumnType::Timestamp => Some(Scalar::Text(trimmed.to_owned())),
    };
    read.unwrap_or_else(|| Scalar::Text(text.to_owned()))
}

fn rows(source: Source, columns: &[Column], filter: Filter) -> QueryDocument {
    let mut document = QueryDocument::of(source);
    document.columns = columns.iter().map(|column| column.name.clone()).collect();
    document.filter = Some(filter);
    document
}

/// What lies outside of a range.
fn outside(
    column: &Column,
    min: Option<&str>,
    max: Option<&str>,
    source: &Source,
    catalog: &Catalog,
) -> Result<Filter, Problem> {
    if !column.kind.is_numeric() && !column.kind.is_temporal() {
        return Err(Problem::column("check.column", "must be a column of numbers, dates or times"));
    }
    let mut filters = Vec::new();
    for (bound, op, field) in [(min, Operator::Lt, "check.min"), (max, Operator::Gt, "check.max")] {
        let Some(text) = bound else { continue };
        let filter = Filter::compare(&column.name, op, vec![value(text, column.kind)]);
        valid(&rows(source.clone(), std::slice::from_ref(column), filter.clone()), catalog, field)?;
        filters.push(filter);
    }
    Ok(Filter::Or(filters))
}

/// The rows whose keys are there more than once.
fn repeated(source: Source, columns: &[Column], keys: &[String]) -> QueryDocument {
    let mut groups = QueryDocument::of(source.clone());
    let there = keys.iter().map(|key| Filter::compare(key, Operator::IsNotNull, Vec::new()));
    groups.filter = Some(Filter::And(there.collect()));
    let group = |key: &String| Group { column: key.clone(), bucket: None, alias: None };
    groups.group_by = keys.iter().map(group).collect();
    let count = unused("rows", columns);
    groups.aggregates = vec![Aggregate {
        function: AggregateFunction::Count,
        column: None,
        filter: None,
        level: None,
        alias: count.clone(),
    }];
    groups.having = Some(Filter::compare(&count, Operator::Gt, vec![Scalar::Integer(1)]));
    let mut document = QueryDocument::of(source);
    document.joins = vec![Join {
        source: Source::Document(Box::new(groups)),
        name: unused("repeated", columns),
        kind: JoinKind::Inner,
        on: keys.iter().map(|key| JoinKey { left: key.clone(), right: key.clone() }).collect(),
    }];
    document.columns = columns.iter().map(|column| column.name.clone()).collect();
    document.sort = order(keys, columns);
    document
}

/// The rows whose value is not in a column of another source.
fn unrelated(
    source: Source,
    columns: &[Column],
    column: &Column,
    other: Source,
    references: &str,
) -> QueryDocument {
    let name = unused("referenced", columns);
    let key = format!("{name}.{references}");
    let mut document = QueryDocument::of(source);
    document.filter = Some(Filter::And(vec![
        Filter::compare(&column.name, Operator::IsNotNull, Vec::new()),
        Filter::compare(&key, Operator::IsNull, Vec::new()),
    ]));
    document.joins = vec![Join {
        source: other,
        name,
        kind: JoinKind::Left,
        on: vec![JoinKey { left: column.name.clone(), right: references.to_owned() }],
    }];
    document.columns = columns.iter().map(|column| column.name.clone()).collect();
    document.sort = order(std::slice::from_ref(&column.name), columns);
    document
}

/// The newest value of a column.
fn newest(source: Source, column: &Column) -> QueryDocument {
    let mut document = QueryDocument::of(source);
    document.aggregates = vec![Aggregate {
        function: AggregateFunction::Max,
        column: Some(column.name.clone()),
        filter: None,
        level: None,
        alias: column.name.clone(),
    }];
    document
}

/// A name that no column has, and with which none begins.
fn unused(name: &str, columns: &[Column]) -> String {
    let mut name = name.to_owned();
    while columns.iter().any(|column| column.name.starts_with(&name)) {
        name.push('_');
    }
    name
}

/// An order that is the same each time: by the keys first, then by the other columns.
fn order(keys: &[String], columns: &[Column]) -> Vec<Sort> {
    let others = columns.iter().map(|column| &column.name).filter(|name| !keys.contains(name));
    let names = keys.iter().chain(others).take(MOST_SORTS);
    names.map(|name| Sort { by: name.clone(), descending: false }).collect()
}
