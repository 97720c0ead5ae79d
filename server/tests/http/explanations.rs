//! Why forecasts are what they are: over REST, and the page without JavaScript.

use almanac_domain::ProjectRole;
use almanac_testkit::for_each_backend;
use serde_json::json;

use crate::server::TestServer;
use crate::story::Story;

for_each_backend! {
    async fn a_networks_forecast_is_explained_over_rest(server: TestServer) {
        let ann = server.administrator();
        let story = Story::tell(&ann, 400).await;
        let path = story.path(&format!("forecasts/{}/explanation", story.forecast));
        ann.get(&path).await.expect(404);
        let found = story.explain(&ann).await;
        assert_eq!((&found["model"], &found["drivers"], &found["differs"]), (&json!("TiDE"), &json!("used"), &json!(false)));
        let numbers = |value: &serde_json::Value| -> Vec<f64> {
            value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
        };
        let (forecast, base) = (numbers(&found["forecast"]), numbers(&found["contributions"]["base"]));
        let parts = found["contributions"]["parts"].as_array().unwrap();
        assert_eq!(parts.iter().map(|part| &part["name"]).collect::<Vec<_>>(), [&json!("temp"), &json!("weather")]);
        for t in 0..forecast.len() {
            let sum = base[t] + parts.iter().map(|part| numbers(&part["values"])[t]).sum::<f64>();
            assert!((sum - forecast[t]).abs() < 1e-6 * forecast[t].abs().max(1.0), "{sum} is not {}", forecast[t]);
        }
        let series = ann.get(&story.path(&format!("forecasts/{}/series", story.forecast))).await.expect(200);
        let stored = numbers(&series["mean"]);
        assert!(stored.iter().zip(&forecast).all(|(a, b)| (a - b).abs() < 1e-3 * a.abs().max(1.0)));
        let levels = found["sensitivities"].as_array().unwrap().iter().filter(|one| one["level"].is_string());
        assert!(levels.clone().count() > 1 && levels.clone().all(|one| one["driver"] == "weather"));
        // Another goal is kept beside the first.
        let job = ann.post(&path, &json!({"percent": -3})).await.expect(202);
        assert_eq!(ann.job(&story.project, &job["id"]).await["state"], "succeeded");
        let goals = ann.get(&path).await.expect(200)["goals"].clone();
        assert_eq!((&goals[0]["percent"], &goals[1]["percent"]), (&json!(10.0), &json!(-3.0)));
        for (wrong, field) in [(json!({"percent": 0}), Some("percent")), (json!({"unique_id": "x"}), Some("unique_id")), (json!({"of": 1}), None)] {
            let refused = ann.post(&path, &wrong).await.expect(422);
            if let Some(field) = field {
                assert_eq!(refused["fields"][0]["field"], field, "{wrong}");
            }
        }
        ann.get(&format!("{path}?unique_id=x")).await.expect(404);
    }

    async fn the_page_explains_a_forecast_without_javascript(server: TestServer) {
        let ann = server.administrator();
        let story = Story::tell(&ann, 400).await;
        let vera = server.colleague("Vera", &story.project, ProjectRole::Viewer).await;
        let forecast = story.path(&format!("forecasts/{}", story.forecast));
        let page = format!("{forecast}/explanation");
        let at = ann.send("GET", &forecast, &[], "").await.text();
        assert!(at.contains(&format!("{page}?series=series")), "{at}");
        let empty = ann.send("GET", &page, &[], "").await;
        assert_eq!(empty.status, 200);
        assert!(empty.text().contains("Explain this forecast"), "{}", empty.text());
        let hers = vera.send("GET", &page, &[], "").await.text();
        assert!(!hers.contains("Explain this forecast</button>") && hers.contains("may train models"), "{hers}");
        let fields = [
            ("project", story.project.as_str()), ("forecast", story.forecast.as_str()), ("series", "series"), ("percent", "4"),
        ];
        let to = ann.form("/api/forecast/explain", &page, &fields).await.leads();
        let (_, job) = to.rsplit_once("job=").unwrap();
        assert_eq!(ann.job(&story.project, &json!(job)).await["state"], "succeeded");
        for browser in [&ann, &vera] {
            let shown = browser.send("GET", &to, &[], "").await.text();
            for text in ["What each driver adds", "What a little more would change", "temp", "(+4 %)", "The past: trend and seasons"] {
                assert!(shown.contains(text), "no {text}: {shown}");
            }
        }
        let wrong = [
            ("project", story.project.as_str()), ("forecast", story.forecast.as_str()), ("series", "series"), ("percent", "much"),
        ];
        let back = ann.form("/api/forecast/explain", &page, &wrong).await.leads();
        assert!(ann.send("GET", &back, &[], "").await.text().contains("percent: must be a number"));
        assert_eq!(vera.form("/api/forecast/explain", &page, &fields).await.status, 302);
        assert_eq!(server.outsider().await.send("GET", &page, &[], "").await.status, 404);
    }
}
