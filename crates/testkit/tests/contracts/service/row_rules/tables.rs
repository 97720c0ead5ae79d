//! Rules about tables of connected databases.

use almanac_domain::row_rule::{RuleSource, RuleTable};
use almanac_domain::saved::{DescribeStatement, RunQuery};
use almanac_domain::source::{RenameSource, SourceInput};
use almanac_domain::{Actor, ProjectId, ProjectRole, SourceId};
use almanac_jobs::Outcome;
use almanac_service::{Error, Result, connected, query, row_rule};
use almanac_testkit::{Person, TestApp, for_each_backend, shop};
use serde_json::{Value, json};

use super::super::queries::{chinook, field};
use super::{attribute, input, ruled_by};

fn table(source: SourceId, schema: Option<&str>, name: &str) -> RuleSource {
    RuleSource::Table(RuleTable { source, schema: schema.map(str::to_owned), name: name.to_owned() })
}

async fn run(test: &TestApp, actor: &Actor, project: ProjectId, document: Value) -> Result<Vec<Vec<Value>>> {
    Ok(query::run(&test.app, actor, project, RunQuery::new(document, 100)).await?.rows)
}

/// Chinook, of which somebody sees the tracks of a genre.
async fn music(test: &TestApp) -> (ProjectId, SourceId, Person) {
    let project = test.project().await.id;
    let source = chinook(test, project).await.id;
    let own = json!({"column": "GenreId", "op": "eq", "value": {"parameter": "user.genre"}});
    ruled_by(test, project, table(source, None, "Track"), own).await;
    let emil = test.colleague("Emil", project, ProjectRole::Editor).await;
    attribute(test, &emil, "genre", &["2", "jazz"]).await;
    (project, source, emil)
}

fn server(name: &str) -> SourceInput {
    let settings = json!({"kind": "postgres", "host": "db.test", "port": 5432, "database": "shop", "user": "reader",
        "tls": "require"});
    SourceInput { name: name.to_owned(), settings: serde_json::from_value(settings).unwrap(), password: None }
}

