//! Who may do what: every route of the OpenAPI document × the stranger, the outsider, the viewer.

use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::server::TestServer;
use crate::story::{Story, by_day, rides, training, warmer};

/// A route with real ids and a body that is right.
struct Call {
    operation: String,
    method: String,
    path: String,
    body: Value,
}

impl Call {
    async fn by(&self, browser: &Browser) -> Answer {
        if self.operation == "send_upload" {
            let kind = [("content-type", "application/octet-stream")];
            return browser.send("POST", &format!("/api/v1{}", self.path), &kind, rides(20)).await;
        }
        browser.api(&self.method, &self.path, &self.body).await
    }
}

/// All routes of the document; `ids` gives an id for each name in a path.
fn calls(ids: &dyn Fn(&str) -> String) -> Vec<Call> {
    let document = serde_json::to_value(almanac::api::v1::document()).unwrap();
    let mut calls = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let operation = operation["operationId"].as_str().unwrap().to_owned();
            let mut path = template.clone();
            for name in [
                "project", "upload", "dataset", "query", "model", "forecast", "scenario", "job", "session",
                "member", "domain", "provider",
            ] {
                path = path.replace(&format!("{{{name}}}"), &ids(name));
            }
            if operation == "send_upload" {
                path.push_str("?file_name=x.csv");
            }
            let body = body(&operation, ids);
            calls.push(Call { operation, method: method.to_uppercase(), path, body });
        }
    }
    assert!(calls.len() > 40, "{}", calls.len());
    calls
}

/// A body that is right for the operation.
fn body(operation: &str, ids: &dyn Fn(&str) -> String) -> Value {
    match operation {
        "set_up" => {
            json!({"token": "x", "organization": "x", "name": "x", "email": "x@example.org", "password": "long enough 1"})
        }
        "sign_in" => json!({"email": "nobody@example.org", "password": "long enough 1"}),
        "change_member" => json!({"role": "developer"}),
        "add_domain" => json!({"name": "example.org"}),
        "create_identity_provider" | "update_identity_provider" => {
            json!({"name": "x", "oidc": {"preset": "other", "issuer": "http://id.test", "client_id": "x"}})
        }
        "update_organization" | "create_project" | "update_project" | "rename_dataset" => {
            json!({"name": "Renamed"})
        }
        "detect_upload" => json!({"format": "csv", "columns": []}),
        "import_dataset" => json!({"upload_id": ids("upload"), "name": "x"}),
        "run_query" | "export_query" => json!({"document": by_day(&ids("dataset"))}),
        "save_query" | "update_query" => json!({"name": "x", "document": by_day(&ids("dataset"))}),
        "train_model" => training(&ids("dataset")),
        "make_forecast" => json!({"model_id": ids("model"), "name": "x"}),
        "save_scenario" | "update_scenario" => warmer(&ids("forecast"), &json!("series")),
        _ => Value::Null,
    }
}

fn id_of(story: &Story, name: &str) -> String {
    match name {
        "project" => story.project.clone(),
        "upload" => story.upload.clone(),
        "dataset" => story.dataset.clone(),
        "query" => story.query.clone(),
        "model" => story.model.clone(),
        "forecast" => story.forecast.clone(),
        "scenario" => story.scenario.clone(),
        "job" => story.job.clone(),
        _ => "0192f0c1-2345-7000-8000-000000000001".into(),
    }
}

/// Operations that nobody needs a session for.
const OPEN: [&str; 2] = ["set_up", "sign_in"];

/// The error without what differs from request to request.
fn essence(answer: &Answer) -> (u16, Value) {
    let mut problem = answer.json();
    problem.as_object_mut().unwrap().remove("request_id");
    (answer.status, problem)
}

for_each_backend! {
    async fn stranger_is_refused_on_every_route(server: TestServer) {
        let stranger = server.stranger();
        for call in calls(&|_| "0192f0c1-2345-7000-8000-000000000001".into()) {
            let answer = call.by(&stranger).await;
            // An unknown setup token does not exist; a wrong password is no session either.
            let expected = if call.operation == "set_up" { 404 } else { 401 };
            assert_eq!(answer.status, expected, "{} {}: {}", call.method, call.path, answer.text());
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
    }
}

for_each_backend! {
    async fn r21_foreign_object_looks_like_one_that_is_not_there(server: TestServer) {
        let ann = server.administrator();
        let story = Story::tell(&ann, 300).await;
        let eve = server.outsider().await;
        let nowhere = calls(&|_| "0192f0c1-2345-7000-8000-000000000001".into());
        for (call, missing) in calls(&|name| id_of(&story, name)).iter().zip(&nowhere) {
            if OPEN.contains(&call.operation.as_str()) || call.operation == "sign_out" {
                continue;
            }
            let answer = call.by(&eve).await;
            assert!(!answer.text().contains(&story.dataset), "{} {}", call.method, call.path);
            if call.path.contains(&story.project) || call.path.contains(&story.job) {
                assert_eq!(answer.status, 404, "{} {}: {}", call.method, call.path, answer.text());
                assert_eq!(essence(&answer), essence(&missing.by(&eve).await), "{} {}", call.method, call.path);
            }
        }
        assert_eq!(eve.get("/projects").await.expect(200)["items"].as_array().unwrap().len(), 1, "only her own");
        ann.get(&story.path(&format!("scenarios/{}", story.scenario))).await.expect(200);
    }
}

for_each_backend! {
    async fn viewer_looks_and_changes_nothing(server: TestServer) {
        let ann = server.administrator();
        let story = Story::tell(&ann, 300).await;
        let vic = server.viewer(&story.project).await;
        for call in calls(&|name| id_of(&story, name)) {
            if !call.path.contains(&story.project) {
                continue;
            }
            let answer = call.by(&vic).await;
            let reads = call.method == "GET" || ["run_query", "export_query"].contains(&call.operation.as_str());
            let expected = if reads { 200 } else { 403 };
            assert_eq!(answer.status, expected, "{} {}: {}", call.method, call.path, answer.text());
        }
        let scenario = ann.get(&story.path(&format!("scenarios/{}", story.scenario))).await.expect(200);
        assert_eq!(scenario["name"], "Warmer");
    }
}
