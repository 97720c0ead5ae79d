//! The OpenAPI document and the router are the same.

use std::collections::BTreeSet;

use almanac::config::Config;
use almanac::http::assets::Site;
use serde_json::Value;

use crate::server::BareServer;

/// The routes that were agreed on, from `docs/user/api.md`.
fn documented() -> BTreeSet<String> {
    let text = include_str!("../../../docs/user/api.md");
    let lines = text.lines().filter_map(|line| line.strip_prefix("| `"));
    lines.filter_map(|line| line.split('`').next()).map(str::to_owned).collect()
}

fn described() -> BTreeSet<String> {
    let document = serde_json::to_value(almanac::api::v1::document()).unwrap();
    let mut found = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        found.extend(
            item.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    found
}

#[test]
fn user_guide_lists_every_route_and_no_other() {
    assert_eq!(documented(), described());
}

/// The names of all schemas that are referred to.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(name)) = map.get("$ref") {
                found.insert(name.trim_start_matches("#/components/schemas/").to_owned());
            }
            map.values().for_each(|value| names(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}

#[test]
fn every_schema_that_is_named_is_there() {
    let document = serde_json::to_value(almanac::api::v1::document()).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut found = BTreeSet::new();
    names(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    let missing: Vec<_> = found.iter().filter(|name| !schemas.contains_key(*name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn operations_have_names_of_their_own() {
    let document = serde_json::to_value(almanac::api::v1::document()).unwrap();
    let mut seen = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            assert!(seen.insert(operation["operationId"].to_string()), "{}", operation["operationId"]);
            assert!(operation["responses"]["default"].is_object(), "{}", operation["operationId"]);
        }
    }
}

#[tokio::test]
async fn every_described_route_is_served_and_the_document_too() {
    let server = BareServer::start(Config::default(), Site::default()).await;
    let document = server.stranger().get("/openapi.json").await.expect(200);
    assert_eq!(document["info"]["title"], "Almanac");
    for route in described() {
        let (method, path) = route.split_once(' ').unwrap();
        let path = path.replace(['{', '}'], "");
        let answer = server.stranger().api(method, &path, &Value::Null).await;
        // A public link that is none does not exist; a route that is none is not described by problem details.
        let missing = answer.status == 404 && route != "GET /shared/{token}";
        assert!(!missing && answer.status != 405, "{route}: {}", answer.status);
    }
}
