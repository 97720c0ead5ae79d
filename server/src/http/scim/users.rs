//! `/scim/v2/Users`

use almanac_domain::UserId;
use almanac_domain::member::MemberState;
use almanac_domain::provisioning::{ScimList, ScimUser};
use almanac_service::App;
use almanac_service::provisioning::{Provisioner, base_url, users};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{Refusal, Scim, created};
use super::body::{Body, Id};
use super::list::Wanted;
use super::{filter, patch, user_input};

/// The schema of users.
pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

fn resource(app: &App, user: &ScimUser) -> Value {
    json!({
        "schemas": [SCHEMA],
        "id": user.id,
        "externalId": user.external_id,
        "userName": user.user_name,
        "displayName": user.name,
        "name": { "formatted": user.name },
        "emails": [{ "value": user.email, "type": "work", "primary": true }],
        "active": user.state == MemberState::Active,
        "roles": [{ "value": user.role, "primary": true }],
        "meta": {
            "resourceType": "User",
            "created": user.created_at,
            "lastModified": user.updated_at,
            "location": format!("{}/Users/{}", base_url(app), user.id),
        },
    })
}

/// Users that match, oldest first.
pub(super) async fn list(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    wanted: Wanted,
) -> Result<Scim, Refusal> {
    let list = match wanted.filter.as_deref().map(filter::of_users).transpose()? {
        Some(None) => ScimList { items: Vec::new(), total: 0 },
        filter => users::list(&app, by, &filter.flatten().unwrap_or_default(), wanted.page).await?,
    };
    Ok(Scim::list(&list, wanted.start(), |user| resource(&app, user)))
}

/// Creates a user, or links the member of this address.
pub(super) async fn create(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Body(body): Body,
) -> Result<Response, Refusal> {
    let made = users::create(&app, by, user_input::new(&body)?).await?;
    Ok(created(resource(&app, &made)))
}

/// A user.
pub(super) async fn get(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Id(id): Id,
) -> Result<Scim, Refusal> {
    Ok(Scim::ok(resource(&app, &users::get(&app, by, UserId(id)).await?)))
}

/// Replaces a user.
pub(super) async fn put(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Id(id): Id,
    Body(body): Body,
) -> Result<Scim, Refusal> {
    let input = user_input::replacement(&body)?;
    Ok(Scim::ok(resource(&app, &users::change(&app, by, UserId(id), input).await?)))
}

/// Changes a user.
pub(super) async fn patch(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Id(id): Id,
    Body(body): Body,
) -> Result<Scim, Refusal> {
    let input = user_input::change(&patch::operations(body)?)?;
    Ok(Scim::ok(resource(&app, &users::change(&app, by, UserId(id), input).await?)))
}

/// Deactivates a user and forgets the resource.
pub(super) async fn delete(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Id(id): Id,
) -> Result<StatusCode, Refusal> {
    users::delete(&app, by, UserId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
