//! Dashboards: their tiles run with filters and with what was chosen in other tiles.

use almanac_domain::dashboard::{Dashboard, DashboardChange, DashboardInput, RunTile, TileResult};
use almanac_domain::project::ProjectInput;
use almanac_domain::quality::ScheduleInput;
use almanac_domain::saved::{QueryInput, RunQuery};
use almanac_domain::{Actor, PageRequest, ProjectId, ProjectRole, QueryId, TileId};
use almanac_jobs::Outcome;
use almanac_service::{Error, Result, dashboard, job, project, query};
use almanac_store::member;
use almanac_testkit::{TestApp, for_each_backend};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::queries::field;
use super::sample::{days, imported};

fn tile_id(n: usize) -> TileId {
    format!("0192f0c1-2345-7000-8000-{n:012}").parse().unwrap()
}

async fn saved(test: &TestApp, project: ProjectId, document: Value) -> QueryId {
    let input = QueryInput { name: "Saved".to_owned(), document, chart: None };
    query::save(&test.app, &test.admin, project, input).await.unwrap().id
}

/// A dashboard with a tile for each query, in their order, and a filter on `weather` and one on `day`.
fn input(queries: &[QueryId]) -> DashboardInput {
    let tile = |(i, query): (usize, &QueryId)| {
        json!({"id": tile_id(i), "place": {"x": 0, "y": i * 4, "width": 12, "height": 4},
            "content": {"kind": "query", "query": query}})
    };
    let tiles: Vec<Value> = queries.iter().enumerate().map(tile).collect();
    serde_json::from_value(json!({"name": " Rides ", "content": {"tiles": tiles, "filters": [
        {"key": "sky", "label": "Sky", "column": "weather", "kind": "choice", "choices": ["rain", "clear"]},
        {"key": "when", "label": "When", "column": "day", "kind": "date_range"},
    ]}}))
    .unwrap()
}

/// Rides of 62 days from 2024-01-01 on: listed, by month, and by weather on the result of another query.
struct Place<'a> {
    test: &'a TestApp,
    project: ProjectId,
    queries: Vec<QueryId>,
    board: Dashboard,
}

impl<'a> Place<'a> {
    async fn make(test: &'a TestApp) -> Self {
        let project = test.project().await.id;
        let data = imported(test, project, &days(62, 0)).await;
        let source = json!({"dataset": data.id});
        let all = saved(test, project, json!({"version": 1, "source": source})).await;
        let months = json!({"version": 1, "source": source,
            "group_by": [{"column": "day", "bucket": {"unit": "month"}, "alias": "month"}],
            "aggregates": [{"fn": "count", "alias": "n"}], "sort": [{"by": "month"}]});
        let weathers = json!({"version": 1, "source": {"query": all},
            "group_by": [{"column": "weather"}], "aggregates": [{"fn": "count", "alias": "n"}],
            "sort": [{"by": "weather"}]});
        let temps = json!({"version": 1, "source": source, "aggregates": [{"fn": "max", "column": "temp", "alias": "t"}]});
        let queries = vec![
            all,
            saved(test, project, months).await,
            saved(test, project, weathers).await,
            saved(test, project, temps).await,
        ];
        let board = dashboard::create(&test.app, &test.admin, project, input(&queries)).await.unwrap();
        Self { test, project, queries, board }
    }

    async fn by(&self, actor: &Actor, n: usize, asked: Value) -> Result<TileResult> {
        let asked: RunTile = serde_json::from_value(asked).unwrap();
        dashboard::run_tile(&self.test.app, actor, self.project, (self.board.id, tile_id(n)), asked).await
    }

    async fn tile(&self, n: usize, asked: Value) -> Result<TileResult> {
        self.by(&self.test.admin, n, asked).await
    }

    async fn rows(&self, n: usize, asked: Value) -> Vec<Vec<Value>> {
        self.tile(n, asked).await.unwrap().result.rows
    }
}

