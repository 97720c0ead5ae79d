//! Every route of the OpenAPI document with real ids and a body that is right.

use almanac_domain::{OrgRole, ProjectId, ProjectRole};
use almanac_store::member;
use serde_json::{Value, json};

use super::actors::{Actors, Who};
use crate::browser::{Answer, Browser};
use crate::server::TestServer;
use crate::story::{Story, TILE, board, by_day, id, rides, seen, send, shop, there, training, warmer};

/// The id of nothing.
pub const NOWHERE: &str = "0192f0c1-2345-7000-8000-000000000001";

/// A route with real ids and a body that is right.
#[derive(Clone)]
pub struct Call {
    pub operation: String,
    pub description: String,
    method: String,
    pub path: String,
    body: Value,
}

impl Call {
    pub async fn by(&self, browser: &Browser) -> Answer {
        if self.operation == "send_upload" {
            let kind = [("content-type", "application/octet-stream")];
            return browser.send("POST", &format!("/api/v1{}", self.path), &kind, rides(20)).await;
        }
        browser.api(&self.method, &self.path, &self.body).await
    }
}

/// The id of the story for a name in a path.
pub fn id_of(story: &Story, name: &str) -> String {
    match name {
        "project" => story.project.clone(),
        "upload" => story.upload.clone(),
        "dataset" => story.dataset.clone(),
        "rule" => story.rule.clone(),
        "row_rule" => story.row_rule.clone(),
        "check" => story.check.clone(),
        "source" => story.source.clone(),
        "number" => "1".to_owned(),
        "query" => story.query.clone(),
        "dashboard" => story.dashboard.clone(),
        "tile" => TILE.to_owned(),
        "model" => story.model.clone(),
        "forecast" => story.forecast.clone(),
        "scenario" => story.scenario.clone(),
        "job" => story.job.clone(),
        _ => NOWHERE.to_owned(),
    }
}

