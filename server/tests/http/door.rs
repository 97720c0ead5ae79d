//! What is in front of every route: cross-site requests, headers, limits, request ids, errors.

use almanac::config::Config;
use almanac::http::assets::Site;
use almanac_testkit::{Backend as _, TestApp};
use serde_json::{Value, json};

use crate::server::{BareServer, TestServer};

async fn server() -> TestServer {
    TestServer::sqlite().await
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn r11_request_from_another_site_is_refused() {
    let server = server().await;
    let ann = server.administrator();
    for headers in [
        [JSON, ("origin", "https://evil.example")],
        [JSON, ("origin", "null")],
        [JSON, ("sec-fetch-site", "cross-site")],
        [JSON, ("sec-fetch-site", "same-site")],
        [("content-type", "text/plain"), ("accept", "*/*")],
    ] {
        for path in ["/api/v1/projects", "/api/project/create"] {
            let answer = ann.send("POST", path, &headers, r#"{"name": "x"}"#).await;
            assert_eq!(answer.status, 403, "{path} {headers:?} {}", answer.text());
        }
    }
    let own = [JSON, ("origin", server.url.as_str()), ("sec-fetch-site", "same-origin")];
    ann.send("POST", "/api/v1/projects", &own, r#"{"name": "x"}"#).await.expect(201);
}

#[tokio::test]
async fn r38_every_answer_tells_the_browser_to_be_strict() {
    let server = server().await;
    for path in ["/healthz", "/api/v1/me", "/api/v1/nothing", "/sign-in", "/nothing"] {
        let answer = server.stranger().send("GET", path, &[], "").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"),
            "{path} {policy}"
        );
        let scripts = policy.split(';').find(|part| part.contains("script-src")).unwrap_or_default();
        assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"), "{path} {policy}");
        assert!(answer.headers.get("strict-transport-security").is_none(), "plain http");
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "{path}");
    }
}

#[tokio::test]
async fn r38_scripts_of_a_page_carry_the_nonce_of_its_policy() {
    let server = server().await;
    let answer = server.stranger().send("GET", "/sign-in", &[], "").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let policy = answer.header("content-security-policy").to_owned();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
    let page = answer.text();
    let scripts = page.matches("<script").count();
    assert!(scripts > 0 && page.matches(&format!("nonce=\"{nonce}\"")).count() >= scripts, "{page}");
    let other = server.stranger().send("GET", "/sign-in", &[], "").await;
    assert!(!other.header("content-security-policy").contains(nonce), "a nonce is used once");
}

#[tokio::test]
async fn r10_behind_https_the_cookie_is_bound_to_the_host() {
    let config =
        Config { public_url: Some("https://almanac.example.org".parse().unwrap()), ..Config::default() };
    let server = BareServer::start(config, Site::default()).await;
    let token = almanac_service::account::setup_token(&server.app).await.unwrap().unwrap();
    let input = crate::accounts::setup(&token, "x@example.org");
    let own = [JSON, ("origin", "https://almanac.example.org")];
    let answer = server.stranger().send("POST", "/api/v1/setup", &own, input.to_string()).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-almanac=") && cookie.contains("Secure") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite="), "{cookie}");
    assert!(answer.header("strict-transport-security").contains("max-age=31536000"));
}

#[tokio::test]
async fn request_id_comes_back_and_nonsense_is_replaced() {
    let server = server().await;
    let id = |given: &'static str| {
        let stranger = server.stranger();
        async move { stranger.send("GET", "/api/v1/me", &[("x-request-id", given)], "").await }
    };
    let answer = id("abc-123").await;
    assert_eq!((answer.header("x-request-id"), &answer.json()["request_id"]), ("abc-123", &json!("abc-123")));
    for nonsense in ["a b", "<script>", "", "{\"a\":1}"] {
        let answer = id(nonsense).await;
        assert_eq!(answer.header("x-request-id").len(), 32, "{nonsense}");
    }
}

