//! Training a model further.

use almanac_domain::model::{FutureDrivers, MakeForecast, Model, ModelState, TrainModel};
use almanac_domain::{ModelId, PageRequest, ProjectId};
use almanac_forecast::neural::Engine;
use almanac_jobs::Outcome;
use almanac_service::{Error, forecast, model};
use almanac_store::Scope;
use almanac_testkit::{Backend, TestApp, for_each_backend};

use super::sample::{days, imported, trained, training};

async fn refused(test: &TestApp, project: ProjectId, input: TrainModel) -> String {
    let refused = Box::pin(model::train(&test.app, &test.admin, project, input)).await;
    let Err(Error::Invalid(mut fields)) = refused else { panic!("{refused:?}") };
    assert_eq!(fields.len(), 1, "{fields:?}");
    fields.remove(0).field
}

/// The SHA-256 of a model's network, and what it says of itself.
async fn network(test: &TestApp, found: &Model) -> (String, almanac_forecast::neural::Manifest) {
    let mut tx = test.app.db().read(Scope::Org(test.admin.org_id)).await.unwrap();
    let (name, stored) = model::networks(&mut tx, found).await.unwrap().remove(0);
    drop(tx);
    assert_eq!(name, "NLinear");
    let bytes = test.app.files().read(test.admin.org_id, &stored).await.unwrap();
    (stored.sha256, Engine::load(&bytes).unwrap().manifest().clone())
}

fn note(found: &Model) -> &str {
    &found.leaderboard.iter().find(|score| score.model == "NLinear").unwrap().note
}

for_each_backend! {
    async fn what_does_not_fit_the_parent_is_refused_and_named(test: TestApp) {
        let project = test.project().await.id;
        let data = imported(&test, project, &days(120, 0)).await;
        let plain = trained(&test, project, training(data.id, &["Naive"])).await;
        let parent = trained(&test, project, training(data.id, &["NLinear"])).await;
        let good = TrainModel { parent: Some(parent.id), ..training(data.id, &["NLinear"]) };
        let from = |parent: ModelId| TrainModel { parent: Some(parent), ..good.clone() };
        assert_eq!(refused(&test, project, from(plain.id)).await, "parent");
        assert_eq!(refused(&test, project, from(ModelId(test.app.new_id()))).await, "parent");
        assert_eq!(refused(&test, project, TrainModel { horizon: 8, ..good.clone() }).await, "horizon");
        assert_eq!(refused(&test, project, TrainModel { drivers: Vec::new(), ..good.clone() }).await, "drivers");
        let others = TrainModel { models: vec!["Naive".to_owned()], ..good.clone() };
        assert_eq!(refused(&test, project, others).await, "models");
        let elsewhere = test.project().await.id;
        let there = imported(&test, elsewhere, &days(120, 0)).await;
        let stranger = TrainModel { parent: Some(parent.id), ..training(there.id, &["NLinear"]) };
        assert_eq!(refused(&test, elsewhere, stranger).await, "parent");
        let all = model::list(&test.app, &test.admin, project, PageRequest::default()).await.unwrap();
        assert_eq!((all.items.len(), test.work().await), (2, None));
        let begun = Box::pin(model::train(&test.app, &test.admin, project, good)).await.unwrap();
        let kin = model::kin(&test.app, &test.admin, project, parent.id).await.unwrap();
        assert_eq!((kin.children, kin.learns_on), (vec![(begun.id, begun.name)], true));
    }
}

