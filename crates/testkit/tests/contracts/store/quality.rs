use almanac_domain::data::{Dataset, DatasetState};
use almanac_domain::job::Job;
use almanac_domain::quality::{
    CheckReport, CheckSchedule, CheckState, CheckTrigger, FillMethod, FilledColumn, Origin, Outcome,
    QualityCheck, QualityRule, RuleCheck, RuleResult, Severity, Tally,
};
use almanac_domain::sharing::Person;
use almanac_domain::{CheckId, DatasetId, JobId, PageRequest, ProjectId, RuleId};
use almanac_store::{
    Error, Scope, Tx, dataset, job, project, quality_check, quality_rule, quality_schedule, queue,
};
use almanac_testkit::{TestDb, for_each_backend};
use serde_json::json;

use super::fixture::{Tenant, at, tenant, write};

const ALL: PageRequest = PageRequest { limit: 50, after: None };

pub async fn new_dataset(test: &TestDb, tx: &mut Tx, project: ProjectId) -> DatasetId {
    let id = DatasetId(test.ids.next(at(0)));
    let made = Dataset {
        id,
        name: "Rides".to_owned(),
        file_name: "rides.csv".to_owned(),
        state: DatasetState::Importing,
        error: None,
        job_id: None,
        version: 1,
        rows: 0,
        bytes: 0,
        sha256: "ab".repeat(32),
        columns: Vec::new(),
        origin: None,
        created_at: at(0),
    };
    dataset::insert(tx, project, &made, &id.to_string()).await.unwrap();
    id
}

