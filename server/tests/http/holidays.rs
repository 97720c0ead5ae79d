//! Public holidays as drivers of a training.

use almanac_testkit::for_each_backend;
use serde_json::{Value, json};
use std::fmt::Write as _;

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::{id, shop_of};

/// 480 days up to 21 April 2014, of which Christmas, New Year, 26 January and 25 April are quiet.
fn visits() -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2012, 12, 28).unwrap();
    let mut text = String::from("day,visits\n");
    for (t, day) in first.iter_days().take(480).enumerate() {
        let quiet =
            ["01-01", "01-26", "04-25", "12-25", "12-26"].contains(&day.format("%m-%d").to_string().as_str());
        writeln!(text, "{day},{}", if quiet { 20 } else { 100 + 10 * (t % 7) }).unwrap();
    }
    text
}

fn training(dataset: &str, holidays: &str) -> Value {
    json!({
        "name": "Visits", "source": {"type": "dataset", "id": dataset}, "time": "day", "target": "visits",
        "holidays": holidays, "horizon": 7, "models": ["TrendFourier"], "windows": 1,
    })
}

async fn forecast(ann: &Browser, project: &str, dataset: &str, future: Value) -> Vec<f64> {
    let path = |rest: &str| format!("/projects/{project}/{rest}");
    let model = ann.post(&path("models"), &training(dataset, "AU-VIC")).await.expect(202);
    assert_eq!(model["config"]["holidays"], "AU-VIC");
    let job = ann.job(project, &model["job_id"]).await;
    assert_eq!(job["state"], "succeeded", "{job}");
    let asked = json!({"model_id": id(&model), "name": "Next", "model": "TrendFourier", "future": future});
    let made = id(&ann.post(&path("forecasts"), &asked).await.expect(201));
    let series = ann.get(&path(&format!("forecasts/{made}/series"))).await.expect(200);
    assert_eq!(series["ds"][3], "2014-04-25", "{series}");
    series["mean"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

for_each_backend! {
    async fn forecast_knows_the_next_holiday_by_itself(server: TestServer) {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, &visits()).await;
        // The last season had no Anzac Day: what is repeated must not be the holidays.
        for future in [json!({"type": "auto"}), json!({"type": "repeat_season"})] {
            let mean = forecast(&ann, &project, &dataset, future).await;
            assert!(mean[3] < mean[2] - 15.0 && mean[3] < mean[4] - 15.0, "{mean:?}");
        }
    }

    async fn unknown_country_is_refused_by_the_field(server: TestServer) {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, &visits()).await;
        let refused = ann.post(&format!("/projects/{project}/models"), &training(&dataset, "AU-XX")).await;
        let problem = refused.expect(422);
        let text = problem.to_string();
        assert!(text.contains("\"holidays\"") && text.contains("AU-VIC"), "{text}");
    }
}
