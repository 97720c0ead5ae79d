//! Invitations, forgotten passwords, addresses, profiles, several organizations.

use almanac::config::Config;
use almanac::http::assets::Site;
use almanac_testkit::{TestApp, for_each_backend, secret_in};
use serde_json::{Value, json};

use crate::accounts::set_up;
use crate::server::{BareServer, TestServer};

const PASSWORD: &str = "a bicycle made of glass";

fn invite(email: &str) -> Value {
    json!({"guests": [{"email": email}], "role": "developer"})
}

for_each_backend! {
    async fn invited_person_accepts_over_rest_and_switches_back_and_forth(server: TestServer) {
        let (ann, eve) = (server.administrator(), server.outsider().await);
        server.test.mails().await;
        ann.post("/invitations", &invite("eve@example.org")).await.expect(201);
        let token = json!({"token": secret_in(&server.test.mails().await[0].text)});
        assert_eq!(server.stranger().post("/invitations/look", &token).await.expect(200)["visitor"], "known");
        assert_eq!(eve.post("/invitations/look", &token).await.expect(200)["visitor"], "invited");
        assert_eq!(ann.post("/invitations/look", &token).await.expect(200)["visitor"], "somebody_else");
        ann.post("/invitations/accept", &token).await.expect(409);
        let accepted = eve.post("/invitations/accept", &token).await;
        assert!(accepted.header("set-cookie").starts_with("almanac="), "{:?}", accepted.headers);
        let me = accepted.expect(201);
        assert_eq!((me["role"].as_str(), me["memberships"].as_array().unwrap().len()), (Some("developer"), 2));
        // R07: the old secret is worth nothing any more.
        eve.get("/me").await.expect(401);
        assert_eq!(ann.get("/invitations").await.expect(200)["items"][0]["state"], "accepted");
    }
}

for_each_backend! {
    async fn mails_about_schemas_are_turned_off_and_on_in_the_profile(server: TestServer) {
        let ann = server.administrator();
        let muted =
            async || ann.get("/me/profile").await.expect(200)["choices"]["mute_schema_changes"].clone();
        assert_eq!(muted().await, false);
        let page = ann.send("GET", "/account", &[], "").await.text();
        assert!(page.contains("name=\"schema_mails\""), "{page}");
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("referer", "http://x/account"),
        ];
        for (checked, expected) in [("", true), ("&schema_mails=true", false)] {
            let body = format!("name=Ada&locale=&time_zone=&theme=auto{checked}");
            let answer = ann.send("POST", "/api/profile/update", &headers, body).await;
            assert_eq!((answer.status, muted().await), (302, expected.into()), "{}", answer.text());
        }
    }

    async fn new_person_accepts_over_rest_and_is_signed_in(server: TestServer) {
        let (ann, bob) = (server.administrator(), server.stranger());
        server.test.mails().await;
        ann.post("/invitations", &invite("bob@example.org")).await.expect(201);
        let token = secret_in(&server.test.mails().await[0].text);
        let input = json!({"token": token, "name": "Bob", "password": PASSWORD, "locale": "de"});
        bob.post("/invitations/accept", &input).await.expect(201);
        assert_eq!(bob.get("/me").await.expect(200)["user"]["name"], "Bob");
        assert_eq!(bob.get("/me/profile").await.expect(200)["choices"]["locale"], "de");
        bob.post("/invitations", &invite("x@example.org")).await.expect(403);
        bob.get("/invitations").await.expect(403);
    }
}

