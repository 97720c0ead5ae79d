//! Each place where a document names a column, on a shop whose schema changes.

use serde_json::{Value, json};

use super::*;

const SHOP: &str = "0192f0c1-2345-7000-8000-0000000000aa";

fn source(table: &str) -> Source {
    serde_json::from_value(json!({"table": {"source": SHOP, "name": table}})).unwrap()
}

fn table(name: &str, columns: &[(&str, &str, &str)]) -> Relation {
    let columns: Vec<Value> = columns
        .iter()
        .map(|(name, kind, native)| json!({"name": name, "type": kind, "native": native, "nullable": true}))
        .collect();
    let table = json!({"name": {"name": name}, "kind": "table", "columns": columns});
    Relation::Table(serde_json::from_value(table).unwrap())
}

const ORDERS: [(&str, &str, &str); 5] = [
    ("id", "integer", "bigint"),
    ("customer", "integer", "bigint"),
    ("total", "float", "numeric(10,2)"),
    ("sold", "timestamp", "timestamptz"),
    ("note", "text", "text"),
];
const PEOPLE: [(&str, &str, &str); 2] = [("id", "integer", "bigint"), ("name", "text", "varchar(50)")];

fn catalog(orders: Option<&[(&str, &str, &str)]>) -> Catalog {
    let people = Catalog::default().with(source("people"), table("people", &PEOPLE));
    match orders {
        Some(columns) => people.with(source("orders"), table("orders", columns)),
        None => people,
    }
}

fn document(changes: &Value) -> QueryDocument {
    let mut json = json!({"version": 1, "source": source("orders")});
    json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    serde_json::from_value(json).unwrap()
}

/// The problems when `orders` becomes a table of these columns: what, whether it breaks, and where.
fn found(changes: &Value, after: Option<&[(&str, &str, &str)]>) -> Vec<(SchemaBreak, bool, Vec<String>)> {
    found_with(changes, &[], after)
}

