//! Setup, sign-in, sessions.

use almanac_service::account;
use serde_json::{Value, json};

use crate::backend::on_both;
use crate::people::{PASSWORD, administrator};

on_both! {
    async fn setup_link_works_once(server: &TestServer) {
        let token = account::setup_token(&server.app).await.unwrap().unwrap();
        let input = |token: &str, email: &str| json!({
            "token": token, "organization": "Capital Rides", "name": "Ann", "email": email, "password": PASSWORD,
        });
        let stranger = server.stranger();
        stranger.post("/setup", &input("wrong", "a@example.org")).await.expect(404);
        let done = stranger.post("/setup", &input(&token, "a@example.org")).await;
        let cookie = done.header("set-cookie").to_owned();
        assert!(cookie.starts_with("almanac=") && cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
        assert!(!cookie.contains("Secure"), "plain http on this machine");
        assert_eq!(done.expect(201)["organization"]["name"], "Capital Rides");
        server.stranger().post("/setup", &input(&token, "b@example.org")).await.expect(404);
    }
}

on_both! {
    async fn signing_out_ends_the_session(server: &TestServer) {
        administrator(server).await;
        let ann = server.stranger();
        let credentials = json!({"email": "ann@example.org", "password": PASSWORD});
        ann.post("/sessions", &credentials).await.expect(201);
        assert_eq!(ann.get("/me").await.expect(200)["user"]["email"], "ann@example.org");
        assert_eq!(ann.get("/sessions").await.expect(200).as_array().unwrap().len(), 2);
        let out = ann.api("DELETE", "/sessions/current", &Value::Null).await;
        assert!(out.header("set-cookie").contains("Max-Age=0"), "{:?}", out.headers);
        out.expect(204);
        ann.get("/me").await.expect(401);
    }
}

on_both! {
    async fn a_session_can_be_ended_from_another_device(server: &TestServer) {
        let laptop = administrator(server).await;
        let phone = server.stranger();
        phone.post("/sessions", &json!({"email": "ann@example.org", "password": PASSWORD})).await.expect(201);
        let sessions = laptop.get("/sessions").await.expect(200);
        let other = sessions.as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
        let path = format!("/sessions/{}", other["id"].as_str().unwrap());
        laptop.api("DELETE", &path, &Value::Null).await.expect(204);
        phone.get("/me").await.expect(401);
        laptop.get("/me").await.expect(200);
    }
}

on_both! {
    async fn eleventh_wrong_password_has_to_wait(server: &TestServer) {
        administrator(server).await;
        let mallory = server.stranger();
        let wrong = json!({"email": "ann@example.org", "password": "a wrong password"});
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
