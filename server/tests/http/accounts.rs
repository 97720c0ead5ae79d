//! Setup, sign-in, sessions.

use almanac::config::Config;
use almanac::http::assets::Site;
use almanac_service::account;
use almanac_testkit::{TestApp, for_each_backend};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::{BareServer, TestServer};

/// Does the setup by its link; the browser is signed in.
pub async fn set_up(server: &BareServer) -> Browser {
    let token = account::setup_token(&server.app).await.unwrap().unwrap();
    let browser = server.stranger();
    browser.post("/setup", &setup(&token, TestApp::EMAIL)).await.expect(201);
    browser
}

/// The input of a setup.
pub fn setup(token: &str, email: &str) -> Value {
    json!({"token": token, "organization": "Capital Rides", "name": "Ann", "email": email,
        "password": TestApp::PASSWORD})
}

#[tokio::test]
async fn r01_setup_link_works_once() {
    let server = BareServer::start(Config::default(), Site::default()).await;
    let token = account::setup_token(&server.app).await.unwrap().unwrap();
    let stranger = server.stranger();
    stranger.post("/setup", &setup("wrong", "a@example.org")).await.expect(404);
    let done = stranger.post("/setup", &setup(&token, "a@example.org")).await;
    let cookie = done.header("set-cookie").to_owned();
    assert!(cookie.starts_with("almanac=") && cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains("Secure"), "plain http on this machine");
    assert_eq!(done.expect(201)["organization"]["name"], "Capital Rides");
    server.stranger().post("/setup", &setup(&token, "b@example.org")).await.expect(404);
}

for_each_backend! {
    async fn r08_signing_out_ends_the_session(server: TestServer) {
        let ann = server.stranger();
        let credentials = json!({"email": TestApp::EMAIL, "password": TestApp::PASSWORD});
        ann.post("/sessions", &credentials).await.expect(201);
        assert_eq!(ann.get("/me").await.expect(200)["user"]["email"], TestApp::EMAIL);
        assert_eq!(ann.get("/sessions").await.expect(200).as_array().unwrap().len(), 2);
        let out = ann.api("DELETE", "/sessions/current", &Value::Null).await;
        assert!(out.header("set-cookie").contains("Max-Age=0"), "{:?}", out.headers);
        out.expect(204);
        ann.get("/me").await.expect(401);
    }
}

for_each_backend! {
    async fn a_session_can_be_ended_from_another_device(server: TestServer) {
        let laptop = server.administrator();
        let phone = server.stranger();
        phone.post("/sessions", &json!({"email": TestApp::EMAIL, "password": TestApp::PASSWORD})).await.expect(201);
        let sessions = laptop.get("/sessions").await.expect(200);
        let other = sessions.as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
        let path = format!("/sessions/{}", other["id"].as_str().unwrap());
        laptop.api("DELETE", &path, &Value::Null).await.expect(204);
        phone.get("/me").await.expect(401);
        laptop.get("/me").await.expect(200);
    }
}

for_each_backend! {
    async fn r05_eleventh_wrong_password_has_to_wait(server: TestServer) {
        let mallory = server.stranger();
        let wrong = json!({"email": TestApp::EMAIL, "password": "a wrong password"});
        let unknown = json!({"email": "nobody@example.org", "password": "a wrong password"});
        let known = mallory.post("/sessions", &wrong).await;
        let nobody = mallory.post("/sessions", &unknown).await;
        assert_eq!((known.status, known.json()["message"].clone()), (401, nobody.json()["message"].clone()));
        for _ in 0..8 {
            mallory.post("/sessions", &wrong).await.expect(401);
        }
        // The address of a stranger's proxy is not believed.
        let forged = [("content-type", "application/json"), ("x-forwarded-for", "203.0.113.7")];
        let answer = mallory.send("POST", "/api/v1/sessions", &forged, wrong.to_string()).await;
        assert_eq!(answer.status, 429, "{}", answer.text());
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    }
}

#[tokio::test]
async fn r05_owner_signs_in_from_another_address_while_somebody_guesses() {
    let config = Config { trusted_proxies: vec!["127.0.0.1".parse().unwrap()], ..Config::default() };
    let server = BareServer::start(config, Site::default()).await;
    set_up(&server).await;
    let try_from = async |address: &str, password: &str| {
        let input = json!({"email": TestApp::EMAIL, "password": password});
        let from = [("content-type", "application/json"), ("x-forwarded-for", address)];
        server.stranger().send("POST", "/api/v1/sessions", &from, input.to_string()).await
    };
    for _ in 0..10 {
        try_from("203.0.113.7", "a wrong password").await.expect(401);
    }
    let guessed = try_from("203.0.113.7", "a wrong password").await;
    assert_eq!(guessed.status, 429, "{}", guessed.text());
    assert!(guessed.header("retry-after").parse::<u64>().unwrap() > 0);
    let elsewhere = try_from("203.0.113.8", "a wrong password").await;
    assert_eq!(elsewhere.status, 429, "{}", elsewhere.text());
    try_from("203.0.113.8", TestApp::PASSWORD).await.expect(201);
}
