//! API keys over HTTP.

use almanac_testkit::{TestApp, for_each_backend};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::id;

/// A key of the administrator with these scopes, as it is answered.
async fn issue(ann: &Browser, scopes: &[&str]) -> Value {
    ann.post("/keys", &json!({"name": "CI", "scopes": scopes})).await.expect(201)
}

fn program(server: &TestServer, issued: &Value) -> Browser {
    Browser::program(&server.url, issued["text"].as_str().unwrap())
}

const JSON: (&str, &str) = ("content-type", "application/json");

for_each_backend! {
    async fn r27_key_is_told_once_and_works_in_the_header(server: TestServer) {
        let ann = server.administrator();
        let issued = issue(&ann, &["admin:*"]).await;
        let text = issued["text"].as_str().unwrap().to_owned();
        for path in ["/keys", "/organization/keys", &format!("/keys/{}", id(&issued["key"]))] {
            let answer = ann.get(path).await;
            assert!(answer.text().contains(issued["key"]["prefix"].as_str().unwrap()), "{path}");
            assert!(!answer.text().contains(&text[14..]), "{path}");
        }
        let ci = program(&server, &issued);
        assert_eq!(ci.get("/me").await.expect(200)["user"]["email"], TestApp::EMAIL);
        let made = ci.post("/projects", &json!({"name": "By key"})).await.expect(201);
        let done = ann.get(&format!("/keys/{}/activity", id(&issued["key"]))).await.expect(200);
        assert_eq!(done["items"][0]["action"], "project.create");
        assert!(done["items"][0]["request_id"].is_string());
        ci.get(&format!("/projects/{}", id(&made))).await.expect(200);
        ann.api("DELETE", &format!("/keys/{}", id(&issued["key"])), &Value::Null).await.expect(204);
        let refused = ci.get("/me").await;
        assert_eq!((refused.status, refused.header("www-authenticate")), (401, "Bearer"));
    }

    async fn rotated_key_and_its_successor_both_work_for_a_while(server: TestServer) {
        let ann = server.administrator();
        let issued = issue(&ann, &["query:read"]).await;
        let rotation = format!("/keys/{}/rotation", id(&issued["key"]));
        let next = ann.post(&rotation, &json!({"overlap_days": 1})).await.expect(200);
        program(&server, &issued).get("/projects").await.expect(200);
        program(&server, &next).get("/projects").await.expect(200);
        let last = ann.post(&rotation, &json!({"overlap_days": 0})).await.expect(200);
        program(&server, &next).get("/projects").await.expect(401);
        program(&server, &last).get("/projects").await.expect(200);
        ann.post(&rotation, &json!({"overlap_days": 8})).await.expect(422);
    }

    async fn r05_wrong_keys_get_one_answer_and_then_have_to_wait(server: TestServer) {
        let ann = server.administrator();
        let issued = issue(&ann, &["query:read"]).await;
        let elsewhere = ann
            .post("/keys", &json!({"name": "CI", "scopes": ["query:read"], "networks": ["203.0.113.0/24"]}))
            .await
            .expect(201);
        let revoked = issue(&ann, &["query:read"]).await;
        ann.api("DELETE", &format!("/keys/{}", id(&revoked["key"])), &Value::Null).await.expect(204);
        let wrong = ["alm_aaaabbbb_wrong", "wrong", "", elsewhere["text"].as_str().unwrap(), revoked["text"].as_str().unwrap()];
        let mut bodies = Vec::new();
        for key in wrong.iter().cycle().take(10) {
            let answer = Browser::program(&server.url, key).get("/me").await;
            assert_eq!(answer.status, 401, "{key}");
            let mut body = answer.json();
            body.as_object_mut().unwrap().remove("request_id");
            bodies.push(body);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
        let answer = Browser::program(&server.url, "alm_aaaabbbb_wrong").get("/me").await;
        assert_eq!(answer.status, 429);
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
        program(&server, &issued).get("/me").await.expect(200);
        ann.get("/me").await.expect(200);
    }

    async fn key_goes_before_the_cookie_and_needs_no_page_of_ours(server: TestServer) {
        let ann = server.administrator();
        let issued = issue(&ann, &["query:read"]).await;
        let bearer = format!("Bearer {}", issued["text"].as_str().unwrap());
        let both = [JSON, ("authorization", bearer.as_str())];
        let answer = ann.send("POST", "/api/v1/projects", &both, r#"{"name": "x"}"#).await;
        assert_eq!(answer.status, 403, "the key may not, though the session might: {}", answer.text());
        let wrong = [JSON, ("authorization", "Bearer alm_aaaabbbb_x")];
        ann.send("GET", "/api/v1/me", &wrong, "").await.expect(401);
        let all = format!("Bearer {}", issue(&ann, &["admin:*"]).await["text"].as_str().unwrap());
        let foreign = [JSON, ("authorization", all.as_str()), ("origin", "https://tools.example"), ("sec-fetch-site", "cross-site")];
        server.stranger().send("POST", "/api/v1/projects", &foreign, r#"{"name": "x"}"#).await.expect(201);
        let page = [("authorization", all.as_str()), ("accept", "text/html")];
        let page = server.stranger().send("GET", "/account/keys", &page, "").await;
        assert!((300..400).contains(&page.status), "pages know no keys: {}", page.status);
        let called = [("authorization", all.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let called = server.stranger().send("POST", "/api/project/create", &called, "name=x&description=").await;
        assert_eq!(called.status, 401, "{}", called.text());
    }

    async fn r27_key_in_the_address_is_refused(server: TestServer) {
        let ann = server.administrator();
        let issued = issue(&ann, &["admin:*"]).await;
        for name in ["api_key", "token", "access_token"] {
            for browser in [&ann, &server.stranger(), &program(&server, &issued)] {
                let answer = browser.get(&format!("/me?{name}={}", issued["text"].as_str().unwrap())).await;
                assert_eq!(answer.status, 400, "{name}");
                assert!(answer.text().contains("Authorization: Bearer"), "{}", answer.text());
            }
        }
    }

    async fn r24_what_a_client_may_not_choose_is_refused(server: TestServer) {
        let ann = server.administrator();
        for field in ["org_id", "user_id", "id", "prefix", "created_at", "state", "role"] {
            let answer = ann.post("/keys", &json!({"name": "x", "scopes": ["admin:*"], field: "x"})).await;
            assert_eq!(answer.status, 422, "{field}");
            assert!(answer.text().contains(field), "{}", answer.text());
        }
        for (input, field) in [
            (json!({"name": "", "scopes": ["admin:*"]}), "name"),
            (json!({"name": "x", "scopes": []}), "scopes"),
            (json!({"name": "x", "scopes": ["root"]}), "scopes"),
            (json!({"name": "x", "scopes": ["admin:*"], "networks": ["10.0.0.0/33"]}), "networks"),
            (json!({"name": "x", "scopes": ["admin:*"], "expires_at": "2001-01-01T00:00:00Z"}), "expires_at"),
        ] {
            let answer = ann.post("/keys", &input).await;
            assert!(answer.json()["fields"].to_string().contains(field), "{}", answer.text());
            answer.expect(422);
        }
    }

    async fn new_key_is_shown_once_without_javascript(server: TestServer) {
        let ann = server.stranger();
        ann.post("/sessions", &json!({"email": TestApp::EMAIL, "password": TestApp::PASSWORD})).await.expect(201);
        let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html")];
        let body = "name=CI&scopes%5B0%5D=query%3Aread&scopes%5B2%5D=data%3Awrite&days=30&networks=10.0.0.0%2F8%2C+::1&notes=";
        let made = ann.send("POST", "/api/key/create", &form, body).await;
        let place = made.header("location").to_owned();
        assert!(made.status == 302 && place.starts_with("/account/keys/"), "{} {place} {}", made.status, made.text());
        let cookie = made.header("set-cookie");
        assert!(cookie.contains("HttpOnly; SameSite=Lax; Max-Age=300"), "{cookie}");
        let page = ann.send("GET", &place, &[], "").await;
        let prefix = ann.get("/keys").await.expect(200)["items"][0]["prefix"].as_str().unwrap().to_owned();
        assert!(page.text().contains(&format!("alm_{prefix}_")), "{}", page.text());
        assert!(page.text().contains("Authorization: Bearer alm_") && page.text().contains("10.0.0.0/8"));
        let again = ann.send("GET", &place, &[], "").await.text();
        assert!(again.contains(&prefix) && !again.contains(&format!("alm_{prefix}_")), "{again}");
        let listed = ann.send("GET", "/account/keys", &[], "").await.text();
        assert!(listed.contains(&prefix) && listed.contains("query:read, data:write"), "{listed}");
        let all = ann.send("GET", &format!("/organization/keys?prefix={}", &prefix[..2]), &[], "").await;
        assert!(all.status == 200 && all.text().contains(&prefix), "{}", all.text());
    }
}
