use almanac_domain::ProjectId;
use almanac_domain::data::{ColumnType, DatasetState, ImportDataset, Upload};
use almanac_domain::job::JobState;
use almanac_jobs::{Outcome, Worker};
use almanac_service::{Error, dataset, job, project, query, upload};
use almanac_testkit::{TestApp, for_each_backend};
use chrono::TimeDelta;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::sample::{days, imported, started};

/// An upload whose row 3001 has a text in the column of numbers.
async fn with_a_bad_row(test: &TestApp, project: ProjectId) -> Upload {
    let mut csv = days(3_000, 0);
    csv.push_str("2024-01-01,not a number,clear,5\n");
    let mut incoming = upload::begin(&test.app, &test.admin, project, "days.csv").await.unwrap();
    incoming.write(csv.as_bytes()).await.unwrap();
    incoming.finish().await.unwrap()
}

for_each_backend! {
    async fn upload_becomes_a_data_set_that_can_be_read(test: TestApp) {
        let project = test.project().await.id;
        let found = imported(&test, project, &days(30, 0)).await;
        assert_eq!(found.rows, 30);
        let names: Vec<_> = found.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["day", "temp", "weather", "rides"]);
        let profile = dataset::profile(&test.app, &test.admin, project, found.id).await.unwrap();
        assert_eq!((profile.rows, profile.columns.len()), (30, 4));
        let rows = dataset::rows(&test.app, &test.admin, project, found.id, 28, 10).await.unwrap();
        assert_eq!((rows.rows.len(), rows.total_rows), (2, 30));
        assert_eq!(rows.rows[0][0], "2024-01-29");
        // The rows and the profile are all that is left: the upload is gone.
        assert_eq!(test.data_files().len(), 2, "{:?}", test.data_files());
    }

    async fn same_bytes_read_the_same_way_are_the_same_data_set(test: TestApp) {
        let project = test.project().await.id;
        let first = imported(&test, project, &days(30, 0)).await;
        let again = started(&test, &test.admin, project, &days(30, 0)).await;
        assert!(again.already_there);
        assert_eq!(again.dataset.id, first.id);
        assert_eq!(test.data_files().len(), 2);
        assert_eq!(test.work().await, None);
    }

    async fn bad_row_is_named_and_the_upload_kept_for_other_options(test: TestApp) {
        let project = test.project().await.id;
        let sent = with_a_bad_row(&test, project).await;
        let kept = test.data_files();
        let mut options = sent.detection.options;
        options.columns[1].kind = ColumnType::Float;
        let mut input =
            ImportDataset { upload_id: sent.id, name: "Days".to_owned(), options: Some(options.clone()) };
        let begun = dataset::import(&test.app, &test.admin, project, input.clone()).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        let failed = dataset::get(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
        assert_eq!(failed.state, DatasetState::Failed);
        let error = failed.error.unwrap();
        assert!(error.contains("row 3001") && error.contains("temp"), "{error}");
        let job = job::get(&test.app, &test.admin, project, begun.dataset.job_id.unwrap()).await.unwrap();
        assert_eq!((job.state, job.error), (JobState::Failed, Some(error)));
        // The upload is all that is left, after a restart too.
        let test = test.reopened().await;
        assert_eq!(test.data_files(), kept);

        options.columns[1].kind = ColumnType::Text;
        input.options = Some(options);
        let again = dataset::import(&test.app, &test.admin, project, input).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        let found = dataset::get(&test.app, &test.admin, project, again.dataset.id).await.unwrap();
        assert_eq!((found.state, found.rows), (DatasetState::Ready, 3_001));
        assert!(test.data_files().iter().all(|file| file.starts_with("files/")), "{:?}", test.data_files());
        dataset::delete(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
        assert_eq!(test.data_files().len(), 2, "the rows and their profile");
    }

    async fn deleted_failed_data_set_takes_the_kept_upload_along(test: TestApp) {
        let project = test.project().await.id;
        let sent = with_a_bad_row(&test, project).await;
        let mut options = sent.detection.options;
        options.columns[1].kind = ColumnType::Float;
        let input = ImportDataset { upload_id: sent.id, name: "Days".to_owned(), options: Some(options) };
        let begun = dataset::import(&test.app, &test.admin, project, input.clone()).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        // While another import reads it, it stays.
        let again = dataset::import(&test.app, &test.admin, project, input).await.unwrap();
        dataset::delete(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
        assert_eq!(test.data_files().len(), 1);
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        dataset::delete(&test.app, &test.admin, project, again.dataset.id).await.unwrap();
        assert_eq!(test.data_files(), Vec::<String>::new());
        let gone = upload::get(&test.app, &test.admin, project, sent.id).await;
        assert!(matches!(gone, Err(Error::NotFound)));
    }

    async fn file_that_no_options_can_mend_is_not_kept(test: TestApp) {
        let project = test.project().await.id;
        let mut incoming = upload::begin(&test.app, &test.admin, project, "days.csv").await.unwrap();
        incoming.write(days(30, 0).as_bytes()).await.unwrap();
        let sent = incoming.finish().await.unwrap();
        let input = ImportDataset { upload_id: sent.id, name: "Days".to_owned(), options: None };
        dataset::import(&test.app, &test.admin, project, input).await.unwrap();
        std::fs::write(test.folder().join(format!("uploads/{}", sent.id)), b"").unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        assert_eq!(test.data_files(), Vec::<String>::new());
    }

    async fn upload_that_nobody_imports_goes_after_a_week(test: TestApp) {
        let project = test.project().await.id;
        let send = async |name: &str| {
            let mut incoming = upload::begin(&test.app, &test.admin, project, name).await.unwrap();
            incoming.write(b"a,b\n1,2\n").await.unwrap();
            incoming.finish().await.unwrap().id
        };
        let (old, young) = (send("old.csv").await, {
            test.clock.advance(TimeDelta::days(3));
            send("young.csv").await
        });
        test.clock.advance(TimeDelta::days(4) + TimeDelta::seconds(1));
        send("new.csv").await;
        assert_eq!(test.data_files().len(), 2);
        let gone = upload::get(&test.app, &test.admin, project, old).await;
        assert!(matches!(gone, Err(Error::NotFound)));
        upload::get(&test.app, &test.admin, project, young).await.unwrap();
    }

    async fn file_that_is_no_table_is_refused_and_leaves_nothing_behind(test: TestApp) {
        let project = test.project().await.id;
        for bytes in [&b""[..], &[0_u8, 1, 2, 3, 255, 254, 0, 0]] {
            let mut incoming = upload::begin(&test.app, &test.admin, project, "x.csv").await.unwrap();
            incoming.write(bytes).await.unwrap();
            assert!(matches!(incoming.finish().await, Err(Error::Invalid(_))));
        }
        assert_eq!(test.data_files(), Vec::<String>::new());
    }

    async fn upload_that_is_given_up_leaves_nothing_behind(test: TestApp) {
        let project = test.project().await.id;
        let mut incoming = upload::begin(&test.app, &test.admin, project, "x.csv").await.unwrap();
        incoming.write(b"a,b\n1,2\n").await.unwrap();
        assert_eq!(test.data_files().len(), 1);
        drop(incoming);
        assert_eq!(test.data_files(), Vec::<String>::new());
    }

    async fn corrected_options_are_previewed_and_used(test: TestApp) {
        let project = test.project().await.id;
        let mut incoming = upload::begin(&test.app, &test.admin, project, "dir/../x.csv").await.unwrap();
        incoming.write(b"a,b\n1,2\n3,4\n").await.unwrap();
        let sent = incoming.finish().await.unwrap();
        assert_eq!(sent.file_name, "x.csv");
        let mut options = sent.detection.options.clone();
        options.columns[1].include = false;
        let seen = upload::detect(&test.app, &test.admin, project, sent.id, options.clone()).await.unwrap();
        assert!(!seen.options.columns[1].include);
        let input = ImportDataset { upload_id: sent.id, name: "A".to_owned(), options: Some(options) };
        let begun = dataset::import(&test.app, &test.admin, project, input).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        let found = dataset::get(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
        assert_eq!(found.columns.len(), 1);
    }

    async fn deleted_data_set_takes_its_files_along(test: TestApp) {
        let project = test.project().await.id;
        let found = imported(&test, project, &days(30, 0)).await;
        dataset::delete(&test.app, &test.admin, project, found.id).await.unwrap();
        assert_eq!(test.data_files(), Vec::<String>::new());
        let gone = dataset::get(&test.app, &test.admin, project, found.id).await;
        assert!(matches!(gone, Err(Error::NotFound)));
    }

    async fn data_set_that_a_query_reads_is_kept(test: TestApp) {
        let project = test.project().await.id;
        let found = imported(&test, project, &days(30, 0)).await;
        let document = json!({"version": 1, "source": {"dataset": found.id}});
        let input = almanac_domain::saved::QueryInput { name: "All".to_owned(), document, chart: None };
        let saved = query::save(&test.app, &test.admin, project, input).await.unwrap();
        let kept = dataset::delete(&test.app, &test.admin, project, found.id).await;
        assert!(matches!(kept, Err(Error::Conflict(_))));
        query::delete(&test.app, &test.admin, project, saved.id).await.unwrap();
        dataset::delete(&test.app, &test.admin, project, found.id).await.unwrap();
    }

    async fn deleted_project_takes_all_its_files_along(test: TestApp) {
        let project = test.project().await.id;
        imported(&test, project, &days(30, 0)).await;
        started(&test, &test.admin, project, &days(20, 0)).await;
        project::delete(&test.app, &test.admin, project).await.unwrap();
        assert_eq!(test.work().await, None);
        test.clock.advance(chrono::TimeDelta::days(30));
        assert_eq!(project::empty_bin(&test.app).await.unwrap(), 1);
        assert_eq!(test.data_files(), Vec::<String>::new());
    }

    async fn waiting_import_is_cancelled_and_leaves_nothing_behind(test: TestApp) {
        let project = test.project().await.id;
        let begun = started(&test, &test.admin, project, &days(30, 0)).await;
        let id = begun.dataset.job_id.unwrap();
        let stopped = job::cancel(&test.app, &test.admin, project, id).await.unwrap();
        assert_eq!(stopped.state, JobState::Cancelled);
        assert_eq!(test.work().await, None);
        assert_eq!(test.data_files(), Vec::<String>::new());
        let failed = dataset::get(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
        assert_eq!(failed.state, DatasetState::Failed);
        let again = job::cancel(&test.app, &test.admin, project, id).await;
        assert!(matches!(again, Err(Error::Conflict(_))));
    }

    async fn i03_job_of_a_dead_worker_is_taken_over_and_done_once(test: TestApp) {
        let project = test.project().await.id;
        let begun = started(&test, &test.admin, project, &days(30, 0)).await;
        let dead = Worker::new(test.app.clone());
        assert!(dead.claim().await.unwrap().is_some());
        assert_eq!(test.work().await, None);
        let test = test.reopened().await;
        test.clock.advance(TimeDelta::seconds(31));
        assert_eq!(test.work().await, Some(Outcome::Done));
        let found = dataset::get(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
        assert_eq!((found.state, found.rows), (DatasetState::Ready, 30));
        let job = job::get(&test.app, &test.admin, project, begun.dataset.job_id.unwrap()).await.unwrap();
        assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2));
    }

    async fn job_of_a_worker_that_stops_waits_for_the_next_one(test: TestApp) {
        let project = test.project().await.id;
        let begun = started(&test, &test.admin, project, &days(30, 0)).await;
        let stop = CancellationToken::new();
        stop.cancel();
        let worker = Worker::new(test.app.clone());
        assert_eq!(worker.step(&stop).await.unwrap(), Some(Outcome::Stopped));
        assert_eq!(test.work().await, Some(Outcome::Done));
        let job = job::get(&test.app, &test.admin, project, begun.dataset.job_id.unwrap()).await.unwrap();
        assert_eq!((job.state, job.attempts), (JobState::Succeeded, 1));
    }

    async fn job_that_kills_its_worker_each_time_is_given_up(test: TestApp) {
        let project = test.project().await.id;
        let begun = started(&test, &test.admin, project, &days(30, 0)).await;
        for _ in 0..3 {
            assert!(Worker::new(test.app.clone()).claim().await.unwrap().is_some());
            test.clock.advance(TimeDelta::seconds(31));
        }
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        let found = dataset::get(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
        assert_eq!(found.state, DatasetState::Failed);
        assert_eq!(test.data_files(), Vec::<String>::new());
    }

    async fn i05_what_a_crash_left_half_written_is_removed_at_start(test: TestApp) {
        let project = test.project().await.id;
        imported(&test, project, &days(30, 0)).await;
        let kept = test.data_files();
        let org = test.admin.org_id;
        for name in ["incoming/half.part", "uploads/0192f0c1-2345-7000-8000-000000000001"] {
            std::fs::write(test.folder().join(name), b"half").unwrap();
        }
        std::fs::write(test.folder().join(format!("files/{org}/orphan.parquet")), b"half").unwrap();
        let test = test.reopened().await;
        assert_eq!(test.data_files(), kept);
    }
}

/// A single process owns an SQLite file, so a job that was at work when it starts has no worker any more.
#[tokio::test]
async fn i07_job_of_a_killed_server_is_taken_up_at_once_on_sqlite() {
    let test = <TestApp as almanac_testkit::Backend>::sqlite().await;
    let project = test.project().await.id;
    started(&test, &test.admin, project, &days(30, 0)).await;
    assert!(Worker::new(test.app.clone()).claim().await.unwrap().is_some());
    let test = test.reopened().await;
    assert_eq!(test.work().await, Some(Outcome::Done));
}
