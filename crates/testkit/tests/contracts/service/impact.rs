//! What a changed schema means for saved queries and what builds on them.

use almanac_domain::model::{Model, ModelState, TrainModel};
use almanac_domain::saved::{QueryInput, SavedQuery};
use almanac_domain::source::{
    PinVersion, QueryStanding, Schema, SchemaBreak, SchemaImpact, Source, SourceInput, TableColumn, Versioned,
};
use almanac_domain::{Actor, KeyId, KeyScope, ModelId, ProjectId, ProjectRole, QueryId, Via};
use almanac_jobs::Outcome;
use almanac_service::{Error, Result, connected, dashboard, query};
use almanac_testkit::{TestApp, for_each_backend, shop};
use serde_json::{Value, json};

/// A source with the schema of the shop.
async fn read_shop(test: &TestApp) -> (ProjectId, Source) {
    let project = test.project().await.id;
    let settings = json!({"kind": "postgres", "host": "db.test", "port": 5432, "database": "shop", "user": "reader",
        "tls": "off"});
    let settings = serde_json::from_value(settings).unwrap();
    let input = SourceInput { name: "Shop".to_owned(), settings, password: None };
    let made = connected::create(&test.app, &test.admin, project, input).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
    (project, connected::get(&test.app, &test.admin, project, made.id).await.unwrap())
}

/// The schema as it is found next.
async fn becomes(test: &TestApp, (project, source): (ProjectId, &Source), schema: Schema) {
    test.sources.set_schema(schema);
    connected::start_reading(&test.app, &test.admin, project, source.id).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
}

/// The columns of the orders.
fn orders(schema: &mut Schema) -> &mut Vec<TableColumn> {
    &mut schema.tables[1].columns
}

fn on(source: &Source, column: &str) -> Value {
    json!({
        "version": 1, "source": {"table": {"source": source.id, "schema": "public", "name": "orders"}},
        "group_by": [{"column": "customer_id"}],
        "aggregates": [{"fn": "sum", "column": column, "alias": "sum"}],
    })
}

async fn save(test: &TestApp, project: ProjectId, name: &str, document: Value) -> SavedQuery {
    let input = QueryInput { name: name.to_owned(), document, chart: None };
    query::save(&test.app, &test.admin, project, input).await.unwrap()
}

async fn standing(test: &TestApp, project: ProjectId, id: QueryId) -> QueryStanding {
    query::problems(&test.app, &test.admin, project, id).await.unwrap()
}

async fn broken(test: &TestApp, project: ProjectId, id: QueryId) -> bool {
    !query::broken(&test.app, &test.admin, project, &[id]).await.unwrap().is_empty()
}

async fn impact(test: &TestApp, project: ProjectId, source: &Source, numbers: (i64, i64)) -> SchemaImpact {
    connected::impact(&test.app, &test.admin, project, source.id, numbers).await.unwrap()
}

/// A model that learned from a query.
async fn learned(test: &TestApp, project: ProjectId, query: QueryId) -> Model {
    let config: TrainModel = serde_json::from_value(json!({
        "name": "Sales", "source": {"type": "query", "id": query}, "time": "ds", "target": "y", "horizon": 24
    }))
    .unwrap();
    let model = Model {
        id: ModelId(test.app.new_id()),
        name: "Sales".to_owned(),
        config,
        state: ModelState::Training,
        error: None,
        job_id: None,
        winner: None,
        leaderboard: Vec::new(),
        what_if: false,
        series: 0,
        periods: 0,
        created_at: test.app.now(),
    };
    let mut tx = test.app.write(test.admin.org_id).await.unwrap();
    almanac_store::model::insert(&mut tx, project, &model).await.unwrap();
    tx.save().await.unwrap();
    model
}

/// The administrator with a key of this scope.
fn with_key(test: &TestApp, scope: KeyScope) -> Actor {
    let via = Via::Key { id: KeyId(test.app.new_id()), scopes: vec![scope] };
    Actor { via, ..test.admin.actor.clone() }
}

