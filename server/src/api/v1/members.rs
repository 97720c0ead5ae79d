//! The people of the organization.

use almanac_domain::member::{ChangeMember, Member, OrganizationInput, OrganizationSettings};
use almanac_domain::row_rule::MemberAttributes;
use almanac_domain::sign_in_policy::SignInPolicy;
use almanac_domain::{Page, PageRequest, UserId};
use almanac_service::{App, member, organization, sign_in_policy};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;
use uuid::Uuid;

use super::Routes;
use crate::http::{JsonBody, PathIds, Problem, QueryString, SignedIn};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_members))
        .routes(routes!(change_member, remove_member))
        .routes(routes!(get_member_attributes, set_member_attributes))
        .routes(routes!(get_organization, update_organization))
        .routes(routes!(get_sign_in_policy, update_sign_in_policy))
}

/// Which members are wanted, newest first.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Those whose name or address contains this.
    #[serde(default)]
    search: String,
    /// How many, 1 to 200; 50 if it is left out.
    limit: Option<u32>,
    /// The last id of the page before.
    after: Option<Uuid>,
}

/// The members of the organization.
#[utoipa::path(get, path = "/members", tag = "organization", params(Wanted), responses((status = 200, body = Page<Member>)))]
async fn list_members(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(wanted): QueryString<Wanted>,
) -> Result<Json<Page<Member>>, Problem> {
    let usual = PageRequest::default();
    let page = PageRequest { limit: wanted.limit.unwrap_or(usual.limit), after: wanted.after };
    Ok(Json(member::list(&app, &actor, &wanted.search, page).await?))
}

/// Changes role or state of a member.
#[utoipa::path(
    patch, path = "/members/{member}", tag = "organization",
    request_body = ChangeMember, responses((status = 200, body = Member)),
)]
async fn change_member(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(member): PathIds<UserId>,
    JsonBody(input): JsonBody<ChangeMember>,
) -> Result<Json<Member>, Problem> {
    Ok(Json(member::change(&app, &actor, member, input).await?))
}

/// Ends a membership, or one's own.
#[utoipa::path(delete, path = "/members/{member}", tag = "organization", responses((status = 204)))]
async fn remove_member(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(member): PathIds<UserId>,
) -> Result<StatusCode, Problem> {
    member::remove(&app, &actor, member).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The attributes of a member, which row rules compare with.
#[utoipa::path(get, path = "/members/{member}/attributes", tag = "organization", responses((status = 200, body = MemberAttributes)))]
async fn get_member_attributes(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(member): PathIds<UserId>,
) -> Result<Json<MemberAttributes>, Problem> {
    Ok(Json(member::attributes(&app, &actor, member).await?))
}

/// Sets all attributes of a member.
#[utoipa::path(
    put, path = "/members/{member}/attributes", tag = "organization",
    request_body = MemberAttributes, responses((status = 200, body = MemberAttributes)),
)]
async fn set_member_attributes(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(member): PathIds<UserId>,
    JsonBody(input): JsonBody<MemberAttributes>,
) -> Result<Json<MemberAttributes>, Problem> {
    Ok(Json(member::set_attributes(&app, &actor, member, input).await?))
}

/// The organization: what was chosen for it, its plan, and how much of that is used.
#[utoipa::path(get, path = "/organization", tag = "organization", responses((status = 200, body = OrganizationSettings)))]
async fn get_organization(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<Json<OrganizationSettings>, Problem> {
    Ok(Json(organization::settings(&app, &actor).await?))
}

/// Changes name and limits of sessions.
#[utoipa::path(
    put, path = "/organization", tag = "organization",
    request_body = OrganizationInput, responses((status = 200, body = OrganizationSettings)),
)]
async fn update_organization(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<OrganizationInput>,
) -> Result<Json<OrganizationSettings>, Problem> {
    Ok(Json(organization::update(&app, &actor, input).await?))
}

/// How members may sign in.
#[utoipa::path(get, path = "/organization/sign-in-policy", tag = "organization", responses((status = 200, body = SignInPolicy)))]
async fn get_sign_in_policy(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> Result<Json<SignInPolicy>, Problem> {
    Ok(Json(sign_in_policy::get(&app, &actor).await?))
}

/// Sets how members may sign in. Sessions that it does not allow end with their next request.
#[utoipa::path(
    put, path = "/organization/sign-in-policy", tag = "organization",
    request_body = SignInPolicy, responses((status = 200, body = SignInPolicy)),
)]
async fn update_sign_in_policy(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(policy): JsonBody<SignInPolicy>,
) -> Result<Json<SignInPolicy>, Problem> {
    Ok(Json(sign_in_policy::set(&app, &actor, policy).await?))
}
