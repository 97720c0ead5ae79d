//! Checks a query document against its catalogue and tells the columns of its result.

mod filter;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use almanac_domain::FieldError;
use almanac_domain::data::{Column, ColumnType};

use crate::scope::{Scope, name_problem, no_column};
use crate::{
    Aggregate, AggregateFunction, Catalog, Group, Parameter, QueryDocument, VERSION, WindowFunction,
};

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
/// Window calculations, and queries of a union.
const MAX_PARTS: usize = 50;
/// Queries in queries.
const MAX_NESTED: usize = 6;
/// Units of a time bucket, and of a period.
const MAX_EVERY: u32 = 1_000;
/// Rows of a result.
pub(crate) const MAX_ROWS: u64 = 1_000_000_000;
/// Characters of a text that is searched for, or of a value in a list.
const MAX_TEXT: usize = 10_000;

/// Checks `document` against `catalog`.
///
/// # Errors
/// Every field that is wrong, with its path in the document, such as `filter.and[2].column`.
pub fn validate(document: &QueryDocument, catalog: &Catalog) -> Result<(), Vec<FieldError>> {
    let mut check = Validator::new(catalog, String::new(), &document.parameters, 1);
    check.document(document);
    if check.errors.is_empty() { Ok(()) } else { Err(check.errors) }
}

/// The columns of the result of `document`, in order. Columns that the catalogue lacks are left out, so this
/// also serves a document that is still being written.
pub fn output_columns(document: &QueryDocument, catalog: &Catalog) -> Vec<Column> {
    let scope = Scope::new(document, catalog);
    let mut outputs = before_windows(document, &scope);
    for window in &document.windows {
        let column = window.column.as_ref().and_then(|name| outputs.iter().find(|one| one.name == *name));
        if window.function.has_column() && column.is_none() {
            continue;
        }
        let kind = window_type(window.function, column.map(|column| column.kind));
        outputs.push(Column { name: window.alias.clone(), kind });
    }
    outputs
}

/// The columns that `filter`, `group_by` and the like may name: those of the sources, and computed ones.
pub fn input_columns(document: &QueryDocument, catalog: &Catalog) -> Vec<Column> {
    Scope::new(document, catalog).plain()
}

/// The columns of the result without those of windows.
pub(crate) fn before_windows(document: &QueryDocument, scope: &Scope) -> Vec<Column> {
    let find = |name: &str| scope.find(name).map(|scoped| &scoped.column);
    if !document.summarizes() {
        if document.columns.is_empty() {
            return scope.plain();
        }
        return document.columns.iter().filter_map(|name| find(name).cloned()).collect();
    }
    let groups = document.group_by.iter().filter_map(|group| {
        let column = find(&group.column)?;
        Some(Column { name: group.output().to_owned(), kind: group_type(group, column.kind) })
    });
    let aggregates = document.aggregates.iter().filter_map(|aggregate| {
        let kind = match &aggregate.column {
            Some(name) => output_type(aggregate.function, find(name)?.kind),
            None => ColumnType::Integer,
        };
        Some(Column { name: aggregate.alias.clone(), kind })
    });
    groups.chain(aggregates).collect()
}

fn window_type(function: WindowFunction, column: Option<ColumnType>) -> ColumnType {
    match function {
        WindowFunction::RunningTotal | WindowFunction::Lag | WindowFunction::Change => {
            column.unwrap_or(ColumnType::Float)
        }
        WindowFunction::PercentChange | WindowFunction::Share | WindowFunction::MovingAverage => {
            ColumnType::Float
        }
        WindowFunction::Rank => ColumnType::Integer,
    }
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
        AggregateFunction::Mean
        | AggregateFunction::Median
        | AggregateFunction::Stddev
        | AggregateFunction::Percentile => ColumnType::Float,
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
        | AggregateFunction::Stddev
        | AggregateFunction::Percentile => (!column.is_numeric()).then_some("must be a column of numbers"),
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
    /// Before each path: where this document is in another.
    prefix: String,
    parameters: &'a [Parameter],
    /// Which level of queries in queries this is, from 1.
    level: usize,
    errors: Vec<FieldError>,
    nodes: usize,
}

impl<'a> Validator<'a> {
    fn new(catalog: &'a Catalog, prefix: String, parameters: &'a [Parameter], level: usize) -> Self {
        Self { catalog, prefix, parameters, level, errors: Vec::new(), nodes: 0 }
    }

    fn error(&mut self, path: impl AsRef<str>, message: impl Into<String>) {
        self.errors.push(FieldError::new(format!("{}{}", self.prefix, path.as_ref()), message));
    }

    fn check(&mut self, ok: bool, path: &str, message: &str) {
        if !ok {
            self.error(path, message);
        }
    }

