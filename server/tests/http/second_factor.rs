//! Second factors, passkeys, confirmation: by REST and by the forms of the pages without JavaScript.

use almanac_domain::factor::TotpSetUp;
use almanac_service::account;
use almanac_testkit::{SoftPasskey, TestApp, for_each_backend, totp_code};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::server::TestServer;

fn credentials() -> Value {
    json!({"email": TestApp::EMAIL, "password": TestApp::PASSWORD})
}

/// The session cookie that an answer sets.
fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").to_owned();
    assert!(set.starts_with("almanac=") && set.contains("HttpOnly; SameSite=Lax"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

/// The administrator sets up an authenticator app; time goes on so that the next code is another.
async fn enable(server: &TestServer) -> (TotpSetUp, Vec<String>, Browser) {
    let ann = server.stranger();
    ann.post("/sessions", &credentials()).await.expect(201);
    let set_up: TotpSetUp =
        serde_json::from_value(ann.post("/me/totp", &Value::Null).await.expect(201)).unwrap();
    let code = totp_code(&set_up, server.test.app.now());
    let enabled = ann.api("PUT", "/me/totp", &json!({"code": code})).await;
    cookie(&enabled);
    let codes: Vec<String> = serde_json::from_value(enabled.expect(200)["codes"].clone()).unwrap();
    server.test.clock.advance(TimeDelta::seconds(30));
    (set_up, codes, ann)
}

/// Sends the form of a server function as a browser without JavaScript does.
async fn form(browser: &Browser, function: &str, fields: &str) -> Answer {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html"),
        // What went wrong is told on the page from which the form came.
        ("referer", "http://127.0.0.1/account/security"),
    ];
    browser.send("POST", &format!("/api/account/{function}"), &headers, fields.to_owned()).await
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |out, byte| out + &format!("%{byte:02X}"))
}

for_each_backend! {
    async fn second_factor_is_asked_for_after_the_password(server: TestServer) {
        let (set_up, codes, ann) = enable(&server).await;
        let factors = ann.get("/me/factors").await.expect(200);
        assert_eq!((&factors["password"], &factors["recovery_codes"]), (&json!(true), &json!(10)));

        let phone = server.stranger();
        let pending = phone.post("/sessions", &credentials()).await;
        assert_eq!(pending.header("set-cookie"), "", "there is no session yet");
        let pending = pending.expect(202);
        assert_eq!(pending["second_factor"], json!(["totp", "recovery_code"]));
        phone.get("/me").await.expect(401);
        let step = |code: &str| json!({"token": pending["token"], "code": code});
        let wrong = phone.post("/sessions/second", &step("000000")).await;
        let unknown = phone.post("/sessions/second", &json!({"token": "x", "code": "000000"})).await;
        assert_eq!((wrong.status, wrong.json()["message"].clone()), (401, unknown.json()["message"].clone()));
        let code = totp_code(&set_up, server.test.app.now());
        cookie(&phone.post("/sessions/second", &step(&code)).await);
        phone.get("/me").await.expect(200);
        phone.post("/sessions/second", &step(&codes[0])).await.expect(401);
    }
}

