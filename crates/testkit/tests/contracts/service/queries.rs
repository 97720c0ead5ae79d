//! Queries over several sources: data sets, saved queries and tables of connected databases.

use std::collections::BTreeMap;

use almanac_domain::link::{LinkInput, LinkKind, SharedContent};
use almanac_domain::saved::{DescribeSources, QueryInput, RunQuery, SavedQuery};
use almanac_domain::source::{Source, SourceInput};
use almanac_domain::{DatasetId, ProjectId, QueryId};
use almanac_jobs::Outcome;
use almanac_service::{Error, Result, connected, link, query};
use almanac_testkit::{TestApp, client, for_each_backend};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::sample::{days, imported};

pub async fn run(test: &TestApp, project: ProjectId, document: Value) -> Result<Vec<Vec<Value>>> {
    Ok(query::run(&test.app, &test.admin, project, RunQuery::new(document, 100)).await?.rows)
}

async fn save(test: &TestApp, project: ProjectId, document: Value) -> Result<SavedQuery> {
    let input = QueryInput { name: "Saved".to_owned(), document, chart: None };
    query::save(&test.app, &test.admin, project, input).await
}

async fn change(test: &TestApp, project: ProjectId, id: QueryId, document: Value) -> Result<SavedQuery> {
    let input = QueryInput { name: "Changed".to_owned(), document, chart: None };
    query::update(&test.app, &test.admin, project, id, input).await
}