    /// The column of `columns` called `name`.
    fn column<'c>(&mut self, name: &str, columns: &'c [Column], path: &str) -> Option<&'c Column> {
        let found = columns.iter().find(|column| column.name == name);
        if found.is_none() {
            self.error(path, no_column(name));
        }
        found
    }

    fn document(&mut self, document: &QueryDocument) {
        self.frame(document);
        if !self.errors.is_empty() {
            return;
        }
        self.nested(document);
        if !self.errors.is_empty() {
            return;
        }
        self.parameters(document);
        let scope = Scope::new(document, self.catalog);
        for error in &scope.errors {
            self.error(&error.field, error.message.clone());
        }
        let columns = scope.plain();
        if let Some(filter) = &document.filter {
            self.filter(filter, "filter", 1, &columns);
        }
        if document.summarizes() {
            self.check(document.columns.is_empty(), "columns", "must be empty when rows are summarized");
            self.summary(document, &columns);
        } else {
            self.check(document.having.is_none(), "having", "is only for summaries: use `filter`");
            self.list(document, &columns);
        }
        let mut outputs = before_windows(document, &scope);
        if let Some(having) = &document.having {
            self.filter(having, "having", 1, &outputs);
        }
        self.windows(document, &mut outputs);
        self.unions(document, &outputs);
        let layered = document.summarizes() || !document.windows.is_empty() || !document.unions.is_empty();
        self.sorts(&document.sort, if layered { &outputs } else { &columns }, "sort");
    }

    /// What needs no catalogue.
    fn frame(&mut self, document: &QueryDocument) {
        self.check(document.version == VERSION, "version", "must be 1");
        self.check(document.columns.len() <= MAX_COLUMNS, "columns", "at most 2,000 columns");
        self.check(document.aggregates.len() <= MAX_COLUMNS, "aggregates", "at most 2,000 aggregates");
        self.check(document.group_by.len() <= MAX_GROUPS, "group_by", "at most 20 groups");
        self.check(document.sort.len() <= MAX_SORTS, "sort", "at most 20 sort keys");
        self.check(document.windows.len() <= MAX_PARTS, "windows", "at most 50 window calculations");
        self.check(document.unions.len() <= MAX_PARTS, "unions", "at most 50 queries");
        self.check(document.parameters.len() <= MAX_PARTS, "parameters", "at most 50 parameters");
        self.check(
            document.limit.is_none_or(|limit| (1..=MAX_ROWS).contains(&limit)),
            "limit",
            "must be 1 to 1,000,000,000 rows",
        );
        self.check(
            document.offset.is_none_or(|offset| offset <= MAX_ROWS),
            "offset",
            "must be at most 1,000,000,000 rows",
        );
    }

    fn list(&mut self, document: &QueryDocument, columns: &[Column]) {
        let known: HashSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let mut seen = HashSet::new();
        for (i, name) in document.columns.iter().enumerate() {
            let path = format!("columns[{i}]");
            if !known.contains(name.as_str()) {
                self.error(&path, no_column(name));
            }
            self.check(seen.insert(name.as_str()), &path, "is there twice");
        }
    }

    fn summary(&mut self, document: &QueryDocument, columns: &[Column]) {
        let mut names = HashSet::new();
        for (i, group) in document.group_by.iter().enumerate() {
            self.group(group, columns, &format!("group_by[{i}]"));
            let path = format!("group_by[{i}].{}", if group.alias.is_some() { "alias" } else { "column" });
            self.name(group.output(), &path, &mut names);
        }
        for (i, aggregate) in document.aggregates.iter().enumerate() {
            self.aggregate(aggregate, columns, &format!("aggregates[{i}]"));
            self.name(&aggregate.alias, &format!("aggregates[{i}].alias"), &mut names);
        }
    }

    fn name<'n>(&mut self, name: &'n str, path: &str, names: &mut HashSet<&'n str>) {
        if let Some(problem) = name_problem(name) {
            self.error(path, problem);
        }
        self.check(names.insert(name), path, "another column of the result has this name");
    }

    fn group(&mut self, group: &Group, columns: &[Column], path: &str) {
        let Some(column) = self.column(&group.column, columns, &format!("{path}.column")) else { return };
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
        self.zone(zone, &path);
    }

    fn aggregate(&mut self, aggregate: &Aggregate, columns: &[Column], path: &str) {
        if let Some(filter) = &aggregate.filter {
            self.filter(filter, &format!("{path}.filter"), 1, columns);
        }
        let percentile = aggregate.function == AggregateFunction::Percentile;
        let fits = match aggregate.level {
            Some(level) => percentile && (0.0..=1.0).contains(&level),
            None => !percentile,
        };
        self.check(fits, &format!("{path}.level"), "must be 0 to 1, and is only for `percentile`");
        let path = format!("{path}.column");
        let Some(name) = &aggregate.column else {
            self.check(aggregate.function == AggregateFunction::Count, &path, "is needed");
            return;
        };
        let Some(column) = self.column(name, columns, &path) else { return };
        if let Some(problem) = aggregate_problem(aggregate.function, column.kind) {
            self.error(path, problem);
        }
    }

    fn zone(&mut self, zone: &str, path: &str) {
        self.check(is_zone_name(zone), path, "must be an IANA time zone such as Europe/Berlin");
    }
}

/// Whether `zone` is written like an IANA time zone. Whether there is such a zone the engine knows.
fn is_zone_name(zone: &str) -> bool {
    zone.len() <= 64
        && zone.starts_with(|c: char| c.is_ascii_alphabetic())
        && zone.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c))
}
