//! What Prometheus finds after a query, a training and a forecast.

use serde_json::json;

use crate::process::rides;
use crate::running::{Ann, Server};

/// The value of a sample; none if there is no such line.
fn sample(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

#[test]
fn queries_and_inference_are_counted_by_outcome() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start_with(data.path(), &["--metrics-listen", "127.0.0.1:0"]);
    let (ann, project) = Ann::set_up(&mut server);
    let file = tempfile::tempdir().unwrap();
    let upload = ann.send(&project, &rides(file.path(), 500));
    let import = json!({"upload_id": upload["id"], "name": "Rides"});
    let dataset = ann.post(&format!("{project}/datasets"), &import)["dataset"].clone();
    ann.end(&project, dataset["job_id"].as_str().unwrap());
    let source = json!({"version": 1, "source": {"dataset": dataset["id"]}});
    ann.post(&format!("{project}/query"), &json!({"document": source}));
    let mut wrong = json!({"document": source});
    wrong["document"]["sort"] = json!([{"by": "no such column"}]);
    let path = format!("{}{project}/query", ann.url);
    let refused = ann.client.post(path).header("content-type", "application/json").body(wrong.to_string());
    assert_eq!(refused.send().unwrap().status(), 422);
    let training = json!({
        "name": "Rides", "source": {"type": "dataset", "id": dataset["id"]}, "time": "date_time",
        "target": "users", "horizon": 24, "seasons": [24], "models": ["SeasonalNaive"], "windows": 1,
    });
    let model = ann.post(&format!("{project}/models"), &training);
    ann.end(&project, model["job_id"].as_str().unwrap());
    let forecast = json!({"model_id": model["id"], "name": "Next", "model": "SeasonalNaive"});
    ann.post(&format!("{project}/forecasts"), &forecast);

    let text = ann.client.get(server.metrics.as_ref().unwrap()).send().unwrap().text().unwrap();
    for (name, count) in [
        (r#"queries_total{outcome="succeeded"}"#, 1.0),
        (r#"queries_total{outcome="refused"}"#, 1.0),
        ("query_duration_seconds_count", 2.0),
        (r#"query_rows_bucket{le="100"}"#, 0.0),
        (r#"query_rows_bucket{le="1000"}"#, 1.0),
        ("query_rows_sum", 500.0),
        (r#"inferences_total{model="SeasonalNaive",outcome="succeeded"}"#, 1.0),
        (r#"inference_duration_seconds_count{model="SeasonalNaive"}"#, 1.0),
    ] {
        assert_eq!(sample(&text, name), Some(count), "{name} in\n{text}");
    }
}