#[tokio::test]
async fn r24_wrong_input_is_named_by_its_field() {
    let server = server().await;
    let ann = server.administrator();
    for (body, status, field) in [
        (r#"{"name": "x", "org_id": "y"}"#, 422, "org_id"),
        (r#"{"name": "x", "created_at": "2011-01-01"}"#, 422, "created_at"),
        (r#"{"name": 7}"#, 422, "name"),
        (r#"{"name": ""}"#, 422, "name"),
        (r#"{"name": "x""#, 400, "body"),
        ("[]", 422, "body"),
    ] {
        let answer = ann.send("POST", "/api/v1/projects", &[JSON], body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        let problem = answer.json();
        let text = problem["fields"].to_string();
        assert!(problem["code"] == "invalid" && text.contains(field), "{body}: {text}");
    }
    ann.send("POST", "/api/v1/projects", &[("content-type", "text/csv")], "a,b").await.expect(415);
    ann.get("/projects?limit=x").await.expect(422);
    ann.get("/projects?org_id=x").await.expect(422);
    assert_eq!(ann.get("/projects").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn r40_large_requests_are_refused() {
    let server = server().await;
    let ann = server.administrator();
    let deep = format!("{{\"name\": {}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let answer = ann.send("POST", "/api/v1/projects", &[JSON], deep).await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let long = json!({"name": "x".repeat(2 << 20)}).to_string();
    ann.send("POST", "/api/v1/projects", &[JSON], long.clone()).await.expect(413);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(ann.send("POST", "/api/project/create", &form, long).await.status, 413);
    let header = "x".repeat(20 << 10);
    ann.send("GET", "/api/v1/me", &[("x-long", &header)], "").await.expect(431);
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_page() {
    let server = server().await;
    let answer = server.stranger().send("GET", "/sign-in/?next=%2F", &[], "").await;
    assert_eq!((answer.status, answer.header("location")), (308, "/sign-in?next=%2F"));
    for nowhere in ["/nothing/", "//sign-in/", "/assets/"] {
        assert_eq!(server.stranger().send("GET", nowhere, &[], "").await.status, 404, "{nowhere}");
    }
}

#[tokio::test]
async fn r41_nothing_is_told_that_is_nobodys_business() {
    let server = server().await;
    for path in
        ["/.git/config", "/.env", "/metrics", "/debug", "/assets/", "/assets/../assets.json", "/assets.json"]
    {
        let answer = server.stranger().send("GET", path, &[], "").await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(server.stranger().send("TRACE", "/healthz", &[], "").await.status, 405);
    let answer = server.stranger().get("/nothing").await;
    assert_eq!((answer.status, answer.header("content-type")), (404, "application/problem+json"));
    assert!(answer.headers.get("server").is_none() && answer.headers.get("x-powered-by").is_none());
}

#[tokio::test]
async fn r50_without_its_database_the_server_refuses_and_says_so() {
    let server = server().await;
    let ann = server.administrator();
    server.test.app.db().close().await;
    let sign_in = json!({"email": TestApp::EMAIL, "password": TestApp::PASSWORD});
    for answer in [ann.get("/projects").await, server.stranger().post("/sessions", &sign_in).await] {
        assert_eq!((answer.status, answer.json()["code"].clone()), (503, json!("unavailable")));
        assert!(answer.headers.get("set-cookie").is_none());
        assert!(!answer.text().contains("pool"), "{}", answer.text());
    }
    assert_eq!(ann.send("GET", "/", &[], "").await.status, 503);
    let stranger = server.stranger();
    assert_eq!(stranger.send("GET", "/readyz", &[], "").await.status, 503);
    assert_eq!(stranger.send("GET", "/healthz", &[], "").await.status, 200);
}

#[tokio::test]
async fn health_is_told_without_a_session() {
    let server = server().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.stranger().send("GET", path, &[], "").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn r11_reading_changes_nothing() {
    let server = server().await;
    let ann = server.administrator();
    for path in ["/api/project/create?name=x", "/api/v1/projects", "/auth/sign-out"] {
        ann.send("GET", path, &[], "").await;
    }
    assert_eq!(ann.get("/projects").await.expect(200)["items"], json!([]));
    assert_eq!(ann.api("GET", "/me", &Value::Null).await.status, 200);
}
