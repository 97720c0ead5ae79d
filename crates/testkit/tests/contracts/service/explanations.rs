use std::fmt::Write as _;

use almanac_domain::model::{
    DriverInput, DriverTiming, DriverUse, ExplainForecast, Forecast, ForecastExplanation, FutureDrivers,
    MakeForecast, TrainModel, VariableWeight,
};
use almanac_domain::{ForecastId, ProjectId};
use almanac_jobs::Outcome;
use almanac_service::{Error, forecast, job};
use almanac_testkit::{TestApp, for_each_backend};

use super::sample::{imported, trained, training};

/// A forecast of a model that is trained on `csv`.
async fn made(test: &TestApp, csv: &str, change: impl FnOnce(&mut TrainModel)) -> (ProjectId, Forecast) {
    let project = test.project().await.id;
    let data = imported(test, project, csv).await;
    let mut input = training(data.id, &["TrendFourier"]);
    change(&mut input);
    let name = input.models[0].clone();
    let found = trained(test, project, input).await;
    let input = MakeForecast {
        model_id: found.id,
        name: "F".to_owned(),
        model: Some(name),
        future: FutureDrivers::Auto,
    };
    (project, forecast::make(&test.app, &test.admin, project, input).await.unwrap())
}

/// Has it explained, and returns what is kept.
async fn explained(
    test: &TestApp,
    (project, id): (ProjectId, ForecastId),
    unique_id: Option<&str>,
    percent: f64,
) -> ForecastExplanation {
    let input = ExplainForecast { unique_id: unique_id.map(str::to_owned), percent };
    forecast::explain(&test.app, &test.admin, project, id, input).await.unwrap();
    assert_eq!(test.work().await, Some(Outcome::Done));
    let found = forecast::explanation(&test.app, &test.admin, project, id, unique_id).await.unwrap();
    found.unwrap()
}

/// Days with a week, on which each degree sells five more; the second shop sells twice as much.
fn days(rows: u64, shops: &[&str]) -> String {
    let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let mut text = String::from("shop,day,temp,rides\n");
    for (shop, factor) in shops.iter().zip([1.0, 2.0]) {
        for t in 0..rows {
            let (day, temp) = (start + chrono::Days::new(t), 10.0 + (t * 7 % 10) as f64);
            let rides = factor * (100.0 + 20.0 * (t % 7) as f64 + 5.0 * temp);
            writeln!(text, "{shop},{day},{temp:.1},{rides:.1}").unwrap();
        }
    }
    text
}

