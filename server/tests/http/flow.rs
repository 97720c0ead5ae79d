//! The whole way from a file to a scenario.

use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::{Story, by_day, rides, send};

const ROWS: usize = 600;

for_each_backend! {
    async fn file_becomes_a_what_if_scenario(server: TestServer) {
        let ann = server.administrator();
        let story = Story::tell(&ann, ROWS).await;
        data_is_known(&ann, &story).await;
        queries_answer(&ann, &story).await;
        models_are_compared(&ann, &story).await;
        forecast_has_bands(&ann, &story).await;
        series_go_on_without_a_model(&ann, &story).await;
        scenario_differs_from_its_baseline(&ann, &story).await;
        deletion_leaves_nothing(&ann, &story).await;
    }
}

async fn data_is_known(ann: &Browser, story: &Story) {
    let dataset = ann.get(&story.path(&format!("datasets/{}", story.dataset))).await.expect(200);
    assert_eq!((&dataset["state"], &dataset["rows"]), (&json!("ready"), &json!(ROWS)));
    let profile = ann.get(&story.path(&format!("datasets/{}/profile", story.dataset))).await.expect(200);
    let users = profile["columns"].as_array().unwrap().iter().find(|c| c["name"] == "users").unwrap();
    let expected = rides(ROWS).lines().skip(1).map(column_users).fold(0.0, f64::max);
    let greatest: f64 = users["max"].as_str().unwrap().parse().unwrap();
    assert!((greatest - expected).abs() < 1e-9, "{greatest}");
    let rows =
        ann.get(&story.path(&format!("datasets/{}/rows?offset=1&limit=2", story.dataset))).await.expect(200);
    let column = rows["columns"].as_array().unwrap().iter().position(|c| c["name"] == "users").unwrap();
    // The second and third row of the file.
    assert_eq!((&rows["rows"][0][column], &rows["rows"][1][column]), (&json!(40.0), &json!(32.0)));
    let upload = send(ann, &story.project, "again.csv", rides(ROWS)).await;
    let import = json!({"upload_id": upload["id"], "name": "Again"});
    let again = ann.post(&story.path("datasets"), &import).await.expect(200);
    assert_eq!((&again["already_there"], &again["dataset"]["id"]), (&json!(true), &json!(story.dataset)));
    let path = story.path(&format!("datasets/{}", story.dataset));
    let renamed = ann.api("PATCH", &path, &json!({"name": "Hourly"})).await.expect(200);
    assert_eq!(renamed["name"], "Hourly");
}

fn column_users(line: &str) -> f64 {
    line.split(',').nth(8).unwrap().parse().unwrap()
}

async fn queries_answer(ann: &Browser, story: &Story) {
    let body = json!({"document": by_day(&story.dataset), "limit": 1});
    let result = ann.post(&story.path("query"), &body).await.expect(200);
    let first_day: f64 = rides(ROWS).lines().filter(|l| l.starts_with("2011-01-01")).map(column_users).sum();
    assert_eq!(result["rows"][0][1].as_f64(), Some(first_day));
    assert_eq!((&result["total_rows"], &result["truncated"]), (&json!(ROWS.div_ceil(24)), &json!(true)));
    let asked = json!({"document": by_day(&story.dataset)});
    let csv = ann.post(&story.path("query/export"), &asked).await;
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"query.csv\"");
    assert_eq!(csv.header("x-total-rows"), ROWS.div_ceil(24).to_string());
    assert_eq!(csv.text().lines().next(), Some("day,rides"));
    let rows = ann.post(&story.path("query/export?format=json"), &asked).await.expect(200);
    assert_eq!(
        (rows.as_array().unwrap().len(), rows[0]["rides"].as_f64()),
        (ROWS.div_ceil(24), Some(first_day))
    );
    for (format, begins) in [("xlsx", &b"PK"[..]), ("parquet", b"PAR1")] {
        let file = ann.post(&story.path(&format!("query/export?format={format}")), &asked).await;
        assert!(file.bytes.starts_with(begins), "{format}");
    }
    let wrong =
        json!({"document": {"version": 1, "source": {"dataset": story.dataset}, "columns": ["nothing"]}});
    let problem = ann.post(&story.path("query"), &wrong).await.expect(422);
    assert_eq!(problem["code"], "invalid");
    // Its page runs a saved query, once.
    let path = story.path(&format!("queries/{}", story.query));
    let page = ann.send("GET", &path, &[], "").await;
    assert!(page.status == 200 && page.text().contains("2011-01-01"), "{}", page.text());
    let runs = ann.get(&format!("{path}/runs")).await.expect(200);
    assert_eq!(runs["items"].as_array().map(Vec::len), Some(1), "{runs}");
}