/// All routes of the document; `ids` gives an id for each name in a path.
pub fn calls(ids: &dyn Fn(&str) -> String) -> Vec<Call> {
    let document = serde_json::to_value(almanac::api::v1::document()).unwrap();
    let mut calls = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let description = operation["description"].as_str().unwrap_or_default().to_owned();
            let operation = operation["operationId"].as_str().unwrap().to_owned();
            let parts = template.split('/').map(|part| {
                let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
                name.map_or_else(|| part.to_owned(), ids)
            });
            let mut path = parts.collect::<Vec<_>>().join("/");
            match operation.as_str() {
                "send_upload" => path.push_str("?file_name=x.csv"),
                "find_anomalies" => path.push_str("?time=date_time&value=users"),
                "pivot_query" => path.push_str("?column=day"),
                "compare_source_versions"
                | "get_schema_impact"
                | "compare_dataset_versions"
                | "get_dataset_impact" => path.push_str("?to=1"),
                _ => {}
            }
            let body = body(&operation, ids);
            calls.push(Call { operation, description, method: method.to_uppercase(), path, body });
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
        "create_key" => json!({"name": "x", "scopes": ["query:read"]}),
        "decide_consent" => json!({"purpose": "email_news", "version": 1, "given": true}),
        "rotate_key" => json!({"overlap_days": 1}),
        "sign_in_second" => json!({"token": "x", "code": "000000"}),
        "sign_in_with_passkey" => json!({"answer": {"token": "x", "credential": {}}}),
        "confirm" | "enable_totp" => json!({"code": "000000"}),
        "change_password" => json!({"password": "long enough 1"}),
        "ask_passkey" => json!({"purpose": "register"}),
        "add_passkey" => json!({"name": "x", "answer": {"token": "x", "credential": {}}}),
        "look_at_invitation" | "accept_invitation" | "confirm_email" => json!({"token": "x"}),
        "reset_password" => json!({"token": "x", "password": "long enough 1"}),
        "update_sign_in_policy" => {
            json!({"passwords_allowed": true, "sso_required": false, "second_factor_required": false})
        }
        "request_reset" | "change_email" | "ask_to_join" => json!({"email": "nobody@example.org"}),
        "invite" => json!({"guests": [{"email": "x@example.org"}], "role": "viewer"}),
        "switch_organization" => json!({"organization_id": ids("organization")}),
        "put_project_member" | "put_project_team" => json!({"role": "viewer"}),
        "make_link" => {
            json!({"kind": "query", "object_id": ids("query"), "expires_at": "2026-01-06T00:00:00Z"})
        }
        "offer_transfer" => json!({"user_id": ids("user")}),
        "add_domain" => json!({"name": "example.org"}),
        "create_identity_provider" | "update_identity_provider" => {
            json!({"name": "x", "oidc": {"preset": "other", "issuer": "http://id.test", "client_id": "x"}})
        }
        "change_member" => json!({"role": "developer"}),
        "update_organization"
        | "create_project"
        | "update_project"
        | "duplicate_project"
        | "rename_dataset"
        | "rename_source"
        | "update_my_profile"
        | "create_team"
        | "rename_team" => json!({"name": "Renamed"}),
        "detect_upload" => json!({"format": "csv", "columns": []}),
        "import_dataset" => json!({"upload_id": ids("upload"), "name": "x"}),
        "import_dataset_version" => json!({"upload_id": ids("upload")}),
        "fill_dataset" => json!({"name": "Filled", "method": {"kind": "linear"}}),
        "create_rule" | "update_rule" => there("users"),
        "create_row_rule" | "update_row_rule" => seen(&ids("dataset")),
        "preview_row_rule" => json!({"rule": seen(&ids("dataset")), "user_id": ids("user")}),
        "set_member_attributes" => json!({"attributes": {"region": ["north"]}}),
        "set_schedule" | "set_dashboard_schedule" => json!({"every_hours": 24}),
        "create_source" | "update_source" => shop("db.test"),
        "test_source" => json!({"settings": shop("db.test")["settings"]}),
        "describe_source_version" | "describe_dataset_version" => json!({"note": "x", "labels": ["y"]}),
        "pin_source" | "use_dataset_version" => json!({"version": 1}),
        "describe_statement" => json!({"text": "select 1 as one"}),
        "describe_query_sources" => json!({"sources": [{"dataset": ids("dataset")}]}),
        "run_query" | "pivot_query" | "export_query" | "query_statistics" | "show_query_sql" => {
            json!({"document": by_day(&ids("dataset"))})
        }
        "explore_query" => json!({
            "document": by_day(&ids("dataset")), "column": "rides", "step": "rows",
            "row": {"day": "2011-01-01", "rides": 1},
        }),
        "save_query" | "update_query" => json!({"name": "x", "document": by_day(&ids("dataset"))}),
        "place_query" => json!({"tags": ["x"]}),
        "rename_query_folder" => json!({"from": "x", "to": "y"}),
        "create_dashboard" => board(&ids("query")),
        "update_dashboard" => json!({"version": 0, "dashboard": {"name": "x"}}),
        "run_tile" | "explain_forecast" => json!({}),
        "train_model" => quick_training(&ids("dataset")),
        "make_forecast" => {
            json!({"model_id": ids("model"), "name": "x", "future": {"type": "repeat_season"}})
        }
        "continue_series" => {
            json!({"series": [{"unique_id": "a", "ds": ["1", "2", "3"], "y": [1, 2, 3]}], "horizon": 2})
        }
        "save_scenario" | "update_scenario" => warmer(&ids("forecast"), &json!("series")),
        _ => Value::Null,
    }
}

/// A training that takes no time.
fn quick_training(dataset: &str) -> Value {
    let mut training = training(dataset);
    training["models"] = json!(["Naive"]);
    training["drivers"] = json!([]);
    training["search"] = Value::Null;
    training
}

