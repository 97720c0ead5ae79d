use almanac_domain::PageRequest;
use almanac_domain::job::JobState;
use almanac_domain::model::{FutureDrivers, MakeForecast, ModelState, ScenarioInput};
use almanac_jobs::Outcome;
use almanac_service::{Error, forecast, job, model, scenario};
use almanac_testkit::{TestApp, for_each_backend};
use futures::StreamExt;
use serde_json::json;

use super::sample::{days, imported, trained, training};

for_each_backend! {
    async fn columns_that_do_not_fit_are_refused_before_a_job_is_made(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(30, 0)).await;
        let mut input = training(data.id, &["Naive", "Oracle"]);
        let refused = model::train(&test.app, &test.admin, project, input.clone()).await;
        let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!(fields[0].field, "models[1]");
        input.models.pop();
        (input.target, input.time) = ("weather".to_owned(), "nothing".to_owned());
        let refused = model::train(&test.app, &test.admin, project, input).await;
        let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["time", "target"]);
        assert_eq!(test.work().await, None);
    }

    async fn training_that_cannot_succeed_says_why(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(30, 0)).await;
        let mut input = training(data.id, &["Naive"]);
        input.horizon = 200;
        let begun = model::train(&test.app, &test.admin, project, input).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        let failed = model::get(&test.app, &test.admin, project, begun.id).await.unwrap();
        assert_eq!(failed.state, ModelState::Failed);
        assert!(failed.error.unwrap().contains("30 periods"));
    }

    async fn waiting_training_is_cancelled(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(30, 0)).await;
        let begun = model::train(&test.app, &test.admin, project, training(data.id, &[])).await.unwrap();
        job::cancel(&test.app, &test.admin, project, begun.job_id.unwrap()).await.unwrap();
        let stopped = model::get(&test.app, &test.admin, project, begun.id).await.unwrap();
        assert_eq!((stopped.state, stopped.error), (ModelState::Cancelled, None));
        let early = MakeForecast {
            model_id: begun.id, name: "Early".to_owned(), model: None, future: FutureDrivers::Auto,
        };
        let early = forecast::make(&test.app, &test.admin, project, early).await;
        assert!(matches!(early, Err(Error::Conflict(_))));
    }
}

/// A neural training at work is stopped, and leaves nothing. On one engine: the queue is tested on both.
#[tokio::test]
async fn training_at_work_is_cancelled() {
    let test = <TestApp as almanac_testkit::Backend>::sqlite().await;
    let project = test.project().await.id;
    let data = imported(&test, project, &days(800, 0)).await;
    let files = test.data_files();
    let mut input = training(data.id, &["TiDE", "LSTM"]);
    input.windows = 5;
    let begun = model::train(&test.app, &test.admin, project, input).await.unwrap();
    let id = begun.job_id.unwrap();
    let cancel_when_running = async {
        let watched = job::watch(&test.app, &test.admin, project, id).await.unwrap();
        let mut running =
            std::pin::pin!(watched.filter(|job| std::future::ready(job.state == JobState::Running)));
        running.next().await.unwrap();
        job::cancel(&test.app, &test.admin, project, id).await.unwrap();
    };
    let (outcome, ()) = tokio::join!(test.work(), cancel_when_running);
    assert_eq!(outcome, Some(Outcome::Cancelled));
    let stopped = model::get(&test.app, &test.admin, project, begun.id).await.unwrap();
    assert_eq!(stopped.state, ModelState::Cancelled);
    assert_eq!(job::get(&test.app, &test.admin, project, id).await.unwrap().state, JobState::Cancelled);
    assert_eq!(test.data_files(), files);
}

/// From the neural model to the scenario. On one engine: what is stored is tested on both.
#[tokio::test]
async fn neural_model_is_played_with() {
    let test = <TestApp as almanac_testkit::Backend>::sqlite().await;
    let project = test.project().await.id;
    // Three days of the future are known: rows without a target.
    let data = imported(&test, project, &days(400, 3)).await;
    let found = trained(&test, project, training(data.id, &["TiDE"])).await;
    assert!(found.what_if && found.periods == 400, "{found:?}");
    let artifact = model::artifact(&test.app, &test.admin, project, found.id, None).await.unwrap();
    assert!(artifact.starts_with(b"ALMNEURL"));
    let of = |series: &'static str| model::artifact(&test.app, &test.admin, project, found.id, Some(series));
    assert!(matches!(of("nowhere").await, Err(Error::NotFound)));
    let (name, model) = ("Next week".to_owned(), Some("TiDE".to_owned()));
    let input = MakeForecast { model_id: found.id, name, model, future: FutureDrivers::Auto };
    let made = forecast::make(&test.app, &test.admin, project, input).await.unwrap();
    let what_if = forecast::what_if(&test.app, &test.admin, project, made.id, None).await.unwrap();
    assert_eq!((what_if.target.as_str(), what_if.series.count), ("rides", 1));
    let temp = &what_if.drivers[0];
    assert_eq!((temp.name.as_str(), temp.values.len()), ("temp", 7));
    // 10 + 8 sin(10) + 0: the first known day after 400 days.
    assert!((temp.values[0] - 5.65).abs() < 0.01, "{:?}", temp.values);
    assert!(temp.min < 3.0 && temp.max > 17.0);
    let view = forecast::view(&test.app, &test.admin, project, made.id, None).await.unwrap();
    for (a, b) in view.mean.iter().zip(&what_if.view.mean) {
        assert!((a - b).abs() <= 1e-4 * a.abs(), "{a} {b}");
    }
    let mut input = ScenarioInput {
        name: "Warm".to_owned(),
        forecast_id: made.id,
        unique_id: view.unique_id.clone(),
        edits: json!({"edits": [{"driver": "temp", "change": "shift", "by": 5.0}]}),
    };
    let warm = scenario::save(&test.app, &test.admin, project, input.clone()).await.unwrap();
    assert_eq!((warm.baseline.len(), warm.ds == view.ds), (7, true));
    assert!(warm.mean.iter().sum::<f64>() > warm.baseline.iter().sum::<f64>());
    input.edits = json!({"edits": []});
    let plain = scenario::update(&test.app, &test.admin, project, warm.id, input.clone()).await.unwrap();
    assert_eq!(plain.mean, plain.baseline);
    let listed = scenario::list(&test.app, &test.admin, project, Some(made.id), PageRequest::default());
    assert_eq!(listed.await.unwrap().items, [plain]);
    let csv = scenario::export_csv(&test.app, &test.admin, project, warm.id).await.unwrap();
    assert!(csv.starts_with(b"unique_id,ds,baseline,scenario,difference,scenario-lo-80"));
    input.edits = json!({"edits": [{"driver": "nothing", "change": "shift", "by": 5.0}]});
    let refused = scenario::save(&test.app, &test.admin, project, input).await;
    let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
    assert_eq!(fields[0].field, "edits");
    scenario::delete(&test.app, &test.admin, project, warm.id).await.unwrap();
    model::delete(&test.app, &test.admin, project, found.id).await.unwrap();
    assert_eq!(test.data_files().len(), 2);
}
