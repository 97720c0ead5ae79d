//! Checks a query document against the columns of its data set and tells the columns of its result.

mod filter;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use almanac_domain::FieldError;
use almanac_domain::data::{Column, ColumnType};

use crate::{Aggregate, AggregateFunction, Group, QueryDocument, Sort, VERSION};

/// Levels of a filter tree.
pub const MAX_DEPTH: usize = 32;
/// Groups and comparisons of a filter tree.
pub const MAX_NODES: usize = 200;
/// Values of an `in` list.
pub const MAX_LIST: usize = 1_000;
/// Columns of a list of rows, and aggregates of a summary.
pub const MAX_COLUMNS: usize = 2_000;
/// Keys that make a group.
pub const MAX_GROUPS: usize = 20;
/// Keys of the order.
pub const MAX_SORTS: usize = 20;
/// Units of a time bucket.
const MAX_EVERY: u32 = 1_000;
/// Rows of a result.
const MAX_ROWS: u64 = 1_000_000_000;
/// Characters of a text that is searched for, or of a value in a list.
const MAX_TEXT: usize = 10_000;

/// The columns that a query may name: those of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// The columns in the data set's order.
    pub columns: Vec<Column>,
}

impl Catalog {
    /// A catalogue of `columns`.
    pub fn new(columns: Vec<Column>) -> Self {
        Self { columns }
    }

    /// The column called `name`, letter by letter.
    pub fn find(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Checks `document` against `catalog`.
///
/// # Errors
/// Every field that is wrong, with its path in the document, such as `filter.and[2].column`.
pub fn validate(document: &QueryDocument, catalog: &Catalog) -> Result<(), Vec<FieldError>> {
    let mut check = Validator { catalog, errors: Vec::new(), nodes: 0 };
    check.document(document);
    if check.errors.is_empty() { Ok(()) } else { Err(check.errors) }
}

/// The columns of the result of `document`, in order. Columns that the catalogue lacks are left out, so this
/// also serves a document that is still being written.
pub fn output_columns(document: &QueryDocument, catalog: &Catalog) -> Vec<Column> {
    if !document.summarizes() {
        if document.columns.is_empty() {
            return catalog.columns.clone();
        }
        return document.columns.iter().filter_map(|name| catalog.find(name).cloned()).collect();
    }
    let groups = document.group_by.iter().filter_map(|group| {
        let column = catalog.find(&group.column)?;
        Some(Column { name: group.output().to_owned(), kind: group_type(group, column.kind) })
    });
    let aggregates = document.aggregates.iter().filter_map(|aggregate| {
        let kind = match &aggregate.column {
            Some(name) => output_type(aggregate.function, catalog.find(name)?.kind),
            None => ColumnType::Integer,
        };
        Some(Column { name: aggregate.alias.clone(), kind })
    });
    groups.chain(aggregates).collect()
}

fn group_type(group: &Group, column: ColumnType) -> ColumnType {
    match &group.bucket {
        None => column,
        Some(bucket) if bucket.unit.is_calendar() => ColumnType::Date,
        Some(_) => ColumnType::Timestamp,
    }
}

fn output_type(function: AggregateFunction, column: ColumnType) -> ColumnType {
    match function {
        AggregateFunction::Count | AggregateFunction::CountDistinct => ColumnType::Integer,
        AggregateFunction::Sum | AggregateFunction::Min | AggregateFunction::Max => column,
        AggregateFunction::Mean | AggregateFunction::Median | AggregateFunction::Stddev => ColumnType::Float,
    }
}

/// Why `function` can't be computed over a column of type `column`.
fn aggregate_problem(function: AggregateFunction, column: ColumnType) -> Option<&'static str> {
    match function {
        AggregateFunction::Count | AggregateFunction::CountDistinct => None,
        AggregateFunction::Min | AggregateFunction::Max => {
            (column == ColumnType::Boolean).then_some("true and false have no smallest or largest value")
        }
        AggregateFunction::Sum
        | AggregateFunction::Mean
        | AggregateFunction::Median
        | AggregateFunction::Stddev => (!column.is_numeric()).then_some("must be a column of numbers"),
    }
}

impl AggregateFunction {
    /// Whether it can be computed over columns of type `column`.
    pub fn suits(self, column: ColumnType) -> bool {
        aggregate_problem(self, column).is_none()
    }
}

struct Validator<'a> {
    catalog: &'a Catalog,
    errors: Vec<FieldError>,
    nodes: usize,
}

