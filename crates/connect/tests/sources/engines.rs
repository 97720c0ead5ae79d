//! The same documents on PostgreSQL, MariaDB, SQLite and DataFusion have the same results, whether a database
//! runs them as a whole or DataFusion asks it for rows.

mod generated;
mod restricted;
mod ways;

use std::sync::Arc;
use std::time::Duration;

use almanac_domain::SourceId;
use almanac_domain::source::{SourceKind, TableName};
use almanac_query::{
    Engine, EngineConfig, QueryDocument, Relation, Source, SqlColumn, SqlSource, TableSource, Tables,
};
use almanac_testkit::engines::{alike, everything};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::counterpart::Counterpart;

use self::ways::{Direct, Way, find, id};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_document_has_the_same_result_everywhere() {
    let folder = TempDir::new().unwrap();
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    let files = Way::to_files(&folder);
    let documents = everything();
    for kind in SourceKind::ALL {
        let Some((way, counterpart)) = Way::to(kind, "engines").await else { continue };
        let mut wrong = Vec::new();
        let mut whole = 0;
        for document in &documents {
            let expected = files.rows(&engine, document).await;
            let found = way.rows(&engine, document).await;
            if !alike(&found, &expected) {
                wrong.push(format!(
                    "{document}\n  {kind:?} {found}\n  files {expected}\n  {:?}",
                    way.sent.lock().unwrap()
                ));
            }
            let sent = way.sent();
            if let Some((sql, shown)) = way.shown(&engine, document, &counterpart).await
                && !alike(&shown, &expected)
            {
                wrong.push(format!("{document}\n  {kind:?} shown {shown}\n  files {expected}\n  {sql}"));
            }
            whole += usize::from(
                sent.len() == 1 && !sent[0].starts_with("SELECT \"s0\".\"id\" AS \"c0\", \"s0\".\"n\""),
            );
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), documents.len(), wrong.join("\n"));
        assert!(whole > documents.len() / 2, "{kind:?}: {whole} of {} as a whole", documents.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_over_several_sources_asks_each_for_what_it_needs() {
    let folder = TempDir::new().unwrap();
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    let files = Way::to_files(&folder);
    let Some((postgres, _one)) = Way::to(SourceKind::Postgres, "engines_cross").await else { return };
    let Some((mariadb, _two)) = Way::to(SourceKind::Mysql, "engines_cross").await else { return };
    let mut tables = files.tables.clone();
    for way in [&postgres, &mariadb] {
        for (source, relation) in way.tables.catalog.iter() {
            tables.catalog.insert(source.clone(), relation.clone());
        }
        tables.databases.extend(way.tables.databases.clone());
    }
    let document: QueryDocument = serde_json::from_value(json!({
        "version": 1, "source": files.source,
        "joins": [
            {"source": postgres.source, "as": "p", "on": [{"left": "id", "right": "id"}]},
            {"source": mariadb.other, "as": "m", "kind": "left", "on": [{"left": "p.id", "right": "t_id"}]},
        ],
        "filter": {"and": [
            {"column": "p.s", "op": "contains", "value": "rger"},
            {"column": "p.n", "op": "le", "value": 1},
            {"column": "x", "op": "lt", "value": 1000},
        ]},
        "columns": ["id", "p.s", "m.label"], "sort": [{"by": "id"}, {"by": "m.label"}],
    }))
    .unwrap();
    let result = engine.run(&tables, &document, 100).await.unwrap();
    assert_eq!(json!(result.rows), json!([[1, "Ärger", "one"], [1, "Ärger", "two"], [2, "arger", null]]));
    let [sent] = &postgres.sent()[..] else { panic!("PostgreSQL is asked once") };
    assert!(sent.contains("WHERE") && sent.contains("LIKE") && sent.contains("\"s0\".\"n\""), "{sent}");
    assert!(!sent.contains("\"x\"") && !sent.contains("\"at\""), "only the columns that are needed: {sent}");
    let [sent] = &mariadb.sent()[..] else { panic!("MariaDB is asked once") };
    assert!(
        sent.contains("\"t_id\"") && sent.contains("\"label\"") && !sent.contains("\"s0\".\"id\""),
        "{sent}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_of_sql_is_a_source_that_keeps_its_order() {
    let folder = TempDir::new().unwrap();
    let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
    for kind in SourceKind::ALL {
        let Some((way, counterpart)) = Way::to(kind, "engines_sql").await else { continue };
        let text = "select id, n, x * 2 as twice, s, d, at, b from t order by id desc -- all";
        let found = counterpart.open().describe(text, Duration::from_secs(10)).await.unwrap();
        let found = found.into_iter().map(|column| (column.name, column.native, column.kind));
        let columns = SqlColumn::all(found).unwrap();
        let table: Source = serde_json::from_value(way.source.clone()).unwrap();
        let Source::Table(TableSource { source, .. }) = table else { panic!("a table") };
        let sql = SqlSource { source: Some(source), text: text.to_owned(), columns };
        let mut tables = way.tables.clone();
        tables.catalog.insert(Source::Sql(sql.clone()), Relation::Columns(sql.columns()));
        let run = async |changes: Value| -> Value {
            let mut document = json!({"version": 1, "source": {"sql": sql}});
            document.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            let document: QueryDocument = serde_json::from_value(document).unwrap();
            json!(engine.run(&tables, &document, 100).await.unwrap().rows)
        };
        let ids = run(json!({"columns": ["id"]})).await;
        assert_eq!(ids, json!([[8], [7], [6], [5], [4], [3], [2], [1]]), "{kind:?}");
        let found = run(json!({"columns": ["twice", "s", "d", "at", "b"],
            "filter": {"column": "s", "op": "starts_with", "value": "Ä"}}))
        .await;
        assert_eq!(
            found,
            json!([[1.0, "Ärger", "2024-02-29", "2024-03-30T22:59:59.500Z", true]]),
            "{kind:?}"
        );
        let [sent] = &way.sent()[1..] else { panic!("{kind:?}: one statement each") };
        assert!(sent.contains(text) && sent.contains("WHERE"), "{sent}");
        let joined =
            run(json!({"joins": [{"source": way.other, "as": "u", "on": [{"left": "n", "right": "t_id"}]}],
            "aggregates": [{"fn": "count", "alias": "n"}]}))
            .await;
        assert_eq!(joined, json!([[4]]), "{kind:?}: two rows with n = 1, each with two parts");
    }
}

#[tokio::test]
async fn a_name_of_a_table_is_only_a_name() {
    let name = "a\"; drop table t; --";
    let quoted = name.replace('"', "\"\"");
    for kind in [SourceKind::Postgres, SourceKind::Sqlite] {
        let create = format!("create table \"{quoted}\" (\"x\"\"; --\" bigint)");
        let insert = format!("insert into \"{quoted}\" values (7)");
        let Some(counterpart) = Counterpart::with(kind, "engines_names", &[&create, &insert]).await else {
            continue;
        };
        let connector = counterpart.open();
        let schema = connector.introspect().await.unwrap();
        let found = find(&schema, name);
        let table = TableName { schema: found.name.schema.clone(), name: name.to_owned() };
        let source = Source::Table(TableSource { source: SourceId(id(1)), table });
        let mut tables = Tables::default();
        tables.catalog.insert(source.clone(), Relation::Table(found));
        tables.databases.insert(SourceId(id(1)), Arc::new(Direct { connector, sent: Arc::default() }));
        let folder = TempDir::new().unwrap();
        let engine = Engine::new(EngineConfig::new(folder.path().join("spill"))).unwrap();
        let result = engine.run(&tables, &QueryDocument::of(source), 10).await.unwrap();
        assert_eq!(result.rows, [[json!(7)]], "{kind:?}");
    }
}