for_each_backend! {
    async fn query_remembers_its_version_and_says_what_broke(test: TestApp) {
        let (project, source) = read_shop(&test).await;
        let saved = save(&test, project, "Sums", on(&source, "total")).await;
        let before = standing(&test, project, saved.id).await;
        assert_eq!((before.problems.len(), before.sources[0].saved, before.sources[0].used), (0, 1, 1));
        let mut other = shop();
        "amount".clone_into(&mut orders(&mut other)[2].name);
        becomes(&test, (project, &source), other).await;
        let after = standing(&test, project, saved.id).await;
        assert_eq!((after.sources[0].saved, after.sources[0].used), (1, 2));
        let [problem] = after.problems.as_slice() else { panic!("{after:?}") };
        assert!(problem.breaks && problem.places == ["aggregates[0].column"], "{problem:?}");
        assert_eq!(problem.of, Some(Versioned::Source(source.id)));
        let SchemaBreak::ColumnRemoved { column, renamed_to, .. } = &problem.what else { panic!("{problem:?}") };
        assert_eq!((column.as_str(), renamed_to.as_deref()), ("total", Some("amount")));
        assert!(broken(&test, project, saved.id).await);

        let pin = PinVersion { version: 1 };
        connected::pin(&test.app, &test.admin, project, source.id, pin).await.unwrap();
        assert!(!broken(&test, project, saved.id).await, "the pinned version has it");
        connected::unpin(&test.app, &test.admin, project, source.id).await.unwrap();

        let input = QueryInput { name: "Sums".to_owned(), document: on(&source, "amount"), chart: None };
        query::update(&test.app, &test.admin, project, saved.id, input).await.unwrap();
        let mended = standing(&test, project, saved.id).await;
        assert_eq!((mended.problems.len(), mended.sources[0].saved), (0, 2));
    }

    async fn table_that_is_gone_breaks_those_that_read_it_through_others_too(test: TestApp) {
        let (project, source) = read_shop(&test).await;
        let inner = save(&test, project, "Inner", on(&source, "total")).await;
        let outer = json!({"version": 1, "source": {"query": inner.id}, "columns": ["sum"]});
        let outer = save(&test, project, "Outer", outer).await;
        let customers = json!({"version": 1, "source":
            {"table": {"source": source.id, "schema": "public", "name": "customers"}}});
        let other = save(&test, project, "Other", customers).await;
        let mut schema = shop();
        "sales".clone_into(&mut schema.tables[1].name.name);
        becomes(&test, (project, &source), schema).await;
        for (id, place) in [(inner.id, "source"), (outer.id, "source.document.source")] {
            let found = standing(&test, project, id).await.problems;
            let SchemaBreak::TableRemoved { renamed_to, .. } = &found[0].what else { panic!("{found:?}") };
            assert_eq!(renamed_to.as_ref().unwrap().name, "sales");
            assert_eq!((found.len(), found[0].places.as_slice()), (1, &[place.to_owned()][..]));
        }
        let all = [inner.id, outer.id, other.id];
        let found = query::broken(&test.app, &test.admin, project, &all).await.unwrap();
        assert_eq!(found, [inner.id, outer.id]);
        let names: Vec<String> =
            impact(&test, project, &source, (1, 2)).await.queries.into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Inner", "Outer"]);
    }

    async fn impact_of_any_two_versions_lists_queries_and_models_the_broken_first(test: TestApp) {
        let (project, source) = read_shop(&test).await;
        let all = json!({"version": 1, "source":
            {"table": {"source": source.id, "schema": "public", "name": "orders"}}});
        let all = save(&test, project, "All", all).await;
        let sums = save(&test, project, "Sums", on(&source, "total")).await;
        let model = learned(&test, project, sums.id).await;
        let mut wider = shop();
        "numeric(12,2)".clone_into(&mut orders(&mut wider)[2].native);
        becomes(&test, (project, &source), wider.clone()).await;
        orders(&mut wider).remove(2);
        becomes(&test, (project, &source), wider).await;

        let wider = impact(&test, project, &source, (1, 2)).await.queries;
        assert_eq!((wider.len(), wider.iter().any(almanac_domain::source::AffectedQuery::is_broken)), (2, false));
        let gone = impact(&test, project, &source, (1, 3)).await.queries;
        let told: Vec<_> = gone.iter().map(|one| (one.id, one.is_broken(), one.models.len())).collect();
        assert_eq!(told, [(sums.id, true, 1), (all.id, false, 0)]);
        assert_eq!(gone[0].models[0].id, model.id);
        assert_eq!(impact(&test, project, &source, (2, 2)).await.queries, []);
        let missing = connected::impact(&test.app, &test.admin, project, source.id, (1, 9)).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    }

    async fn column_that_only_charts_name_breaks_their_query_and_tells_the_tile(test: TestApp) {
        let (project, source) = read_shop(&test).await;
        let all = json!({"version": 1, "source":
            {"table": {"source": source.id, "schema": "public", "name": "orders"}}});
        let chart = |x: &str, y: &str| json!({"kind": "bar", "x": x, "y": [y]});
        let input = QueryInput {
            name: "Drawn".to_owned(),
            document: all.clone(),
            chart: Some(chart("customer_id", "total")),
        };
        let drawn = query::save(&test.app, &test.admin, project, input).await.unwrap();
        let tiled = save(&test, project, "Tiled", all).await;
        let tile = json!({"id": test.app.new_id(), "place": {"x": 0, "y": 0, "width": 6, "height": 4},
            "content": {"kind": "query", "query": tiled.id, "chart": chart("customer_id", "total")}});
        let board = json!({"name": "Board", "content": {"tiles": [tile]}});
        let board = serde_json::from_value(board).unwrap();
        dashboard::create(&test.app, &test.admin, project, board).await.unwrap();
        let mut other = shop();
        orders(&mut other).remove(2);
        becomes(&test, (project, &source), other).await;
        for (id, place) in [(drawn.id, "chart.y[0]"), (tiled.id, "dashboards[\"Board\"].tiles[0].chart.y[0]")] {
            let found = standing(&test, project, id).await.problems;
            let [problem] = found.as_slice() else { panic!("{found:?}") };
            assert!(problem.breaks, "{problem:?}");
            assert_eq!(problem.places, [place, "columns"]);
            assert!(broken(&test, project, id).await);
        }
        let found = impact(&test, project, &source, (1, 2)).await.queries;
        assert!(found.len() == 2 && found.iter().all(almanac_domain::source::AffectedQuery::is_broken));
    }

    async fn impact_is_for_those_who_see_queries_and_models_for_those_who_see_models(test: TestApp) {
        let (project, source) = read_shop(&test).await;
        let sums = save(&test, project, "Sums", on(&source, "total")).await;
        learned(&test, project, sums.id).await;
        let mut other = shop();
        orders(&mut other).remove(2);
        becomes(&test, (project, &source), other).await;
        let app = &test.app;
        let of = async |actor: &Actor| connected::impact(app, actor, project, source.id, (1, 2)).await;
        let viewer = test.colleague("Vic", project, ProjectRole::Viewer).await;
        assert_eq!(of(&viewer.actor).await.unwrap().queries[0].models.len(), 1);
        let reads = with_key(&test, KeyScope::QueryRead);
        let seen = of(&reads).await.unwrap().queries;
        assert_eq!((seen.len(), seen[0].models.len()), (1, 0));
        let word = |answer: Result<()>| answer.unwrap_err();
        let models = with_key(&test, KeyScope::ModelRead);
        assert!(matches!(word(of(&models).await.map(drop)), Error::Forbidden));
        assert!(matches!(word(query::problems(app, &models, project, sums.id).await.map(drop)), Error::Forbidden));
        assert!(matches!(word(query::broken(app, &models, project, &[sums.id]).await.map(drop)), Error::Forbidden));
        let eve = test.stranger().await;
        assert!(matches!(word(of(&eve.actor).await.map(drop)), Error::NotFound));
        assert!(matches!(word(query::problems(app, &eve, project, sums.id).await.map(drop)), Error::NotFound));
        assert!(matches!(word(query::broken(app, &eve, project, &[sums.id]).await.map(drop)), Error::NotFound));
    }
}
