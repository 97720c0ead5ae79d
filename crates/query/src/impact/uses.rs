//! Where a document names the columns of tables and data sets.

use std::collections::HashMap;

use super::Drawing;
use crate::{Catalog, Filter, QueryDocument, Sort, Source, Window, expression};

/// A place where a document reads a table or data set, or names a column of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Use {
    /// The table or data set.
    pub table: Source,
    /// None where the whole table is read.
    pub column: Option<String>,
    /// Whether the document names the column, and does not merely show all.
    pub named: bool,
    pub place: String,
}

/// The columns of tables and data sets that names of a document stand for.
type Names = HashMap<String, (Source, String)>;

/// Where `document` uses which tables, data sets and columns, in its order, and then the drawings of its result. Its
/// saved queries are written out.
pub(super) fn uses(document: &QueryDocument, drawings: &[Drawing<'_>], catalog: &Catalog) -> Vec<Use> {
    let mut trace = Trace { catalog, uses: Vec::new() };
    let results = trace.document(document, "");
    for drawing in drawings {
        for (field, column) in &drawing.columns {
            trace.name(&results, column, format!("{}.{field}", drawing.place));
        }
    }
    if document.columns.is_empty() && !document.summarizes() {
        let mut shown: Vec<_> = results.into_values().collect();
        shown.sort_by(|a, b| a.1.cmp(&b.1));
        trace.uses.extend(shown.into_iter().map(|(table, column)| Use {
            table,
            column: Some(column),
            named: false,
            place: "columns".to_owned(),
        }));
    }
    trace.uses
}

struct Trace<'a> {
    catalog: &'a Catalog,
    uses: Vec<Use>,
}

impl Trace<'_> {
    /// Follows a document whose places begin with `at`; returns what the names of its result stand for.
    fn document(&mut self, document: &QueryDocument, at: &str) -> Names {
        let mut names = self.source(&document.source, &format!("{at}source"));
        for (i, join) in document.joins.iter().enumerate() {
            let path = format!("{at}joins[{i}]");
            let own = self.source(&join.source, &format!("{path}.source"));
            for (k, key) in join.on.iter().enumerate() {
                self.name(&names, &key.left, format!("{path}.on[{k}].left"));
                self.name(&own, &key.right, format!("{path}.on[{k}].right"));
            }
            names.extend(own.into_iter().map(|(name, place)| (format!("{}.{name}", join.name), place)));
        }
        for (i, computed) in document.computed.iter().enumerate() {
            let Ok(parsed) = expression::parse(&computed.expression) else { continue };
            for column in expression::columns(&parsed) {
                self.name(&names, column, format!("{at}computed[{i}].expression"));
            }
        }
        if let Some(filter) = &document.filter {
            self.filter(&names, filter, &format!("{at}filter"));
        }
        let results = self.results(document, &names, at);
        if let Some(having) = &document.having {
            self.filter(&results, having, &format!("{at}having"));
        }
        for (i, window) in document.windows.iter().enumerate() {
            self.window(&results, window, &format!("{at}windows[{i}]"));
        }
        for (i, union) in document.unions.iter().enumerate() {
            self.document(&union.query, &format!("{at}unions[{i}].query."));
        }
        let layered = document.summarizes() || !document.windows.is_empty() || !document.unions.is_empty();
        self.sorts(if layered { &results } else { &names }, &document.sort, &format!("{at}sort"));
        results
    }

    fn source(&mut self, source: &Source, path: &str) -> Names {
        match source {
            Source::Table(_) | Source::Dataset(_) => {
                let place = path.to_owned();
                self.uses.push(Use { table: source.clone(), column: None, named: true, place });
                let columns = self.catalog.columns(source).unwrap_or_default();
                columns.into_iter().map(|one| (one.name.clone(), (source.clone(), one.name))).collect()
            }
            Source::Document(inner) => self.document(inner, &format!("{path}.document.")),
            Source::Query(_) | Source::Sql(_) => Names::new(),
        }
    }

    /// What the columns of the result stand for, before windows.
    fn results(&mut self, document: &QueryDocument, names: &Names, at: &str) -> Names {
        for (i, name) in document.columns.iter().enumerate() {
            self.name(names, name, format!("{at}columns[{i}]"));
        }
        for (i, group) in document.group_by.iter().enumerate() {
            self.name(names, &group.column, format!("{at}group_by[{i}].column"));
        }
        for (i, aggregate) in document.aggregates.iter().enumerate() {
            let path = format!("{at}aggregates[{i}]");
            if let Some(column) = &aggregate.column {
                self.name(names, column, format!("{path}.column"));
            }
            if let Some(filter) = &aggregate.filter {
                self.filter(names, filter, &format!("{path}.filter"));
            }
        }
        let kept = |name: &str, output: &str| Some((output.to_owned(), names.get(name)?.clone()));
        if document.summarizes() {
            let values = document.group_by.iter().filter(|group| group.bucket.is_none());
            return values.filter_map(|group| kept(&group.column, group.output())).collect();
        }
        if document.columns.is_empty() {
            return names.clone();
        }
        document.columns.iter().filter_map(|name| kept(name, name)).collect()
    }

    fn name(&mut self, names: &Names, name: &str, place: String) {
        if let Some((table, column)) = names.get(name) {
            let known = |one: &Use| one.place == place && one.column.as_ref() == Some(column);
            if !self.uses.iter().any(known) {
                let (table, column) = (table.clone(), Some(column.clone()));
                self.uses.push(Use { table, column, named: true, place });
            }
        }
    }

    fn filter(&mut self, names: &Names, filter: &Filter, path: &str) {
        let mut all = |filters: &[Filter], path: String| {
            for (i, filter) in filters.iter().enumerate() {
                self.filter(names, filter, &format!("{path}[{i}]"));
            }
        };
        match filter {
            Filter::And(filters) => all(filters, format!("{path}.and")),
            Filter::Or(filters) => all(filters, format!("{path}.or")),
            Filter::Not(filter) => self.filter(names, filter, &format!("{path}.not")),
            Filter::Comparison(comparison) => {
                self.name(names, &comparison.column, format!("{path}.column"));
            }
        }
    }

    fn window(&mut self, names: &Names, window: &Window, path: &str) {
        if let Some(column) = &window.column {
            self.name(names, column, format!("{path}.column"));
        }
        for (i, name) in window.partition_by.iter().enumerate() {
            self.name(names, name, format!("{path}.partition_by[{i}]"));
        }
        self.sorts(names, &window.order_by, &format!("{path}.order_by"));
    }

    fn sorts(&mut self, names: &Names, sorts: &[Sort], path: &str) {
        for (i, sort) in sorts.iter().enumerate() {
            self.name(names, &sort.by, format!("{path}[{i}].by"));
        }
    }
}
