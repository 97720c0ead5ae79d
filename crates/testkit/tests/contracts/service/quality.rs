use almanac_domain::data::Dataset;
use almanac_domain::project::ProjectInput;
use almanac_domain::quality::{
    CheckDetail, CheckState, CheckTrigger, Outcome, Reason, RuleCheck, RuleInput, ScheduleInput, Severity,
    Tally,
};
use almanac_domain::{DatasetId, PageRequest, ProjectId, RuleId};
use almanac_jobs::Outcome as Worked;
use almanac_service::{Error, dataset, job, project, quality};
use almanac_testkit::{TestApp, for_each_backend};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::sample::{imported, started};

const ALL: PageRequest = PageRequest { limit: 50, after: None };

/// Orders with a fault of each kind; the clock of the tests is at 2026-01-05 08:00.
const ORDERS: &str = "id,day,price,code,shop\n\
    1,2026-01-01,10.5,AB-1,1\n\
    2,2026-01-02,-3.0,AB-22,2\n\
    2,2026-01-03,20.0,xx,3\n\
    4,2026-01-04,,=cmd,9\n\
    5,2026-01-05,5.0,,\n";
const SHOPS: &str = "id,name\n1,North\n2,South\n3,West\n";

fn input(check: &Value, severity: Severity) -> RuleInput {
    RuleInput { check: serde_json::from_value(check.clone()).unwrap(), severity, active: true }
}

pub async fn ruled(test: &TestApp, project: ProjectId, data: DatasetId, check: &Value) -> RuleId {
    let input = input(check, Severity::Error);
    quality::create_rule(&test.app, &test.admin, project, data, input).await.unwrap().id
}

async fn checked(test: &TestApp, project: ProjectId, data: DatasetId) -> CheckDetail {
    let begun = quality::start(&test.app, &test.admin, project, data).await.unwrap();
    assert_eq!((begun.state, begun.trigger), (CheckState::Checking, CheckTrigger::Person));
    assert_eq!(test.work().await, Some(Worked::Done));
    quality::get_check(&test.app, &test.admin, project, (data, begun.id)).await.unwrap()
}

async fn orders(test: &TestApp) -> (ProjectId, Dataset, Dataset) {
    let project = test.project().await.id;
    let shops = imported(test, project, SHOPS).await;
    (project, imported(test, project, ORDERS).await, shops)
}

/// The first column of the examples.
fn ids(detail: &CheckDetail, rule: RuleId) -> Vec<i64> {
    let result = detail.report.results.iter().find(|result| result.rule_id == rule).unwrap();
    result.examples.iter().map(|row| row[0].as_i64().unwrap()).collect()
}

