//! Invitations.

use almanac_app::SessionCookie;
use almanac_domain::account::Me;
use almanac_domain::invitation::{
    AcceptInvitation, Invitation, Invite, Invited, JoinInput, LinkSecret, Offer,
};
use almanac_domain::{InvitationId, Page};
use almanac_service::{App, invitation};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::routes;

use super::Routes;
use super::paging::Paging;
use crate::http::{Anybody, JsonBody, Knocking, PathIds, Problem, QueryString, SignedIn, with_cookie};

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(list_invitations, invite))
        .routes(routes!(revoke_invitation))
        .routes(routes!(resend_invitation))
        .routes(routes!(show_invitation_link))
        .routes(routes!(look_at_invitation))
        .routes(routes!(accept_invitation))
        .routes(routes!(ask_to_join))
}

/// The invitations of the organization.
#[utoipa::path(get, path = "/invitations", tag = "people", params(Paging), responses((status = 200, body = Page<Invitation>)))]
async fn list_invitations(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    QueryString(paging): QueryString<Paging>,
) -> Result<Json<Page<Invitation>>, Problem> {
    Ok(Json(invitation::list(&app, &actor, paging.into()).await?))
}

/// Invites people, all or nobody.
#[utoipa::path(post, path = "/invitations", tag = "people", request_body = Invite, responses((status = 201, body = Vec<Invited>)))]
async fn invite(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    JsonBody(input): JsonBody<Invite>,
) -> Result<(StatusCode, Json<Vec<Invited>>), Problem> {
    Ok((StatusCode::CREATED, Json(invitation::invite(&app, &actor, input).await?)))
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/invitations/{invitation}", tag = "people", responses((status = 204)))]
async fn revoke_invitation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(invitation): PathIds<InvitationId>,
) -> Result<StatusCode, Problem> {
    invitation::revoke(&app, &actor, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends an invitation again with a new link.
#[utoipa::path(post, path = "/invitations/{invitation}/resend", tag = "people", responses((status = 200, body = Invited)))]
async fn resend_invitation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(invitation): PathIds<InvitationId>,
) -> Result<Json<Invited>, Problem> {
    Ok(Json(invitation::resend(&app, &actor, invitation).await?))
}

/// Shows a new link of an invitation.
#[utoipa::path(post, path = "/invitations/{invitation}/link", tag = "people", responses((status = 200, body = Invited)))]
async fn show_invitation_link(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    PathIds(invitation): PathIds<InvitationId>,
) -> Result<Json<Invited>, Problem> {
    Ok(Json(invitation::show_link(&app, &actor, invitation).await?))
}

/// What an invitation offers, by the secret of its link.
#[utoipa::path(post, path = "/invitations/look", tag = "people", request_body = LinkSecret, responses((status = 200, body = Offer)))]
async fn look_at_invitation(
    State(app): State<App>,
    Anybody(actor): Anybody,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<LinkSecret>,
) -> Result<Json<Offer>, Problem> {
    Ok(Json(invitation::look(&app, actor.as_ref(), &input.token, &client).await?))
}

/// Accepts an invitation, and signs in.
#[utoipa::path(post, path = "/invitations/accept", tag = "people", request_body = AcceptInvitation, responses((status = 201, body = Me)))]
async fn accept_invitation(
    State(app): State<App>,
    State(cookie): State<SessionCookie>,
    Anybody(actor): Anybody,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<AcceptInvitation>,
) -> Result<Response, Problem> {
    let (me, secret) = invitation::accept(&app, actor.as_ref(), input, &client).await?;
    with_cookie(cookie, Some(&secret), (StatusCode::CREATED, Json(me)))
}

/// Asks for a link to join the organization of an address; the answer is the same for all addresses.
#[utoipa::path(post, path = "/invitations/requests", tag = "people", request_body = JoinInput, responses((status = 202)))]
async fn ask_to_join(
    State(app): State<App>,
    Knocking(client): Knocking,
    JsonBody(input): JsonBody<JoinInput>,
) -> Result<StatusCode, Problem> {
    invitation::ask_to_join(&app, input, &client).await?;
    Ok(StatusCode::ACCEPTED)
}