fn new_rule(test: &TestDb) -> QualityRule {
    let values = vec!["Ω".to_owned(), "'".to_owned()];
    QualityRule {
        id: RuleId(test.ids.next(at(0))),
        check: RuleCheck::AllowedValues { column: "größe".to_owned(), values },
        severity: Severity::Warning,
        active: true,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn new_check(test: &TestDb, tenant: &Tenant, seconds: i64) -> QualityCheck {
    QualityCheck {
        id: CheckId(test.ids.next(at(seconds))),
        trigger: CheckTrigger::Person,
        state: CheckState::Checking,
        error: None,
        author: Some(Person { id: tenant.user, name: "Ada Ω".to_owned(), email: "a@b.co".to_owned() }),
        job_id: Some(JobId(test.ids.next(at(seconds)))),
        rows: 0,
        tally: Tally::default(),
        created_at: at(seconds),
        finished_at: None,
    }
}

fn new_report(rule: &QualityRule) -> CheckReport {
    let result = RuleResult {
        rule_id: rule.id,
        check: rule.check.clone(),
        severity: rule.severity,
        outcome: Outcome::Failed,
        reason: None,
        checked: 10,
        failed: 2,
        found: None,
        examples: vec![vec![json!("x"), json!(null), json!(1.5)]],
    };
    CheckReport { columns: Vec::new(), results: vec![result] }
}

for_each_backend! {
    async fn rule_is_kept_changed_and_deleted_in_its_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        let data = new_dataset(&test, &mut tx, here.project).await;
        let other = new_dataset(&test, &mut tx, here.project).await;
        let mut rule = new_rule(&test);
        let second = new_rule(&test);
        quality_rule::insert(&mut tx, here.project, data, &rule).await.unwrap();
        quality_rule::insert(&mut tx, here.project, data, &second).await.unwrap();
        assert_eq!(quality_rule::get(&mut tx, here.project, data, rule.id).await.unwrap(), rule);
        assert_eq!(quality_rule::find(&mut tx, here.project, other, rule.id).await.unwrap(), None);
        rule.check = RuleCheck::NotNull { column: "a".to_owned() };
        (rule.severity, rule.active, rule.updated_at) = (Severity::Error, false, at(9));
        quality_rule::update(&mut tx, here.project, data, &rule).await.unwrap();
        let all = quality_rule::list(&mut tx, here.project, data).await.unwrap();
        assert_eq!(all, [rule.clone(), second.clone()]);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(quality_rule::list(&mut tx, here.project, data).await.unwrap(), []);
        for stolen in [
            quality_rule::update(&mut tx, here.project, data, &rule).await,
            quality_rule::delete(&mut tx, here.project, data, rule.id).await,
        ] {
            assert!(matches!(stolen, Err(Error::NotFound("rule"))), "{stolen:?}");
        }
        quality_rule::delete_of(&mut tx, here.project, data).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        quality_rule::delete(&mut tx, here.project, data, rule.id).await.unwrap();
        assert_eq!(quality_rule::list(&mut tx, here.project, data).await.unwrap(), [second]);
        quality_rule::delete_of(&mut tx, here.project, data).await.unwrap();
        assert_eq!(quality_rule::list(&mut tx, here.project, data).await.unwrap(), []);
    }

    async fn check_is_ended_once_by_its_own_job_and_listed_newest_first(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        let data = new_dataset(&test, &mut tx, here.project).await;
        let (first, second) = (new_check(&test, &here, 1), new_check(&test, &here, 2));
        let (job, other) = (first.job_id.unwrap(), second.job_id.unwrap());
        for check in [&first, &second] {
            quality_check::insert(&mut tx, here.project, data, check, &CheckReport::default()).await.unwrap();
        }
        let listed = quality_check::list(&mut tx, here.project, data, ALL).await.unwrap();
        assert_eq!(listed.items, [second.clone(), first.clone()]);
        let waiting = quality_check::latest(&mut tx, here.project, data, CheckState::Checking).await.unwrap();
        assert_eq!(waiting, Some(second.clone()));
        let report = new_report(&new_rule(&test));
        let tally = Tally { passed: 1, warnings: 2, errors: 3, not_run: 4 };
        let found = (17, tally, &report);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert!(!quality_check::finish(&mut tx, here.project, (data, job), found, at(5)).await.unwrap());
        assert_eq!(quality_check::find(&mut tx, here.project, data, first.id).await.unwrap(), None);
        drop(tx);
        let mut tx = write(&test, &here).await;
        assert!(quality_check::finish(&mut tx, here.project, (data, job), found, at(5)).await.unwrap());
        assert!(!quality_check::finish(&mut tx, here.project, (data, job), found, at(6)).await.unwrap());
        let ended = quality_check::get(&mut tx, here.project, data, first.id).await.unwrap();
        let wanted = QualityCheck {
            state: CheckState::Finished, rows: 17, tally, finished_at: Some(at(5)), ..first.clone()
        };
        assert_eq!(ended, wanted);
        assert_eq!(quality_check::report(&mut tx, here.project, data, first.id).await.unwrap(), report);
        let failed = (CheckState::Failed, Some("no luck"));
        assert!(quality_check::end(&mut tx, here.project, (data, other), failed, at(7)).await.unwrap());
        assert!(!quality_check::end(&mut tx, here.project, (data, job), failed, at(7)).await.unwrap());
        let ended = quality_check::get(&mut tx, here.project, data, second.id).await.unwrap();
        assert_eq!((ended.state, ended.error.as_deref()), (CheckState::Failed, Some("no luck")));
        let latest = quality_check::latest(&mut tx, here.project, data, CheckState::Finished).await.unwrap();
        assert_eq!(latest.unwrap().id, first.id);
        quality_check::delete_of(&mut tx, here.project, data).await.unwrap();
        let gone = quality_check::report(&mut tx, here.project, data, first.id).await;
        assert!(matches!(gone, Err(Error::NotFound("check"))));
    }

    async fn schedule_is_put_rested_and_deleted(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        let data = new_dataset(&test, &mut tx, here.project).await;
        let job = JobId(test.ids.next(at(0)));
        let mut plan = CheckSchedule { every_hours: 24, next_at: Some(at(60)), job_id: Some(job) };
        quality_schedule::put(&mut tx, here.project, data, &plan).await.unwrap();
        plan.every_hours = 6;
        quality_schedule::put(&mut tx, here.project, data, &plan).await.unwrap();
        assert_eq!(quality_schedule::find(&mut tx, here.project, data).await.unwrap(), Some(plan.clone()));
        let listed = quality_schedule::list(&mut tx, here.project).await.unwrap();
        assert_eq!(listed, [(data, plan.clone())]);
        quality_schedule::rest(&mut tx, here.project, (data, JobId(test.ids.next(at(0))))).await.unwrap();
        assert_eq!(quality_schedule::find(&mut tx, here.project, data).await.unwrap(), Some(plan));
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(quality_schedule::find(&mut tx, here.project, data).await.unwrap(), None);
        quality_schedule::delete(&mut tx, here.project, data).await.unwrap();
        quality_schedule::rest(&mut tx, here.project, (data, job)).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        quality_schedule::rest(&mut tx, here.project, (data, job)).await.unwrap();
        let rests = CheckSchedule { every_hours: 6, next_at: None, job_id: None };
        assert_eq!(quality_schedule::find(&mut tx, here.project, data).await.unwrap(), Some(rests));
        quality_schedule::delete(&mut tx, here.project, data).await.unwrap();
        assert_eq!(quality_schedule::find(&mut tx, here.project, data).await.unwrap(), None);
    }

    async fn job_that_was_put_off_is_not_claimed_before_its_time(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let later = Job::queued(JobId(test.ids.next(at(0))), here.project, "dataset.check", at(0));
        let mut tx = write(&test, &here).await;
        job::insert_for(&mut tx, &later, &json!({}), at(100)).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = test.db.write(Scope::System).await.unwrap();
        let worker = test.ids.next(at(0));
        assert_eq!(queue::claim(&mut tx, worker, at(99), at(130)).await.unwrap(), None);
        let claimed = queue::claim(&mut tx, worker, at(100), at(130)).await.unwrap();
        assert_eq!(claimed.map(|job| job.id), Some(later.id));
    }

    async fn project_is_open_until_it_is_archived_or_deleted(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &there).await;
        assert!(!project::is_open(&mut tx, here.project).await.unwrap());
        drop(tx);
        let mut tx = write(&test, &here).await;
        assert!(project::is_open(&mut tx, here.project).await.unwrap());
        project::set_archived(&mut tx, here.project, Some(at(1))).await.unwrap();
        assert!(!project::is_open(&mut tx, here.project).await.unwrap());
        project::set_archived(&mut tx, here.project, None).await.unwrap();
        almanac_store::bin::put(&mut tx, here.project, at(2)).await.unwrap();
        assert!(!project::is_open(&mut tx, here.project).await.unwrap());
    }

    async fn origin_of_a_data_set_is_kept_in_its_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        let (data, from) =
            (new_dataset(&test, &mut tx, here.project).await, new_dataset(&test, &mut tx, here.project).await);
        let origin = Origin {
            dataset: from,
            name: "Raw Ω".to_owned(),
            version: Some(3),
            sha256: "cd".repeat(32),
            method: FillMethod::Knn { neighbours: 7 },
            time: None,
            series: None,
            period: None,
            filled: vec![FilledColumn { column: "temp".to_owned(), missing: 9, filled: 8 }],
        };
        dataset::set_origin(&mut tx, here.project, data, &origin).await.unwrap();
        assert_eq!(dataset::get(&mut tx, here.project, data).await.unwrap().origin, Some(origin.clone()));
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        let stolen = dataset::set_origin(&mut tx, here.project, data, &origin).await;
        assert!(matches!(stolen, Err(Error::NotFound("data set"))), "{stolen:?}");
    }
}
