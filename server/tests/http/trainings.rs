//! What a training can be asked for: drivers that are the same for all of a series, a fixed window,
//! and forecasts below zero.

use std::fmt::Write as _;

use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::server::TestServer;
use crate::story::{id, shop_of};

/// Days with a rare event, on which offices sell less and cinemas more; the last day, whose sales are to be forecast, has one.
fn places() -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2023, 1, 2).unwrap();
    let mut text = String::from("day,place,kind,event,sales\n");
    for i in 0..40 {
        for (t, day) in first.iter_days().take(141).enumerate() {
            let kind = i % 2;
            let event = if t == 140 { 1 } else { usize::from((t * 37 + i * 53).is_multiple_of(47)) };
            let usual = 30 + [0, 2, 1, 3, 0, 5, 6][t % 7] + (i * 31 + t * 17) % 3;
            let sales =
                if t == 140 { String::new() } else { (usual + event * 40 * kind - event * 20).to_string() };
            writeln!(text, "{day},p{i:02},{},{event},{sales}", ["office", "cinema"][kind]).unwrap();
        }
    }
    text
}

fn training(dataset: &str) -> Value {
    json!({
        "name": "Places", "source": {"type": "dataset", "id": dataset}, "time": "day", "target": "sales",
        "series_id": "place", "horizon": 1, "models": ["GradientBoosting", "FineTunedZeroShot"], "windows": 1,
        "drivers": [{"column": "kind", "timing": "static"}, {"column": "event", "timing": "futr"}],
    })
}

/// Days, the first hundred of which have other sales than the last thirty.
fn moved() -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2023, 1, 2).unwrap();
    let mut text = String::from("day,sales\n");
    for (t, day) in first.iter_days().take(130).enumerate() {
        writeln!(text, "{day},{}", if t < 100 { 1000 } else { 10 + t % 2 }).unwrap();
    }
    text
}

/// A stock that falls, and is nearly used up.
fn falling() -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2023, 1, 2).unwrap();
    let mut text = String::from("day,sales\n");
    for (t, day) in first.iter_days().take(60).enumerate() {
        writeln!(text, "{day},{}", 125 - 2 * t + t % 2).unwrap();
    }
    text
}

