use almanac_domain::data::{
    Column, ColumnType, Dataset, DatasetState, DatasetVersion, Detection, FileFormat, ImportOptions, Upload,
};
use almanac_domain::model::{Band, Forecast, Model, ModelState, Scenario, Score, TrainModel};
use almanac_domain::{DatasetId, ForecastId, ModelId, PageRequest, ScenarioId, UploadId};
use almanac_store::file::StoredFile;
use almanac_store::model::Trained;
use almanac_store::{
    Error, Scope, dataset, dataset_version, dependent, file, forecast, model, project, query, scenario,
    upload,
};
use almanac_testkit::{TestDb, for_each_backend};
use serde_json::json;

use super::dataset_versions::new_version;
use super::fixture::{at, tenant, write};
use super::queries::new_query;

pub const ALL: PageRequest = PageRequest { limit: 50, after: None };

fn options() -> ImportOptions {
    ImportOptions {
        format: FileFormat::Csv,
        delimiter: ';',
        encoding: "UTF-8".to_owned(),
        header: true,
        decimal_comma: true,
        missing: vec!["-".to_owned()],
        time_zone: "Europe/Berlin".to_owned(),
        sheet: None,
        columns: Vec::new(),
    }
}

fn new_upload(test: &TestDb) -> Upload {
    let detection = Detection { options: options(), preview: vec![vec![None]], notes: Vec::new() };
    Upload {
        id: UploadId(test.ids.next(at(0))),
        file_name: "fahrräder.csv".to_owned(),
        size: 3_000_000_000,
        sha256: "ab".repeat(32),
        detection,
        created_at: at(0),
    }
}

pub fn new_dataset(test: &TestDb) -> Dataset {
    Dataset {
        id: DatasetId(test.ids.next(at(0))),
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
    }
}

fn new_model(test: &TestDb) -> Model {
    let config: TrainModel = serde_json::from_value(json!({
        "name": "Rides", "source": {"type": "dataset", "id": DatasetId(test.ids.next(at(0)))},
        "time": "ds", "target": "y", "horizon": 24
    }))
    .unwrap();
    Model {
        id: ModelId(test.ids.next(at(0))),
        name: "Rides".to_owned(),
        config,
        state: ModelState::Training,
        error: None,
        job_id: None,
        winner: None,
        leaderboard: Vec::new(),
        what_if: false,
        series: 0,
        periods: 0,
        created_at: at(0),
    }
}

fn new_forecast(test: &TestDb, model: ModelId) -> Forecast {
    Forecast {
        id: ForecastId(test.ids.next(at(0))),
        name: "Next day".to_owned(),
        model_id: model,
        model: "AutoETS".to_owned(),
        horizon: 24,
        series: 1,
        created_at: at(0),
    }
}

fn new_scenario(test: &TestDb, forecast: ForecastId) -> Scenario {
    Scenario {
        id: ScenarioId(test.ids.next(at(0))),
        name: "Warm".to_owned(),
        forecast_id: forecast,
        unique_id: "series".to_owned(),
        edits: json!({"edits": []}),
        ds: vec!["2026-01-01".to_owned()],
        mean: vec![1.5],
        bands: vec![Band { level: 80, lo: vec![1.0], hi: vec![2.0] }],
        baseline: vec![1.25],
        created_at: at(0),
        updated_at: at(0),
    }
}

fn stored(sha256: &str) -> StoredFile {
    StoredFile { sha256: sha256.to_owned(), kind: "parquet".to_owned(), bytes: 7 }
}

