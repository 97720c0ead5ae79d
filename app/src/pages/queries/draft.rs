//! A query while it is written: rows of the form, and how they become a document and back.

use std::collections::BTreeMap;

use almanac_domain::data::{Column, ColumnType};
use almanac_query::{
    Aggregate, AggregateFunction, Bucket, Catalog, Computed, Filter, Group, Join, JoinKey, JoinKind,
    Parameter, QueryDocument, Scalar, Sort, Source, TimeUnit, Union, Window, WindowFunction, input_columns,
    output_columns,
};
use serde_json::Value;

use super::condition::{Condition, scalar, text};
use super::tree::Branch;

/// A row of the form with a key of its own, so that the others keep their place when one goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row<T> {
    pub key: usize,
    pub item: T,
}

/// A query while it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    /// What the form does not write is kept as it is.
    pub rest: QueryDocument,
    pub source: Source,
    pub joins: Vec<Row<Join>>,
    pub computed: Vec<Row<Computed>>,
    pub columns: Vec<String>,
    pub filter: Branch,
    pub groups: Vec<Row<Group>>,
    pub aggregates: Vec<Row<Aggregate>>,
    pub having: Branch,
    pub windows: Vec<Row<Window>>,
    pub unions: Vec<Row<Union>>,
    pub parameters: Vec<Row<Asking>>,
    pub sorts: Vec<Row<Sort>>,
    pub limit: Option<u64>,
    next_key: usize,
}

/// Rows with keys of their own.
fn rows<T>(items: Vec<T>, next: &mut impl FnMut() -> usize) -> Vec<Row<T>> {
    items.into_iter().map(|item| Row { key: next(), item }).collect()
}

fn items<T: Clone>(rows: &[Row<T>]) -> Vec<T> {
    rows.iter().map(|row| row.item.clone()).collect()
}

impl Draft {
    /// The form for a document.
    pub fn new(document: QueryDocument) -> Self {
        let mut keys = 0..;
        let mut next = || keys.next().unwrap_or_default();
        let rest = document.clone();
        Self {
            source: document.source,
            joins: rows(document.joins, &mut next),
            computed: rows(document.computed, &mut next),
            columns: document.columns,
            filter: Branch::new(document.filter, &mut next),
            groups: rows(document.group_by, &mut next),
            aggregates: rows(document.aggregates, &mut next),
            having: Branch::new(document.having, &mut next),
            windows: rows(document.windows, &mut next),
            unions: rows(document.unions, &mut next),
            parameters: rows(document.parameters.into_iter().map(Asking::new).collect(), &mut next),
            sorts: rows(document.sort, &mut next),
            limit: document.limit,
            rest,
            next_key: next(),
        }
    }

    /// Another question with the same values for its parameters.
    pub fn next(&self, document: QueryDocument) -> Self {
        let mut next = Self::new(document);
        for row in &mut next.parameters {
            let known = self.parameters.iter().find(|known| known.item.name == row.item.name);
            row.item.now = known.map(|known| known.item.now.clone()).unwrap_or_default();
        }
        next
    }

    /// A key that no row has.
    pub fn key(&mut self) -> usize {
        self.next_key += 1;
        self.next_key
    }

    /// Keys up to this one are taken.
    pub fn used_up_to(&mut self, key: usize) {
        self.next_key = self.next_key.max(key);
    }

    /// The document. Values are read as the types of their columns.
    pub fn document(&self, catalog: &Catalog) -> QueryDocument {
        self.filtered(self.frame(), catalog, Branch::filter)
    }

    /// The document without what was begun and is still to be written.
    pub fn settled(&self, catalog: &Catalog) -> QueryDocument {
        let mut frame = self.frame();
        frame.computed.retain(|one| !one.expression.trim().is_empty());
        self.filtered(frame, catalog, Branch::settled)
    }

    fn filtered(
        &self,
        mut document: QueryDocument,
        catalog: &Catalog,
        filter: fn(&Branch, &[Column]) -> Option<Filter>,
    ) -> QueryDocument {
        document.filter = filter(&self.filter, &input_columns(&document, catalog));
        if document.summarizes() {
            document.having = filter(&self.having, &output_columns(&document, catalog));
        }
        document
    }

