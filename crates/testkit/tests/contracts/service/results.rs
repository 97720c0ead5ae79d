//! Results that are kept for their pages and for their lifetime, and the questions that follow from their cells.

use std::collections::BTreeMap;

use almanac_domain::saved::{ExploreQuery, QueryInput, QueryPlace, QueryResult, RunQuery, SavedQuery, Step};
use almanac_domain::{DatasetId, PageRequest, ProjectId};
use almanac_service::{Error, Result, query};
use almanac_testkit::{TestApp, for_each_backend};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::queries::field;
use super::sample::{days, imported};

async fn run(test: &TestApp, project: ProjectId, asked: RunQuery) -> Result<QueryResult> {
    query::run(&test.app, &test.admin, project, asked).await
}

fn part(document: &Value, offset: u64) -> RunQuery {
    RunQuery { offset: Some(offset), ..RunQuery::new(document.clone(), 10) }
}

/// A query whose result lives for a minute.
async fn lasting(test: &TestApp, project: ProjectId, document: Value) -> SavedQuery {
    let input = QueryInput { name: "Rides".to_owned(), document, chart: None };
    let saved = query::save(&test.app, &test.admin, project, input).await.unwrap();
    let place = QueryPlace { cache_seconds: Some(60), ..QueryPlace::default() };
    query::place(&test.app, &test.admin, project, saved.id, place).await.unwrap()
}

fn by_weather(dataset: DatasetId) -> Value {
    json!({"version": 1, "source": {"dataset": dataset}, "group_by": [{"column": "weather"}],
        "aggregates": [{"fn": "count", "alias": "days"}], "sort": [{"by": "days"}]})
}

