//! What identity providers can learn about us (RFC 7644, section 4).

use almanac_domain::provisioning::ScimList;
use almanac_service::App;
use almanac_service::provisioning::base_url;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::answer::{Refusal, Scim};
use super::list::MOST;
use super::{groups, users};

/// `GET /ServiceProviderConfig`
pub(super) async fn configuration(State(app): State<App>) -> Scim {
    Scim::ok(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": MOST },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": false },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "The token of the organization in the header Authorization",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{}/ServiceProviderConfig", base_url(&app)),
        },
    }))
}

fn kinds(app: &App) -> Vec<Value> {
    let kind = |name: &str, schema: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": name,
            "name": name,
            "endpoint": format!("/{name}s"),
            "schema": schema,
            "meta": {
                "resourceType": "ResourceType",
                "location": format!("{}/ResourceTypes/{name}", base_url(app)),
            },
        })
    };
    vec![kind("User", users::SCHEMA), kind("Group", groups::SCHEMA)]
}

/// `GET /ResourceTypes`
pub(super) async fn resource_types(State(app): State<App>) -> Scim {
    all(kinds(&app))
}

/// `GET /ResourceTypes/{name}`
pub(super) async fn resource_type(State(app): State<App>, Path(name): Path<String>) -> Result<Scim, Refusal> {
    one(kinds(&app), &name)
}

/// An attribute: its name, its type, and whether it must be given, can be changed and tells case apart.
fn attribute(name: &str, kind: &str, (required, mutable, case): (bool, bool, bool)) -> Value {
    json!({
        "name": name,
        "type": kind,
        "multiValued": false,
        "required": required,
        "caseExact": case,
        "mutability": if mutable { "readWrite" } else { "readOnly" },
        "returned": "default",
        "uniqueness": if required { "server" } else { "none" },
    })
}

/// An attribute with several values, or with parts.
fn complex(name: &str, several: bool, parts: &[Value], mutability: &str) -> Value {
    json!({
        "name": name,
        "type": "complex",
        "multiValued": several,
        "required": false,
        "mutability": mutability,
        "returned": "default",
        "subAttributes": parts,
    })
}

fn described(app: &App) -> Vec<Value> {
    let text = |name: &str| attribute(name, "string", (false, true, false));
    let exact = |name: &str| attribute(name, "string", (false, true, true));
    let primary = attribute("primary", "boolean", (false, true, false));
    let user = [
        attribute("userName", "string", (true, true, false)),
        exact("externalId"),
        text("displayName"),
        complex("name", false, &[text("formatted"), text("givenName"), text("familyName")], "readWrite"),
        complex("emails", true, &[text("value"), text("type"), primary.clone()], "immutable"),
        attribute("active", "boolean", (false, true, false)),
        complex("roles", true, &[text("value"), primary], "readWrite"),
    ];
    let group = [
        attribute("displayName", "string", (true, true, true)),
        exact("externalId"),
        complex("members", true, &[exact("value"), text("display")], "readWrite"),
    ];
    let schema = |id: &str, name: &str, attributes: &[Value]| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": id,
            "name": name,
            "attributes": attributes,
            "meta": {
                "resourceType": "Schema",
                "location": format!("{}/Schemas/{id}", base_url(app)),
            },
        })
    };
    vec![schema(users::SCHEMA, "User", &user), schema(groups::SCHEMA, "Group", &group)]
}

/// `GET /Schemas`
pub(super) async fn schemas(State(app): State<App>) -> Scim {
    all(described(&app))
}

/// `GET /Schemas/{name}`
pub(super) async fn schema(State(app): State<App>, Path(name): Path<String>) -> Result<Scim, Refusal> {
    one(described(&app), &name)
}

fn all(items: Vec<Value>) -> Scim {
    let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
    Scim::list(&ScimList { items, total }, 1, Value::clone)
}

fn one(items: Vec<Value>, id: &str) -> Result<Scim, Refusal> {
    let found = items.into_iter().find(|item| item["id"] == id);
    found.map(Scim::ok).ok_or_else(Refusal::not_found)
}