    /// Sorts by this column alone; the other way round if that is so already.
    pub fn sort_by(&mut self, by: String) {
        let descending = match &self.sorts[..] {
            [one] => one.item.by == by && !one.item.descending,
            _ => false,
        };
        let key = self.key();
        self.sorts = vec![Row { key, item: Sort { by, descending } }];
    }

    /// The values of the parameters in this run.
    pub fn values(&self) -> BTreeMap<String, Value> {
        let given = self.parameters.iter().filter_map(|row| {
            let value = row.item.value(&row.item.now)?;
            Some((row.item.name.clone(), serde_json::to_value(value).ok()?))
        });
        given.collect()
    }

    /// Gives a parameter another name, wherever it stands.
    pub fn rename_parameter(&mut self, key: usize, name: &str) {
        let Some(row) = self.parameters.iter_mut().find(|row| row.key == key) else { return };
        let before = std::mem::replace(&mut row.item.name, name.to_owned());
        let rename = |condition: &mut Condition| {
            if condition.parameter.as_ref() == Some(&before) {
                condition.parameter = Some(name.to_owned());
            }
        };
        self.filter.each(&rename);
        self.having.each(&rename);
    }

    /// The document without its filters.
    pub fn frame(&self) -> QueryDocument {
        let mut document = QueryDocument {
            source: self.source.clone(),
            joins: items(&self.joins),
            computed: items(&self.computed),
            columns: Vec::new(),
            filter: None,
            group_by: items(&self.groups),
            aggregates: items(&self.aggregates),
            having: None,
            windows: items(&self.windows),
            unions: items(&self.unions),
            parameters: self.parameters.iter().map(|row| row.item.parameter()).collect(),
            sort: items(&self.sorts),
            limit: self.limit,
            ..self.rest.clone()
        };
        if !document.summarizes() {
            document.columns.clone_from(&self.columns);
        }
        document
    }
}

/// A parameter while it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asking {
    pub name: String,
    pub kind: ColumnType,
    pub default: String,
    /// What it is in this run.
    pub now: String,
}

impl Asking {
    fn new(parameter: Parameter) -> Self {
        let default = parameter.default.as_ref().map(text).unwrap_or_default();
        Self { name: parameter.name, kind: parameter.kind, default, now: String::new() }
    }

    fn parameter(&self) -> Parameter {
        let default = self.value(&self.default);
        Parameter { name: self.name.clone(), kind: self.kind, default }
    }

    fn value(&self, written: &str) -> Option<Scalar> {
        (!written.trim().is_empty()).then(|| scalar(written, Some(self.kind)))
    }
}

/// A group of a column: by day for times.
pub(super) fn group(column: &Column) -> Group {
    let bucket =
        column.kind.is_temporal().then_some(Bucket { unit: TimeUnit::Day, every: 1, time_zone: None });
    Group { column: column.name.clone(), bucket, alias: None }
}

/// A number to compute: the sum of a column, or the count of rows.
pub(super) fn aggregate(function: AggregateFunction, column: Option<&str>) -> Aggregate {
    let alias = match column {
        Some(column) => format!("{}_{column}", function.name()),
        None => "rows".to_owned(),
    };
    let level = (function == AggregateFunction::Percentile).then_some(0.9);
    Aggregate { function, column: column.map(str::to_owned), filter: None::<Filter>, level, alias }
}

/// A join with the columns that suit best: those that a name points to, or that have the same name and type.
pub(super) fn join(source: Source, called: &str, here: &[Column], there: &[Column]) -> Join {
    let name = called.split(['.', ' ']).next().unwrap_or(called);
    let singular = name.strip_suffix('s').unwrap_or(name).to_lowercase();
    let points = |column: &Column| {
        let own = column.name.rsplit('.').next().unwrap_or(&column.name).to_lowercase();
        let key = format!("{singular}_id") == own || format!("{singular}id") == own;
        let other = there.iter().find(|other| {
            let other = other.name.to_lowercase();
            key && (other == "id" || other == own)
        })?;
        (other.kind == column.kind).then(|| (column.name.clone(), other.name.clone()))
    };
    let same = |column: &Column| {
        let found = there.iter().find(|other| other.name == column.name && other.kind == column.kind)?;
        Some((column.name.clone(), found.name.clone()))
    };
    let first = || Some((here.first()?.name.clone(), there.first()?.name.clone()));
    let found = here.iter().find_map(points).or_else(|| here.iter().find_map(same)).or_else(first);
    let on = found.map(|(left, right)| JoinKey { left, right }).into_iter().collect();
    Join { source, name: called.to_owned(), kind: JoinKind::Left, on }
}