for_each_backend! {
    async fn r23_hidden_rows_of_a_table_come_out_by_no_query(test: TestApp) {
        let (project, source, emil) = music(&test).await;
        let track = json!({"table": {"source": source, "name": "Track"}});
        let count = json!([{"fn": "count", "alias": "n"}]);
        let columns = json!([{"name": "n", "type": "integer", "native": "Int64"}]);
        let statement = json!({"sql": {"text": "select count(*) as n from \"Chinook: Track\"", "columns": columns}});
        let by_genre = json!({"version": 1, "source": {"table": {"source": source, "name": "Genre"}},
            "joins": [{"source": track, "as": "t", "on": [{"left": "GenreId", "right": "GenreId"}]}],
            "group_by": [{"column": "GenreId"}], "aggregates": count});
        for (document, own, all) in [
            (json!({"version": 1, "source": track, "aggregates": count}), json!([[130]]), json!([[3503]])),
            (json!({"version": 1, "source": {"document": {"version": 1, "source": track}}, "aggregates": count}),
                json!([[130]]), json!([[3503]])),
            (json!({"version": 1, "source": statement}), json!([[130]]), json!([[3503]])),
        ] {
            assert_eq!(json!(run(&test, &emil, project, document.clone()).await.unwrap()), own, "{document}");
            assert_eq!(json!(run(&test, &test.admin, project, document.clone()).await.unwrap()), all, "{document}");
        }
        assert_eq!(json!(run(&test, &emil, project, by_genre).await.unwrap()), json!([[2, 130]]));
        let asked = RunQuery { document: json!({"version": 1, "source": track, "limit": 1}), ..RunQuery::default() };
        let shown = query::statements(&test.app, &emil, project, asked).await.unwrap();
        assert_eq!(shown.len(), 1, "the database runs all of it: {shown:?}");
        assert!(shown[0].sql.contains("GenreId") && shown[0].sql.contains("WHERE"), "{shown:?}");
    }

    async fn statement_in_a_database_with_hidden_rows_is_neither_run_nor_described(test: TestApp) {
        let (project, source, emil) = music(&test).await;
        let text = "select \"Name\" from \"Genre\"";
        let describe = async |actor: &Actor| {
            let asked = DescribeStatement { source: Some(source), text: text.to_owned() };
            query::describe_statement(&test.app, actor, project, asked).await
        };
        let found = describe(&test.admin).await.unwrap();
        let document = json!({"version": 1, "source": found.source});
        assert_eq!(run(&test, &test.admin, project, document.clone()).await.unwrap().len(), 25);
        assert_eq!(field(describe(&emil).await), "text");
        assert_eq!(field(run(&test, &emil, project, document.clone()).await), "row_rules");
        let asked = RunQuery { document, ..RunQuery::default() };
        assert_eq!(field(query::statements(&test.app, &emil, project, asked.clone()).await), "row_rules");
        assert_eq!(field(query::statistics(&test.app, &emil, project, asked).await), "row_rules");
    }

    async fn who_sees_a_part_of_a_database_connects_none(test: TestApp) {
        let (project, source, emil) = music(&test).await;
        let settings = serde_json::from_value(json!({"kind": "sqlite", "file": "chinook.sqlite"})).unwrap();
        let again = SourceInput { name: "Mine".to_owned(), settings, password: None };
        for refused in [
            connected::create(&test.app, &emil, project, again).await.err(),
            connected::update(&test.app, &emil, project, source, server("Elsewhere")).await.err(),
        ] {
            assert!(matches!(refused, Some(Error::Conflict(_))), "{refused:?}");
        }
        let renamed = RenameSource { name: "Music".to_owned() };
        connected::rename(&test.app, &emil, project, source, renamed).await.unwrap();
        let all = json!({"version": 1, "source": {"table": {"source": source, "name": "Track"}},
            "aggregates": [{"fn": "count", "alias": "n"}]});
        assert_eq!(json!(run(&test, &emil, project, all).await.unwrap()), json!([[130]]));
    }

    async fn rules_go_with_their_database(test: TestApp) {
        let (project, source, _) = music(&test).await;
        assert_eq!(row_rule::list(&test.app, &test.admin, project).await.unwrap().len(), 1);
        connected::delete(&test.app, &test.admin, project, source).await.unwrap();
        assert_eq!(row_rule::list(&test.app, &test.admin, project).await.unwrap(), []);
    }

    async fn rule_on_a_column_that_is_gone_stops_queries_and_says_so(test: TestApp) {
        let project = test.project().await.id;
        let made = connected::create(&test.app, &test.admin, project, server("Shop")).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        let source = made.id;
        let own = json!({"column": "customer_id", "op": "eq", "value": {"parameter": "user.customer"}});
        let orders = table(source, Some("public"), "orders");
        ruled_by(&test, project, orders.clone(), own.clone()).await;
        let vic = test.colleague("Vic", project, ProjectRole::Viewer).await;
        attribute(&test, &vic, "customer", &["7"]).await;
        let mut renamed = shop();
        renamed.tables[1].columns[1].name = "buyer_id".to_owned();
        renamed.tables[1].foreign_keys.clear();
        test.sources.set_schema(renamed);
        // The stand-in has the schema with which it was opened.
        connected::update(&test.app, &test.admin, project, source, SourceInput {
            password: Some(almanac_domain::source::SourcePassword("new".to_owned())),
            ..server("Shop")
        })
        .await
        .unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        let all = json!({"version": 1, "source": {"table": {"source": source, "schema": "public", "name": "orders"}}});
        let Err(Error::Invalid(fields)) = run(&test, &vic, project, all.clone()).await else { panic!("it ran") };
        assert_eq!(fields[0].field, "row_rules");
        assert!(fields[0].message.contains("customer_id"), "{fields:?}");
        // The stand-in answers no query: an owner gets so far.
        let asked = run(&test, &test.admin, project, all).await;
        assert!(matches!(asked, Err(Error::Conflict(_))), "{asked:?}");
        let refused = row_rule::create(&test.app, &test.admin, project, input(orders, own)).await;
        assert_eq!(field(refused), "condition.column");
    }
}
