//! Row rules: what is hidden comes out by no document, whoever runs it.

use almanac_domain::SourceId;
use almanac_domain::data::ColumnType;
use almanac_domain::source::SourceKind;
use almanac_query::{
    Engine, EngineConfig, Error, Filter, QueryDocument, Relation, Restrictions, Sort, Source, SqlColumn,
    SqlSource, TableSource,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::ways::Way;
use crate::counterpart::Counterpart;

fn filter(json: Value) -> Filter {
    serde_json::from_value(json).unwrap()
}

/// Lets only the rows of the first table be read for which all conditions hold.
fn restrict(way: &mut Way, conditions: &[Value]) {
    let mut restrictions = Restrictions::default();
    let source: Source = serde_json::from_value(way.source.clone()).unwrap();
    for condition in conditions {
        restrictions.add(source.clone(), filter(condition.clone()));
    }
    way.tables.catalog.restrict(restrictions);
}

/// The rows 1 and 4: of the two conditions, each hides others.
fn only_two(way: &mut Way) {
    restrict(
        way,
        &[
            json!({"column": "n", "op": "in", "values": [1, 40]}),
            json!({"column": "b", "op": "eq", "value": true}),
        ],
    );
}

fn documents() -> Vec<(Value, Value)> {
    let ids = |changes: Value| {
        let mut document = json!({"columns": ["id"], "sort": [{"by": "id"}]});
        document.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        document
    };
    let count = json!([{"fn": "count", "alias": "rows"}]);
    vec![
        (ids(json!({})), json!([[1], [4]])),
        (ids(json!({"offset": 1})), json!([[4]])),
        (ids(json!({"filter": {"column": "id", "op": "eq", "value": 5}})), json!([])),
        (
            ids(
                json!({"filter": {"or": [{"column": "id", "op": "ge", "value": 0}, {"column": "n", "op": "is_null"}]}}),
            ),
            json!([[1], [4]]),
        ),
        (ids(json!({"filter": {"not": {"column": "n", "op": "eq", "value": 1}}})), json!([])),
        (json!({"aggregates": count}), json!([[2]])),
        (json!({"group_by": [{"column": "n"}], "aggregates": count}), json!([[1, 2]])),
        (
            json!({"aggregates": [{"fn": "max", "column": "id", "alias": "last"}, {"fn": "min", "column": "x", "alias": "x"}]}),
            json!([[4, 0.5]]),
        ),
        // With itself.
        (
            json!({"joins": [{"source": "T", "as": "o", "on": [{"left": "n", "right": "n"}]}], "aggregates": count}),
            json!([[4]]),
        ),
        (
            json!({"joins": [{"source": "T", "as": "o", "kind": "right", "on": [{"left": "id", "right": "id"}]}],
            "columns": ["o.id"], "sort": [{"by": "o.id"}]}),
            json!([[1], [4]]),
        ),
        // From a table that is not restricted.
        (
            json!({"source": "U", "joins": [{"source": "T", "as": "t", "kind": "left", "on": [{"left": "t_id", "right": "id"}]}],
            "columns": ["id", "t.n"], "sort": [{"by": "id"}]}),
            json!([[1, 1], [2, 1], [3, null], [4, null], [5, null]]),
        ),
        (
            ids(
                json!({"unions": [{"all": true, "query": {"version": 1, "source": "T", "columns": ["id"]}}]}),
            ),
            json!([[1], [1], [4], [4]]),
        ),
        (
            json!({"source": {"document": {"version": 1, "source": "T", "group_by": [{"column": "id"}], "aggregates": count}},
            "columns": ["id"], "sort": [{"by": "id"}]}),
            json!([[1], [4]]),
        ),
        (
            json!({"source": {"document": {"version": 1, "source": {"document": {"version": 1, "source": "T"}}}},
            "columns": ["id"], "sort": [{"by": "id"}]}),
            json!([[1], [4]]),
        ),
        (
            json!({"columns": ["id"], "windows": [{"fn": "running_total", "column": "id", "order_by": [{"by": "id"}], "alias": "sum"}],
            "sort": [{"by": "id"}]}),
            json!([[1, 1], [4, 5]]),
        ),
    ]
}

/// All ways to databases of this name, and to files, with what they lead to.
async fn ways(folder: &TempDir, name: &str) -> Vec<(Way, Option<Counterpart>)> {
    let mut ways = vec![(Way::to_files(folder), None)];
    for kind in SourceKind::ALL {
        ways.extend(Way::to(kind, name).await.map(|(way, counterpart)| (way, Some(counterpart))));
    }
    ways
}

fn engine(folder: &TempDir) -> Engine {
    Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_hidden_rows_come_out_by_no_document() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder);
    for (mut way, _counterpart) in ways(&folder, "restricted_documents").await {
        only_two(&mut way);
        for (document, expected) in documents() {
            assert_eq!(way.rows(&engine, &document).await, expected, "{}: {document}", way.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r29_condition_is_a_part_of_the_sql_that_arrives_and_its_values_are_bound() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder);
    for kind in SourceKind::ALL {
        let Some((mut way, counterpart)) = Way::to(kind, "restricted_sql").await else { continue };
        restrict(&mut way, &[json!({"column": "s", "op": "in", "values": ["' or 1=1 --", "arger"]})]);
        let document = json!({"columns": ["id"], "sort": [{"by": "id"}], "filter": {"column": "id", "op": "lt", "value": 7}});
        assert_eq!(way.rows(&engine, &document).await, json!([[2]]), "{kind:?}");
        let sent = way.sent();
        let [sent] = &sent[..] else { panic!("{kind:?}: one statement: {sent:?}") };
        assert!(sent.contains("FROM (SELECT * FROM ") && sent.contains(" IN ("), "{kind:?}: {sent}");
        assert!(!sent.contains("1=1") && !sent.contains("arger"), "{kind:?}: {sent}");
        // What people are shown is what runs.
        let (sql, shown) = way.shown(&engine, &document, &counterpart).await.unwrap();
        assert_eq!(shown, json!([[2]]), "{kind:?}: {sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn condition_that_a_database_lacks_is_computed_here() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder);
    for (mut way, _counterpart) in ways(&folder, "restricted_here").await {
        restrict(&mut way, &[json!({"column": "s", "op": "matches", "value": "rger$"})]);
        for (document, expected) in [
            (json!({"columns": ["id"], "sort": [{"by": "id"}]}), json!([[1], [2]])),
            (json!({"aggregates": [{"fn": "count", "alias": "rows"}]}), json!([[2]])),
            (json!({"columns": ["id"], "filter": {"column": "id", "op": "gt", "value": 2}}), json!([])),
        ] {
            assert_eq!(way.rows(&engine, &document).await, expected, "{}: {document}", way.name);
        }
    }
}

/// A statement that runs here, as the source of a document.
fn statement(way: &mut Way, text: &str) -> QueryDocument {
    let columns =
        vec![SqlColumn { name: "id".to_owned(), kind: ColumnType::Integer, native: "Int64".to_owned() }];
    let sql = SqlSource { source: None, text: text.to_owned(), columns };
    let source: Source = serde_json::from_value(way.source.clone()).unwrap();
    way.tables.named = vec![("Things".to_owned(), source)];
    way.tables.catalog.insert(Source::Sql(sql.clone()), Relation::Columns(sql.columns()));
    QueryDocument {
        sort: vec![Sort { by: "id".to_owned(), descending: false }],
        ..QueryDocument::of(Source::Sql(sql))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r23_statement_that_runs_here_reads_only_what_is_seen() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder);
    for (mut way, _counterpart) in ways(&folder, "restricted_statement").await {
        only_two(&mut way);
        for (text, expected) in [
            ("select id from \"Things\" order by id", json!([[1], [4]])),
            ("select count(*) as id from \"Things\" where n is null or n < 100", json!([[2]])),
            (
                "with a as (select * from \"Things\") select max(a.id) as id from a join \"Things\" b on a.n = b.n",
                json!([[4]]),
            ),
            ("select 9 as id where exists (select 1 from \"Things\" where id = 5)", json!([])),
            (
                "select id from \"Things\" union select id + 10 from \"Things\" order by id",
                json!([[1], [4], [11], [14]]),
            ),
            // A hidden row has the id 2: that it would fail there must not be found out.
            ("select id from \"Things\" where 10 / (id - 2) > 4", json!([[4]])),
        ] {
            let document = statement(&mut way, text);
            let found = engine.run(&way.tables, &document, 100).await;
            let found = found.unwrap_or_else(|error| panic!("{}: {text}: {error:?}", way.name));
            assert_eq!(json!(found.rows), expected, "{}: {text}", way.name);
        }
    }
}

fn problem(error: Error) -> (String, String) {
    let Error::Invalid(fields) = error else { panic!("{error:?}") };
    let first = fields.into_iter().next().unwrap();
    (first.field, first.message)
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_in_a_database_with_hidden_rows_is_refused() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder);
    for kind in SourceKind::ALL {
        let Some((mut way, _counterpart)) = Way::to(kind, "restricted_refused").await else { continue };
        only_two(&mut way);
        let Source::Table(TableSource { source, .. }) = serde_json::from_value(way.source.clone()).unwrap()
        else {
            panic!("a table")
        };
        let run = async |way: &Way, source: SourceId| {
            let columns =
                vec![SqlColumn { name: "id".to_owned(), kind: ColumnType::Integer, native: String::new() }];
            // Also of the table that is not restricted: nobody reads what a statement does.
            let sql = SqlSource { source: Some(source), text: "select id from u".to_owned(), columns };
            let mut tables = way.tables.clone();
            tables.catalog.insert(Source::Sql(sql.clone()), Relation::Columns(sql.columns()));
            engine.run(&tables, &QueryDocument::of(Source::Sql(sql)), 10).await
        };
        let (field, message) = problem(run(&way, source).await.unwrap_err());
        assert_eq!(field, "row_rules");
        assert!(message.contains("cannot be filtered"), "{message}");
        assert_eq!(way.sent(), [""; 0], "{kind:?}: nothing is sent");
        way.tables.catalog.restrict(Restrictions::default());
        assert_eq!(run(&way, source).await.unwrap().rows.len(), 5, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn condition_on_a_column_that_is_gone_stops_every_query() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder);
    for (mut way, _counterpart) in ways(&folder, "restricted_gone").await {
        restrict(&mut way, &[json!({"column": "region", "op": "eq", "value": "north"})]);
        for changes in [
            json!({"columns": ["id"]}),
            json!({"source": {"document": {"version": 1, "source": "T", "aggregates": [{"fn": "count", "alias": "n"}]}}}),
            json!({"source": "U", "joins": [{"source": "T", "as": "t", "on": [{"left": "t_id", "right": "id"}]}]}),
        ] {
            let document = way.document(&changes);
            let (field, message) = problem(engine.run(&way.tables, &document, 10).await.unwrap_err());
            assert_eq!(field, "row_rules", "{}", way.name);
            assert!(message.contains("no column `region`"), "{message}");
            assert!(engine.statements(&way.tables, &document, &almanac_query::table_name).await.is_err());
            let out = folder.path().join("out");
            assert!(engine.write_parquet(&way.tables, &document, &out).await.is_err());
        }
        let document = statement(&mut way, "select id from \"Things\"");
        assert_eq!(problem(engine.run(&way.tables, &document, 10).await.unwrap_err()).0, "row_rules");
        assert!(engine.statement_columns(&way.tables, "select id from \"Things\"").await.is_err());
        assert_eq!(way.sent(), [""; 0], "{}: nothing is sent", way.name);
    }
}
