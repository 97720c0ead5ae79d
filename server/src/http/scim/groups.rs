//! `/scim/v2/Groups`

use almanac_domain::TeamId;
use almanac_domain::provisioning::{ScimGroup, ScimList};
use almanac_service::App;
use almanac_service::provisioning::groups::Shown;
use almanac_service::provisioning::{Provisioner, base_url, groups};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{Refusal, Scim, created};
use super::body::{Body, Id};
use super::list::Wanted;
use super::{filter, group_input, patch};

/// The schema of groups.
pub(super) const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn resource(app: &App, group: &ScimGroup, shown: Shown) -> Value {
    let base = base_url(app);
    let mut resource = json!({
        "schemas": [SCHEMA],
        "id": group.id,
        "externalId": group.external_id,
        "displayName": group.name,
        "meta": {
            "resourceType": "Group",
            "created": group.created_at,
            "lastModified": group.updated_at,
            "location": format!("{base}/Groups/{}", group.id),
        },
    });
    if let (Shown::WithMembers, Some(map)) = (shown, resource.as_object_mut()) {
        let members = group.members.iter().map(|(id, name)| {
            json!({ "value": id, "display": name, "type": "User", "$ref": format!("{base}/Users/{id}") })
        });
        map.insert("members".to_owned(), members.collect());
    }
    resource
}

/// Groups that match, oldest first.
pub(super) async fn list(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    wanted: Wanted,
) -> Result<Scim, Refusal> {
    let list = match wanted.filter.as_deref().map(filter::of_groups).transpose()? {
        Some(None) => ScimList { items: Vec::new(), total: 0 },
        filter => {
            let filter = filter.flatten().unwrap_or_default();
            groups::list(&app, by, &filter, wanted.page, wanted.shown).await?
        }
    };
    Ok(Scim::list(&list, wanted.start(), |group| resource(&app, group, wanted.shown)))
}

/// Creates a group.
pub(super) async fn create(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Body(body): Body,
) -> Result<Response, Refusal> {
    let made = groups::create(&app, by, group_input::whole(&body)?).await?;
    Ok(created(resource(&app, &made, Shown::WithMembers)))
}

/// A group.
pub(super) async fn get(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Id(id): Id,
    wanted: Wanted,
) -> Result<Scim, Refusal> {
    Ok(Scim::ok(resource(&app, &groups::get(&app, by, TeamId(id)).await?, wanted.shown)))
}

/// Replaces a group.
pub(super) async fn put(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Id(id): Id,
    Body(body): Body,
) -> Result<Scim, Refusal> {
    let changed = groups::change(&app, by, TeamId(id), group_input::whole(&body)?).await?;
    Ok(Scim::ok(resource(&app, &changed, Shown::WithMembers)))
}

/// Changes a group.
pub(super) async fn patch(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Id(id): Id,
    Body(body): Body,
) -> Result<Scim, Refusal> {
    let input = group_input::change(&patch::operations(body)?)?;
    let changed = groups::change(&app, by, TeamId(id), input).await?;
    Ok(Scim::ok(resource(&app, &changed, Shown::WithMembers)))
}

/// Deletes a group.
pub(super) async fn delete(
    State(app): State<App>,
    Extension(by): Extension<Provisioner>,
    Id(id): Id,
) -> Result<StatusCode, Refusal> {
    groups::delete(&app, by, TeamId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