#[tokio::test]
async fn without_mail_the_link_is_shown_and_begins_with_the_configured_url() {
    let config = Config { public_url: Some("https://almanac.example".parse().unwrap()), ..Config::default() };
    let server = BareServer::start(config, Site::default()).await;
    let token = almanac_service::account::setup_token(&server.app).await.unwrap().unwrap();
    let cookie = server.stranger().post("/setup", &crate::accounts::setup(&token, TestApp::EMAIL)).await;
    let cookie = cookie.header("set-cookie").split(';').next().unwrap().to_owned();
    let ann = crate::browser::Browser::new(&server.url, Some(&cookie));
    // R13: a forged Host header is not believed.
    let headers = [
        ("content-type", "application/json"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
    ];
    let body = invite("bob@example.org").to_string();
    let invited = ann.send("POST", "/api/v1/invitations", &headers, body).await.expect(201);
    let link = invited[0]["link"].as_str().unwrap();
    assert!(link.starts_with("https://almanac.example/invitation/"), "{link}");
    let path = format!("/invitations/{}/link", invited[0]["invitation"]["id"].as_str().unwrap());
    let shown = ann.api("POST", &path, &Value::Null).await.expect(200);
    assert_ne!(shown["link"].as_str().unwrap(), link);
    server.stranger().post("/password-reset", &json!({"email": TestApp::EMAIL})).await.expect(409);
}

for_each_backend! {
    async fn r06_reset_is_answered_alike_for_unknown_addresses(server: TestServer) {
        let stranger = server.stranger();
        let known = stranger.post("/password-reset", &json!({"email": TestApp::EMAIL})).await;
        let unknown = stranger.post("/password-reset", &json!({"email": "nobody@example.org"})).await;
        assert_eq!((known.status, known.text()), (202, unknown.text()));
        assert_eq!(unknown.status, 202);
    }
}

for_each_backend! {
    async fn new_password_is_set_over_rest_and_ends_the_sessions(server: TestServer) {
        let (ann, stranger) = (server.administrator(), server.stranger());
        server.test.mails().await;
        stranger.post("/password-reset", &json!({"email": TestApp::EMAIL})).await.expect(202);
        let token = secret_in(&server.test.mails().await[0].text);
        let input = json!({"token": token, "password": PASSWORD});
        let done = stranger.post("/password-reset/confirmation", &input).await;
        assert_eq!(done.header("set-cookie"), "", "nobody is signed in by it");
        done.expect(204);
        ann.get("/me").await.expect(401);
        stranger.post("/sessions", &json!({"email": TestApp::EMAIL, "password": PASSWORD})).await.expect(201);
    }
}

for_each_backend! {
    async fn picture_is_served_as_what_it_is_and_nothing_else(server: TestServer) {
        let ann = server.administrator();
        let file = b"RIFF\x12\x00\x00\x00WEBPVP8L\x06\x00\x00\x00\x2f\x0f\xc0\x03\x00\x00".to_vec();
        let kind = [("content-type", "application/octet-stream")];
        ann.send("PUT", "/api/v1/me/avatar", &kind, "<svg onload='x'/>").await.expect(422);
        ann.send("PUT", "/api/v1/me/avatar", &kind, file.clone()).await.expect(204);
        let me = ann.get("/me").await.expect(200);
        let path = format!("/users/{}/avatar", me["user"]["id"].as_str().unwrap());
        let shown = ann.get(&path).await;
        assert_eq!((shown.status, &shown.bytes), (200, &file));
        assert_eq!((shown.header("content-type"), shown.header("x-content-type-options")), ("image/webp", "nosniff"));
        assert!(shown.header("content-security-policy").contains("default-src 'none'"));
        server.outsider().await.get(&path).await.expect(404);
        ann.api("DELETE", "/me/avatar", &Value::Null).await.expect(204);
        ann.get(&path).await.expect(404);
    }
}

#[tokio::test]
async fn pages_of_links_are_rendered_and_gone_links_say_so() {
    let server = BareServer::start(Config::default(), Site::default()).await;
    let ann = set_up(&server).await;
    let invited = ann.post("/invitations", &invite("bob@example.org")).await.expect(201);
    let token = secret_in(invited[0]["link"].as_str().unwrap());
    let stranger = server.stranger();
    let page = |path: String| {
        let stranger = stranger.clone();
        async move { stranger.send("GET", &path, &[], "").await.text() }
    };
    assert!(page(format!("/invitation/{token}")).await.contains("Capital Rides"));
    for place in ["invitation", "reset", "verify"] {
        let text = page(format!("/{place}/nonsense")).await;
        assert!(text.contains("This link is not valid any more"), "{place}: {text}");
    }
    assert!(page("/forgot".to_owned()).await.contains("Set a new password"));
    for (path, text) in [("/account", "Profile"), ("/organization/invitations", "bob@example.org")] {
        let answer = ann.send("GET", path, &[], "").await;
        assert!(answer.status == 200 && answer.text().contains(text), "{path}: {}", answer.text());
    }
}
