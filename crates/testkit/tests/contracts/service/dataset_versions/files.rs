//! Imports that do not end well, and what becomes of files.

use almanac_domain::data::{ColumnType, DatasetState};
use almanac_domain::job::JobState;
use almanac_domain::quality::{FillInput, FillMethod};
use almanac_jobs::{Outcome, Worker};
use almanac_service::{Error, dataset, job, project, quality};
use almanac_testkit::{TestApp, for_each_backend};
use chrono::TimeDelta;
use serde_json::json;

use super::super::sample::{days, imported};
use super::{FIRST, SECOND, THIRD, all, becomes, begun, conflict, found, input, rows, sent, shows};

for_each_backend! {
    async fn failed_import_leaves_what_is_shown_and_says_why(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, &days(30, 0)).await;
        let mut csv = days(3_000, 0);
        csv.push_str("2024-01-01,not a number,clear,5\n");
        let upload = sent(&test, project, &csv).await;
        let mut options = upload.detection.options.clone();
        options.columns[1].kind = ColumnType::Float;
        let other = input(&upload, Some(options.clone()));
        let begun = dataset::import_version(app, admin, project, data.id, other).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        assert_eq!(found(&test, project, &data).await, data);
        let failed = dataset::get_version(app, admin, project, (data.id, 2)).await.unwrap();
        assert_eq!((failed.state, failed.id), (DatasetState::Failed, begun.version.id));
        let error = failed.error.unwrap();
        assert!(error.contains("row 3001") && error.contains("temp"), "{error}");
        let used = almanac_domain::data::UseVersion { version: 2 };
        let wrong = dataset::use_version(app, admin, project, data.id, used).await;
        assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
        let compared = dataset::diff_versions(app, admin, project, data.id, (1, 2)).await;
        assert!(matches!(compared, Err(Error::NotFound)), "{compared:?}");

        // The upload is kept for other options.
        assert_eq!(test.data_files().len(), 3);
        options.columns[1].kind = ColumnType::Text;
        let again = dataset::import_version(app, admin, project, data.id, input(&upload, Some(options)));
        assert_eq!(again.await.unwrap().version.number, 3);
        assert_eq!(test.work().await, Some(Outcome::Done));
        assert_eq!(found(&test, project, &data).await.rows, 3_001);
        dataset::delete_version(app, admin, project, (data.id, 2)).await.unwrap();
        assert_eq!(test.data_files().len(), 4);
    }

    async fn deleted_failed_version_takes_the_kept_upload_along(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        let upload = sent(&test, project, "id,price\n1,x\n").await;
        let mut options = upload.detection.options.clone();
        options.columns[1].kind = ColumnType::Float;
        dataset::import_version(app, admin, project, data.id, input(&upload, Some(options))).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        assert_eq!(test.data_files().len(), 3);
        dataset::delete_version(app, admin, project, (data.id, 2)).await.unwrap();
        assert_eq!(test.data_files().len(), 2);
    }

    async fn cancelled_import_leaves_what_is_shown(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        let started = begun(&test, project, &data, SECOND).await.unwrap().version;
        let stopped = job::cancel(app, admin, project, started.job_id.unwrap()).await.unwrap();
        assert_eq!(stopped.state, JobState::Cancelled);
        assert_eq!(test.work().await, None);
        assert_eq!(found(&test, project, &data).await, data);
        let version = dataset::get_version(app, admin, project, (data.id, 2)).await.unwrap();
        assert_eq!((version.state, version.error.as_deref()), (DatasetState::Failed, Some("the import was cancelled")));
        assert_eq!(test.data_files().len(), 2);
        assert_eq!(becomes(&test, project, &data, SECOND).await.version, 3);
    }

    async fn version_that_is_shown_is_kept_and_another_one_goes_with_its_files(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        let kept = test.data_files();
        becomes(&test, project, &data, SECOND).await;
        let shown = conflict(dataset::delete_version(app, admin, project, (data.id, 2)).await);
        assert!(shown.contains("shows this version"), "{shown}");
        shows(&test, project, &data, 1).await;
        dataset::delete_version(app, admin, project, (data.id, 2)).await.unwrap();
        assert_eq!(test.data_files(), kept);
        assert_eq!(rows(&test, project, &data).await, json!([[1, "north", 10], [2, "south", 20]]));
        assert_eq!(all(&test, project, &data).await.len(), 1);
        for gone in [
            dataset::get_version(app, admin, project, (data.id, 2)).await.map(drop),
            dataset::delete_version(app, admin, project, (data.id, 2)).await,
        ] {
            assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
        }
        // Its number is not given again.
        assert_eq!(becomes(&test, project, &data, THIRD).await.version, 3);
    }

    async fn deleted_version_that_is_being_imported_is_stopped(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        begun(&test, project, &data, SECOND).await.unwrap();
        dataset::delete_version(app, admin, project, (data.id, 2)).await.unwrap();
        assert_eq!(test.work().await, None);
        assert_eq!(test.data_files().len(), 2);
        assert_eq!(becomes(&test, project, &data, SECOND).await.version, 3);
    }

    async fn data_set_and_project_take_the_files_of_all_versions_along(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, FIRST).await;
        becomes(&test, project, &data, SECOND).await;
        begun(&test, project, &data, THIRD).await.unwrap();
        dataset::delete(app, admin, project, data.id).await.unwrap();
        assert_eq!(test.work().await, None);
        assert_eq!(test.data_files(), Vec::<String>::new());
        let data = imported(&test, project, FIRST).await;
        becomes(&test, project, &data, SECOND).await;
        shows(&test, project, &data, 1).await;
        project::delete(app, admin, project).await.unwrap();
        test.clock.advance(TimeDelta::days(30));
        assert_eq!(project::empty_bin(app).await.unwrap(), 1);
        assert_eq!(test.data_files(), Vec::<String>::new());
    }

    async fn i03_version_of_a_dead_worker_is_taken_over_and_shown_once(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, FIRST).await;
        begun(&test, project, &data, SECOND).await.unwrap();
        let dead = Worker::new(test.app.clone());
        assert!(dead.claim().await.unwrap().is_some());
        let test = test.reopened().await;
        assert_eq!(found(&test, project, &data).await, data);
        test.clock.advance(TimeDelta::seconds(31));
        assert_eq!(test.work().await, Some(Outcome::Done));
        let shown = found(&test, project, &data).await;
        assert_eq!((shown.version, shown.rows), (2, 3));
        assert_eq!((all(&test, project, &data).await.len(), test.data_files().len()), (2, 4));
    }

    async fn data_set_that_was_made_of_another_remembers_its_version_and_has_none_of_its_own(test: TestApp) {
        let (app, admin, project) = (&test.app, &test.admin, test.project().await.id);
        let data = imported(&test, project, "id,price\n1,10\n2,\n3,30\n").await;
        becomes(&test, project, &data, "id,price\n1,1\n2,\n3,3\n").await;
        shows(&test, project, &data, 1).await;
        let filled = FillInput {
            name: "Filled".to_owned(), method: FillMethod::Linear, columns: Vec::new(), time: None, series: None,
        };
        let made = quality::fill(app, admin, project, data.id, filled).await.unwrap().dataset;
        // It is made of what was shown when it was asked for.
        shows(&test, project, &data, 2).await;
        assert_eq!(test.work().await, Some(Outcome::Done));
        let made = found(&test, project, &made).await;
        assert_eq!((made.version, made.origin.as_ref().unwrap().version), (1, Some(1)));
        assert_eq!(rows(&test, project, &made).await, json!([[1, 10], [2, 20], [3, 30]]));
        assert_eq!(all(&test, project, &made).await.len(), 1);
        let refused = conflict(begun(&test, project, &made, SECOND).await);
        assert!(refused.contains("made of another"), "{refused}");
    }
}