for_each_backend! {
    async fn pages_of_a_result_are_of_one_computation(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": data.id}, "sort": [{"by": "day"}]});
        let mut rows = Vec::new();
        for offset in [0, 10, 20, 30] {
            test.clock.advance(TimeDelta::seconds(1));
            let page = run(&test, project, part(&document, offset)).await.unwrap();
            assert_eq!((page.total_rows, page.truncated), (28, true));
            rows.extend(page.rows.into_iter().map(|row| (page.computed_at, row)));
        }
        assert_eq!(rows.len(), 28);
        assert!(rows.iter().all(|(at, _)| at.is_some() && *at == rows[0].0), "{rows:?}");
        let whole = run(&test, project, RunQuery::new(document.clone(), 100)).await.unwrap();
        assert_eq!(whole.rows, rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>());
        assert_eq!(whole.computed_at, None);
        // A result that was computed since then is the one that its pages are of.
        let after = run(&test, project, part(&document, 10)).await.unwrap();
        assert_eq!(after.computed_at, Some(test.app.now()));
        test.clock.advance(TimeDelta::minutes(16));
        let later = run(&test, project, part(&document, 20)).await.unwrap();
        assert_eq!(later.computed_at, Some(test.app.now()));
    }

    async fn a_result_lives_as_long_as_its_query_says(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let saved = lasting(&test, project, by_weather(data.id)).await;
        let asked = || RunQuery { query: Some(saved.id), ..RunQuery::new(saved.document.clone(), 10) };
        let began = test.app.now();
        let first = run(&test, project, asked()).await.unwrap();
        test.clock.advance(TimeDelta::seconds(50));
        let second = run(&test, project, asked()).await.unwrap();
        assert_eq!((first.computed_at, second.computed_at), (Some(began), Some(began)));
        assert_eq!(second.rows, first.rows);
        // What is shown again was not run again.
        let runs = query::runs(&test.app, &test.admin, project, saved.id, PageRequest::default()).await.unwrap();
        assert_eq!(runs.items.len(), 1);

        let fresh = run(&test, project, RunQuery { fresh: true, ..asked() }).await.unwrap();
        assert_eq!(fresh.computed_at, Some(test.app.now()));
        test.clock.advance(TimeDelta::seconds(61));
        // Who scrolls goes on in what they see.
        let page = run(&test, project, RunQuery { offset: Some(1), ..asked() }).await.unwrap();
        assert_eq!(page.computed_at, fresh.computed_at);
        let old = run(&test, project, asked()).await.unwrap();
        assert_eq!(old.computed_at, Some(test.app.now()));
        // A draft of the query is computed.
        let draft = json!({"version": 1, "source": {"dataset": data.id}, "limit": 2});
        let drafted = run(&test, project, RunQuery { document: draft, ..asked() }).await.unwrap();
        assert_eq!((drafted.computed_at, drafted.rows.len()), (None, 2));
    }

    async fn r23_kept_results_are_told_apart_by_parameters_and_project(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": data.id},
            "filter": {"column": "weather", "op": "eq", "value": {"parameter": "weather"}},
            "aggregates": [{"fn": "count", "alias": "days"}],
            "parameters": [{"name": "weather", "type": "text"}]});
        let saved = lasting(&test, project, document).await;
        let asked = |weather: &str| RunQuery {
            query: Some(saved.id),
            parameters: BTreeMap::from([("weather".to_owned(), weather.into())]),
            ..RunQuery::new(saved.document.clone(), 10)
        };
        assert_eq!(run(&test, project, asked("rain")).await.unwrap().rows, [[json!(10)]]);
        assert_eq!(run(&test, project, asked("clear")).await.unwrap().rows, [[json!(18)]]);
        assert_eq!(run(&test, project, asked("rain")).await.unwrap().rows, [[json!(10)]]);
        // Neither another project nor another organization gets at them.
        let other = test.project().await.id;
        assert_eq!(field(run(&test, other, asked("rain")).await), "query");
        let alone = RunQuery { query: None, offset: Some(0), ..asked("rain") };
        assert_eq!(field(run(&test, other, alone.clone()).await), "source");
        let stranger = test.stranger().await;
        let foreign = query::run(&test.app, &stranger, project, alone).await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    }

    async fn those_who_ask_at_once_wait_for_one_computation(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let document = by_weather(data.id);
        let before = test.app.engine().counts();
        let pages = (0..8).map(|_| run(&test, project, part(&document, 0)));
        let pages = futures::future::join_all(pages).await;
        assert!(pages.iter().all(|page| page.as_ref().unwrap().rows == pages[0].as_ref().unwrap().rows));
        let ran = test.app.engine().counts().finished - before.finished;
        // One computation, and a look into its file for each.
        assert_eq!(ran, 9);
    }

    async fn a_question_that_has_no_answer_has_none_for_everybody_who_waits(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": data.id}, "columns": ["nothing"]});
        let answers = futures::future::join_all((0..3).map(|_| run(&test, project, part(&document, 0)))).await;
        for answer in answers {
            assert_eq!(field(answer), "columns[0]");
        }
    }

    async fn the_rows_behind_a_number_are_as_many_as_it_counts(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(70, 0)).await;
        for groups in [
            json!([{"column": "weather"}]),
            json!([{"column": "day", "bucket": {"unit": "month"}, "alias": "month"}, {"column": "weather"}]),
            json!([{"column": "day", "bucket": {"unit": "week", "every": 2}}]),
        ] {
            let document = json!({"version": 1, "source": {"dataset": data.id}, "group_by": groups,
                "filter": {"column": "temp", "op": "gt", "value": 11},
                "aggregates": [{"fn": "count", "alias": "days"}]});
            let found = run(&test, project, RunQuery::new(document.clone(), 100)).await.unwrap();
            let mut all = 0;
            for values in found.rows {
                let names = found.columns.iter().map(|column| column.name.clone());
                let row: BTreeMap<String, Value> = names.zip(values).collect();
                let days = row["days"].as_u64().unwrap();
                let asked = ExploreQuery {
                    document: document.clone(), column: "days".to_owned(), row, step: Step::Rows,
                };
                let next = query::explore(&test.app, &test.admin, project, asked).await.unwrap();
                let rows = run(&test, project, RunQuery::new(next.document, 100)).await.unwrap();
                assert_eq!(rows.total_rows, days, "{groups}");
                all += days;
            }
            assert!(all > 30, "{groups}: {all}");
        }
        let listed = json!({"version": 1, "source": {"dataset": data.id}});
        let asked = ExploreQuery { document: listed, column: "temp".to_owned(), row: BTreeMap::new(), step: Step::Rows };
        assert_eq!(field(query::explore(&test.app, &test.admin, project, asked).await), "document");
    }

    async fn a_pivot_table_has_each_number_once(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(70, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": data.id},
            "group_by": [{"column": "day", "bucket": {"unit": "month"}, "alias": "month"}, {"column": "weather"}],
            "aggregates": [{"fn": "count", "alias": "days"}], "sort": [{"by": "month"}, {"by": "weather"}]});
        let asked = || RunQuery::new(document.clone(), 1);
        let table = query::pivot(&test.app, &test.admin, project, asked(), "weather").await.unwrap();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["month", "clear", "rain"]);
        // Every third of 70 days from 2024-01-01 on is a day of rain.
        assert_eq!(json!(table.rows), json!([["2024-01-01", 20, 11], ["2024-02-01", 20, 9], ["2024-03-01", 6, 4]]));
        assert_eq!(field(query::pivot(&test.app, &test.admin, project, asked(), "days").await), "column");
    }
}
