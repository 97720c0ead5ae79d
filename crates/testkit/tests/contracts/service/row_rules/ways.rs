//! Every way on which rows of a data set reach people.

use almanac_domain::link::{LinkInput, LinkKind, SharedContent};
use almanac_domain::model::Source as Learned;
use almanac_domain::quality::{FillInput, FillMethod, RuleInput, Severity};
use almanac_domain::saved::{ExportFormat, QueryInput, RunQuery};
use almanac_domain::{Actor, ProjectRole, RuleId};
use almanac_jobs::Outcome;
use almanac_service::{Error, Result, dataset, forecast, link, model, project, quality, query};
use almanac_testkit::{TestApp, client, for_each_backend};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::super::quality::ruled;
use super::super::sample::{days, imported, trained, training};
use super::{Shop, attribute, ruled_by};

/// The numbers in the first column.
fn ids(rows: &[Vec<Value>]) -> Vec<i64> {
    let mut ids: Vec<i64> = rows.iter().map(|row| row[0].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids
}

/// The numbers in the first column of a CSV file.
fn of_csv(path: &std::path::Path) -> Vec<i64> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut ids: Vec<i64> =
        text.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

impl Shop {
    async fn run(&self, actor: &Actor, document: Value) -> Result<Vec<Vec<Value>>> {
        Ok(query::run(&self.test.app, actor, self.project, RunQuery::new(document, 100)).await?.rows)
    }

    async fn saved(&self, document: Value) -> almanac_domain::QueryId {
        let input = QueryInput { name: "All".to_owned(), document, chart: None };
        query::save(&self.test.app, &self.test.admin, self.project, input).await.unwrap().id
    }

    fn all(&self) -> Value {
        json!({"version": 1, "source": {"dataset": self.data.id}, "columns": ["id", "region"]})
    }

    /// Documents that give back one row for each that is read, with its id first.
    async fn documents(&self) -> Vec<Value> {
        let (all, own) = (self.all(), json!({"dataset": self.data.id}));
        let saved = self.saved(all.clone()).await;
        let on_saved = self.saved(json!({"version": 1, "source": {"query": saved}})).await;
        let columns = json!([{"name": "id", "type": "integer", "native": "Int64"}]);
        let statement =
            |text: &str| json!({"version": 1, "source": {"sql": {"text": text, "columns": columns}}});
        vec![
            all.clone(),
            json!({"version": 1, "source": {"query": saved}}),
            json!({"version": 1, "source": {"query": on_saved}}),
            json!({"version": 1, "source": {"document": all}, "columns": ["id"]}),
            json!({"version": 1, "source": own, "joins": [{"source": own, "as": "o", "on": [{"left": "id", "right": "id"}]}],
                "columns": ["o.id"]}),
            json!({"version": 1, "source": own, "joins": [{"source": {"query": saved}, "as": "o", "on": [{"left": "id", "right": "id"}]}],
                "columns": ["o.id"]}),
            json!({"version": 1, "source": own, "columns": ["id"],
                "unions": [{"all": false, "query": {"version": 1, "source": {"query": saved}, "columns": ["id"]}}]}),
            json!({"version": 1, "source": own, "group_by": [{"column": "id"}], "aggregates": [{"fn": "count", "alias": "n"}]}),
            json!({"version": 1, "source": own, "columns": ["id"],
                "filter": {"or": [{"column": "id", "op": "gt", "value": 0}, {"column": "price", "op": "is_null"}]}}),
            statement("select id from \"Days\""),
            statement("with a as (select * from days) select a.id from a join \"Days\" b on a.id = b.id"),
            statement("select id from \"Days\" where id in (select id from \"Days\" where id > 0)"),
        ]
    }

    /// What somebody gets to see by every way that is filtered.
    async fn seen(&self, actor: &Actor, documents: &[Value], broken: RuleId) -> Vec<(String, Vec<i64>)> {
        let (app, project, data) = (&self.test.app, self.project, self.data.id);
        let mut seen = Vec::new();
        let rows = dataset::rows(app, actor, project, data, 0, 100).await.unwrap();
        assert_eq!(rows.total_rows, rows.rows.len() as u64);
        seen.push(("dataset::rows".to_owned(), ids(&rows.rows)));
        for document in documents {
            let asked = RunQuery::new(document.clone(), 100);
            let found = query::run(app, actor, project, asked.clone()).await.unwrap();
            assert_eq!(found.total_rows, found.rows.len() as u64);
            seen.push((format!("query::run {document}"), ids(&found.rows)));
            let file = query::export(app, actor, project, asked.clone(), ExportFormat::Csv).await.unwrap();
            seen.push((format!("query::export {document}"), of_csv(file.path())));
            let told = query::statistics(app, actor, project, asked).await.unwrap();
            assert_eq!(told[0].values, found.total_rows, "query::statistics {document}");
        }
        let profile = dataset::profile(app, actor, project, data).await.unwrap();
        let preview = profile.preview.iter().map(|row| row[0].as_ref().unwrap().parse().unwrap()).collect();
        seen.push(("dataset::profile preview".to_owned(), preview));
        let histogram: u64 = profile.columns[0].histogram.iter().map(|bin| bin.count).sum();
        assert_eq!(histogram, profile.rows, "dataset::profile");
        let found = quality::failed_rows(app, actor, project, (data, broken), 0, 100).await.unwrap();
        seen.push(("quality::failed_rows".to_owned(), ids(&found.rows)));
        let file = quality::export(app, actor, project, (data, broken)).await.unwrap();
        seen.push(("quality::export".to_owned(), of_csv(file.path())));
        seen
    }
}

for_each_backend! {
    async fn r23_people_see_their_rows_by_every_way_and_owners_all(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, admin, project, data) = (&shop.test.app, &shop.test.admin, shop.project, shop.data.id);
        let all_break = json!({"kind": "range", "column": "id", "min": "100"});
        let broken = ruled(&shop.test, project, data, &all_break).await;
        let begun = quality::start(app, admin, project, data).await.unwrap();
        assert_eq!(shop.test.work().await, Some(Outcome::Done));
        let documents = shop.documents().await;
        let people = [
            (shop.person("Vic", ProjectRole::Viewer, &["north"]).await, vec![1, 2]),
            (shop.person("Emil", ProjectRole::Editor, &["south", "west"]).await, vec![3, 4]),
            (shop.person("Nora", ProjectRole::Viewer, &[]).await, vec![]),
            (shop.person("Odd", ProjectRole::Editor, &["' or 1=1 --"]).await, vec![]),
            (shop.person("Olga", ProjectRole::Owner, &[]).await, vec![1, 2, 3, 4]),
            (admin.clone(), vec![1, 2, 3, 4]),
        ];
        for (person, expected) in people {
            for (way, found) in shop.seen(&person, &documents, broken).await {
                assert_eq!(found, expected, "{way}");
            }
            // What a check has found are values of all rows: they are for those who see all of them.
            let whole = expected.len() == 4;
            let report = quality::get_check(app, &person, project, (data, begun.id)).await.unwrap().report;
            let latest = quality::latest(app, &person, project, data).await.unwrap().unwrap().report;
            for result in report.results.iter().chain(&latest.results) {
                assert_eq!((result.failed, result.examples.is_empty()), (4, !whole));
            }
        }
    }

    async fn r26_link_shows_what_its_maker_sees(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, query) = (&shop.test.app, shop.saved(shop.all()).await);
        for (name, role, regions, expected) in [
            ("Emil", ProjectRole::Editor, &["north"][..], vec![1, 2]),
            ("Edna", ProjectRole::Editor, &[], vec![]),
            ("Olga", ProjectRole::Owner, &[], vec![1, 2, 3, 4]),
        ] {
            let maker = shop.person(name, role, regions).await;
            let expires_at = app.now() + TimeDelta::days(7);
            let input = LinkInput { kind: LinkKind::Query, object_id: query.0, expires_at };
            let made = link::make(app, &maker, shop.project, input).await.unwrap();
            let opened = link::open(app, &client("198.51.100.7"), &made.token.0, None).await.unwrap();
            let SharedContent::Query { result, .. } = opened.content else { panic!("a query") };
            assert_eq!(ids(&result.rows), expected, "{name}");
        }
    }

    async fn statement_that_is_shown_holds_the_condition(test: TestApp) {
        let shop = Shop::open(test).await;
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        let asked = RunQuery { document: shop.all(), ..RunQuery::default() };
        let shown = query::statements(&shop.test.app, &vic, shop.project, asked.clone()).await.unwrap();
        assert!(shown[0].sql.contains("'north'"), "{shown:?}");
        let shown = query::statements(&shop.test.app, &shop.test.admin, shop.project, asked).await.unwrap();
        assert!(!shown[0].sql.contains("north"), "{shown:?}");
    }

    async fn what_would_hold_hidden_rows_is_refused(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, project, data) = (&shop.test.app, shop.project, shop.data.id);
        let admin_rule =
            ruled(&shop.test, project, data, &json!({"kind": "not_null", "column": "price"})).await;
        let other = imported(&shop.test, project, "id\n1\n9\n").await;
        let saved = shop.saved(shop.all()).await;
        let emil = shop.person("Emil", ProjectRole::Editor, &["north"]).await;
        let check = |check: Value| RuleInput {
            check: serde_json::from_value(check).unwrap(),
            severity: Severity::Error,
            active: true,
        };
        let guess = check(json!({"kind": "range", "column": "price", "max": "15"}));
        let lookup = check(json!({"kind": "foreign_key", "column": "id", "dataset": data, "references": "id"}));
        let gaps = FillInput {
            name: "Filled".to_owned(),
            method: FillMethod::Linear,
            columns: Vec::new(),
            time: None,
            series: None,
        };
        let mut learn = training(data, &["Naive"]);
        (learn.target, learn.drivers) = ("price".to_owned(), Vec::new());
        let mut learn_query = learn.clone();
        learn_query.source = Learned::Query(saved);
        for (way, refused) in [
            ("create_rule", quality::create_rule(app, &emil, project, data, guess.clone()).await.err()),
            ("create_rule of another", quality::create_rule(app, &emil, project, other.id, lookup).await.err()),
            ("update_rule", quality::update_rule(app, &emil, project, (data, admin_rule), guess.clone()).await.err()),
            ("fill", quality::fill(app, &emil, project, data, gaps).await.err()),
            ("train", model::train(app, &emil, project, learn.clone()).await.err()),
            ("train on a query", model::train(app, &emil, project, learn_query).await.err()),
        ] {
            assert!(matches!(&refused, Some(Error::Conflict(why)) if why.contains("row rules")), "{way}: {refused:?}");
        }
        assert_eq!(shop.test.work().await, None, "no job has begun");
        // They may do all of it where they see everything.
        let own = check(json!({"kind": "not_null", "column": "id"}));
        quality::create_rule(app, &emil, project, other.id, own).await.unwrap();
        model::train(app, &shop.test.admin, project, learn).await.unwrap();
    }

    async fn data_set_of_future_values_is_read_whole_or_not_at_all(test: TestApp) {
        use almanac_domain::model::{FutureDrivers, MakeForecast};
        use almanac_domain::row_rule::RuleSource;
        let project = test.project().await.id;
        let past = imported(&test, project, &days(60, 0)).await;
        let made = trained(&test, project, training(past.id, &["Naive"])).await;
        let ahead = imported(&test, project, &days(60, 7)).await;
        let clear = json!({"column": "weather", "op": "eq", "value": {"parameter": "user.weather"}});
        ruled_by(&test, project, RuleSource::Dataset(ahead.id), clear).await;
        let emil = test.colleague("Emil", project, ProjectRole::Editor).await;
        attribute(&test, &emil, "weather", &["clear"]).await;
        let input = || MakeForecast {
            model_id: made.id,
            name: "Next".to_owned(),
            model: None,
            future: FutureDrivers::Dataset { id: ahead.id },
        };
        let refused = forecast::make(&test.app, &emil, project, input()).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        forecast::make(&test.app, &test.admin, project, input()).await.unwrap();
    }

    async fn copies_hide_the_same_rows(test: TestApp) {
        let shop = Shop::open(test).await;
        let (app, admin, project) = (&shop.test.app, &shop.test.admin, shop.project);
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        let gaps = FillInput {
            name: "Filled".to_owned(),
            method: FillMethod::Forward,
            columns: vec!["price".to_owned()],
            time: None,
            series: None,
        };
        let filled = quality::fill(app, admin, project, shop.data.id, gaps).await.unwrap().dataset.id;
        assert_eq!(shop.test.work().await, Some(Outcome::Done));
        let seen = dataset::rows(app, &vic, project, filled, 0, 100).await.unwrap();
        assert_eq!(ids(&seen.rows), [1, 2]);
        assert_eq!(dataset::rows(app, admin, project, filled, 0, 100).await.unwrap().rows.len(), 4);
        let named = almanac_domain::project::ProjectInput { name: "Copy".to_owned(), description: String::new() };
        let copy = project::duplicate(app, admin, project, named).await.unwrap().id;
        assert_eq!(almanac_service::row_rule::list(app, admin, copy).await.unwrap().len(), 2);
        let mut tx = app.write(admin.org_id).await.unwrap();
        almanac_store::member::put(&mut tx, copy, vic.user_id, ProjectRole::Viewer, app.now()).await.unwrap();
        tx.save().await.unwrap();
        let page = almanac_domain::PageRequest::default();
        for data in dataset::list(app, &vic, copy, page).await.unwrap().items {
            assert_eq!(ids(&dataset::rows(app, &vic, copy, data.id, 0, 100).await.unwrap().rows), [1, 2]);
        }
    }

    async fn parts_of_the_rows_are_counted_as_they_are_seen(test: TestApp) {
        let shop = Shop::open(test).await;
        let emil = shop.person("Emil", ProjectRole::Editor, &["north", "south"]).await;
        for (offset, limit, expected, truncated) in
            [(0, 2, vec![1, 2], true), (2, 2, vec![3], false), (9, 2, vec![], false)]
        {
            let part = dataset::rows(&shop.test.app, &emil, shop.project, shop.data.id, offset, limit).await.unwrap();
            assert_eq!((ids(&part.rows), part.total_rows), (expected, 3), "from {offset}");
            assert_eq!(part.truncated, truncated, "from {offset}");
        }
    }

    async fn several_rules_of_a_source_must_all_hold(test: TestApp) {
        let shop = Shop::open(test).await;
        let vic = shop.person("Vic", ProjectRole::Viewer, &["north"]).await;
        let cheap = json!({"column": "price", "op": "lt", "value": 15});
        let source = shop.rule.content.source.clone();
        ruled_by(&shop.test, shop.project, source, cheap).await;
        assert_eq!(ids(&shop.run(&vic, shop.all()).await.unwrap()), [1]);
    }
}