async fn models_are_compared(ann: &Browser, story: &Story) {
    let model = ann.get(&story.path(&format!("models/{}", story.model))).await.expect(200);
    let board = model["leaderboard"].as_array().unwrap();
    let names: Vec<&str> = board.iter().map(|score| score["model"].as_str().unwrap()).collect();
    for name in ["SeasonalNaive", "AutoETS", "TiDE"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(model["winner"], board[0]["model"]);
    let path = format!("/api/v1{}", story.path(&format!("models/{}/artifact", story.model)));
    let artifact = ann.send("GET", &path, &[], "").await;
    assert_eq!((artifact.status, artifact.bytes.is_empty()), (200, false));
    let same = ann.send("GET", &path, &[("if-none-match", artifact.header("etag"))], "").await;
    assert_eq!((same.status, same.bytes.len()), (304, 0));
    let search = ann.get(&story.path(&format!("models/{}/search", story.model))).await.expect(200);
    assert_eq!((&search["model"], &search["best"]), (&json!("MFLES"), &search["trials"][0]["number"]));
    assert!(names.contains(&"MFLES (tuned)") && search["trials"][0]["score"].as_f64().is_some(), "{search}");
    errors_are_known_in_parts(ann, story, &board[0]).await;
    let events = ann.events(&story.path(&format!("jobs/{}/events", story.job))).await;
    assert_eq!(events.len(), 1, "an ended job is told once");
    assert_eq!((events[0].0.as_str(), &events[0].1["id"]), ("job", &json!(story.job)));
}

async fn errors_are_known_in_parts(ann: &Browser, story: &Story, best: &Value) {
    let path = story.path(&format!("models/{}/errors", story.model));
    let parts = ann.get(&path).await.expect(200);
    assert_eq!((&parts["model"], &parts["of"]), (&best["model"], &json!(1)));
    let steps: Vec<f64> =
        parts["steps"].as_array().unwrap().iter().map(|step| step["mae"].as_f64().unwrap()).collect();
    assert_eq!(steps.len(), 24);
    // One series, and as many errors at each step: the mean over the steps is the whole.
    let mean = steps.iter().sum::<f64>() / 24.0;
    assert!((mean / best["mae"].as_f64().unwrap() - 1.0).abs() < 1e-6, "{mean} {best}");
    assert_eq!(parts["series"][0]["score"]["mae"], best["mae"]);
    let naive = ann.get(&format!("{path}?model=seasonalnaive")).await.expect(200);
    assert_eq!((&naive["model"], &naive["steps"][5]["skill"]), (&json!("SeasonalNaive"), &json!(0.0)));
    ann.get(&format!("{path}?model=nobody")).await.expect(404);
    let page = format!("/projects/{}/models/{}/errors", story.project, story.model);
    let text = ann.send("GET", &format!("{page}?method=SeasonalNaive"), &[], "").await.text();
    for part in ["Errors in detail", "<option value=\"SeasonalNaive\" selected", "almanac-chart"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

async fn forecast_has_bands(ann: &Browser, story: &Story) {
    let series = ann.get(&story.path(&format!("forecasts/{}/series", story.forecast))).await.expect(200);
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
    };
    let mean = numbers(&series["mean"]);
    assert_eq!(mean.len(), 24);
    for band in series["bands"].as_array().unwrap() {
        let (lo, hi) = (numbers(&band["lo"]), numbers(&band["hi"]));
        assert!(lo.iter().zip(&mean).zip(&hi).all(|((lo, mean), hi)| lo <= mean && mean <= hi), "{band}");
    }
    let total = &series["total"];
    let sum: f64 = mean.iter().sum();
    assert!((total["mean"].as_f64().unwrap() - sum).abs() < 1e-6 * sum.abs(), "{total}");
    let band = &total["bands"][0];
    assert!(
        band["level"] == 80 && band["lo"].as_f64() < Some(sum) && band["hi"].as_f64() > Some(sum),
        "{total}"
    );
    futures_are_drawn(ann, story, sum).await;
    for (format, mime, begin) in [
        ("csv", "text/csv; charset=utf-8", "unique_id,ds,TiDE,TiDE-lo-80,TiDE-hi-80"),
        ("json", "application/json", "["),
        ("parquet", "application/vnd.apache.parquet", "PAR1"),
    ] {
        let path = story.path(&format!("forecasts/{}/export?format={format}", story.forecast));
        let export = ann.get(&path).await;
        assert_eq!((export.status, export.header("content-type")), (200, mime));
        assert!(export.bytes.starts_with(begin.as_bytes()), "{format}");
    }
}

async fn futures_are_drawn(ann: &Browser, story: &Story, sum: f64) {
    let path = story.path(&format!("forecasts/{}/paths", story.forecast));
    let drawn = ann.get(&format!("{path}?count=7&above={sum}")).await.expect(200);
    let paths = drawn["paths"].as_array().unwrap();
    assert_eq!((paths.len(), paths[6].as_array().map(Vec::len)), (7, Some(24)));
    assert_eq!(drawn["ds"].as_array().map(Vec::len), Some(24));
    let above = &drawn["above"];
    let total = above["total"].as_f64().unwrap();
    // No hour has as many rides as the whole day.
    assert!((0.3..0.7).contains(&total) && above["any"] == 0.0 && above["all"] == 0.0, "{above}");
    assert_eq!(ann.get(&format!("{path}?count=7")).await.expect(200)["paths"], drawn["paths"]);
    assert!(ann.get(&format!("{path}?count=7&seed=2")).await.expect(200)["paths"] != drawn["paths"]);
    let wrong = ann.get(&format!("{path}?count=0")).await.expect(422);
    assert_eq!(wrong["fields"][0]["field"], "count");
    ann.get(&format!("{path}?unique_id=nobody")).await.expect(404);
    let page = format!("/projects/{}/forecasts/{}/paths", story.project, story.forecast);
    let text = ann.send("GET", &format!("{page}?above=1,5"), &[], "").await.text();
    for part in ["Possible futures: ", "How likely is more than 1.5?", "almanac-chart"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = ann.send("GET", &format!("{page}?above=much"), &[], "").await.text();
    assert!(text.contains("must be a number") && text.contains("value=\"much\""), "{text}");
}

async fn series_go_on_without_a_model(ann: &Browser, story: &Story) {
    let month = |t: usize| format!("{}-{:02}-01", 2020 + t / 12, t % 12 + 1);
    let value = |t: usize| (100 + t) as f64 * if t % 12 < 6 { 1.2 } else { 0.8 };
    let ds: Vec<String> = (0..48).map(month).collect();
    let y: Vec<f64> = (0..48).map(value).collect();
    let asked = json!({"series": [{"unique_id": "a", "ds": ds, "y": y}], "horizon": 6, "levels": [90]});
    let made = ann.post(&story.path("zero-shot"), &asked).await.expect(200);
    assert_eq!((&made[0]["unique_id"], &made[0]["ds"][0]), (&json!("a"), &json!("2024-01-01")));
    for t in 0..6 {
        let at = |values: &Value| values[t].as_f64().unwrap();
        let (mean, band) = (at(&made[0]["mean"]), &made[0]["bands"][0]);
        assert!((mean - value(48 + t)).abs() < 0.1 * value(48 + t), "{mean} for {}", value(48 + t));
        assert!(at(&band["lo"]) <= mean && mean <= at(&band["hi"]), "{band}");
    }
    let odd =
        json!({"series": [{"unique_id": "a", "ds": ["2024-01-01", "soon"], "y": [1, 2]}], "horizon": 6});
    let problem = ann.post(&story.path("zero-shot"), &odd).await.expect(422);
    assert_eq!(problem["fields"][0]["field"], "series[0].ds[1]");
}

async fn scenario_differs_from_its_baseline(ann: &Browser, story: &Story) {
    let list = ann.get(&story.path(&format!("scenarios?forecast_id={}", story.forecast))).await.expect(200);
    let scenario = &list["items"][0];
    assert_eq!(scenario["id"], json!(story.scenario));
    assert_ne!(scenario["mean"], scenario["baseline"]);
    assert_eq!(scenario["ds"].as_array().unwrap().len(), 24);
    let export = ann.get(&story.path(&format!("scenarios/{}/export", story.scenario))).await;
    assert_eq!(export.text().lines().count(), 25);
}

async fn deletion_leaves_nothing(ann: &Browser, story: &Story) {
    let project = format!("/projects/{}", story.project);
    ann.api("DELETE", &project, &Value::Null).await.expect(204);
    ann.get(&project).await.expect(404);
    ann.get(&story.path(&format!("datasets/{}", story.dataset))).await.expect(404);
}
