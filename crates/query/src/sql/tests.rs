use almanac_domain::data::{Column, ColumnType};
use serde_json::{Value, json};

use super::*;

/// Texts that break out of badly quoted SQL.
const PAYLOADS: [&str; 10] = [
    "'",
    "\"",
    "x'; DROP TABLE source; --",
    "x\"; DROP TABLE source; --",
    "' OR '1'='1",
    "\" OR \"\"=\"",
    "\\' OR 1=1 --",
    "$1",
    "x\u{0}y",
    "x/*",
];

fn source() -> Source {
    Source::Dataset("0192f0c1-2345-7000-8000-000000000001".parse().unwrap())
}

fn catalog(names: &[(&str, ColumnType)]) -> Catalog {
    Catalog::new(
        source(),
        names.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect(),
    )
}

fn document(changes: &Value) -> QueryDocument {
    let mut json = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}});
    for (key, value) in changes.as_object().unwrap() {
        json[key] = value.clone();
    }
    serde_json::from_value(json).unwrap()
}

fn bikes() -> Catalog {
    catalog(&[
        ("date_time", ColumnType::Timestamp),
        ("day", ColumnType::Date),
        ("weather", ColumnType::Text),
        ("temp", ColumnType::Float),
        ("users", ColumnType::Integer),
    ])
}

fn sql(changes: &Value) -> Rendered {
    render(&document(changes), &bikes(), Dialect::DataFusion).unwrap()
}

#[test]
fn rows_are_listed_filtered_and_sorted() {
    let rendered = sql(&json!({
        "columns": ["weather", "temp"],
        "filter": {"and": [
            {"column": "temp", "op": "between", "values": [0.25, 1]},
            {"or": [
                {"column": "weather", "op": "in", "values": ["clear", "mist"]},
                {"not": {"column": "users", "op": "ne", "value": "7"}},
                {"column": "day", "op": "is_null"},
            ]},
            {"column": "date_time", "op": "ge", "value": "2011-01-01"},
        ]},
        "sort": [{"by": "temp", "descending": true}, {"by": "users"}],
        "limit": 10,
    }));
    assert_eq!(
        rendered.sql,
        r#"SELECT "s0"."weather" AS "c0", "s0"."temp" AS "c1" FROM "dataset 0192f0c1-2345-7000-8000-000000000001" AS "s0" WHERE ("s0"."temp" BETWEEN $1 AND $2 AND ("s0"."weather" IN ($3, $4) OR NOT ("s0"."users" <> $5) OR "s0"."day" IS NULL) AND "s0"."date_time" >= $6) ORDER BY "s0"."temp" DESC NULLS LAST, "s0"."users" ASC NULLS LAST LIMIT 10"#
    );
    assert_eq!(
        rendered.params,
        [
            BoundValue::Float(0.25),
            BoundValue::Float(1.0),
            BoundValue::Text("clear".into()),
            BoundValue::Text("mist".into()),
            BoundValue::Integer(7),
            BoundValue::Timestamp("2011-01-01T00:00:00Z".parse().unwrap()),
        ]
    );
}

#[test]
fn rows_are_summarized() {
    let rendered = sql(&json!({
        "group_by": [{"column": "weather"}, {"column": "date_time", "bucket": {"unit": "day"}, "alias": "d"}],
        "aggregates": [
            {"fn": "count", "alias": "n"},
            {"fn": "count_distinct", "column": "weather", "alias": "w"},
            {"fn": "sum", "column": "users", "alias": "s"},
            {"fn": "sum", "column": "temp", "alias": "t"},
            {"fn": "median", "column": "users", "alias": "m"},
        ],
        "sort": [{"by": "s", "descending": true}],
    }));
    assert_eq!(
        rendered.sql,
        r#"SELECT * FROM (SELECT "s0"."weather" AS "c0", CAST("s0"."date_time" AS DATE) AS "c1", count(*) AS "c2", count(DISTINCT "s0"."weather") AS "c3", CAST(sum(CAST("s0"."users" AS DECIMAL(20, 0))) AS BIGINT) AS "c4", sum("s0"."temp") AS "c5", median(CAST("s0"."users" AS DOUBLE)) AS "c6" FROM "dataset 0192f0c1-2345-7000-8000-000000000001" AS "s0" GROUP BY 1, 2) AS "r" ORDER BY "r"."c4" DESC NULLS LAST"#
    );
}