/// The call as it is made by somebody who is expected to use something up: with something of its own.
pub async fn fresh(call: &Call, who: Who, expected: u16, at: &mut Place<'_>) -> Call {
    let mut call = call.clone();
    if expected >= 300 {
        return call;
    }
    let operation = call.operation.clone();
    let (old, new) = match operation.as_str() {
        "delete_project" | "archive_project" => (at.story.project.clone(), at.project(who).await),
        "delete_upload" => (at.story.upload.clone(), at.upload().await),
        "delete_dataset" => (at.story.dataset.clone(), at.dataset().await),
        "delete_rule" => {
            let list = format!("datasets/{}/rules", at.story.dataset);
            (at.story.rule.clone(), at.made(&list, "create_rule").await)
        }
        "delete_row_rule" => (at.story.row_rule.clone(), at.made("row-rules", "create_row_rule").await),
        // A data set is checked once at a time.
        "start_check" => (at.story.dataset.clone(), at.ruled_dataset().await),
        "delete_source" => (at.story.source.clone(), at.made("sources", "create_source").await),
        // A source is read once at a time.
        "read_source" => (at.story.source.clone(), at.read_source().await),
        "delete_query" => (at.story.query.clone(), at.made("queries", "save_query").await),
        "delete_dashboard" => (at.story.dashboard.clone(), at.made("dashboards", "create_dashboard").await),
        "delete_model" => (at.story.model.clone(), at.made("models", "train_model").await),
        "delete_forecast" => (at.story.forecast.clone(), at.made("forecasts", "make_forecast").await),
        "delete_scenario" => (at.story.scenario.clone(), at.made("scenarios", "save_scenario").await),
        "revoke_key" => (at.key.clone(), at.editors_key().await),
        "remove_member" => (at.member(), at.somebody().await),
        "revoke_session" => (NOWHERE.to_owned(), at.session(who).await),
        "import_dataset" => {
            call.body["upload_id"] = json!(at.upload().await);
            return call;
        }
        // One version is imported at a time.
        "import_dataset_version" => {
            call.body["upload_id"] = json!(at.upload().await);
            (at.story.dataset.clone(), at.dataset().await)
        }
        _ => return call,
    };
    call.path = call.path.replace(&old, &new);
    call
}

/// Where fresh things are made.
pub struct Place<'a> {
    pub server: &'a TestServer,
    pub story: &'a Story,
    pub actors: &'a Actors,
    /// The key of the editor that the paths name.
    pub key: String,
}

impl Place<'_> {
    fn admin(&self) -> Browser {
        self.server.browser(&self.actors.admin)
    }

    async fn project(&self, who: Who) -> String {
        let made = id(&self.admin().post("/projects", &json!({"name": "Short"})).await.expect(201));
        if let Some(person) = self.actors.person(who) {
            let (app, project) = (&self.server.test.app, made.parse::<ProjectId>().unwrap());
            let mut tx = app.write(person.org_id).await.unwrap();
            member::put(&mut tx, project, person.user_id, ProjectRole::Owner, app.now()).await.unwrap();
            tx.save().await.unwrap();
        }
        made
    }

    async fn upload(&self) -> String {
        // What is there already is not imported again.
        let text = format!("day,number\n2026-01-01,{}\n", self.server.test.app.new_id());
        id(&send(&self.admin(), &self.story.project, "fresh.csv", text).await)
    }

    /// The member that the paths name.
    fn member(&self) -> String {
        self.actors.removed.user_id.to_string()
    }

    /// A new member.
    async fn somebody(&self) -> String {
        let (test, org) = (&self.server.test, self.actors.admin.org_id);
        let name = format!("Somebody{}", test.app.new_id());
        test.person(&name, Some(org), OrgRole::Developer).await.user_id.to_string()
    }

    async fn dataset(&self) -> String {
        let input = json!({"upload_id": self.upload().await, "name": "Fresh"});
        let started = self.admin().post(&self.story.path("datasets"), &input).await.expect(202);
        self.admin().job(&self.story.project, &started["dataset"]["job_id"]).await;
        id(&started["dataset"])
    }

    /// A data set with a rule.
    async fn ruled_dataset(&self) -> String {
        let made = self.dataset().await;
        let path = self.story.path(&format!("datasets/{made}/rules"));
        self.admin().post(&path, &there("number")).await.expect(201);
        made
    }

    /// What an operation of the project makes.
    async fn made(&self, list: &str, operation: &str) -> String {
        let body = body(operation, &|name| id_of(self.story, name));
        let answer = self.admin().post(&self.story.path(list), &body).await;
        assert!(answer.status < 300, "{operation}: {}", answer.text());
        id(&answer.json())
    }

    /// A source that was read.
    async fn read_source(&self) -> String {
        let made = self.admin().post(&self.story.path("sources"), &shop("db.test")).await.expect(201);
        self.admin().job(&self.story.project, &made["job_id"]).await;
        id(&made)
    }

    pub async fn editors_key(&self) -> String {
        let input = json!({"name": "Emil's", "scopes": ["query:read"]});
        let made = self.server.browser(&self.actors.editor).post("/keys", &input).await.expect(201);
        id(&made["key"])
    }

    async fn session(&self, who: Who) -> String {
        let person = self.actors.person(who).unwrap();
        self.server.test.another_session(person).await.session_id().unwrap().to_string()
    }
}