for_each_backend! {
    async fn sign_in_in_two_steps_works_without_javascript(server: TestServer) {
        let (set_up, _, _) = enable(&server).await;
        let ann = server.stranger();
        let fields = format!(
            "email={}&password={}&next=%2Fprojects%2F1%3Fa%3Db%26c%3Dd",
            encoded(TestApp::EMAIL), encoded(TestApp::PASSWORD)
        );
        let first = form(&ann, "sign_in", &fields).await;
        assert_eq!(first.header("location"), "/sign-in/second?next=/projects/1?a=b%26c=d", "{}", first.text());
        assert!(first.header("set-cookie").starts_with("almanac-pending="), "{:?}", first.headers);
        let page = ann.send("GET", first.header("location"), &[("accept", "text/html")], "").await.text();
        assert!(page.contains("name=\"code\"") && page.contains("/projects/1?a=b&amp;c=d"), "{page}");
        let wrong = form(&ann, "sign_in_second", "code=000000&next=%2F").await;
        assert!(!wrong.headers.get_all("set-cookie").iter().any(|set| set.to_str().unwrap().starts_with("almanac=")));
        ann.get("/me").await.expect(401);
        let code = totp_code(&set_up, server.test.app.now());
        let second = form(&ann, "sign_in_second", &format!("code={code}&next=%2Fprojects%2F1%3Fa%3Db")).await;
        assert_eq!(second.header("location"), "/projects/1?a=b", "{}", second.text());
        ann.get("/me").await.expect(200);
        let over = ann.send("GET", "/sign-in/second", &[("accept", "text/html")], "").await.text();
        assert!(!over.contains("name=\"code\""), "the pending sign-in is over");
    }
}

for_each_backend! {
    async fn recovery_codes_are_shown_once_without_javascript(server: TestServer) {
        let ann = server.stranger();
        ann.post("/sessions", &credentials()).await.expect(201);
        let begun = form(&ann, "begin_totp", "").await;
        assert_eq!(begun.header("location"), "/account/security/app", "{}", begun.text());
        let html = [("accept", "text/html")];
        let page = ann.send("GET", "/account/security/app", &html, "").await.text();
        assert!(page.contains("data:image/svg+xml"), "{page}");
        let actor = account::authenticate(&server.test.app, &server.test.admin.secret.0,
            &almanac_testkit::client("192.0.2.1")).await.unwrap().unwrap();
        let set_up = account::totp_set_up(&server.test.app, &actor).await.unwrap();
        let code = totp_code(&set_up, server.test.app.now());
        let enabled = form(&ann, "enable_totp", &format!("code={code}")).await;
        assert_eq!(enabled.header("location"), "/account/security/codes", "{}", enabled.text());
        let shown = |page: &str| page.matches("<li><code>").count();
        let codes = ann.send("GET", "/account/security/codes", &html, "").await.text();
        assert_eq!(shown(&codes), 10, "{codes}");
        let again = ann.send("GET", "/account/security/codes", &html, "").await.text();
        assert_eq!(shown(&again), 0);
    }
}

for_each_backend! {
    async fn r14_confirmation_opens_what_is_sensitive_for_ten_minutes(server: TestServer) {
        let ann = server.stranger();
        ann.post("/sessions", &credentials()).await.expect(201);
        server.test.clock.advance(TimeDelta::minutes(11));
        let new = json!({"password": "Astern im Herbst"});
        let refused = ann.api("PUT", "/me/password", &new).await;
        assert_eq!(refused.json()["code"], "unconfirmed");
        refused.expect(403);
        let fields = format!("password={}", encoded("Astern im Herbst"));
        let sent_back = form(&ann, "change_password", &fields).await;
        let page = ann.send("GET", &format!("/account/security{}", query(&sent_back)), &[("accept", "text/html")], "").await;
        assert!(page.text().contains("/account/confirm?next=/account/security\""), "{}", page.text());
        let wrong = ann.post("/sessions/current/confirm", &json!({"password": "not the password"})).await;
        assert_eq!(wrong.expect(422)["fields"][0]["field"], "password");
        let confirm = format!("password={}&next=%2Faccount%2Fsecurity", encoded(TestApp::PASSWORD));
        let confirmed = form(&ann, "confirm", &confirm).await;
        assert_eq!(confirmed.header("location"), "/account/security", "{}", confirmed.text());
        cookie(&confirmed);
        ann.api("PUT", "/me/password", &new).await.expect(204);
        ann.get("/me").await.expect(200);
        server.administrator().get("/me").await.expect(401);
    }
}

/// The query with which a form without JavaScript is sent back.
fn query(answer: &Answer) -> String {
    let place = answer.header("location");
    place.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default()
}