#[test]
fn rows_are_counted_up_to_the_most() {
    let changes =
        json!({"columns": ["temp"], "filter": {"column": "users", "op": "gt", "value": 3}, "limit": 50});
    let count = |changes: &Value, most| render_count(&document(changes), &bikes(), Dialect::DataFusion, most);
    assert_eq!(
        count(&changes, 40).unwrap().sql,
        r#"SELECT count(*) AS "c0" FROM (SELECT 1 AS "one" FROM "dataset 0192f0c1-2345-7000-8000-000000000001" AS "s0" WHERE "s0"."users" > $1 LIMIT 40) AS "counted""#
    );
    assert!(count(&changes, 100).unwrap().sql.contains("LIMIT 50)"));
    let groups = json!({"group_by": [{"column": "weather"}], "offset": 2});
    assert!(count(&groups, 9).unwrap().sql.ends_with(r#"GROUP BY 1) AS "r" LIMIT 9 OFFSET 2) AS "counted""#));
}

#[test]
fn patterns_are_searched_for_letter_by_letter() {
    let rendered = sql(&json!({"columns": ["temp"], "filter": {"or": [
        {"column": "weather", "op": "contains", "value": "5%_\\"},
        {"column": "weather", "op": "starts_with", "value": "Mi", "ignore_case": true},
    ]}}));
    assert!(
        rendered
            .sql
            .ends_with(r#"WHERE ("s0"."weather" LIKE $1 ESCAPE '\' OR "s0"."weather" ILIKE $2 ESCAPE '\')"#)
    );
    assert_eq!(rendered.params, [BoundValue::Text("%5\\%\\_\\\\%".into()), BoundValue::Text("Mi%".into())]);
}

#[test]
fn empty_groups_are_true_and_false() {
    let where_of = |filter: Value| sql(&json!({"columns": ["temp"], "filter": filter})).sql;
    assert!(where_of(json!({"and": []})).ends_with("WHERE TRUE"));
    assert!(where_of(json!({"or": []})).ends_with("WHERE FALSE"));
}

#[test]
fn values_never_become_sql() {
    let plain = sql(&json!({"filter": {"column": "weather", "op": "eq", "value": "clear"}})).sql;
    for payload in PAYLOADS {
        let rendered = sql(&json!({"filter": {"column": "weather", "op": "eq", "value": payload}}));
        assert_eq!(rendered.sql, plain);
        assert_eq!(rendered.params, [BoundValue::Text(payload.to_owned())]);
    }
}

#[test]
fn names_outside_the_catalogue_are_refused() {
    for payload in PAYLOADS {
        for changes in [
            json!({"columns": [payload]}),
            json!({"filter": {"column": payload, "op": "is_null"}}),
            json!({"group_by": [{"column": payload}]}),
            json!({"aggregates": [{"fn": "sum", "column": payload, "alias": "a"}]}),
            json!({"sort": [{"by": payload}]}),
            json!({"group_by": [{"column": "date_time", "bucket": {"unit": "day", "time_zone": payload}}]}),
        ] {
            assert!(render(&document(&changes), &bikes(), Dialect::DataFusion).is_err(), "{changes}");
        }
    }
}

#[test]
fn names_of_the_catalogue_are_quoted_and_aliases_left_out() {
    for payload in PAYLOADS.iter().filter(|payload| !payload.contains('\u{0}')) {
        let catalog = catalog(&[(payload, ColumnType::Integer)]);
        let changes = json!({
            "group_by": [{"column": payload}],
            "aggregates": [{"fn": "max", "column": payload, "alias": format!("{payload}!")}],
            "sort": [{"by": format!("{payload}!")}],
        });
        let quoted = payload.replace('"', "\"\"");
        assert_eq!(
            render(&document(&changes), &catalog, Dialect::DataFusion).unwrap().sql,
            format!(
                r#"SELECT * FROM (SELECT "s0"."{quoted}" AS "c0", max("s0"."{quoted}") AS "c1" FROM "dataset 0192f0c1-2345-7000-8000-000000000001" AS "s0" GROUP BY 1) AS "r" ORDER BY "r"."c1" ASC NULLS LAST"#
            )
        );
    }
}

const DIALECTS: [Dialect; 4] = [Dialect::DataFusion, Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite];

/// A question in which a text of a user stands wherever one can.
fn everywhere(text: &str) -> Value {
    json!({
        "computed": [
            {"name": format!("{text}1"), "expression": format!("concat(weather, '{}')", text.replace('\'', "''"))},
        ],
        "filter": {"or": [
            {"column": "weather", "op": "eq", "value": text},
            {"column": "weather", "op": "in", "values": [text, "x"]},
            {"column": "weather", "op": "contains", "value": text},
            {"column": "weather", "op": "starts_with", "value": text},
            {"column": "weather", "op": "like", "value": text},
            {"column": format!("{text}1"), "op": "ne", "value": text},
        ]},
        "group_by": [{"column": format!("{text}1"), "alias": format!("{text}2")}],
        "aggregates": [{"fn": "sum", "column": "users", "alias": format!("{text}3"),
            "filter": {"column": "weather", "op": "gt", "value": text}}],
        "having": {"column": format!("{text}2"), "op": "le", "value": text},
        "windows": [{"fn": "rank", "partition_by": [format!("{text}2")],
            "order_by": [{"by": format!("{text}3")}], "alias": format!("{text}4")}],
        "sort": [{"by": format!("{text}4"), "descending": true}, {"by": format!("{text}3")}],
    })
}

#[test]
fn r28_no_value_alias_or_sort_key_changes_the_shape_of_a_statement() {
    let payloads = [
        "1' AND SLEEP(5)-- -",
        "x' UNION SELECT NULL,NULL#",
        "1;WAITFOR DELAY '0:0:5'--",
        "(SELECT CONCAT(0x71,version()))",
        "'||(SELECT 1)||'",
        "%' OR '1'='1",
        "`x`",
        "?",
        ":a",
        "{}",
        "{} = {}",
    ];
    for dialect in DIALECTS {
        let sql =
            |text: &str| render(&document(&everywhere(text)), &bikes(), dialect).map(|rendered| rendered.sql);
        let plain = sql("plain").unwrap();
        for payload in payloads.into_iter().chain(PAYLOADS).filter(|payload| !payload.contains('\u{0}')) {
            assert_eq!(sql(payload).as_ref(), Ok(&plain), "{dialect:?} {payload}");
        }
    }
}

#[test]
fn names_of_joined_tables_are_looked_up_and_quoted() {
    let other = Source::Dataset("0192f0c1-2345-7000-8000-000000000002".parse().unwrap());
    let column = Column { name: "x\"; --".to_owned(), kind: ColumnType::Integer };
    let catalog = bikes().with(other, crate::Relation::Columns(vec![column]));
    let changes = json!({
        "joins": [{"source": {"dataset": "0192f0c1-2345-7000-8000-000000000002"}, "as": "b\" ON 1=1; --",
            "on": [{"left": "users", "right": "x\"; --"}]}],
        "columns": ["users", "b\" ON 1=1; --.x\"; --"],
    });
    for dialect in DIALECTS {
        let sql = render(&document(&changes), &catalog, dialect).unwrap().sql;
        assert!(!sql.contains("1=1"), "{sql}");
        assert!(sql.contains(r#""s1"."x""; --" AS "c1""#), "{sql}");
    }
}

#[test]
fn what_a_database_lacks_is_said() {
    let lacks = |changes: Value, dialect| {
        matches!(render(&document(&changes), &bikes(), dialect), Err(RenderError::Unsupported(_)))
    };
    let median = json!({"aggregates": [{"fn": "median", "column": "users", "alias": "m"}]});
    assert!(lacks(median.clone(), Dialect::Mysql) && lacks(median.clone(), Dialect::Sqlite));
    assert!(!lacks(median, Dialect::Postgres));
    let zone = json!({"group_by": [{"column": "date_time", "bucket": {"unit": "day", "time_zone": "Europe/Berlin"}}]});
    assert!(lacks(zone.clone(), Dialect::Mysql) && !lacks(zone, Dialect::Postgres));
}