impl<'a> Validator<'a> {
    fn error(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError::new(path, message));
    }

    fn check(&mut self, ok: bool, path: &str, message: &str) {
        if !ok {
            self.error(path, message);
        }
    }

    fn column(&mut self, name: &str, path: &str) -> Option<&'a Column> {
        let found = self.catalog.find(name);
        if found.is_none() {
            let shown: String = name.chars().take(100).collect();
            self.error(path, format!("there is no column `{shown}`"));
        }
        found
    }

    fn document(&mut self, document: &QueryDocument) {
        self.check(document.version == VERSION, "version", "must be 1");
        self.check(document.columns.len() <= MAX_COLUMNS, "columns", "at most 2,000 columns");
        self.check(document.aggregates.len() <= MAX_COLUMNS, "aggregates", "at most 2,000 aggregates");
        self.check(document.group_by.len() <= MAX_GROUPS, "group_by", "at most 20 groups");
        self.check(document.sort.len() <= MAX_SORTS, "sort", "at most 20 sort keys");
        self.check(
            document.limit.is_none_or(|limit| (1..=MAX_ROWS).contains(&limit)),
            "limit",
            "must be 1 to 1,000,000,000 rows",
        );
        if !self.errors.is_empty() {
            return;
        }
        if let Some(filter) = &document.filter {
            self.filter(filter, "filter", 1);
        }
        if document.summarizes() {
            self.check(document.columns.is_empty(), "columns", "must be empty when rows are summarized");
            self.summary(document);
        } else {
            self.list(document);
        }
    }

    fn list(&mut self, document: &QueryDocument) {
        let mut seen = HashSet::new();
        for (i, name) in document.columns.iter().enumerate() {
            let path = format!("columns[{i}]");
            self.column(name, &path);
            self.check(seen.insert(name.as_str()), &path, "is there twice");
        }
        self.check(!self.catalog.columns.is_empty(), "source", "the data set has no columns");
        let names = self.catalog.columns.iter().map(|column| column.name.as_str()).collect();
        self.sorts(&document.sort, &names);
    }

    fn summary(&mut self, document: &QueryDocument) {
        let mut names = HashSet::new();
        for (i, group) in document.group_by.iter().enumerate() {
            self.group(group, &format!("group_by[{i}]"));
            let path = format!("group_by[{i}].{}", if group.alias.is_some() { "alias" } else { "column" });
            self.name(group.output(), &path, &mut names);
        }
        for (i, aggregate) in document.aggregates.iter().enumerate() {
            self.aggregate(aggregate, &format!("aggregates[{i}]"));
            self.name(&aggregate.alias, &format!("aggregates[{i}].alias"), &mut names);
        }
        self.sorts(&document.sort, &names);
    }

    fn name<'n>(&mut self, name: &'n str, path: &str, names: &mut HashSet<&'n str>) {
        self.check(
            !name.trim().is_empty() && name.chars().count() <= 200,
            path,
            "must have 1 to 200 characters",
        );
        self.check(!name.chars().any(char::is_control), path, "must not contain control characters");
        self.check(names.insert(name), path, "another column of the result has this name");
    }

    fn group(&mut self, group: &Group, path: &str) {
        let Some(column) = self.column(&group.column, &format!("{path}.column")) else { return };
        let Some(bucket) = &group.bucket else { return };
        self.check(
            column.kind.is_temporal(),
            &format!("{path}.column"),
            "periods of time need a column of dates or times",
        );
        self.check(
            column.kind != ColumnType::Date || bucket.unit.is_calendar(),
            &format!("{path}.bucket.unit"),
            "a date has no hours and minutes",
        );
        self.check(
            (1..=MAX_EVERY).contains(&bucket.every),
            &format!("{path}.bucket.every"),
            "must be 1 to 1,000",
        );
        let Some(zone) = &bucket.time_zone else { return };
        let path = format!("{path}.bucket.time_zone");
        self.check(
            bucket.unit.is_calendar() && column.kind == ColumnType::Timestamp,
            &path,
            "a time zone matters only for days and longer periods of a column of times",
        );
        self.check(is_zone_name(zone), &path, "must be an IANA time zone such as Europe/Berlin");
    }

    fn aggregate(&mut self, aggregate: &Aggregate, path: &str) {
        let path = format!("{path}.column");
        let Some(name) = &aggregate.column else {
            self.check(aggregate.function == AggregateFunction::Count, &path, "is needed");
            return;
        };
        let Some(column) = self.column(name, &path) else { return };
        if let Some(problem) = aggregate_problem(aggregate.function, column.kind) {
            self.error(path, problem);
        }
    }

    fn sorts(&mut self, sorts: &[Sort], names: &HashSet<&str>) {
        let mut seen = HashSet::new();
        for (i, sort) in sorts.iter().enumerate() {
            let path = format!("sort[{i}].by");
            self.check(names.contains(sort.by.as_str()), &path, "is not a column of the result");
            self.check(seen.insert(sort.by.as_str()), &path, "is there twice");
        }
    }
}

/// Whether `zone` is written like an IANA time zone. Whether there is such a zone the engine knows.
fn is_zone_name(zone: &str) -> bool {
    zone.len() <= 64
        && zone.starts_with(|c: char| c.is_ascii_alphabetic())
        && zone.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c))
}