for_each_backend! {
    async fn passkey_is_registered_and_signs_in(server: TestServer) {
        let ann = server.stranger();
        ann.post("/sessions", &credentials()).await.expect(201);
        let asked = ann.post("/passkeys/challenges", &json!({"purpose": "register"})).await.expect(201);
        let (mut passkey, credential) = SoftPasskey::create(&asked["options"]);
        let answer = json!({"token": asked["token"], "credential": credential});
        let added = ann.post("/me/passkeys", &json!({"name": "Phone", "answer": answer})).await.expect(201);

        let phone = server.stranger();
        let asked = phone.post("/passkeys/challenges", &json!({"purpose": "sign_in"})).await.expect(201);
        let answer = json!({"token": asked["token"], "credential": passkey.get(&asked["options"])});
        let input = json!({"answer": answer});
        cookie(&phone.post("/sessions/passkey", &input).await);
        assert_eq!(phone.get("/me").await.expect(200)["user"]["email"], TestApp::EMAIL);
        server.stranger().post("/sessions/passkey", &input).await.expect(401);

        let path = format!("/me/passkeys/{}", added["id"].as_str().unwrap());
        server.outsider().await.api("DELETE", &path, &Value::Null).await.expect(404);
        phone.api("DELETE", &path, &Value::Null).await.expect(204);
    }
}

for_each_backend! {
    async fn passkey_as_second_factor_finds_the_sign_in_by_its_cookie(server: TestServer) {
        let ann = server.stranger();
        ann.post("/sessions", &credentials()).await.expect(201);
        let asked = ann.post("/passkeys/challenges", &json!({"purpose": "register"})).await.expect(201);
        let (mut passkey, credential) = SoftPasskey::create(&asked["options"]);
        let answer = json!({"token": asked["token"], "credential": credential});
        ann.post("/me/passkeys", &json!({"name": "Phone", "answer": answer})).await.expect(201);

        let phone = server.stranger();
        let fields = format!("email={}&password={}&next=%2F", encoded(TestApp::EMAIL), encoded(TestApp::PASSWORD));
        assert_eq!(form(&phone, "sign_in", &fields).await.header("location"), "/sign-in/second?next=/");
        let asked = phone.post("/passkeys/challenges", &json!({"purpose": "second_factor"})).await.expect(201);
        let answer = json!({"token": asked["token"], "credential": passkey.get(&asked["options"])});
        phone.post("/sessions/passkey", &json!({"answer": answer, "second_factor": true})).await.expect(201);
        phone.get("/me").await.expect(200);
    }
}

for_each_backend! {
    async fn r07_cookie_that_was_brought_along_is_not_made_a_session(server: TestServer) {
        let fixed = [("content-type", "application/json"), ("cookie", "almanac=chosen-by-somebody-else")];
        let answer =
            server.stranger().send("POST", "/api/v1/sessions", &fixed, credentials().to_string()).await;
        assert!(!cookie(&answer).contains("chosen-by-somebody-else"));
    }
}

for_each_backend! {
    async fn r50_without_its_database_the_server_lets_nobody_in(server: TestServer) {
        let (set_up, codes, ann) = enable(&server).await;
        let pending = server.stranger().post("/sessions", &credentials()).await.expect(202);
        server.test.app.db().close().await;
        let code = totp_code(&set_up, server.test.app.now());
        for (path, body) in [
            ("/sessions", credentials()),
            ("/sessions/second", json!({"token": pending["token"], "code": code})),
            ("/sessions/second", json!({"token": pending["token"], "code": codes[0]})),
            ("/sessions/current/confirm", json!({"password": TestApp::PASSWORD})),
        ] {
            let answer = ann.post(path, &body).await;
            assert!(answer.status >= 500, "{path}: {}", answer.text());
            assert_eq!(answer.header("set-cookie"), "");
        }
        assert_eq!(ann.send("GET", "/healthz", &[], "").await.status, 200);
        assert!(ann.send("GET", "/readyz", &[], "").await.status >= 500);
    }
}