/// The first wrong field.
pub fn field<T: std::fmt::Debug>(answer: Result<T>) -> String {
    match answer {
        Err(Error::Invalid(fields)) => fields[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

/// Chinook as a source whose schema was read.
pub async fn chinook(test: &TestApp, project: ProjectId) -> Source {
    let settings = serde_json::from_value(json!({"kind": "sqlite", "file": "chinook.sqlite"})).unwrap();
    let input = SourceInput { name: "Chinook".to_owned(), settings, password: None };
    let made = connected::create(&test.app, &test.admin, project, input).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
    connected::get(&test.app, &test.admin, project, made.id).await.unwrap()
}

async fn statements(test: &TestApp, project: ProjectId, document: Value) -> Vec<(Option<String>, String)> {
    let asked = RunQuery { document, ..RunQuery::default() };
    let found = query::statements(&test.app, &test.admin, project, asked).await.unwrap();
    found.into_iter().map(|one| (one.database, one.sql)).collect()
}

fn by_weather(dataset: DatasetId) -> Value {
    json!({"version": 1, "source": {"dataset": dataset}, "group_by": [{"column": "weather"}],
        "aggregates": [{"fn": "count", "alias": "days"}]})
}

for_each_backend! {
    async fn a_saved_query_is_a_source_and_stays_while_it_is_one(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let inner = save(&test, project, by_weather(data.id)).await.unwrap();
        let document = json!({"version": 1, "source": {"query": inner.id}, "columns": ["days"],
            "sort": [{"by": "days"}], "limit": 1});
        assert_eq!(run(&test, project, document.clone()).await.unwrap(), [[json!(10)]]);
        let outer = save(&test, project, document).await.unwrap();
        let refused = query::delete(&test.app, &test.admin, project, inner.id).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        let on_itself = json!({"version": 1, "source": {"query": outer.id}});
        assert_eq!(field(change(&test, project, inner.id, on_itself).await), "document.source");
        query::delete(&test.app, &test.admin, project, outer.id).await.unwrap();
        query::delete(&test.app, &test.admin, project, inner.id).await.unwrap();
    }

    async fn r26_link_to_a_query_on_a_query_stays_as_it_was(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let inner = save(&test, project, by_weather(data.id)).await.unwrap();
        let outer = save(&test, project, json!({"version": 1, "source": {"query": inner.id}})).await.unwrap();
        let expires_at = test.app.now() + TimeDelta::days(1);
        let input = LinkInput { kind: LinkKind::Query, object_id: outer.id.0, expires_at };
        let made = link::make(&test.app, &test.admin, project, input).await.unwrap();
        let everything = json!({"version": 1, "source": {"dataset": data.id}});
        change(&test, project, inner.id, everything).await.unwrap();
        let shared = link::open(&test.app, &client("198.51.100.7"), &made.token.0, None).await.unwrap();
        let SharedContent::Query { result, .. } = shared.content else { panic!("not a query") };
        assert_eq!((result.columns.len(), result.rows.len()), (2, 2));
    }

    async fn parameters_are_asked_for_and_checked(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": data.id}, "columns": ["rides"],
            "filter": {"column": "weather", "op": "eq", "value": {"parameter": "weather"}},
            "parameters": [{"name": "weather", "type": "text"}]});
        save(&test, project, document.clone()).await.unwrap();
        assert_eq!(field(run(&test, project, document.clone()).await), "parameters.weather");
        let with = |value: Value| {
            let parameters = BTreeMap::from([("weather".to_owned(), value)]);
            let asked = RunQuery { parameters, ..RunQuery::new(document.clone(), 100) };
            query::run(&test.app, &test.admin, project, asked)
        };
        assert_eq!(with(json!("rain")).await.unwrap().rows.len(), 10);
        assert_eq!(with(json!("' or '1'='1")).await.unwrap().rows.len(), 0);
        assert_eq!(field(with(json!(7)).await), "parameters.weather");
        assert_eq!(field(with(json!({"sql": "x"})).await), "parameters.weather");
    }

    async fn tables_of_a_database_are_queried_alone_and_beside_a_data_set(test: TestApp) {
        let project = test.project().await.id;
        let source = chinook(&test, project).await;
        let table = |name: &str| json!({"table": {"source": source.id, "name": name}});
        let tracks = json!({
            "version": 1, "source": table("Track"),
            "joins": [{"source": table("Genre"), "as": "genre", "on": [{"left": "GenreId", "right": "GenreId"}]}],
            "group_by": [{"column": "genre.Name"}],
            "aggregates": [{"fn": "count", "alias": "tracks"}, {"fn": "median", "column": "Milliseconds", "alias": "ms"}],
            "sort": [{"by": "tracks", "descending": true}], "limit": 1,
        });
        let found = run(&test, project, tracks.clone()).await.unwrap();
        assert_eq!(found[0][..2], [json!("Rock"), json!(1297)]);
        let data = imported(&test, project, &days(28, 0)).await;
        let both = json!({
            "version": 1, "source": {"dataset": data.id},
            "joins": [{"source": table("Genre"), "as": "genre", "on": [{"left": "rides", "right": "GenreId"}]}],
            "columns": ["rides", "genre.Name"],
        });
        assert!(run(&test, project, both.clone()).await.is_ok());
        let mut counted = tracks.clone();
        counted["aggregates"] = json!([{"fn": "count", "alias": "tracks"}]);
        let [(Some(asked), _)] = &statements(&test, project, counted).await[..] else { panic!("it runs there") };
        assert_eq!(asked, "Chinook");
        let [(None, own), (Some(asked), sent)] = &statements(&test, project, both).await[..] else { panic!() };
        assert!(own.contains("\"Chinook: Genre\"") && own.contains(&format!("\"{}\"", data.name)), "{own}");
        assert!(asked == "Chinook" && sent.contains("\"Genre\""), "{sent}");

        save(&test, project, tracks.clone()).await.unwrap();
        let refused = connected::delete(&test.app, &test.admin, project, source.id).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");

        // Another project of the same organization does not have the source.
        let other = test.project().await.id;
        assert_eq!(field(run(&test, other, tracks).await), "source");
        let unknown = json!({"version": 1, "source": table("Track\"; drop table Track; --")});
        assert_eq!(field(run(&test, project, unknown).await), "source");
    }

    async fn what_can_be_asked_is_found_by_name_and_described(test: TestApp) {
        let project = test.project().await.id;
        let source = chinook(&test, project).await;
        let data = imported(&test, project, &days(28, 0)).await;
        let saved = save(&test, project, by_weather(data.id)).await.unwrap();
        let table = |name: &str| json!({"table": {"source": source.id, "name": name}});
        let names = async |search: &str| -> Vec<String> {
            let found = query::sources(&test.app, &test.admin, project, search).await.unwrap();
            found.into_iter().map(|one| one.name).collect()
        };
        assert_eq!(names("").await.len(), 2 + 11 + 2);
        assert_eq!(names("GENRE").await, ["Chinook: Genre"]);
        assert_eq!(names(&data.name.to_uppercase()).await[0], data.name);
        assert!(names("%").await.is_empty());

        let nowhere = json!({"dataset": "0192f0c1-2345-7000-8000-000000000001"});
        let asked = vec![table("Track"), nowhere, json!({"query": saved.id}), table("Nothing")];
        let asked = DescribeSources { sources: asked };
        let [track, own] = &query::describe(&test.app, &test.admin, project, asked.clone()).await.unwrap()[..]
        else {
            panic!("what is not there is left out")
        };
        assert_eq!((track.name.as_str(), &track.source), ("Chinook: Track", &table("Track")));
        let genre = track.links.iter().find(|link| link.name == "Genre").unwrap();
        assert_eq!((&genre.columns, &genre.to), (&vec!["GenreId".to_owned()], &vec!["GenreId".to_owned()]));
        assert_eq!(genre.source, table("Genre"));
        assert!(track.links.iter().any(|link| link.name == "InvoiceLine"), "{:?}", track.links);
        let names: Vec<_> = own.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["weather", "days"]);

        // R21: another project sees none of it.
        let other = test.project().await.id;
        assert!(query::describe(&test.app, &test.admin, other, asked).await.unwrap().is_empty());
        assert!(query::sources(&test.app, &test.admin, other, "").await.unwrap().is_empty());
        let wrong = DescribeSources { sources: vec![json!({"dataset": 1})] };
        assert_eq!(field(query::describe(&test.app, &test.admin, project, wrong).await), "sources[0]");
    }

    async fn a_join_names_the_place_where_it_is_wrong(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(28, 0)).await;
        let foreign = test.project().await.id;
        let theirs = imported(&test, foreign, &days(7, 0)).await;
        let join = |id: Value, left: &str| {
            json!({"version": 1, "source": {"dataset": data.id},
                "joins": [{"source": {"dataset": id}, "as": "b", "on": [{"left": left, "right": "rides"}]}]})
        };
        assert_eq!(field(run(&test, project, join(json!(data.id), "nothing")).await), "joins[0].on[0].left");
        assert_eq!(field(run(&test, project, join(json!(data.id), "weather")).await), "joins[0].on[0]");
        // R21: what is another project's looks as if it did not exist.
        let fields = |answer: Result<Vec<Vec<Value>>>| match answer {
            Err(Error::Invalid(fields)) => fields,
            other => panic!("{other:?}"),
        };
        let there = fields(run(&test, project, join(json!(theirs.id), "rides")).await);
        let nowhere = json!("0192f0c1-2345-7000-8000-000000000001");
        assert_eq!(there, fields(run(&test, project, join(nowhere, "rides")).await));
    }
}