for_each_backend! {
    async fn upload_is_found_and_removed_in_its_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let upload = new_upload(&test);
        let mut tx = write(&test, &here).await;
        upload::insert(&mut tx, here.project, &upload).await.unwrap();
        assert_eq!(upload::find(&mut tx, here.project, upload.id).await.unwrap(), Some(upload.clone()));
        assert_eq!(upload::find(&mut tx, there.project, upload.id).await.unwrap(), None);
        assert_eq!(upload::ids_in(&mut tx, here.project).await.unwrap(), [upload.id]);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(upload::find(&mut tx, here.project, upload.id).await.unwrap(), None);
        let stolen = upload::delete(&mut tx, here.project, upload.id).await;
        assert!(matches!(stolen, Err(Error::NotFound("upload"))));
        drop(tx);
        let mut tx = test.db.write(Scope::System).await.unwrap();
        assert_eq!(upload::all_ids(&mut tx).await.unwrap(), [upload.id]);
        drop(tx);
        let mut tx = write(&test, &here).await;
        upload::delete(&mut tx, here.project, upload.id).await.unwrap();
        assert_eq!(upload::find(&mut tx, here.project, upload.id).await.unwrap(), None);
    }

    async fn upload_is_kept_while_an_import_reads_its_bytes(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let (read, mut idle) = (new_upload(&test), new_upload(&test));
        idle.sha256 = "cd".repeat(32);
        let mut tx = write(&test, &here).await;
        for upload in [&read, &idle] {
            upload::insert(&mut tx, here.project, upload).await.unwrap();
        }
        let data = new_dataset(&test);
        dataset::insert(&mut tx, here.project, &data, "f").await.unwrap();
        dataset_version::insert(&mut tx, here.project, data.id, &new_version(&test, 1), "f").await.unwrap();
        assert!(!upload::delete_unread(&mut tx, here.project, read.id).await.unwrap());
        assert_eq!(upload::forget(&mut tx, at(0)).await.unwrap(), []);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert!(!upload::delete_unread(&mut tx, here.project, idle.id).await.unwrap());
        assert_eq!(upload::forget(&mut tx, at(1)).await.unwrap(), []);
        drop(tx);
        let mut tx = write(&test, &here).await;
        assert_eq!(upload::forget(&mut tx, at(1)).await.unwrap(), [idle.id]);
        upload::insert(&mut tx, here.project, &idle).await.unwrap();
        assert!(upload::delete_unread(&mut tx, here.project, idle.id).await.unwrap());
        assert_eq!(upload::ids_in(&mut tx, here.project).await.unwrap(), [read.id]);
    }

    async fn data_set_shows_a_version(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let new = new_dataset(&test);
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &new, "f").await.unwrap();
        assert_eq!(dataset::used(&mut tx, here.project).await.unwrap(), []);
        let columns = vec![Column { name: "temp".to_owned(), kind: ColumnType::Float }];
        let version = DatasetVersion {
            file_name: new.file_name.clone(), state: DatasetState::Ready, rows: 17, bytes: 99,
            columns: columns.clone(), ..new_version(&test, 1)
        };
        dataset::show(&mut tx, here.project, new.id, &version, None).await.unwrap();
        let ready = Dataset { state: DatasetState::Ready, rows: 17, bytes: 99, columns, ..new.clone() };
        assert_eq!(dataset::get(&mut tx, here.project, new.id).await.unwrap(), ready);
        assert_eq!(dataset::fingerprint(&mut tx, here.project, new.id).await.unwrap(), "f");
        dataset::set_failed(&mut tx, here.project, new.id, "late").await.unwrap();
        assert_eq!(dataset::get(&mut tx, here.project, new.id).await.unwrap(), ready);
        let other = DatasetVersion {
            file_name: "other.csv".to_owned(), sha256: "cd".repeat(32), rows: 1, number: 2, ..version
        };
        dataset::show(&mut tx, here.project, new.id, &other, Some("g")).await.unwrap();
        let shown = Dataset {
            file_name: "other.csv".to_owned(), sha256: "cd".repeat(32), rows: 1, version: 2, ..ready
        };
        assert_eq!(dataset::find_same(&mut tx, here.project, "g").await.unwrap(), Some(shown));
        assert_eq!(dataset::used(&mut tx, here.project).await.unwrap(), [(new.id, 2)]);
        dataset::lock(&mut tx, here.project, new.id).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(dataset::used(&mut tx, here.project).await.unwrap(), []);
        for stolen in [
            dataset::show(&mut tx, here.project, new.id, &other, None).await,
            dataset::lock(&mut tx, here.project, new.id).await,
        ] {
            assert!(matches!(stolen, Err(Error::NotFound("data set"))), "{stolen:?}");
        }
    }

    async fn same_fingerprint_is_one_data_set_unless_it_failed(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let (first, second) = (new_dataset(&test), new_dataset(&test));
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &first, "f").await.unwrap();
        assert_eq!(dataset::find_same(&mut tx, here.project, "f").await.unwrap(), Some(first.clone()));
        assert_eq!(dataset::find_same(&mut tx, here.project, "g").await.unwrap(), None);
        dataset::set_failed(&mut tx, here.project, first.id, "row 3").await.unwrap();
        let failed = dataset::get(&mut tx, here.project, first.id).await.unwrap();
        assert_eq!((failed.state, failed.error.as_deref()), (DatasetState::Failed, Some("row 3")));
        assert_eq!(dataset::find_same(&mut tx, here.project, "f").await.unwrap(), None);
        dataset::insert(&mut tx, here.project, &second, "f").await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        let third = dataset::insert(&mut tx, here.project, &new_dataset(&test), "f").await;
        assert!(matches!(third, Err(Error::Exists("data set"))));
    }

    async fn data_set_is_listed_renamed_and_deleted_in_its_project_only(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let new = new_dataset(&test);
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &new, "f").await.unwrap();
        dataset::rename(&mut tx, here.project, new.id, "Other").await.unwrap();
        let listed = dataset::list(&mut tx, here.project, ALL).await.unwrap();
        assert_eq!(listed.items[0].name, "Other");
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(dataset::list(&mut tx, here.project, ALL).await.unwrap().items, []);
        let renamed = dataset::rename(&mut tx, here.project, new.id, "Mine").await;
        assert!(matches!(renamed, Err(Error::NotFound("data set"))));
        let deleted = dataset::delete(&mut tx, here.project, new.id).await;
        assert!(matches!(deleted, Err(Error::NotFound("data set"))));
        drop(tx);
        let mut tx = write(&test, &here).await;
        dataset::delete(&mut tx, here.project, new.id).await.unwrap();
        assert_eq!(dataset::find(&mut tx, here.project, new.id).await.unwrap(), None);
    }

    async fn model_ends_its_training_once(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let (new, stopped) = (new_model(&test), new_model(&test));
        let mut tx = write(&test, &here).await;
        model::insert(&mut tx, here.project, &new).await.unwrap();
        assert_eq!(model::get(&mut tx, here.project, new.id).await.unwrap(), new);
        let score = Score {
            model: "AutoETS".to_owned(), mae: 1.5, rmse: 2.5, smape: 3.0, mase: 0.9, skill: 0.1,
            mape: 4.5, bias: -0.5, crps: 0.2, coverage: vec![81.0, 94.0], seconds: 0.25, note: String::new(),
        };
        let trained = Trained {
            winner: "AutoETS".to_owned(), leaderboard: vec![score], what_if: true, series: 2, periods: 500,
        };
        model::set_ready(&mut tx, here.project, new.id, &trained).await.unwrap();
        let ready = model::get(&mut tx, here.project, new.id).await.unwrap();
        assert_eq!((ready.state, ready.leaderboard), (ModelState::Ready, trained.leaderboard.clone()));
        assert_eq!((ready.winner.as_deref(), ready.what_if, ready.periods), (Some("AutoETS"), true, 500));
        let again = model::set_ready(&mut tx, here.project, new.id, &trained).await;
        assert!(matches!(again, Err(Error::NotFound("model"))));
        model::insert(&mut tx, here.project, &stopped).await.unwrap();
        model::set_ended(&mut tx, here.project, stopped.id, ModelState::Failed, Some("short")).await.unwrap();
        let failed = model::get(&mut tx, here.project, stopped.id).await.unwrap();
        assert_eq!((failed.state, failed.error.as_deref()), (ModelState::Failed, Some("short")));
    }

    async fn measure_that_is_not_defined_is_kept_as_such(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let new = new_model(&test);
        let mut tx = write(&test, &here).await;
        model::insert(&mut tx, here.project, &new).await.unwrap();
        let score = Score {
            model: "Naive".to_owned(), mae: 0.0, rmse: 0.0, smape: 0.0, mase: f64::NAN, skill: f64::NAN,
            mape: f64::NAN, bias: f64::NAN, crps: f64::NAN, coverage: vec![f64::NAN], seconds: 0.0, note: String::new(),
        };
        let trained = Trained {
            winner: "Naive".to_owned(), leaderboard: vec![score], what_if: false, series: 1, periods: 5,
        };
        model::set_ready(&mut tx, here.project, new.id, &trained).await.unwrap();
        let found = model::get(&mut tx, here.project, new.id).await.unwrap();
        assert!(found.leaderboard[0].mase.is_nan() && found.leaderboard[0].coverage[0].is_nan());
    }

    async fn forecast_and_scenarios_are_kept_listed_and_deleted(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let parent = new_model(&test);
        let made = new_forecast(&test, parent.id);
        let mut first = new_scenario(&test, made.id);
        let second = new_scenario(&test, made.id);
        let mut tx = write(&test, &here).await;
        model::insert(&mut tx, here.project, &parent).await.unwrap();
        forecast::insert(&mut tx, here.project, &made).await.unwrap();
        assert_eq!(forecast::get(&mut tx, here.project, made.id).await.unwrap(), made);
        assert_eq!(forecast::ids_of(&mut tx, here.project, parent.id).await.unwrap(), [made.id]);
        assert_eq!(forecast::list(&mut tx, here.project, ALL).await.unwrap().items, std::slice::from_ref(&made));
        scenario::insert(&mut tx, here.project, &first).await.unwrap();
        scenario::insert(&mut tx, here.project, &second).await.unwrap();
        first.name = "Warmer".to_owned();
        first.mean = vec![2.5];
        scenario::update(&mut tx, here.project, &first).await.unwrap();
        assert_eq!(scenario::get(&mut tx, here.project, first.id).await.unwrap(), first);
        let of = scenario::list(&mut tx, here.project, Some(made.id), ALL).await.unwrap();
        assert_eq!(of.items, [second.clone(), first.clone()]);
        assert_eq!(scenario::list(&mut tx, here.project, None, ALL).await.unwrap(), of);
        let other = Some(ForecastId(test.ids.next(at(0))));
        assert_eq!(scenario::list(&mut tx, here.project, other, ALL).await.unwrap().items, []);
        let built = dependent::list(&mut tx, here.project).await.unwrap();
        let scenarios: Vec<_> = built.iter().filter_map(|line| line.scenario.clone()).collect();
        assert_eq!(scenarios, [(first.id, "Warmer".to_owned()), (second.id, "Warm".to_owned())]);
        assert_eq!(built[0].forecast.as_ref().unwrap().0, made.id);
        assert_eq!((built[0].model.0, built[0].source), (parent.id, parent.config.source));
        assert_eq!(built[0].columns, parent.config.columns());
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(dependent::list(&mut tx, here.project).await.unwrap(), []);
        assert_eq!(forecast::find(&mut tx, here.project, made.id).await.unwrap(), None);
        assert_eq!(scenario::find(&mut tx, here.project, first.id).await.unwrap(), None);
        assert!(scenario::update(&mut tx, here.project, &first).await.is_err());
        drop(tx);
        let mut tx = write(&test, &here).await;
        scenario::delete(&mut tx, here.project, first.id).await.unwrap();
        scenario::delete_of(&mut tx, here.project, made.id).await.unwrap();
        forecast::delete(&mut tx, here.project, made.id).await.unwrap();
        model::delete(&mut tx, here.project, parent.id).await.unwrap();
        assert_eq!(model::list(&mut tx, here.project, ALL).await.unwrap().items, []);
    }

    async fn file_goes_when_nothing_refers_to_it(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let (one, two) = (test.ids.next(at(0)), test.ids.next(at(0)));
        let mut tx = write(&test, &here).await;
        file::put(&mut tx, one, "rows", &stored("aa"), at(0)).await.unwrap();
        file::put(&mut tx, two, "rows", &stored("aa"), at(1)).await.unwrap();
        file::put(&mut tx, two, "profile", &stored("bb"), at(1)).await.unwrap();
        assert_eq!(file::find(&mut tx, one, "rows").await.unwrap(), Some(stored("aa")));
        assert_eq!(file::find(&mut tx, one, "profile").await.unwrap(), None);
        file::release(&mut tx, two).await.unwrap();
        assert_eq!(file::sweep(&mut tx).await.unwrap(), [stored("bb")]);
        assert!(file::is_known(&mut tx, "aa").await.unwrap());
        assert!(!file::is_known(&mut tx, "bb").await.unwrap());
        tx.save().await.unwrap();
        let mut tx = test.db.write(Scope::System).await.unwrap();
        assert_eq!(file::all(&mut tx).await.unwrap(), [(here.org, stored("aa"))]);
    }

    async fn file_of_another_organization_is_not_seen(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let owner = test.ids.next(at(0));
        let mut tx = write(&test, &here).await;
        file::put(&mut tx, owner, "rows", &stored("aa"), at(0)).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(file::find(&mut tx, owner, "rows").await.unwrap(), None);
        assert!(!file::is_known(&mut tx, "aa").await.unwrap());
        file::release(&mut tx, owner).await.unwrap();
        assert_eq!(file::sweep(&mut tx).await.unwrap(), []);
    }

    async fn project_goes_with_everything_in_it(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let (data, parent) = (new_dataset(&test), new_model(&test));
        let made = new_forecast(&test, parent.id);
        let mut tx = write(&test, &here).await;
        dataset::insert(&mut tx, here.project, &data, "f").await.unwrap();
        query::insert(&mut tx, here.project, &new_query(&test), &[]).await.unwrap();
        upload::insert(&mut tx, here.project, &new_upload(&test)).await.unwrap();
        model::insert(&mut tx, here.project, &parent).await.unwrap();
        forecast::insert(&mut tx, here.project, &made).await.unwrap();
        scenario::insert(&mut tx, here.project, &new_scenario(&test, made.id)).await.unwrap();
        let mut owners = file::owners_in(&mut tx, here.project).await.unwrap();
        owners.sort();
        assert_eq!(owners, [data.id.0, parent.id.0, made.id.0]);
        project::delete(&mut tx, here.project).await.unwrap();
        assert_eq!(dataset::find(&mut tx, here.project, data.id).await.unwrap(), None);
        assert!(matches!(project::delete(&mut tx, here.project).await, Err(Error::NotFound("project"))));
    }
}
