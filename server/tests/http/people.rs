//! People: the administrator, a viewer of a project, somebody of another organization.

use almanac_domain::account::{Organization, User};
use almanac_domain::{OrgId, OrgRole, ProjectId, ProjectRole, SessionId, UserId};
use almanac_service::{App, account};
use almanac_store::session::StoredSession;
use almanac_store::{Scope, member, session, user};
use chrono::TimeDelta;
use serde_json::json;

use crate::browser::Browser;
use crate::server::TestServer;

pub const PASSWORD: &str = "correct horse battery staple";

/// Does the setup; the browser is signed in as the administrator.
pub async fn administrator(server: &TestServer) -> Browser {
    let token = account::setup_token(&server.app).await.unwrap().unwrap();
    let browser = server.stranger();
    let input = json!({
        "token": token, "organization": "Capital Rides", "name": "Ann Lee", "email": "ann@example.org",
        "password": PASSWORD,
    });
    browser.post("/setup", &input).await.expect(201);
    browser
}

/// The administrator of a second organization.
pub async fn outsider(server: &TestServer) -> Browser {
    let app = &server.app;
    let org = Organization { id: OrgId(app.new_id()), name: "Rivals".into(), created_at: app.now() };
    let mut tx = app.db().write(Scope::System).await.unwrap();
    user::insert_organization(&mut tx, &org).await.unwrap();
    tx.save().await.unwrap();
    sign_in(server, org.id, "eve@example.com", OrgRole::Admin).await.1
}

/// A member of the administrator's organization who may only look at the project.
pub async fn viewer(server: &TestServer, project: &str) -> Browser {
    let app = &server.app;
    let mut tx = app.db().read(Scope::System).await.unwrap();
    let org = user::find_by_email(&mut tx, "ann@example.org").await.unwrap().unwrap().org_id;
    drop(tx);
    let (id, browser) = sign_in(server, org, "vic@example.org", OrgRole::Member).await;
    let mut tx = app.write(org).await.unwrap();
    let project: ProjectId = project.parse().unwrap();
    member::put(&mut tx, project, id, ProjectRole::Viewer, app.now()).await.unwrap();
    tx.save().await.unwrap();
    browser
}

/// A new person with a session.
async fn sign_in(server: &TestServer, org_id: OrgId, email: &str, role: OrgRole) -> (UserId, Browser) {
    let app: &App = &server.app;
    let now = app.now();
    let person = User { id: UserId(app.new_id()), name: email.into(), email: email.into(), created_at: now };
    let secret = format!("secret-of-{email}");
    let stored = StoredSession {
        id: SessionId(app.new_id()),
        org_id,
        user_id: person.id,
        role,
        user_agent: "test".into(),
        address: "127.0.0.1".into(),
        created_at: now,
        last_seen_at: now,
        expires_at: now + TimeDelta::hours(1),
    };
    let mut tx = app.db().write(Scope::System).await.unwrap();
    user::insert(&mut tx, org_id, &person, "no password", role).await.unwrap();
    session::insert(&mut tx, &stored, &almanac_identity::hash(&secret)).await.unwrap();
    tx.save().await.unwrap();
    (person.id, Browser::new(&server.url, Some(&format!("almanac={secret}"))))
}
