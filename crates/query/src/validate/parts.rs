//! The rules of nested queries, parameters, windows, unions and orders.

use std::collections::HashSet;

use almanac_domain::data::Column;

use super::{MAX_EVERY, MAX_NESTED, Validator};
use crate::{QueryDocument, Sort, Source, Window, WindowFunction, output_columns, value};

/// Letters of a statement of SQL.
const MAX_SQL: usize = 100_000;

impl Validator<'_> {
    /// The queries that `document` reads from.
    pub(super) fn nested(&mut self, document: &QueryDocument) {
        if self.level > MAX_NESTED {
            return self.error("source", "at most 6 queries can be nested in each other");
        }
        self.inner(&document.source, "source");
        for (i, join) in document.joins.iter().enumerate() {
            self.inner(&join.source, &format!("joins[{i}].source"));
        }
    }

    fn inner(&mut self, source: &Source, path: &str) {
        match source {
            Source::Document(inner) => {
                self.check(inner.parameters.is_empty(), path, "a query in a query has no parameters");
                self.within(inner, &format!("{path}.document."));
            }
            Source::Sql(sql) => {
                let letters = (1..=MAX_SQL).contains(&sql.text.trim().len());
                self.check(letters, &format!("{path}.sql.text"), "must have 1 to 100,000 letters");
            }
            _ => {}
        }
    }

    /// Checks another document.
    fn within(&mut self, inner: &QueryDocument, path: &str) {
        let prefix = format!("{}{path}", self.prefix);
        let mut check = Validator::new(self.catalog, prefix, self.parameters, self.level + 1);
        check.document(inner);
        self.errors.append(&mut check.errors);
    }

    pub(super) fn parameters(&mut self, document: &QueryDocument) {
        let mut names = HashSet::new();
        for (i, parameter) in document.parameters.iter().enumerate() {
            self.name(&parameter.name, &format!("parameters[{i}].name"), &mut names);
            if let Some(default) = &parameter.default
                && let Err(problem) = value::read(default, parameter.kind)
            {
                self.error(format!("parameters[{i}].default"), problem);
            }
        }
    }

    /// Checks the window calculations; appends their columns to `outputs`.
    pub(super) fn windows(&mut self, document: &QueryDocument, outputs: &mut Vec<Column>) {
        let before = outputs.clone();
        for (i, window) in document.windows.iter().enumerate() {
            let path = format!("windows[{i}]");
            self.window(window, &before, &path);
            let taken = outputs.iter().any(|column| column.name == window.alias);
            self.name(&window.alias, &format!("{path}.alias"), &mut HashSet::new());
            self.check(!taken, &format!("{path}.alias"), "another column of the result has this name");
            let kind = window.column.as_ref().and_then(|name| before.iter().find(|one| one.name == *name));
            let kind = super::window_type(window.function, kind.map(|column| column.kind));
            outputs.push(Column { name: window.alias.clone(), kind });
        }
    }

    fn window(&mut self, window: &Window, columns: &[Column], path: &str) {
        let function = window.function;
        let at = format!("{path}.column");
        match &window.column {
            None => self.check(!function.has_column(), &at, "is needed"),
            Some(_) if !function.has_column() => self.error(&at, "a rank has no column, only an order"),
            Some(name) => {
                if let Some(column) = self.column(name, columns, &at) {
                    let fits = column.kind.is_numeric() || function == WindowFunction::Lag;
                    self.check(fits, &at, "must be a column of numbers");
                }
            }
        }
        for (i, name) in window.partition_by.iter().enumerate() {
            self.column(name, columns, &format!("{path}.partition_by[{i}]"));
        }
        self.check(window.partition_by.len() <= 20, &format!("{path}.partition_by"), "at most 20 columns");
        let at = format!("{path}.order_by");
        self.check(
            window.order_by.is_empty() != function.has_order(),
            &at,
            if function.has_order() { "is needed" } else { "has no meaning for a share" },
        );
        self.sorts(&window.order_by, columns, &at);
        let fits = match window.rows {
            None => function != WindowFunction::MovingAverage,
            Some(rows) => function.counts_rows() && (1..=MAX_EVERY).contains(&rows),
        };
        self.check(fits, &format!("{path}.rows"), "must be 1 to 1,000 where rows are counted");
    }

    pub(super) fn unions(&mut self, document: &QueryDocument, outputs: &[Column]) {
        for (i, union) in document.unions.iter().enumerate() {
            let path = format!("unions[{i}].query");
            self.check(union.query.parameters.is_empty(), &path, "a query in a query has no parameters");
            if self.level > MAX_NESTED {
                return self.error(path, "at most 6 queries can be nested in each other");
            }
            let wrong = self.errors.len();
            self.within(&union.query, &format!("{path}."));
            if self.errors.len() > wrong {
                continue;
            }
            let others = output_columns(&union.query, self.catalog);
            let alike = others.len() == outputs.len()
                && others.iter().zip(outputs).all(|(other, own)| other.kind == own.kind);
            self.check(alike, &path, "must have as many columns as this query, of the same types");
        }
    }

    pub(super) fn sorts(&mut self, sorts: &[Sort], columns: &[Column], path: &str) {
        let names: HashSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let mut seen = HashSet::new();
        for (i, sort) in sorts.iter().enumerate() {
            let path = format!("{path}[{i}].by");
            self.check(names.contains(sort.by.as_str()), &path, "is not a column of the result");
            self.check(seen.insert(sort.by.as_str()), &path, "is there twice");
        }
    }
}