fn found_with(
    changes: &Value,
    drawings: &[Drawing<'_>],
    after: Option<&[(&str, &str, &str)]>,
) -> Vec<(SchemaBreak, bool, Vec<String>)> {
    let problems = problems(&document(changes), drawings, &catalog(Some(&ORDERS)), &catalog(after));
    problems.into_iter().map(|one| (one.what, one.breaks, one.places)).collect()
}

/// The orders without a column.
fn without(column: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    ORDERS.into_iter().filter(|(name, ..)| *name != column).collect()
}

/// The places at which a column is missed that is gone.
fn places(changes: &Value, column: &str) -> Vec<String> {
    let found = found(changes, Some(&without(column)));
    let [(SchemaBreak::ColumnRemoved { column: gone, .. }, true, places)] = found.as_slice() else {
        panic!("{changes}: {found:?}")
    };
    assert_eq!(gone, column);
    places.clone()
}

#[test]
fn every_place_that_names_a_column_misses_it() {
    let inner = json!({"version": 1, "source": source("orders")});
    for (changes, column, expected) in [
        (json!({"columns": ["id", "note"]}), "note", vec!["columns[1]"]),
        (
            json!({"columns": ["id"], "filter": {"and": [{"column": "id", "op": "is_not_null"},
                {"or": [{"not": {"column": "note", "op": "is_null"}}]}]}}),
            "note",
            vec!["filter.and[1].or[0].not.column"],
        ),
        (json!({"columns": ["id"], "sort": [{"by": "sold"}]}), "sold", vec!["sort[0].by"]),
        (
            json!({"columns": ["id"], "computed": [{"name": "net", "expression": "coalesce([total], 0) / 1.19"},
                {"name": "half", "expression": "net / 2"}], "sort": [{"by": "half"}]}),
            "total",
            vec!["computed[0].expression"],
        ),
        (
            json!({"group_by": [{"column": "sold", "bucket": {"unit": "month"}, "alias": "month"}],
                "aggregates": [{"fn": "count", "alias": "n"}], "sort": [{"by": "month"}]}),
            "sold",
            vec!["group_by[0].column"],
        ),
        (
            json!({"group_by": [{"column": "note"}], "aggregates": [{"fn": "count", "alias": "n"}],
                "having": {"column": "note", "op": "is_not_null"}, "sort": [{"by": "note"}]}),
            "note",
            vec!["group_by[0].column", "having.column", "sort[0].by"],
        ),
        (
            json!({"aggregates": [{"fn": "sum", "column": "total", "alias": "sum",
                "filter": {"column": "total", "op": "gt", "value": 0}}]}),
            "total",
            vec!["aggregates[0].column", "aggregates[0].filter.column"],
        ),
        (
            json!({"columns": ["id", "total", "sold"], "windows": [{"fn": "running_total", "column": "total",
                "partition_by": ["total"], "order_by": [{"by": "total"}], "alias": "so far"}]}),
            "total",
            vec![
                "columns[1]",
                "windows[0].column",
                "windows[0].partition_by[0]",
                "windows[0].order_by[0].by",
            ],
        ),
        (
            json!({"columns": ["id"], "joins": [{"source": source("people"), "as": "p",
                "on": [{"left": "customer", "right": "id"}]}]}),
            "customer",
            vec!["joins[0].on[0].left"],
        ),
        (
            json!({"source": source("people"), "columns": ["name"], "joins": [{"source": source("orders"),
                "as": "o", "on": [{"left": "id", "right": "customer"}]}],
                "filter": {"column": "o.customer", "op": "gt", "value": 1}}),
            "customer",
            vec!["joins[0].on[0].right", "filter.column"],
        ),
        (
            json!({"source": {"document": inner}, "columns": ["id"], "sort": [{"by": "note"}]}),
            "note",
            vec!["sort[0].by"],
        ),
        (
            json!({"columns": ["id"], "unions": [{"query": {"version": 1, "source": source("orders"),
                "columns": ["customer"]}}]}),
            "customer",
            vec!["unions[0].query.columns[0]"],
        ),
    ] {
        assert_eq!(places(&changes, column), expected, "{changes}");
    }
}

#[test]
fn column_that_is_not_used_is_not_missed() {
    for changes in [
        json!({"columns": ["id"]}),
        json!({"aggregates": [{"fn": "count", "alias": "n"}]}),
        json!({"columns": ["id"], "computed": [{"name": "other", "expression": "total * 2"}]}),
    ] {
        assert_eq!(found(&changes, Some(&without("note"))), [], "{changes}");
    }
}

#[test]
fn query_that_shows_all_columns_loses_one_and_runs_on() {
    let found = found(&json!({}), Some(&without("note")));
    let [(SchemaBreak::ColumnRemoved { column, .. }, false, places)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((column.as_str(), places.as_slice()), ("note", &["columns".to_owned()][..]));
}

#[test]
fn table_that_is_gone_is_named_wherever_it_is_read() {
    let changes = json!({"columns": ["id"], "joins": [{"source": source("orders"), "as": "o",
        "on": [{"left": "id", "right": "id"}]}]});
    let found = found(&changes, None);
    let [(SchemaBreak::TableRemoved { table, .. }, true, places)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((table.name.as_str(), places.len()), ("orders", 2));
    assert_eq!(places, &["source", "joins[0].source"]);
}

#[test]
fn renamed_column_is_guessed() {
    let mut after = ORDERS;
    after[4].0 = "remark";
    let found = found(&json!({"columns": ["note"]}), Some(&after));
    let [(SchemaBreak::ColumnRemoved { renamed_to, .. }, true, _)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(renamed_to.as_deref(), Some("remark"));
}

#[test]
fn other_type_breaks_where_the_clause_does_not_take_it() {
    let with = |column: usize, kind, native| {
        let mut after = ORDERS;
        after[column] = (after[column].0, kind, native);
        after
    };
    let sum = json!({"aggregates": [{"fn": "sum", "column": "total", "alias": "sum"}]});
    let greater = json!({"columns": ["id"], "filter": {"column": "total", "op": "gt", "value": 5}});
    let net = json!({"columns": ["id"], "computed": [{"name": "net", "expression": "total / 1.19"}]});
    let join = json!({"columns": ["id"], "joins": [{"source": source("people"), "as": "p",
        "on": [{"left": "customer", "right": "id"}]}]});
    let month = json!({"group_by": [{"column": "sold", "bucket": {"unit": "hour"}}]});
    for (changes, after, breaks) in [
        (&sum, with(2, "float", "numeric(12,2)"), false),
        (&sum, with(2, "integer", "bigint"), false),
        (&sum, with(2, "text", "text"), true),
        (&greater, with(2, "integer", "bigint"), false),
        (&greater, with(2, "text", "text"), true),
        (&net, with(2, "text", "text"), true),
        (&join, with(1, "float", "double"), false),
        (&join, with(1, "text", "text"), true),
        (&month, with(3, "date", "date"), true),
    ] {
        let found = found(changes, Some(&after));
        let [(SchemaBreak::TypeChanged { .. }, broken, places)] = found.as_slice() else {
            panic!("{changes}: {found:?}")
        };
        assert_eq!((*broken, places.len()), (breaks, 1), "{changes} {after:?}");
    }
}

#[test]
fn union_that_fits_no_more_is_told_with_its_place() {
    let mut after = ORDERS.to_vec();
    after.push(("paid", "boolean", "boolean"));
    let other = json!({"version": 1, "source": source("orders"),
        "columns": ["id", "customer", "total", "sold", "note"]});
    let found = found(&json!({"unions": [{"query": other}]}), Some(&after));
    let [(SchemaBreak::Unfit { .. }, true, places)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(places, &["unions[0].query"]);
}

#[test]
fn same_schema_and_what_was_wrong_before_are_no_problems() {
    assert_eq!(found(&json!({"columns": ["nothing"]}), Some(&ORDERS)), []);
    assert_eq!(found(&json!({"columns": ["nothing", "id"]}), Some(&without("note"))), []);
}

/// A drawing of two columns, of which the second must hold numbers.
fn drawing<'a>(x: &'a str, y: &'a str) -> [Drawing<'a>; 1] {
    let check = move |columns: &[Column]| {
        let kind = |name: &str| columns.iter().find(|one| one.name == name).map(|one| one.kind);
        let mut wrong = Vec::new();
        if kind(x).is_none() {
            wrong.push(FieldError::new("x", "is not a column"));
        }
        if !kind(y).is_some_and(almanac_domain::data::ColumnType::is_numeric) {
            wrong.push(FieldError::new("y[0]", "is not a number"));
        }
        wrong
    };
    let columns = vec![("x".to_owned(), x), ("y[0]".to_owned(), y)];
    [Drawing { place: "chart".to_owned(), columns, check: Box::new(check) }]
}

#[test]
fn column_that_only_a_chart_names_breaks_it() {
    let gone = found_with(&json!({}), &drawing("note", "total"), Some(&without("total")));
    let [(SchemaBreak::ColumnRemoved { column, .. }, true, places)] = gone.as_slice() else {
        panic!("{gone:?}")
    };
    assert_eq!((column.as_str(), places), ("total", &vec!["chart.y[0]".to_owned(), "columns".to_owned()]));

    let inner = json!({"document": {"version": 1, "source": source("orders")}});
    let through = found_with(&json!({"source": inner}), &drawing("note", "total"), Some(&without("note")));
    assert!(matches!(through.as_slice(), [(SchemaBreak::ColumnRemoved { .. }, true, _)]), "{through:?}");

    let mut after = ORDERS;
    after[2].1 = "text";
    after[2].2 = "text";
    let other = found_with(&json!({}), &drawing("note", "total"), Some(&after));
    assert!(matches!(other.as_slice(), [(SchemaBreak::TypeChanged { .. }, true, _)]), "{other:?}");
    let unused = found_with(&json!({}), &drawing("note", "total"), Some(&without("sold")));
    assert!(matches!(unused.as_slice(), [(SchemaBreak::ColumnRemoved { .. }, false, _)]), "{unused:?}");
    assert_eq!(found_with(&json!({}), &drawing("nothing", "total"), Some(&ORDERS)), []);
}