/// A calculation over the rows of the result.
pub(super) fn window(function: WindowFunction, results: &[Column]) -> Window {
    let number = results.iter().rfind(|column| column.kind.is_numeric());
    let order = results.iter().find(|column| column.kind.is_temporal()).or(results.first());
    let column = number.filter(|_| function.has_column()).map(|column| column.name.clone());
    let order = order.filter(|_| function.has_order());
    let order = order.map(|column| Sort { by: column.name.clone(), descending: false });
    let alias = match &column {
        Some(column) => format!("{}_{column}", function.name()),
        None => function.name().to_owned(),
    };
    Window {
        function,
        column,
        partition_by: Vec::new(),
        order_by: order.into_iter().collect(),
        rows: (function == WindowFunction::MovingAverage).then_some(7),
        alias,
    }
}

#[cfg(test)]
mod tests {
    use almanac_domain::data::ColumnType;
    use serde_json::json;

    use super::*;

    fn columns(names: &[(&str, ColumnType)]) -> Vec<Column> {
        names.iter().map(|(name, kind)| Column { name: (*name).into(), kind: *kind }).collect()
    }

    fn document() -> QueryDocument {
        serde_json::from_value(json!({
            "version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"},
            "computed": [{"name": "double", "expression": "n * 2"}],
            "filter": {"column": "double", "op": "gt", "value": 3},
            "group_by": [{"column": "city"}], "aggregates": [{"fn": "sum", "column": "n", "alias": "sum"}],
            "having": {"column": "sum", "op": "between", "values": [1, 2]},
            "windows": [{"fn": "rank", "order_by": [{"by": "sum", "descending": true}], "alias": "place"}],
            "unions": [{"all": true, "query": {"version": 1,
                "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}}}],
            "parameters": [{"name": "p", "type": "text"}],
            "sort": [{"by": "sum", "descending": true}], "limit": 10, "offset": 5,
        }))
        .unwrap()
    }

    #[test]
    fn document_survives_the_form_with_what_it_does_not_write() {
        let catalog = columns(&[("n", ColumnType::Integer), ("city", ColumnType::Text)]);
        let catalog = Catalog::new(document().source, catalog);
        assert_eq!(Draft::new(document()).document(&catalog), document());
    }

    #[test]
    fn chosen_columns_are_left_out_of_a_summary() {
        let mut draft = Draft::new(document());
        draft.columns = vec!["city".into()];
        assert!(draft.document(&Catalog::default()).columns.is_empty());
    }

    #[test]
    fn join_is_suggested_by_names_that_point_to_the_other_table() {
        use ColumnType::{Integer, Text};
        let here = columns(&[("id", Integer), ("name", Text), ("customer_id", Integer)]);
        let on = |called: &str, there: &[(&str, ColumnType)]| {
            let join = join(document().source, called, &here, &columns(there));
            join.on.into_iter().map(|key| (key.left, key.right)).collect::<Vec<_>>()
        };
        let pair = |left: &str, right: &str| vec![(left.to_owned(), right.to_owned())];
        assert_eq!(on("customers", &[("id", Integer), ("name", Text)]), pair("customer_id", "id"));
        assert_eq!(on("Customer", &[("customer_id", Integer)]), pair("customer_id", "customer_id"));
        assert_eq!(on("prices", &[("name", Text), ("price", Integer)]), pair("name", "name"));
        assert_eq!(on("customers", &[("id", Text)]), pair("id", "id"));
        assert_eq!(on("prices", &[]), Vec::new());
    }
}
