//! Statements of SQL that people write as what queries read.

use almanac_domain::ProjectId;
use almanac_domain::SourceId;
use almanac_domain::saved::{DescribeStatement, QueryInput, RunQuery, SourceDetail};
use almanac_service::{Error, Result, connected, dataset, query};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::{Value, json};

use super::queries::{chinook, field, run};
use super::sample::{days, imported};

async fn describe(
    test: &TestApp,
    project: ProjectId,
    source: Option<SourceId>,
    text: &str,
) -> Result<SourceDetail> {
    let asked = DescribeStatement { source, text: text.to_owned() };
    query::describe_statement(&test.app, &test.admin, project, asked).await
}

async fn save(test: &TestApp, project: ProjectId, document: Value) {
    let input = QueryInput { name: "By SQL".to_owned(), document, chart: None };
    query::save(&test.app, &test.admin, project, input).await.unwrap();
}

for_each_backend! {
    async fn a_statement_in_a_database_is_a_source_of_a_query(test: TestApp) {
        let project = test.project().await.id;
        let source = chinook(&test, project).await;
        let text = "select \"GenreId\", count(*) as n from \"Track\" group by 1 -- tracks";
        let found = describe(&test, project, Some(source.id), text).await.unwrap();
        assert_eq!(found.name, "Chinook");
        let document = json!({
            "version": 1, "source": found.source, "sort": [{"by": "n", "descending": true}],
            "filter": {"column": "n", "op": "gt", "value": 350},
        });
        let rows = run(&test, project, document.clone()).await.unwrap();
        assert_eq!(json!(rows), json!([[1, 1297], [7, 579], [3, 374]]));
        save(&test, project, document.clone()).await;
        let refused = connected::delete(&test.app, &test.admin, project, source.id).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");

        // R21: another project does not have the database.
        let other = test.project().await.id;
        let refused = describe(&test, other, Some(source.id), text).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        assert_eq!(field(run(&test, other, document).await), "source");
    }

    async fn a_statement_here_reads_data_sets_and_tables_by_their_names(test: TestApp) {
        let project = test.project().await.id;
        chinook(&test, project).await;
        let data = imported(&test, project, &days(28, 0)).await;
        let text = format!(
            "select (select count(*) from \"{}\") as days, (select count(*) from \"CHINOOK: genre\") as genres;",
            data.name
        );
        let found = describe(&test, project, None, &text).await.unwrap();
        let document = json!({"version": 1, "source": found.source});
        assert_eq!(json!(run(&test, project, document.clone()).await.unwrap()), json!([[28, 25]]));
        save(&test, project, document.clone()).await;
        let refused = dataset::delete(&test.app, &test.admin, project, data.id).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        let asked = RunQuery { document, ..RunQuery::default() };
        let shown = query::statements(&test.app, &test.admin, project, asked).await.unwrap();
        assert!(shown.iter().any(|one| one.database.as_deref() == Some("Chinook")), "{shown:?}");
        let words = query::words(&test.app, &test.admin, project, None).await.unwrap();
        assert!(words.contains(&"\"Chinook: Genre\"".to_owned()) && words.contains(&"rides".to_owned()));
    }

    async fn r29_what_is_wrong_with_a_statement_is_said_and_nothing_is_run(test: TestApp) {
        let project = test.project().await.id;
        let source = chinook(&test, project).await;
        for (place, text) in [
            (None, ""),
            (None, "select * from nowhere"),
            (None, "select * from \"Chinook: nothing\""),
            (None, "select 1; select 2"),
            (None, "copy (select 1) to '/tmp/a'"),
            (None, "select 1, 1"),
            (Some(source.id), "drop table \"Track\""),
            (Some(source.id), "select 1; drop table \"Track\""),
            (Some(source.id), "select * frm \"Track\""),
            (Some(source.id), "select 1 as a, 2 as a"),
        ] {
            assert_eq!(field(describe(&test, project, place, text).await), "text", "{text}");
        }
        let drop = json!({"sql": {"source": source.id, "text": "select 1 as a) as s0; drop table \"Track\" --",
            "columns": [{"name": "a", "type": "integer"}]}});
        let refused = run(&test, project, json!({"version": 1, "source": drop})).await;
        assert!(refused.is_err(), "{refused:?}");
        let all = json!({"version": 1, "source": {"table": {"source": source.id, "name": "Track"}}, "columns": ["TrackId"],
            "limit": 1});
        assert_eq!(run(&test, project, all).await.unwrap().len(), 1);
    }
}