for_each_backend! {
    async fn every_kind_of_rule_finds_the_rows_that_break_it(test: TestApp) {
        let (project, data, shops) = orders(&test).await;
        let cases = [
            (json!({"kind": "not_null", "column": "price"}), Outcome::Failed, vec![4]),
            (json!({"kind": "not_null", "column": "id"}), Outcome::Passed, vec![]),
            (json!({"kind": "unique", "columns": ["id"]}), Outcome::Failed, vec![2, 2]),
            (json!({"kind": "unique", "columns": ["id", "day"]}), Outcome::Passed, vec![]),
            (json!({"kind": "unique", "columns": ["code"]}), Outcome::Passed, vec![]),
            (json!({"kind": "range", "column": "price", "min": "0"}), Outcome::Failed, vec![2]),
            (json!({"kind": "range", "column": "price", "min": "-3", "max": "20"}), Outcome::Passed, vec![]),
            (json!({"kind": "range", "column": "day", "max": "2026-01-04"}), Outcome::Failed, vec![5]),
            (json!({"kind": "allowed_values", "column": "code", "values": ["AB-1", "AB-22"]}), Outcome::Failed, vec![2, 4]),
            (json!({"kind": "allowed_values", "column": "id", "values": ["1", "2", "4", "5"]}), Outcome::Passed, vec![]),
            (json!({"kind": "pattern", "column": "code", "pattern": "[A-Z]{2}-\\d+"}), Outcome::Failed, vec![2, 4]),
            // The whole text counts.
            (json!({"kind": "pattern", "column": "code", "pattern": "x|AB-1|AB-22|=cmd"}), Outcome::Failed, vec![2]),
            (json!({"kind": "freshness", "column": "day", "hours": 8}), Outcome::Passed, vec![]),
            (json!({"kind": "freshness", "column": "day", "hours": 7}), Outcome::Failed, vec![]),
            (json!({"kind": "foreign_key", "column": "shop", "dataset": shops.id, "references": "id"}), Outcome::Failed, vec![4]),
            (json!({"kind": "foreign_key", "column": "id", "dataset": data.id, "references": "id"}), Outcome::Passed, vec![]),
            (json!({"kind": "row_count_change", "percent": 10.0}), Outcome::NotRun, vec![]),
        ];
        let mut rules = Vec::new();
        for (check, ..) in &cases {
            rules.push(ruled(&test, project, data.id, check).await);
        }
        let detail = checked(&test, project, data.id).await;
        for ((check, outcome, broken), rule) in cases.iter().zip(&rules) {
            let result = detail.report.results.iter().find(|result| result.rule_id == *rule).unwrap();
            assert_eq!((result.outcome, result.failed), (*outcome, broken.len() as i64), "{check}");
            assert_eq!(ids(&detail, *rule), *broken, "{check}");
        }
        assert_eq!(detail.check.tally, Tally { passed: 7, warnings: 0, errors: 9, not_run: 1 });
        assert_eq!((detail.check.rows, detail.check.author.unwrap().id), (5, test.admin.user_id));
        let last = detail.report.results.last().unwrap();
        assert_eq!(last.reason, Some(Reason::NoEarlierCheck));
        let again = checked(&test, project, data.id).await;
        let last = again.report.results.last().unwrap();
        assert_eq!((last.outcome, last.found.as_deref()), (Outcome::Passed, Some("+0.0")));
        let latest = quality::latest(&test.app, &test.admin, project, data.id).await.unwrap();
        assert_eq!(latest, Some(again));
    }

    async fn rule_that_does_not_fit_is_refused_by_its_field(test: TestApp) {
        let (project, data, shops) = orders(&test).await;
        for (check, field) in [
            (json!({"kind": "not_null", "column": "nothing"}), "check.column"),
            (json!({"kind": "unique", "columns": ["id", "nothing"]}), "check.columns"),
            (json!({"kind": "range", "column": "code", "min": "a"}), "check.column"),
            (json!({"kind": "range", "column": "price", "min": "low"}), "check.min"),
            (json!({"kind": "range", "column": "day", "min": "2026-01-01", "max": "2026-02-30"}), "check.max"),
            (json!({"kind": "allowed_values", "column": "id", "values": ["one"]}), "check.values"),
            (json!({"kind": "pattern", "column": "code", "pattern": "("}), "check.pattern"),
            (json!({"kind": "pattern", "column": "code", "pattern": "a)|(b"}), "check.pattern"),
            (json!({"kind": "pattern", "column": "id", "pattern": "a"}), "check.pattern"),
            (json!({"kind": "freshness", "column": "price", "hours": 1}), "check.column"),
            (json!({"kind": "foreign_key", "column": "shop", "dataset": test.app.new_id(), "references": "id"}), "check.dataset"),
            (json!({"kind": "foreign_key", "column": "shop", "dataset": shops.id, "references": "nothing"}), "check.references"),
            (json!({"kind": "foreign_key", "column": "shop", "dataset": shops.id, "references": "name"}), "check.references"),
            (json!({"kind": "row_count_change", "percent": -1.0}), "check.percent"),
        ] {
            let made = quality::create_rule(&test.app, &test.admin, project, data.id, input(&check, Severity::Error)).await;
            let Err(Error::Invalid(fields)) = made else { panic!("{check}: {made:?}") };
            assert_eq!(fields[0].field, field, "{check}: {fields:?}");
        }
        assert_eq!(quality::rules(&test.app, &test.admin, project, data.id).await.unwrap(), []);
    }

    async fn rule_that_looks_at_what_is_gone_is_not_run(test: TestApp) {
        let (project, data, shops) = orders(&test).await;
        let key = json!({"kind": "foreign_key", "column": "shop", "dataset": shops.id, "references": "id"});
        let rule = ruled(&test, project, data.id, &key).await;
        dataset::delete(&test.app, &test.admin, project, shops.id).await.unwrap();
        let detail = checked(&test, project, data.id).await;
        let result = &detail.report.results[0];
        assert_eq!((result.outcome, result.reason), (Outcome::NotRun, Some(Reason::Reference)));
        let rows = quality::failed_rows(&test.app, &test.admin, project, (data.id, rule), 0, 10).await;
        assert!(matches!(rows, Err(Error::Conflict(_))), "{rows:?}");
    }

    async fn r36_failed_rows_are_paged_and_exported_without_formulas(test: TestApp) {
        let (project, data, _) = orders(&test).await;
        let check = json!({"kind": "allowed_values", "column": "code", "values": ["AB-1", "AB-22"]});
        let rule = ruled(&test, project, data.id, &check).await;
        let of = (data.id, rule);
        let second = quality::failed_rows(&test.app, &test.admin, project, of, 1, 1).await.unwrap();
        assert_eq!((second.rows.len(), second.total_rows), (1, 2));
        assert_eq!(second.rows[0][3], "=cmd");
        let beyond = quality::failed_rows(&test.app, &test.admin, project, of, 9, 1).await.unwrap();
        assert_eq!((beyond.rows.len(), beyond.total_rows), (0, 2));
        let exported = quality::export(&test.app, &test.admin, project, of).await.unwrap();
        let csv = std::fs::read_to_string(exported.path()).unwrap();
        assert_eq!(csv.lines().count(), 3);
        assert!(csv.contains(",'=cmd,") && !csv.contains(",=cmd"), "{csv}");
        let fresh = ruled(&test, project, data.id, &json!({"kind": "freshness", "column": "day", "hours": 1})).await;
        let none = quality::failed_rows(&test.app, &test.admin, project, (data.id, fresh), 0, 1).await;
        assert!(matches!(none, Err(Error::Conflict(_))));
    }

    async fn only_active_rules_are_checked_and_one_check_at_a_time(test: TestApp) {
        let (project, data, _) = orders(&test).await;
        let start = async || quality::start(&test.app, &test.admin, project, data.id).await;
        assert!(matches!(start().await, Err(Error::Conflict(_))), "no rule");
        let check = json!({"kind": "not_null", "column": "price"});
        let rule = ruled(&test, project, data.id, &check).await;
        let mut change = input(&check, Severity::Warning);
        change.active = false;
        quality::update_rule(&test.app, &test.admin, project, (data.id, rule), change.clone()).await.unwrap();
        assert!(matches!(start().await, Err(Error::Conflict(_))), "no active rule");
        change.active = true;
        quality::update_rule(&test.app, &test.admin, project, (data.id, rule), change).await.unwrap();
        let begun = start().await.unwrap();
        assert!(matches!(start().await, Err(Error::Conflict(_))), "one at a time");
        job::cancel(&test.app, &test.admin, project, begun.job_id.unwrap()).await.unwrap();
        let ended = quality::get_check(&test.app, &test.admin, project, (data.id, begun.id)).await.unwrap();
        assert_eq!((ended.check.state, ended.report.results.len()), (CheckState::Cancelled, 0));
        let detail = checked(&test, project, data.id).await;
        assert_eq!(detail.check.tally, Tally { warnings: 1, ..Tally::default() });
        quality::delete_rule(&test.app, &test.admin, project, (data.id, rule)).await.unwrap();
        let kept = quality::get_check(&test.app, &test.admin, project, (data.id, detail.check.id)).await.unwrap();
        assert_eq!(kept.report.results.len(), 1, "the report stays");
    }

    async fn import_is_followed_by_a_check_if_there_are_rules(test: TestApp) {
        let project = test.project().await.id;
        let data = started(&test, &test.admin, project, ORDERS).await.dataset;
        let wrong = input(&json!({"kind": "pattern", "column": "code", "pattern": "("}), Severity::Error);
        let refused = quality::create_rule(&test.app, &test.admin, project, data.id, wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        ruled(&test, project, data.id, &json!({"kind": "not_null", "column": "price"})).await;
        ruled(&test, project, data.id, &json!({"kind": "not_null", "column": "nothing"})).await;
        assert_eq!(test.work().await, Some(Worked::Done));
        assert_eq!(test.work().await, Some(Worked::Done));
        let found = quality::latest(&test.app, &test.admin, project, data.id).await.unwrap().unwrap();
        assert_eq!((found.check.trigger, found.check.author), (CheckTrigger::Import, None));
        assert_eq!(found.check.tally, Tally { errors: 1, not_run: 1, ..Tally::default() });
    }

    async fn schedule_checks_again_and_again_until_it_is_cancelled(test: TestApp) {
        let (project, data, _) = orders(&test).await;
        ruled(&test, project, data.id, &json!({"kind": "not_null", "column": "price"})).await;
        let (app, admin, id) = (&test.app, &test.admin, data.id);
        let hourly = ScheduleInput { every_hours: 1 };
        let wrong = quality::set_schedule(app, admin, project, id, ScheduleInput { every_hours: 0 }).await;
        assert!(matches!(wrong, Err(Error::Invalid(_))));
        let plan = quality::set_schedule(app, admin, project, id, ScheduleInput { every_hours: 5 }).await.unwrap();
        let plan = {
            assert_eq!(plan.every_hours, 5);
            quality::set_schedule(app, admin, project, id, hourly).await.unwrap()
        };
        assert_eq!(test.work().await, None, "not yet");
        for _ in 0..2 {
            test.clock.advance(TimeDelta::hours(1));
            assert_eq!(test.work().await, Some(Worked::Done));
            assert_eq!(test.work().await, None);
        }
        let checks = quality::checks(app, admin, project, id, ALL).await.unwrap().items;
        assert_eq!(checks.iter().map(|one| one.trigger).collect::<Vec<_>>(), [CheckTrigger::Schedule; 2]);
        let now = quality::get_schedule(app, admin, project, id).await.unwrap().unwrap();
        assert_eq!(now.next_at, Some(test.app.now() + TimeDelta::hours(1)));
        assert_ne!(now.job_id, plan.job_id);
        job::cancel(app, admin, project, now.job_id.unwrap()).await.unwrap();
        let rests = quality::get_schedule(app, admin, project, id).await.unwrap().unwrap();
        assert_eq!((rests.every_hours, rests.next_at, rests.job_id), (1, None, None));
        test.clock.advance(TimeDelta::hours(2));
        assert_eq!(test.work().await, None);
        quality::set_schedule(app, admin, project, id, hourly).await.unwrap();
        quality::remove_schedule(app, admin, project, id).await.unwrap();
        test.clock.advance(TimeDelta::hours(2));
        assert_eq!(test.work().await, None);
        assert_eq!(quality::get_schedule(app, admin, project, id).await.unwrap(), None);
    }

    async fn schedule_rests_in_the_bin_and_checks_nothing_in_the_archive(test: TestApp) {
        let (project, data, _) = orders(&test).await;
        ruled(&test, project, data.id, &json!({"kind": "not_null", "column": "price"})).await;
        let (app, admin, id) = (&test.app, &test.admin, data.id);
        quality::set_schedule(app, admin, project, id, ScheduleInput { every_hours: 1 }).await.unwrap();
        project::delete(app, admin, project).await.unwrap();
        test.clock.advance(TimeDelta::hours(1));
        assert_eq!(test.work().await, None, "nothing is done in the bin");
        project::restore(app, admin, project).await.unwrap();
        let plan = quality::get_schedule(app, admin, project, id).await.unwrap().unwrap();
        assert_eq!(plan.next_at, Some(test.app.now() + TimeDelta::hours(1)));
        project::archive(app, admin, project).await.unwrap();
        test.clock.advance(TimeDelta::hours(1));
        assert_eq!(test.work().await, Some(Worked::Done));
        assert_eq!(quality::checks(app, admin, project, id, ALL).await.unwrap().items, []);
        project::unarchive(app, admin, project).await.unwrap();
        test.clock.advance(TimeDelta::hours(1));
        assert_eq!(test.work().await, Some(Worked::Done));
        assert_eq!(quality::checks(app, admin, project, id, ALL).await.unwrap().items.len(), 1);
    }

    async fn deleted_data_set_takes_rules_checks_and_schedule_along(test: TestApp) {
        let (project, data, _) = orders(&test).await;
        ruled(&test, project, data.id, &json!({"kind": "not_null", "column": "price"})).await;
        let (app, admin, id) = (&test.app, &test.admin, data.id);
        checked(&test, project, id).await;
        quality::set_schedule(app, admin, project, id, ScheduleInput { every_hours: 1 }).await.unwrap();
        quality::start(app, admin, project, id).await.unwrap();
        dataset::delete(app, admin, project, id).await.unwrap();
        test.clock.advance(TimeDelta::hours(2));
        assert_eq!(test.work().await, None);
        assert!(matches!(quality::rules(app, admin, project, id).await, Err(Error::NotFound)));
    }

    async fn duplicated_project_has_the_rules_of_the_copies(test: TestApp) {
        let (project, data, shops) = orders(&test).await;
        let key = json!({"kind": "foreign_key", "column": "shop", "dataset": shops.id, "references": "id"});
        ruled(&test, project, data.id, &key).await;
        let named = ProjectInput { name: "Copy".to_owned(), description: String::new() };
        let copy = project::duplicate(&test.app, &test.admin, project, named).await.unwrap().id;
        let copies = dataset::list(&test.app, &test.admin, copy, ALL).await.unwrap().items;
        let find = |rows| copies.iter().find(|one| one.rows == rows).unwrap().id;
        let rules = quality::rules(&test.app, &test.admin, copy, find(5)).await.unwrap();
        let RuleCheck::ForeignKey { dataset, .. } = &rules[0].check else { panic!("{rules:?}") };
        assert_eq!(*dataset, find(3));
        assert_eq!(checked(&test, copy, find(5)).await.check.tally.errors, 1);
    }
}
