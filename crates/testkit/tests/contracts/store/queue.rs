use almanac_domain::job::{Job, JobState, Progress};
use almanac_domain::{JobId, PageRequest};
use almanac_store::queue::{self, Hold};
use almanac_store::{Error, Scope, Tx, job};
use almanac_testkit::{TestDb, for_each_backend};
use serde_json::json;

use super::fixture::{Tenant, at, tenant, write};

fn new_job(test: &TestDb, tenant: &Tenant) -> Job {
    Job::queued(JobId(test.ids.next(at(0))), tenant.project, "model.train", at(0))
}

async fn queued(test: &TestDb, tenant: &Tenant) -> Job {
    let job = new_job(test, tenant);
    let mut tx = write(test, tenant).await;
    job::insert(&mut tx, &job, &json!({"version": 1})).await.unwrap();
    tx.save().await.unwrap();
    job
}

async fn system(test: &TestDb) -> Tx {
    test.db.write(Scope::System).await.unwrap()
}

for_each_backend! {
    async fn job_is_found_and_listed_in_its_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let job = queued(&test, &here).await;
        let mut tx = write(&test, &here).await;
        assert_eq!(job::get(&mut tx, here.project, job.id).await.unwrap(), job);
        assert_eq!(job::find_anywhere(&mut tx, job.id).await.unwrap(), Some(job.clone()));
        assert_eq!(job::payload(&mut tx, here.project, job.id).await.unwrap(), json!({"version": 1}));
        let listed = job::list(&mut tx, here.project, PageRequest::default()).await.unwrap();
        assert_eq!(listed.items, std::slice::from_ref(&job));
        drop(tx);
        let mut tx = write(&test, &there).await;
        assert_eq!(job::find(&mut tx, here.project, job.id).await.unwrap(), None);
        assert_eq!(job::find_anywhere(&mut tx, job.id).await.unwrap(), None);
        assert!(job::payload(&mut tx, here.project, job.id).await.is_err());
        let cancelled = job::cancel(&mut tx, here.project, job.id, at(1)).await;
        assert!(matches!(cancelled, Err(Error::NotFound("job"))));
    }

    async fn oldest_job_is_claimed_first_and_by_one_worker(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let (first, second) = (queued(&test, &here).await, queued(&test, &here).await);
        let [one, two] = [test.ids.next(at(0)), test.ids.next(at(0))];
        let mut tx = system(&test).await;
        assert!(queue::any(&mut tx, at(1)).await.unwrap());
        let claimed = queue::claim(&mut tx, one, at(1), at(31)).await.unwrap().unwrap();
        assert_eq!((claimed.id, claimed.org_id, claimed.attempts), (first.id, here.org, 1));
        assert_eq!((claimed.project_id, claimed.payload), (here.project, json!({"version": 1})));
        assert_eq!(queue::claim(&mut tx, two, at(1), at(31)).await.unwrap().unwrap().id, second.id);
        assert_eq!(queue::claim(&mut tx, two, at(1), at(31)).await.unwrap(), None);
        assert!(!queue::any(&mut tx, at(1)).await.unwrap());
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        let running = job::get(&mut tx, here.project, first.id).await.unwrap();
        assert_eq!((running.state, running.started_at), (JobState::Running, Some(at(1))));
    }

    async fn job_of_a_dead_worker_is_taken_over_after_its_lease(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let job = queued(&test, &here).await;
        let [dead, next] = [test.ids.next(at(0)), test.ids.next(at(0))];
        let mut tx = system(&test).await;
        queue::claim(&mut tx, dead, at(0), at(30)).await.unwrap().unwrap();
        assert_eq!(queue::claim(&mut tx, next, at(29), at(60)).await.unwrap(), None);
        let taken = queue::claim(&mut tx, next, at(30), at(60)).await.unwrap().unwrap();
        assert_eq!((taken.id, taken.attempts), (job.id, 2));
        assert_eq!(queue::look(&mut tx, job.id, dead).await.unwrap(), Hold::Lost);
        assert_eq!(queue::renew(&mut tx, job.id, dead, at(99)).await.unwrap(), Hold::Lost);
        let progress = Progress { fraction: 0.5, ..Progress::default() };
        assert_eq!(queue::set_progress(&mut tx, job.id, dead, &progress).await.unwrap(), Hold::Lost);
        let late = queue::finish(&mut tx, job.id, dead, JobState::Succeeded, None, at(40)).await.unwrap();
        assert_eq!(late, Hold::Lost);
        assert_eq!(queue::retry(&mut tx, job.id, dead, "x", at(40)).await.unwrap(), Hold::Lost);
        assert_eq!(queue::look(&mut tx, job.id, next).await.unwrap(), Hold::Held);
    }

    async fn renewed_lease_keeps_the_job(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let job = queued(&test, &here).await;
        let [worker, next] = [test.ids.next(at(0)), test.ids.next(at(0))];
        let mut tx = system(&test).await;
        queue::claim(&mut tx, worker, at(0), at(30)).await.unwrap().unwrap();
        assert_eq!(queue::renew(&mut tx, job.id, worker, at(50)).await.unwrap(), Hold::Held);
        assert_eq!(queue::claim(&mut tx, next, at(40), at(70)).await.unwrap(), None);
    }

    async fn progress_is_written_and_the_end_is_final(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let job = queued(&test, &here).await;
        let worker = test.ids.next(at(0));
        let progress = Progress { phase: "fit".to_owned(), loss: vec![0.5, 0.25], ..Progress::default() };
        let mut tx = system(&test).await;
        queue::claim(&mut tx, worker, at(0), at(30)).await.unwrap().unwrap();
        queue::set_progress(&mut tx, job.id, worker, &progress).await.unwrap();
        queue::finish(&mut tx, job.id, worker, JobState::Failed, Some("short"), at(9)).await.unwrap();
        assert_eq!(queue::claim(&mut tx, worker, at(99), at(120)).await.unwrap(), None);
        assert_eq!(queue::counts(&mut tx).await.unwrap(), [("failed".to_owned(), 1)]);
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        let ended = job::get(&mut tx, here.project, job.id).await.unwrap();
        assert_eq!((ended.state, ended.progress, ended.finished_at), (JobState::Failed, progress, Some(at(9))));
        assert_eq!(ended.error.as_deref(), Some("short"));
        assert!(matches!(job::cancel(&mut tx, here.project, job.id, at(10)).await, Err(Error::NotFound("job"))));
    }

    async fn failed_attempt_waits_before_the_next(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let job = queued(&test, &here).await;
        let worker = test.ids.next(at(0));
        let mut tx = system(&test).await;
        queue::claim(&mut tx, worker, at(0), at(30)).await.unwrap().unwrap();
        assert_eq!(queue::retry(&mut tx, job.id, worker, "disk", at(20)).await.unwrap(), Hold::Held);
        assert_eq!(queue::claim(&mut tx, worker, at(19), at(49)).await.unwrap(), None);
        assert_eq!(queue::claim(&mut tx, worker, at(20), at(50)).await.unwrap().unwrap().attempts, 2);
    }

    async fn first_job_of_a_kind_is_found_in_its_project(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "c@d.co").await);
        let job = queued(&test, &here).await;
        queued(&test, &here).await;
        let mut tx = test.db.read(Scope::Org(here.org)).await.unwrap();
        assert_eq!(job::first(&mut tx, here.project, &job.kind).await.unwrap(), Some(job.clone()));
        assert_eq!(job::first(&mut tx, here.project, "another").await.unwrap(), None);
        assert_eq!(job::first(&mut tx, there.project, &job.kind).await.unwrap(), None);
    }

    async fn released_job_is_free_and_its_attempt_does_not_count(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let job = queued(&test, &here).await;
        let [worker, next] = [test.ids.next(at(0)), test.ids.next(at(0))];
        let mut tx = system(&test).await;
        queue::claim(&mut tx, worker, at(0), at(30)).await.unwrap().unwrap();
        queue::release(&mut tx, job.id, next, at(0)).await.unwrap();
        assert_eq!(queue::claim(&mut tx, next, at(1), at(31)).await.unwrap(), None);
        queue::release(&mut tx, job.id, worker, at(1)).await.unwrap();
        assert_eq!(queue::claim(&mut tx, next, at(0), at(30)).await.unwrap(), None, "it is not due");
        assert_eq!(queue::claim(&mut tx, next, at(1), at(31)).await.unwrap().unwrap().attempts, 1);
        queue::expire_all(&mut tx, at(2)).await.unwrap();
        assert_eq!(queue::claim(&mut tx, worker, at(2), at(32)).await.unwrap().unwrap().attempts, 2);
    }

    async fn waiting_job_is_cancelled_at_once_and_a_running_one_is_asked_to_stop(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let (running, waiting) = (queued(&test, &here).await, queued(&test, &here).await);
        let worker = test.ids.next(at(0));
        let mut tx = system(&test).await;
        queue::claim(&mut tx, worker, at(0), at(30)).await.unwrap().unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        assert!(job::cancel(&mut tx, here.project, waiting.id, at(1)).await.unwrap());
        assert!(!job::cancel(&mut tx, here.project, running.id, at(1)).await.unwrap());
        let stopped = job::get(&mut tx, here.project, waiting.id).await.unwrap();
        assert_eq!((stopped.state, stopped.finished_at), (JobState::Cancelled, Some(at(1))));
        tx.save().await.unwrap();
        let mut tx = system(&test).await;
        assert_eq!(queue::look(&mut tx, running.id, worker).await.unwrap(), Hold::CancelRequested);
        assert_eq!(queue::renew(&mut tx, running.id, worker, at(60)).await.unwrap(), Hold::CancelRequested);
        assert_eq!(queue::claim(&mut tx, worker, at(1), at(31)).await.unwrap(), None);
    }
}