for_each_backend! {
    async fn shared_filters_apply_where_a_query_has_the_column(test: TestApp) {
        let place = Place::make(&test).await;
        assert_eq!(place.tile(0, json!({})).await.unwrap().result.total_rows, 62);
        let rain = json!({"filters": {"sky": ["", "rain"]}});
        assert_eq!(place.tile(0, rain.clone()).await.unwrap().result.total_rows, 21);
        assert_eq!(place.rows(1, rain.clone()).await, [["2024-01-01", "11"], ["2024-02-01", "9"], ["2024-03-01", "1"]].map(|[month, n]| [json!(month), n.parse().unwrap()]));
        assert_eq!(place.rows(2, rain.clone()).await, [[json!("rain"), json!(21)]]);
        let january = json!({"filters": {"when": ["", "2024-01-31"], "sky": [""]}});
        assert_eq!(place.tile(0, january.clone()).await.unwrap().result.total_rows, 31);
        assert_eq!(place.tile(0, january).await.unwrap().unapplied, [""; 0]);
    }

    async fn a_value_chosen_in_a_tile_filters_the_others(test: TestApp) {
        let place = Place::make(&test).await;
        let chosen = |tile: usize, column: &str, value: &str| {
            json!({"chosen": [{"tile": tile_id(tile), "column": column, "value": value}]})
        };
        // A month of one query is the days of another.
        let february = chosen(1, "month", "2024-02-01T00:00:00.000Z");
        assert_eq!(place.tile(0, february.clone()).await.unwrap().result.total_rows, 29);
        assert_eq!(place.rows(1, february.clone()).await.len(), 3);
        assert_eq!(place.rows(2, february).await, [[json!("clear"), json!(20)], [json!("rain"), json!(9)]]);
        // Nobody else has such a column.
        let number = json!({"chosen": [{"tile": tile_id(3), "column": "t", "value": 1.5}]});
        let found = place.tile(2, number).await.unwrap();
        assert_eq!((found.unapplied, found.result.rows.len()), (vec!["t".to_owned()], 2));
        // The column of a result is filtered around its query.
        let counted = json!({"chosen": [{"tile": tile_id(1), "column": "n", "value": 29}]});
        assert_eq!(place.rows(2, counted).await, Vec::<Vec<Value>>::new());
        let gone = chosen(9, "month", "2024-02-01");
        assert_eq!(place.tile(0, gone).await.unwrap().unapplied, ["month"]);
    }

    async fn a_tile_is_drawn_as_it_says_or_as_suits_its_columns(test: TestApp) {
        let place = Place::make(&test).await;
        let found = place.tile(1, json!({})).await.unwrap();
        assert_eq!((found.x.as_deref(), found.as_of), (Some("month"), test.app.now()));
        assert_eq!(found.chart.unwrap()["series"][0]["type"], "line");
        let runs = query::runs(&test.app, &test.admin, place.project, place.queries[1], PageRequest::default());
        assert_eq!(runs.await.unwrap().items.len(), 1);
        let mut changed = serde_json::to_value(input(&place.queries)).unwrap();
        let content = &mut changed["content"]["tiles"][1]["content"];
        content["chart"] = json!({"kind": "bar", "x": "month", "y": ["n"]});
        let change = |version, dashboard: &Value| {
            let dashboard = serde_json::from_value(dashboard.clone()).unwrap();
            let change = DashboardChange { version, dashboard };
            dashboard::update(&test.app, &test.admin, place.project, place.board.id, change)
        };
        change(1, &changed).await.unwrap();
        let found = place.tile(1, json!({})).await.unwrap();
        assert_eq!(found.chart.unwrap()["series"][0]["type"], "bar");
        changed["content"]["tiles"][1]["content"]["chart"] = json!({"kind": "pie"});
        assert_eq!(field(change(2, &changed).await), "content.tiles[1].content.chart");
    }

    async fn a_deleted_query_leaves_the_other_tiles(test: TestApp) {
        let place = Place::make(&test).await;
        query::delete(&test.app, &test.admin, place.project, place.queries[1]).await.unwrap();
        let refused = place.tile(1, json!({})).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        assert_eq!(place.tile(0, json!({})).await.unwrap().result.total_rows, 62);
        let chosen = json!({"chosen": [{"tile": tile_id(1), "column": "month", "value": "2024-02-01"}]});
        assert_eq!(place.tile(0, chosen).await.unwrap().unapplied, ["month"]);
        let change = DashboardChange { version: 1, dashboard: input(&place.queries) };
        dashboard::update(&test.app, &test.admin, place.project, place.board.id, change).await.unwrap();
    }

    async fn only_the_newest_version_is_changed(test: TestApp) {
        let place = Place::make(&test).await;
        let change = |version| {
            let change = DashboardChange { version, dashboard: input(&[]) };
            dashboard::update(&test.app, &test.admin, place.project, place.board.id, change)
        };
        assert_eq!(change(1).await.unwrap().version, 2);
        for version in [0, 1, 3, i64::MAX] {
            let refused = change(version).await;
            assert!(matches!(refused, Err(Error::Conflict(_))), "{version} {refused:?}");
        }
        assert_eq!(change(2).await.unwrap().name, "Rides");
    }

    async fn viewers_run_tiles_and_change_nothing_and_strangers_see_nothing(test: TestApp) {
        let place = Place::make(&test).await;
        let (project, id) = (place.project, place.board.id);
        let viewer = test.colleague("Vera", project, ProjectRole::Viewer).await;
        assert_eq!(place.by(&viewer, 0, json!({})).await.unwrap().result.total_rows, 62);
        assert_eq!(dashboard::get(&test.app, &viewer, project, id).await.unwrap(), place.board);
        let refused = dashboard::create(&test.app, &viewer, project, input(&[])).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
        let change = DashboardChange { version: 1, dashboard: input(&[]) };
        let refused = dashboard::update(&test.app, &viewer, project, id, change.clone()).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
        assert!(matches!(dashboard::delete(&test.app, &viewer, project, id).await, Err(Error::Forbidden)));
        let stranger = test.stranger().await;
        let list = dashboard::list(&test.app, &stranger, project, "", PageRequest::default()).await;
        assert!(matches!(list, Err(Error::NotFound)));
        assert!(matches!(dashboard::get(&test.app, &stranger, project, id).await, Err(Error::NotFound)));
        assert!(matches!(place.by(&stranger, 0, json!({})).await, Err(Error::NotFound)));
        let refused = dashboard::create(&test.app, &stranger, project, input(&[])).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        let refused = dashboard::update(&test.app, &stranger, project, id, change).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        assert!(matches!(dashboard::delete(&test.app, &stranger, project, id).await, Err(Error::NotFound)));
        // Of another project of the same organization it is not either.
        let other = test.project().await.id;
        let asked = dashboard::run_tile(&test.app, &test.admin, other, (id, tile_id(0)), RunTile::default());
        assert!(matches!(asked.await, Err(Error::NotFound)));
    }

    async fn what_cannot_be_asked_for_is_named(test: TestApp) {
        let place = Place::make(&test).await;
        for (asked, wrong) in [
            (json!({"filters": {"none": []}}), "filters.none"),
            (json!({"filters": {"sky": ["snow"]}}), "filters.sky"),
            (json!({"filters": {"when": ["2024-01-01"]}}), "filters.when"),
            (json!({"chosen": vec![json!({"tile": tile_id(0), "column": "x", "value": 1}); 21]}), "chosen"),
        ] {
            assert_eq!(field(place.tile(0, asked).await), wrong);
        }
        assert!(matches!(place.tile(9, json!({})).await, Err(Error::NotFound)));
        assert!(serde_json::from_value::<RunTile>(json!({"sql": "x"})).is_err());
    }

    async fn a_schedule_runs_each_query_once_for_its_person_until_they_may_not(test: TestApp) {
        let place = Place::make(&test).await;
        let (app, project, id) = (&test.app, place.project, place.board.id);
        let parameter = json!({"version": 1, "source": {"query": place.queries[0]},
            "filter": {"column": "weather", "op": "eq", "value": {"parameter": "w"}},
            "parameters": [{"name": "w", "type": "text"}]});
        let asking = saved(&test, project, parameter).await;
        let queries = [place.queries[1], place.queries[1], asking];
        let change = DashboardChange { version: 1, dashboard: input(&queries) };
        dashboard::update(app, &test.admin, project, id, change).await.unwrap();
        let (editor, hourly) = (test.colleague("Emil", project, ProjectRole::Editor).await, ScheduleInput { every_hours: 1 });
        let wrong = dashboard::set_schedule(app, &editor, project, id, ScheduleInput { every_hours: 0 }).await;
        assert_eq!(field(wrong), "every_hours");
        let set = dashboard::set_schedule(app, &editor, project, id, hourly).await.unwrap();
        assert_eq!((set.person.unwrap().name.as_str(), set.last), ("Emil", None));
        assert_eq!(test.work().await, None, "not yet");
        test.clock.advance(TimeDelta::hours(1));
        assert_eq!(test.work().await, Some(Outcome::Done));
        let of = |actor: &Actor| {
            let actor = actor.clone();
            async move { dashboard::get_schedule(app, &actor, project, id).await.unwrap().unwrap() }
        };
        let now = of(&editor).await;
        let last = now.last.unwrap();
        assert_eq!((last.done, last.failed), (1, 1));
        assert!(last.problem.unwrap().contains("parameters.w"));
        assert_eq!(now.next_at, Some(app.now() + TimeDelta::hours(1)));
        let runs = query::runs(app, &test.admin, project, place.queries[1], PageRequest::default()).await.unwrap();
        let people: Vec<_> = runs.items.iter().map(|run| run.person.clone().unwrap().name).collect();
        assert_eq!(people, ["Emil"]);
        let mut tx = app.write(test.admin.org_id).await.unwrap();
        member::remove(&mut tx, project, editor.user_id).await.unwrap();
        tx.save().await.unwrap();
        test.clock.advance(TimeDelta::hours(1));
        assert_eq!(test.work().await, Some(Outcome::Done));
        let rests = of(&test.admin).await;
        assert_eq!((rests.next_at, rests.job_id), (None, None));
        assert!(rests.last.unwrap().problem.unwrap().contains("may not run"));
        test.clock.advance(TimeDelta::hours(2));
        assert_eq!(test.work().await, None);
    }

    async fn a_schedule_rests_when_it_is_cancelled_and_ends_with_its_dashboard(test: TestApp) {
        let place = Place::make(&test).await;
        let (app, admin, project, id) = (&test.app, &test.admin, place.project, place.board.id);
        let hourly = ScheduleInput { every_hours: 1 };
        let set = dashboard::set_schedule(app, admin, project, id, hourly).await.unwrap();
        job::cancel(app, admin, project, set.job_id.unwrap()).await.unwrap();
        let rests = dashboard::get_schedule(app, admin, project, id).await.unwrap().unwrap();
        assert_eq!((rests.every_hours, rests.next_at), (1, None));
        dashboard::set_schedule(app, admin, project, id, hourly).await.unwrap();
        project::archive(app, admin, project).await.unwrap();
        test.clock.advance(TimeDelta::hours(1));
        assert_eq!(test.work().await, Some(Outcome::Done));
        let idle = dashboard::get_schedule(app, admin, project, id).await.unwrap().unwrap();
        assert_eq!((idle.last, idle.next_at), (None, Some(app.now() + TimeDelta::hours(1))));
        project::unarchive(app, admin, project).await.unwrap();
        let viewer = test.colleague("Vera", project, ProjectRole::Viewer).await;
        let refused = dashboard::set_schedule(app, &viewer, project, id, hourly).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
        let stranger = test.stranger().await;
        let refused = dashboard::remove_schedule(app, &stranger, project, id).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        assert!(matches!(dashboard::get_schedule(app, &stranger, project, id).await, Err(Error::NotFound)));
        dashboard::delete(app, admin, project, id).await.unwrap();
        test.clock.advance(TimeDelta::hours(2));
        assert_eq!(test.work().await, None);
    }

    async fn a_copy_of_a_project_has_dashboards_on_its_own_queries(test: TestApp) {
        let place = Place::make(&test).await;
        let named = ProjectInput { name: "Copy".to_owned(), description: String::new() };
        let copy = project::duplicate(&test.app, &test.admin, place.project, named).await.unwrap().id;
        let found = dashboard::list(&test.app, &test.admin, copy, "", PageRequest::default()).await.unwrap();
        let board = &found.items[0];
        assert_eq!((board.name.as_str(), board.content.tiles.len()), ("Rides", 4));
        let at = (board.id, tile_id(2));
        let result = dashboard::run_tile(&test.app, &test.admin, copy, at, RunTile::default()).await.unwrap();
        assert_eq!(result.result.rows.len(), 2);
        let document = json!({"version": 1, "source": {"query": place.queries[0]}});
        let foreign = query::run(&test.app, &test.admin, copy, RunQuery::new(document, 1)).await;
        assert!(foreign.is_err());
    }
}