/// On one engine: what is stored is tested on both.
#[tokio::test]
async fn a_network_learns_on_and_names_its_parent_which_may_go() {
    let test = <TestApp as Backend>::sqlite().await;
    let project = test.project().await.id;
    let old = imported(&test, project, &days(150, 0)).await;
    let parent = trained(&test, project, training(old.id, &["NLinear"])).await;
    let (sha256, first) = network(&test, &parent).await;
    assert_eq!(first.parent, None);
    let input = TrainModel { parent: Some(parent.id), ..training(old.id, &["nlinear"]) };
    let same = trained(&test, project, input.clone()).await;
    assert!(note(&same).contains("flatters"), "{}", note(&same));
    // The windows of 14 days lie after all that the parent knows.
    let new = imported(&test, project, &days(180, 0)).await;
    let input = TrainModel { source: training(new.id, &[]).source, ..input };
    let child = trained(&test, project, input.clone()).await;
    assert_eq!((note(&child), child.periods), ("", 180));
    assert_eq!(network(&test, &child).await.1.parent, Some(sha256));
    let kin = model::kin(&test.app, &test.admin, project, child.id).await.unwrap();
    assert_eq!(kin.parent, Some((parent.id, parent.name.clone())));
    model::delete(&test.app, &test.admin, project, parent.id).await.unwrap();
    let kin = model::kin(&test.app, &test.admin, project, child.id).await.unwrap();
    assert_eq!((kin.parent, kin.learns_on), (None, true));
    let ask = MakeForecast {
        model_id: child.id,
        name: "Next".to_owned(),
        model: Some("NLinear".to_owned()),
        future: FutureDrivers::Auto,
    };
    let made = Box::pin(forecast::make(&test.app, &test.admin, project, ask)).await.unwrap();
    let view = forecast::view(&test.app, &test.admin, project, made.id, None).await.unwrap();
    let (total, sum) = (view.total.unwrap(), view.mean.iter().sum::<f64>());
    assert!((total.mean - sum).abs() < 1e-9);
    let (band, single) = (total.bands[0], &view.bands[0]);
    assert_eq!((band.level, total.bands.len()), (80, 2));
    assert!(single.lo.iter().sum::<f64>() < band.lo && band.lo < sum && sum < band.hi, "{band:?}");
    assert_eq!(refused(&test, project, input).await, "parent");
}

/// On one engine: the queue is tested on both.
#[tokio::test]
async fn rows_of_another_frequency_than_the_parents_end_the_training() {
    let test = <TestApp as Backend>::sqlite().await;
    let project = test.project().await.id;
    let daily = imported(&test, project, &days(120, 0)).await;
    let parent = trained(&test, project, training(daily.id, &["NLinear"])).await;
    let text = days(240, 0);
    let every_second = text.lines().take(1).chain(text.lines().skip(1).step_by(2));
    let rare = imported(&test, project, &every_second.collect::<Vec<_>>().join("\n")).await;
    let input = TrainModel { parent: Some(parent.id), ..training(rare.id, &["NLinear"]) };
    let begun = Box::pin(model::train(&test.app, &test.admin, project, input)).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::GivenUp));
    let failed = model::get(&test.app, &test.admin, project, begun.id).await.unwrap();
    let why = failed.error.unwrap_or_default();
    assert!(
        failed.state == ModelState::Failed && why.starts_with("parent:") && why.contains("frequency"),
        "{why}"
    );
}

/// On one engine: what is stored is tested on both.
#[tokio::test]
async fn adaptive_intervals_are_kept_in_training_and_forecast() {
    let test = <TestApp as Backend>::sqlite().await;
    let project = test.project().await.id;
    let data = imported(&test, project, &days(150, 0)).await;
    let mut bands = Vec::new();
    for method in [almanac_domain::model::Intervals::Split, almanac_domain::model::Intervals::Adaptive] {
        let input = TrainModel { intervals: method, windows: 8, ..training(data.id, &["AutoETS"]) };
        let found = trained(&test, project, input).await;
        assert_eq!(found.config.intervals, method);
        let score = found.leaderboard.into_iter().find(|score| score.model == "AutoETS").unwrap();
        let ask = MakeForecast {
            model_id: found.id,
            name: "Next".to_owned(),
            model: Some("AutoETS".to_owned()),
            future: FutureDrivers::Auto,
        };
        let made = Box::pin(forecast::make(&test.app, &test.admin, project, ask)).await.unwrap();
        let view = forecast::view(&test.app, &test.admin, project, made.id, None).await.unwrap();
        bands.push((score.crps, view.bands));
    }
    assert!((bands[0].0 - bands[1].0).abs() > 1e-6 && bands[0].1 != bands[1].1, "{bands:?}");
}
