//! What versions mean for saved queries, models, kept results, rules and people.

use almanac_domain::data::Dataset;
use almanac_domain::model::{Model, ModelState, TrainModel};
use almanac_domain::quality::{CheckTrigger, RuleInput};
use almanac_domain::saved::{QueryInput, QueryPlace, RunQuery, SavedQuery};
use almanac_domain::source::{QueryStanding, SchemaBreak, SchemaImpact, Versioned};
use almanac_domain::{ModelId, PageRequest, ProjectId, ProjectRole};
use almanac_jobs::Outcome;
use almanac_service::{Error, dataset, quality, query};
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::{Value, json};

use super::super::sample::imported;
use super::{FIRST, SECOND, THIRD, becomes, shows};

async fn save(test: &TestApp, project: ProjectId, name: &str, document: Value) -> SavedQuery {
    let input = QueryInput { name: name.to_owned(), document, chart: None };
    query::save(&test.app, &test.admin, project, input).await.unwrap()
}

fn sum(data: &Dataset, column: &str) -> Value {
    json!({"version": 1, "source": {"dataset": data.id},
        "aggregates": [{"fn": "sum", "column": column, "alias": "sum"}]})
}

async fn standing(test: &TestApp, project: ProjectId, saved: &SavedQuery) -> QueryStanding {
    query::problems(&test.app, &test.admin, project, saved.id).await.unwrap()
}

async fn broken(test: &TestApp, project: ProjectId, saved: &SavedQuery) -> bool {
    !query::broken(&test.app, &test.admin, project, &[saved.id]).await.unwrap().is_empty()
}

async fn impact(test: &TestApp, project: ProjectId, data: &Dataset, numbers: (i64, i64)) -> SchemaImpact {
    dataset::version_impact(&test.app, &test.admin, project, data.id, numbers).await.unwrap()
}

