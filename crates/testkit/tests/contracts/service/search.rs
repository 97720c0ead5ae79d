//! The search for options as part of a training.

use almanac_domain::job::JobState;
use almanac_domain::model::{FutureDrivers, MakeForecast, ModelState, SearchInput, TrainModel};
use almanac_domain::{DatasetId, ModelId, ProjectId};
use almanac_jobs::Outcome;
use almanac_service::files::Stored;
use almanac_service::model::{Kept, SEARCH};
use almanac_service::{Error, forecast, job, model};
use almanac_store::{Scope, file};
use almanac_testkit::{Backend, TestApp, for_each_backend};
use futures::StreamExt;

use super::sample::{days, imported, trained, training};

fn searching(data: DatasetId, model: &str, seconds: u32) -> TrainModel {
    let search = Some(SearchInput { model: model.to_owned(), seconds });
    TrainModel { search, ..training(data, &["SeasonalNaive"]) }
}

async fn kept(test: &TestApp, id: ModelId) -> Kept {
    let mut tx = test.app.db().read(Scope::Org(test.admin.org_id)).await.unwrap();
    let stored = file::find(&mut tx, id.0, SEARCH).await.unwrap().unwrap();
    drop(tx);
    Kept::read(&test.app.files().read(test.admin.org_id, &stored).await.unwrap()).unwrap()
}

async fn forecast_with(test: &TestApp, project: ProjectId, model_id: ModelId, method: &str) -> Vec<f64> {
    let (name, model) = ("Next".to_owned(), Some(method.to_owned()));
    let input = MakeForecast { model_id, name, model, future: FutureDrivers::Auto };
    let made = Box::pin(forecast::make(&test.app, &test.admin, project, input)).await.unwrap();
    forecast::view(&test.app, &test.admin, project, made.id, None).await.unwrap().mean
}

for_each_backend! {
    async fn options_that_were_found_are_one_more_model_with_a_history(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(120, 0)).await;
        let found = trained(&test, project, searching(data.id, "mfles", 1)).await;
        let names: Vec<&str> = found.leaderboard.iter().map(|score| score.model.as_str()).collect();
        assert!(names.contains(&"MFLES (tuned)") && !names.contains(&"MFLES"), "{names:?}");
        let search = model::searched(&test.app, &test.admin, project, found.id).await.unwrap();
        assert_eq!((search.model.as_str(), search.best), ("MFLES", Some(search.trials[0].number)));
        let scores: Vec<f64> = search.trials.iter().filter_map(|trial| trial.score).collect();
        assert!(!scores.is_empty() && scores.is_sorted() && search.trials[0].options.contains_key("max_rounds"));
        let mean = forecast_with(&test, project, found.id, "MFLES (tuned)").await;
        assert!(mean.len() == 7 && mean.iter().all(|value| value.is_finite()), "{mean:?}");
        let plain = trained(&test, project, training(data.id, &["Naive"])).await;
        let none = model::searched(&test.app, &test.admin, project, plain.id).await;
        assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
    }

    async fn a_search_goes_on_from_what_was_kept(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(120, 0)).await;
        let first = trained(&test, project, searching(data.id, "MFLES", 1)).await;
        let mut before = kept(&test, first.id).await;
        before.study.trials.truncate(3);
        // Nothing else knows of this number: a search that begins anew does not have it.
        before.study.trials[1].seconds = 0.123_456;
        let begun = model::train(&test.app, &test.admin, project, searching(data.id, "MFLES", 1));
        let begun = Box::pin(begun).await.unwrap();
        let mut stored = Stored::new(&test.app, test.admin.org_id).await;
        stored.put_bytes(SEARCH, "json", before.bytes().unwrap()).await.unwrap();
        let mut tx = test.app.db().write(Scope::Org(test.admin.org_id)).await.unwrap();
        stored.refer(&mut tx, begun.id.0).await.unwrap();
        tx.save().await.unwrap();
        stored.end::<Error>(Ok(())).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::Done));
        let after = kept(&test, begun.id).await.study.trials;
        assert!(after.len() > 3, "{}", after.len());
        for (now, was) in after.iter().zip(&before.study.trials) {
            assert_eq!((now.number, &now.parameters), (was.number, &was.parameters));
            assert!((now.seconds - was.seconds).abs() < 1e-9, "{now:?} {was:?}");
            // What was paused may have gone on.
            assert!(now.values.len() >= was.values.len(), "{now:?} {was:?}");
            let same = |(now, was): (&f64, &f64)| (now - was).abs() <= 1e-9 * was.abs();
            assert!(now.values.iter().zip(&was.values).all(same), "{now:?} {was:?}");
        }
    }

    async fn a_search_of_nothing_is_refused_and_named(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(30, 0)).await;
        for (input, field) in [
            (searching(data.id, "Oracle", 1), "search.model"),
            (searching(data.id, "AutoETS", 1), "search.model"),
            (searching(data.id, "MFLES", 0), "search.seconds"),
        ] {
            let refused = Box::pin(model::train(&test.app, &test.admin, project, input)).await;
            let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
            assert_eq!(fields[0].field, field);
        }
        assert_eq!(test.work().await, None);
        let short = TrainModel { windows: 4, ..searching(data.id, "MFLES", 1) };
        let begun = Box::pin(model::train(&test.app, &test.admin, project, short)).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        let failed = model::get(&test.app, &test.admin, project, begun.id).await.unwrap();
        assert!(failed.error.unwrap().starts_with("search: the longest series has 2 periods"));
    }
}

