//! Small data, and the way from bytes to a data set or model.

use almanac_domain::data::{Dataset, DatasetState, ImportDataset, ImportStarted};
use almanac_domain::model::{DriverInput, DriverTiming, Intervals, Metric, Model, Source, TrainModel};
use almanac_domain::{Actor, DatasetId, ProjectId};
use almanac_jobs::Outcome;
use almanac_service::{dataset, model, upload};
use almanac_testkit::TestApp;

/// Days from 2024-01-01 on: a week's pattern, a driver `temp`, a text `weather`; `ahead` rows without a target.
pub fn days(rows: u64, ahead: u64) -> String {
    let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let lines = (0..rows + ahead).map(|t| {
        let day = start + chrono::Days::new(t);
        let temp = 10.0 + 8.0 * (t as f64 / 40.0).sin() + ((t * 7) % 5) as f64 / 10.0;
        let weather = if t % 3 == 0 { "rain" } else { "clear" };
        let rides = 100.0 + 20.0 * ((t % 7) as f64) + 5.0 * temp - if t % 3 == 0 { 30.0 } else { 0.0 };
        let rides = if t < rows { format!("{rides:.1}") } else { String::new() };
        format!("{day},{temp:.2},{weather},{rides}\n")
    });
    std::iter::once("day,temp,weather,rides\n".to_owned()).chain(lines).collect()
}

/// Sends bytes and starts their import.
pub async fn started(test: &TestApp, actor: &Actor, project: ProjectId, csv: &str) -> ImportStarted {
    let mut incoming = upload::begin(&test.app, actor, project, "days.csv").await.unwrap();
    for part in csv.as_bytes().chunks(1_000) {
        incoming.write(part).await.unwrap();
    }
    let sent = incoming.finish().await.unwrap();
    let input = ImportDataset { upload_id: sent.id, name: "Days".to_owned(), options: None };
    dataset::import(&test.app, actor, project, input).await.unwrap()
}

/// Sends bytes and imports them.
pub async fn imported(test: &TestApp, project: ProjectId, csv: &str) -> Dataset {
    let begun = started(test, &test.admin, project, csv).await;
    assert_eq!(test.work().await, Some(Outcome::Done));
    let found = dataset::get(&test.app, &test.admin, project, begun.dataset.id).await.unwrap();
    assert_eq!((found.state, found.error.as_deref()), (DatasetState::Ready, None));
    found
}

pub fn training(dataset: DatasetId, models: &[&str]) -> TrainModel {
    TrainModel {
        name: "Rides".to_owned(),
        source: Source::Dataset(dataset),
        time: "day".to_owned(),
        target: "rides".to_owned(),
        series_id: None,
        drivers: vec![DriverInput { column: "temp".to_owned(), timing: DriverTiming::Futr }],
        holidays: None,
        horizon: 7,
        seasons: Vec::new(),
        levels: vec![80, 95],
        models: models.iter().map(|&name| name.to_owned()).collect(),
        windows: 2,
        window_length: None,
        below_zero: false,
        seed: 1,
        budget: None,
        metric: Metric::default(),
        parent: None,
        intervals: Intervals::default(),
        search: None,
        hierarchy: None,
    }
}

/// Trains to the end.
pub async fn trained(test: &TestApp, project: ProjectId, input: TrainModel) -> Model {
    let begun = Box::pin(model::train(&test.app, &test.admin, project, input)).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
    model::get(&test.app, &test.admin, project, begun.id).await.unwrap()
}