for_each_backend! {
    async fn a_stock_is_not_forecast_below_zero_unless_it_may_be(server: TestServer) {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, &falling()).await;
        let path = |rest: &str| format!("/projects/{project}/{rest}");
        let mut ends = Vec::new();
        for below_zero in [false, true] {
            let asked = json!({
                "name": "Stock", "source": {"type": "dataset", "id": dataset}, "time": "day", "target": "sales",
                "horizon": 14, "models": ["RandomWalkWithDrift"], "windows": 2, "below_zero": below_zero,
            });
            let model = ann.post(&path("models"), &asked).await.expect(202);
            assert_eq!(model["config"]["below_zero"], below_zero);
            let job = ann.job(&project, &model["job_id"]).await;
            assert_eq!(job["state"], "succeeded", "{job}");
            let next = json!({
                "model_id": id(&model), "name": "Next", "model": "RandomWalkWithDrift", "future": {"type": "auto"},
            });
            let made = id(&ann.post(&path("forecasts"), &next).await.expect(201));
            let series = ann.get(&path(&format!("forecasts/{made}/series"))).await.expect(200);
            let lo = series["bands"][1]["lo"].as_array().unwrap();
            let drawn = ann.get(&path(&format!("forecasts/{made}/paths?count=200"))).await.expect(200);
            let futures = drawn["paths"].as_array().unwrap().iter().flat_map(|path| path.as_array().unwrap());
            ends.push((
                series["mean"][13].as_f64().unwrap(),
                lo.iter().filter_map(Value::as_f64).fold(f64::INFINITY, f64::min),
                futures.filter_map(Value::as_f64).fold(f64::INFINITY, f64::min),
            ));
        }
        assert_eq!(ends[0], (0.0, 0.0, 0.0));
        assert!(ends[1].0 < -10.0 && ends[1].1 <= ends[1].0 && ends[1].2 < -10.0, "{ends:?}");
    }

    async fn a_fixed_window_forgets_what_lies_before_it(server: TestServer) {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, &moved()).await;
        let path = |rest: &str| format!("/projects/{project}/{rest}");
        let asked = json!({
            "name": "Sales", "source": {"type": "dataset", "id": dataset}, "time": "day", "target": "sales",
            "horizon": 5, "models": ["HistoricAverage"], "windows": 2, "window_length": 20,
        });
        let mut wrong = asked.clone();
        wrong["window_length"] = json!(1);
        let problem = ann.post(&path("models"), &wrong).await.expect(422).to_string();
        assert!(problem.contains("\"window_length\""), "{problem}");
        let model = ann.post(&path("models"), &asked).await.expect(202);
        let job = ann.job(&project, &model["job_id"]).await;
        assert_eq!(job["state"], "succeeded", "{job}");
        let trained = ann.get(&path(&format!("models/{}", id(&model)))).await.expect(200);
        assert_eq!(trained["config"]["window_length"], 20);
        let scores = trained["leaderboard"].as_array().unwrap();
        let score = scores.iter().find(|score| score["model"] == "HistoricAverage").unwrap();
        assert!(score["mae"].as_f64().unwrap() < 1.0, "{score}");
        let next = json!({
            "model_id": id(&model), "name": "Next", "model": "HistoricAverage", "future": {"type": "auto"},
        });
        let made = id(&ann.post(&path("forecasts"), &next).await.expect(201));
        let series = ann.get(&path(&format!("forecasts/{made}/series"))).await.expect(200);
        assert!((series["mean"][4].as_f64().unwrap() - 10.5).abs() < 0.1, "{series}");
    }

    async fn series_are_told_apart_by_what_they_are(server: TestServer) {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, &places()).await;
        let path = |rest: &str| format!("/projects/{project}/{rest}");
        let model = ann.post(&path("models"), &training(&dataset)).await.expect(202);
        assert_eq!(model["config"]["drivers"][0]["timing"], "static");
        let job = ann.job(&project, &model["job_id"]).await;
        assert_eq!(job["state"], "succeeded", "{job}");
        let trained = ann.get(&path(&format!("models/{}", id(&model)))).await.expect(200);
        let scores = trained["leaderboard"].as_array().unwrap();
        for model in ["GradientBoosting", "FineTunedZeroShot"] {
            let score = scores.iter().find(|score| score["model"] == model);
            assert!(score.is_some_and(|score| score["failed"].is_null()), "{model}: {trained}");
        }
        let asked = json!({
            "model_id": id(&model), "name": "Next", "model": "GradientBoosting", "future": {"type": "auto"},
        });
        let made = id(&ann.post(&path("forecasts"), &asked).await.expect(201));
        let mut events = Vec::new();
        for place in ["p12", "p13"] {
            let series = ann.get(&path(&format!("forecasts/{made}/series?unique_id={place}"))).await.expect(200);
            events.push(series["mean"][0].as_f64().unwrap());
        }
        assert!(events[0] < 22.0 && events[1] > 42.0, "{events:?}");
    }

    async fn a_series_of_two_kinds_is_refused_with_its_row(server: TestServer) {
        let ann = server.administrator();
        let text = places().replace("2023-01-04,p03,cinema", "2023-01-04,p03,office");
        let (project, dataset) = shop_of(&ann, &text).await;
        let path = |rest: &str| format!("/projects/{project}/{rest}");
        let model = ann.post(&path("models"), &training(&dataset)).await.expect(202);
        let job = ann.job(&project, &model["job_id"]).await;
        assert_eq!(job["state"], "failed", "{job}");
        let error = job["error"].as_str().unwrap();
        assert!(error.contains("\"kind\"") && error.contains("\"p03\"") && error.contains("row 426"), "{error}");
    }
}