/// On one engine: what is stored is tested on both.
#[tokio::test]
async fn a_network_with_options_that_were_found_is_saved_under_its_own_name() {
    let test = <TestApp as Backend>::sqlite().await;
    let project = test.project().await.id;
    let data = imported(&test, project, &days(120, 0)).await;
    let found = trained(&test, project, searching(data.id, "NLinear", 3)).await;
    assert!(found.leaderboard.iter().any(|score| score.model == "NLinear (tuned)"), "{found:?}");
    let mut tx = test.app.db().read(Scope::Org(test.admin.org_id)).await.unwrap();
    let networks = model::networks(&mut tx, &found).await.unwrap();
    drop(tx);
    assert_eq!(networks.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["NLinear"]);
    assert_eq!(forecast_with(&test, project, found.id, "nlinear (TUNED)").await.len(), 7);
    // Only the newest state of the search is left.
    let files = test.data_files().len();
    almanac_service::files::sweep(&test.app, test.admin.org_id).await.unwrap();
    assert_eq!(test.data_files().len(), files);
}

/// On one engine: the queue is tested on both.
#[tokio::test]
async fn a_search_at_work_is_cancelled() {
    let test = <TestApp as Backend>::sqlite().await;
    let project = test.project().await.id;
    let data = imported(&test, project, &days(400, 0)).await;
    let input = searching(data.id, "TrendFourier", 3_600);
    let begun = Box::pin(model::train(&test.app, &test.admin, project, input)).await.unwrap();
    let id = begun.job_id.unwrap();
    let cancel_when_searching = async {
        let watched = job::watch(&test.app, &test.admin, project, id).await.unwrap();
        let searching = |job: &almanac_domain::job::Job| job.progress.phase == "searching";
        let mut found = std::pin::pin!(watched.filter(|job| std::future::ready(searching(job))));
        found.next().await.unwrap();
        job::cancel(&test.app, &test.admin, project, id).await.unwrap();
    };
    let (outcome, ()) = tokio::join!(test.work(), cancel_when_searching);
    assert_eq!(outcome, Some(Outcome::Cancelled));
    let stopped = model::get(&test.app, &test.admin, project, begun.id).await.unwrap();
    assert_eq!(stopped.state, ModelState::Cancelled);
    assert_eq!(job::get(&test.app, &test.admin, project, id).await.unwrap().state, JobState::Cancelled);
}