for_each_backend! {
    async fn contributions_add_up_to_the_forecast_that_is_stored(test: TestApp) {
        let (project, made) = made(&test, &days(140, &["a"]), |_| ()).await;
        let none = forecast::explanation(&test.app, &test.admin, project, made.id, None).await.unwrap();
        assert_eq!(none, None);
        let found = explained(&test, (project, made.id), None, 5.0).await;
        let stored = forecast::view(&test.app, &test.admin, project, made.id, None).await.unwrap();
        assert_eq!((found.drivers, found.differs, &found.ds), (DriverUse::Used, false, &stored.ds));
        let parts = found.contributions.unwrap();
        assert_eq!(parts.parts.len(), 1);
        for (t, mean) in stored.mean.iter().enumerate() {
            let sum = parts.base[t] + parts.parts[0].values[t];
            assert!((sum - mean).abs() < 1e-6, "{sum} is not {mean}");
        }
        assert!((parts.parts[0].values.iter().sum::<f64>() - parts.parts[0].total).abs() < 1e-9);
        let past = found.past.unwrap();
        let sum = past.trend[9] + past.seasons[0].values[9] + past.remainder[9];
        assert!((sum - past.y[9].unwrap()).abs() < 1e-6 && past.ds[9] == "2024-01-10");
        assert_eq!(found.features, None);
    }

    async fn a_goal_is_brought_by_what_the_sensitivity_says_and_is_kept_beside_others(test: TestApp) {
        let (project, made) = made(&test, &days(140, &["a"]), |_| ()).await;
        let first = explained(&test, (project, made.id), None, 2.0).await;
        // A degree sells about five more on each of seven days.
        let slope = first.sensitivities[0].per_unit.unwrap();
        assert!((slope - 35.0).abs() < 4.0, "{:?}", first.sensitivities);
        // The slope of each day times a hundredth of its ten to nineteen degrees.
        let percent = first.sensitivities[0].per_percent.unwrap();
        assert!((3.5..6.7).contains(&percent), "{percent}");
        let goal = &first.goals[0];
        assert!((goal.goal - 1.02 * goal.baseline).abs() < 1e-9);
        let change = &goal.changes[0];
        assert!(change.reached && change.shifts[0].driver == "temp", "{goal:?}");
        // On a day on which it would be warmer than ever, less is added.
        let needed = (goal.goal - goal.baseline) / slope;
        assert!((0.98 * needed..1.5 * needed).contains(&change.shifts[0].by), "{goal:?} {slope}");
        let second = explained(&test, (project, made.id), None, -2.0).await;
        assert_eq!(second.goals.iter().map(|goal| goal.percent).collect::<Vec<_>>(), [2.0, -2.0]);
        assert_eq!(second.contributions, first.contributions);
        assert!(second.goals[1].changes[0].shifts[0].by < 0.0);
        assert_eq!(explained(&test, (project, made.id), None, 2.0).await, second);
    }

    async fn each_series_is_explained_by_itself(test: TestApp) {
        let (project, made) = made(&test, &days(140, &["a", "b"]), |input| input.series_id = Some("shop".to_owned())).await;
        let found = explained(&test, (project, made.id), Some("b"), 5.0).await;
        let stored = forecast::view(&test.app, &test.admin, project, made.id, Some("b")).await.unwrap();
        assert_eq!((found.unique_id.as_str(), found.differs), ("b", false));
        let slope = found.sensitivities[0].per_unit.unwrap();
        assert!((slope - 70.0).abs() < 8.0, "{slope}");
        assert!(found.forecast.iter().zip(&stored.mean).all(|(a, b)| (a - b).abs() < 1e-6));
        let other = forecast::explanation(&test.app, &test.admin, project, made.id, Some("a")).await.unwrap();
        assert_eq!(other, None);
        let unknown = forecast::explanation(&test.app, &test.admin, project, made.id, Some("c")).await;
        assert!(matches!(unknown, Err(Error::NotFound)));
        let unknown = ExplainForecast { unique_id: Some("c".to_owned()), ..ExplainForecast::default() };
        let refused = forecast::explain(&test.app, &test.admin, project, made.id, unknown).await;
        let Err(Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
        assert_eq!(fields[0].field, "unique_id");
    }

    async fn a_model_of_all_series_is_explained_for_one_with_what_its_trees_looked_at(test: TestApp) {
        let trees = |input: &mut TrainModel| {
            input.series_id = Some("shop".to_owned());
            input.models = vec!["GradientBoosting".to_owned()];
            input.windows = 1;
        };
        let (project, made) = made(&test, &days(140, &["a", "b"]), trees).await;
        let found = explained(&test, (project, made.id), Some("b"), 5.0).await;
        assert!(!found.differs && found.weights.is_none());
        for parts in [found.contributions.unwrap(), found.features.unwrap()] {
            for (t, mean) in found.forecast.iter().enumerate() {
                let sum = parts.base[t] + parts.parts.iter().map(|part| part.values[t]).sum::<f64>();
                assert!((sum - mean).abs() < 1e-3 * mean.abs(), "{sum} is not {mean}");
            }
        }
    }

    async fn a_network_that_weighs_its_inputs_tells_what_it_looked_at(test: TestApp) {
        let weighing = |input: &mut TrainModel| {
            input.series_id = Some("shop".to_owned());
            input.drivers.push(DriverInput { column: "size".to_owned(), timing: DriverTiming::Static });
            input.models = vec!["TFT".to_owned()];
            input.windows = 1;
        };
        let size = |line: &str| match line.split(',').next() {
            Some("shop") => "size",
            Some("a") => "1",
            _ => "2",
        };
        let rows: Vec<_> = days(60, &["a", "b"]).lines().map(|line| format!("{line},{}", size(line))).collect();
        let (project, made) = made(&test, &rows.join("\n"), weighing).await;
        let found = explained(&test, (project, made.id), Some("b"), 5.0).await;
        assert_eq!((found.drivers, found.differs), (DriverUse::Used, false));
        let weights = found.weights.unwrap();
        let names = |all: &[VariableWeight]| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&weights.statics), ["size"]);
        assert_eq!(names(&weights.past), ["target", "weekday", "time of year", "temp", "size"]);
        assert_eq!(names(&weights.future), ["weekday", "time of year", "temp", "size"]);
        let sums = [&weights.statics, &weights.past, &weights.future]
            .map(|all| all.iter().map(|one| one.weight).sum::<f64>());
        for sum in sums.into_iter().chain([weights.attention.iter().sum()]) {
            assert!((sum - 1.0).abs() < 1e-5, "{weights:?}");
        }
    }

    async fn a_model_without_drivers_is_explained_by_its_past(test: TestApp) {
        let naive = |input: &mut TrainModel| input.models = vec!["SeasonalNaive".to_owned()];
        let (project, one) = made(&test, &days(60, &["a"]), naive).await;
        let found = explained(&test, (project, one.id), None, 5.0).await;
        assert_eq!((found.drivers, found.contributions, found.goals.len()), (DriverUse::Unused, None, 0));
        assert!(found.sensitivities.is_empty() && found.past.is_some());
        let (project, one) = made(&test, &days(60, &["a"]), |input| input.drivers.clear()).await;
        let found = explained(&test, (project, one.id), None, 5.0).await;
        assert_eq!((found.drivers, found.contributions), (DriverUse::Absent, None));
    }

    async fn a_forecast_that_is_gone_ends_its_explanation(test: TestApp) {
        let (project, made) = made(&test, &days(60, &["a"]), |_| ()).await;
        let begun = forecast::explain(&test.app, &test.admin, project, made.id, ExplainForecast::default());
        let begun = begun.await.unwrap();
        forecast::delete(&test.app, &test.admin, project, made.id).await.unwrap();
        assert_eq!(test.work().await, Some(Outcome::GivenUp));
        let ended = job::get(&test.app, &test.admin, project, begun.id).await.unwrap();
        assert_eq!(ended.error.as_deref(), Some("the forecast is gone"));
    }
}