/// A model that learned `target` from a data set or query.
async fn learned(test: &TestApp, project: ProjectId, source: Value, target: &str) -> ModelId {
    let config: TrainModel = serde_json::from_value(json!({
        "name": "Prices", "source": source, "time": "id", "target": target, "horizon": 24
    }))
    .unwrap();
    let model = Model {
        id: ModelId(test.app.new_id()),
        name: "Prices".to_owned(),
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
    model.id
}

for_each_backend! {
    async fn query_remembers_the_version_of_a_data_set_and_says_what_broke(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, FIRST).await;
        let saved = save(&test, project, "Sum", sum(&data, "price")).await;
        let before = standing(&test, project, &saved).await;
        let [read] = before.sources.as_slice() else { panic!("{before:?}") };
        assert_eq!((read.of, read.name.as_str(), read.saved, read.used), (Versioned::Dataset(data.id), "Days", 1, 1));
        assert_eq!(before.problems, []);
        becomes(&test, project, &data, SECOND).await;
        let after = standing(&test, project, &saved).await;
        assert_eq!((after.sources[0].saved, after.sources[0].used), (1, 2));
        let [problem] = after.problems.as_slice() else { panic!("{after:?}") };
        assert!(problem.breaks && problem.places == ["aggregates[0].column"], "{problem:?}");
        assert_eq!(problem.of, Some(Versioned::Dataset(data.id)));
        let SchemaBreak::ColumnRemoved { table, column, renamed_to } = &problem.what else { panic!("{problem:?}") };
        let told = (table.name.as_str(), column.as_str(), renamed_to.as_deref());
        assert_eq!(told, ("Days", "price", Some("amount")));
        assert!(broken(&test, project, &saved).await);

        shows(&test, project, &data, 1).await;
        assert!(!broken(&test, project, &saved).await, "the version that it shows now has it");
        shows(&test, project, &data, 2).await;
        let input = QueryInput { name: "Sum".to_owned(), document: sum(&data, "amount"), chart: None };
        query::update(&test.app, &test.admin, project, saved.id, input).await.unwrap();
        let mended = standing(&test, project, &saved).await;
        assert_eq!((mended.problems.len(), mended.sources[0].saved), (0, 2));
        // A version that is gone is still known by its columns.
        shows(&test, project, &data, 1).await;
        dataset::delete_version(&test.app, &test.admin, project, (data.id, 2)).await.unwrap();
        assert!(broken(&test, project, &saved).await);
    }

    async fn query_on_tables_and_data_sets_that_did_not_change_has_no_problems(test: TestApp) {
        let project = test.project().await.id;
        let (data, other) = (imported(&test, project, FIRST).await, imported(&test, project, SECOND).await);
        let both = json!({"version": 1, "source": {"dataset": data.id}, "columns": ["id"],
            "joins": [{"source": {"dataset": other.id}, "as": "o", "on": [{"left": "id", "right": "id"}]}]});
        let both = save(&test, project, "Both", both).await;
        let outer = json!({"version": 1, "source": {"query": both.id}, "columns": ["id"]});
        let outer = save(&test, project, "Outer", outer).await;
        becomes(&test, project, &data, SECOND).await;
        for saved in [&both, &outer] {
            let found = standing(&test, project, saved).await;
            assert_eq!((found.sources.len(), found.problems.len()), (2, 0), "{found:?}");
        }
        assert_eq!(impact(&test, project, &data, (1, 2)).await.queries, []);
        becomes(&test, project, &data, "region,price\nnorth,1\n").await;
        assert!(broken(&test, project, &both).await && broken(&test, project, &outer).await);
        assert_eq!(impact(&test, project, &data, (1, 3)).await.queries.len(), 2);
    }

    async fn impact_lists_queries_and_models_on_queries_and_on_the_data_set_itself(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, FIRST).await;
        let whole = json!({"version": 1, "source": {"dataset": data.id}});
        let whole = save(&test, project, "All", whole).await;
        let sums = save(&test, project, "Sum", sum(&data, "price")).await;
        let on_query = learned(&test, project, json!({"type": "query", "id": sums.id}), "sum").await;
        let direct = learned(&test, project, json!({"type": "dataset", "id": data.id}), "price").await;
        learned(&test, project, json!({"type": "dataset", "id": data.id}), "region").await;
        becomes(&test, project, &data, SECOND).await;
        let found = impact(&test, project, &data, (1, 2)).await;
        let told: Vec<_> = found.queries.iter().map(|one| (one.id, one.is_broken(), one.models.len())).collect();
        assert_eq!(told, [(sums.id, true, 1), (whole.id, false, 0)]);
        assert_eq!(found.queries[0].models[0].id, on_query);
        assert_eq!(found.models.iter().map(|model| model.id).collect::<Vec<_>>(), [direct]);
        assert_eq!(impact(&test, project, &data, (2, 2)).await, SchemaImpact::default());
        let missing = dataset::version_impact(&test.app, &test.admin, project, data.id, (1, 9)).await;
        assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
    }

    async fn r23_kept_result_is_of_the_version_that_is_shown(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        let document = json!({"version": 1, "source": {"dataset": data.id}, "columns": ["id", "region"],
            "sort": [{"by": "id"}]});
        let saved = save(&test, project, "Orders", document.clone()).await;
        let place = QueryPlace { cache_seconds: Some(3_600), ..QueryPlace::default() };
        query::place(app, admin, project, saved.id, place).await.unwrap();
        let whole = RunQuery { query: Some(saved.id), ..RunQuery::new(document.clone(), 10) };
        let paged = RunQuery { offset: Some(0), ..RunQuery::new(document, 10) };
        let total = async |asked: &RunQuery| query::run(app, admin, project, asked.clone()).await.unwrap().total_rows;
        let is = async |rows: u64| {
            // Twice: computed, and as it was kept.
            for asked in [&whole, &paged, &whole, &paged] {
                assert_eq!(total(asked).await, rows);
            }
        };
        is(2).await;
        becomes(&test, project, &data, SECOND).await;
        is(3).await;
        shows(&test, project, &data, 1).await;
        is(2).await;
        becomes(&test, project, &data, THIRD).await;
        is(1).await;
        shows(&test, project, &data, 2).await;
        is(3).await;
    }

    async fn data_set_is_checked_by_its_rules_when_it_shows_another_version(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        let rule: RuleInput = serde_json::from_value(json!({
            "check": {"kind": "not_null", "column": "region"}, "severity": "error"
        }))
        .unwrap();
        quality::create_rule(app, admin, project, data.id, rule).await.unwrap();
        becomes(&test, project, &data, SECOND).await;
        assert_eq!(test.work().await, Some(Outcome::Done));
        shows(&test, project, &data, 1).await;
        assert_eq!(test.work().await, Some(Outcome::Done));
        let checks = quality::checks(app, admin, project, data.id, PageRequest::default()).await.unwrap().items;
        let told: Vec<_> = checks.iter().map(|check| (check.trigger, check.rows)).collect();
        assert_eq!(told, [(CheckTrigger::Import, 2), (CheckTrigger::Import, 3)]);
    }

    async fn other_columns_are_told_once_to_each_who_works_in_the_project(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, FIRST).await;
        test.colleague("Dora", project, ProjectRole::Viewer).await;
        test.stranger().await;
        test.mails().await;
        becomes(&test, project, &data, SECOND).await;
        let mut mails = test.mails().await;
        mails.sort_by(|a, b| a.to.cmp(&b.to));
        let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, [TestApp::EMAIL, "dora@example.org"]);
        let link = format!("https://almanac.example/projects/{project}/datasets/{}/diff?from=1&to=2", data.id);
        for mail in &mails {
            assert_eq!(mail.subject, "Days: the columns have changed");
            let told = ["shows version 2 now", "than version 1", "≠ Days: + amount, + note, − price", link.as_str()];
            assert!(told.iter().all(|text| mail.text.contains(text)), "{}", mail.text);
        }
        shows(&test, project, &data, 1).await;
        let back = test.mails().await;
        assert_eq!(back.len(), 2);
        assert!(back[0].text.contains("diff?from=2&to=1") && back[0].text.contains("+ price"), "{}", back[0].text);
        becomes(&test, project, &data, THIRD).await;
        assert_eq!(test.mails().await, [], "the same columns are no change");
        // One that is gone by then is told to nobody.
        shows(&test, project, &data, 2).await;
        dataset::delete(&test.app, &test.admin, project, data.id).await.unwrap();
        assert_eq!(test.mails().await, []);
    }
}
