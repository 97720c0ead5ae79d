//! Teams, sharing and the life of a project over REST.

use almanac_domain::{OrgRole, ProjectRole};
use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::{Story, id};

async fn project(browser: &Browser) -> String {
    id(&browser.post("/projects", &json!({"name": "Bikes"})).await.expect(201))
}

for_each_backend! {
    async fn project_is_shared_with_a_team(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let ben = server.member("Ben", OrgRole::Developer).await;
        let user = ben.get("/me").await.expect(200)["user"]["id"].as_str().unwrap().to_owned();
        let team = id(&ann.post("/teams", &json!({"name": "Planning"})).await.expect(201));
        ann.post("/teams", &json!({"name": "Planning"})).await.expect(409);
        ann.api("PUT", &format!("/teams/{team}/members/{user}"), &Value::Null).await.expect(204);
        ben.get(&format!("/projects/{project}")).await.expect(404);
        let role = json!({"role": "editor"});
        ann.api("PUT", &format!("/projects/{project}/teams/{team}"), &role).await.expect(204);
        assert_eq!(ben.get(&format!("/projects/{project}")).await.expect(200)["role"], "editor");
        let access = ben.get(&format!("/projects/{project}/access")).await.expect(200);
        let why = access.as_array().unwrap().iter().find(|access| access["person"]["id"] == *user).unwrap();
        assert_eq!(why["reasons"], json!([{"kind": "team", "id": team, "name": "Planning", "role": "editor"}]));
        let found = ann.get(&format!("/projects/{project}/candidates?search=ben%40")).await.expect(200);
        assert_eq!(found["people"][0]["id"], *user);
        ben.post("/teams", &json!({"name": "Mine"})).await.expect(403);
        ben.api("DELETE", &format!("/teams/{team}"), &Value::Null).await.expect(403);
        ann.api("DELETE", &format!("/teams/{team}"), &Value::Null).await.expect(204);
        ben.get(&format!("/projects/{project}")).await.expect(404);
    }
}

for_each_backend! {
    async fn r24_more_fields_than_there_are_is_refused(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let nobody = "0192f0c1-2345-7000-8000-000000000001";
        for (method, path, body) in [
            ("PUT", format!("/projects/{project}/members/{nobody}"), json!({"role": "viewer", "org_id": nobody})),
            ("PUT", format!("/projects/{project}/members/{nobody}"), json!({"role": "emperor"})),
            ("POST", format!("/projects/{project}/transfer"), json!({"user_id": nobody, "role": "owner"})),
            ("POST", "/teams".to_owned(), json!({"name": "x", "id": nobody})),
        ] {
            ann.api(method, &path, &body).await.expect(422);
        }
    }
}

for_each_backend! {
    async fn archived_project_answers_409_to_what_changes_it(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let path = format!("/projects/{project}");
        ann.post(&format!("{path}/archive"), &Value::Null).await.expect(200);
        let refused = ann.api("PATCH", &path, &json!({"name": "x"})).await.expect(409);
        assert!(refused["message"].as_str().unwrap().contains("archived"), "{refused}");
        ann.get(&path).await.expect(200);
        assert_eq!(ann.get("/projects").await.expect(200)["items"], json!([]));
        assert_eq!(ann.get("/projects?filter=archived").await.expect(200)["items"][0]["id"], *project);
        ann.api("DELETE", &format!("{path}/archive"), &Value::Null).await.expect(200);
        ann.api("PATCH", &path, &json!({"name": "x"})).await.expect(200);
    }
}

for_each_backend! {
    async fn deleted_project_comes_back_from_the_bin(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let vic = server.colleague("Vic", &project, ProjectRole::Viewer).await;
        let path = format!("/projects/{project}");
        ann.api("DELETE", &path, &Value::Null).await.expect(204);
        ann.get(&path).await.expect(404);
        vic.get(&path).await.expect(404);
        assert_eq!(vic.get("/bin").await.expect(200), json!([]));
        assert_eq!(ann.get("/bin").await.expect(200)[0]["id"], *project);
        ann.post(&format!("/bin/{project}/restore"), &Value::Null).await.expect(200);
        vic.get(&path).await.expect(200);
    }
}

for_each_backend! {
    async fn project_changes_hands(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let ben = server.colleague("Ben", &project, ProjectRole::Viewer).await;
        let user = ben.get("/me").await.expect(200)["user"]["id"].clone();
        let path = format!("/projects/{project}/transfer");
        assert_eq!(ben.get(&path).await.expect(200), Value::Null);
        ann.post(&path, &json!({"user_id": user})).await.expect(201);
        assert_eq!(ben.get(&path).await.expect(200)["to"]["id"], user);
        assert_eq!(ben.post(&format!("{path}/accept"), &Value::Null).await.expect(200)["role"], "owner");
        let members = ben.get(&format!("/projects/{project}/members")).await.expect(200);
        let mut roles: Vec<_> = members.as_array().unwrap().iter().map(|m| m["role"].clone()).collect();
        roles.sort_by_key(ToString::to_string);
        assert_eq!(roles, ["editor", "owner"]);
        let last = format!("/projects/{project}/members/{}", user.as_str().unwrap());
        ben.api("DELETE", &last, &Value::Null).await.expect(409);
    }
}

for_each_backend! {
    async fn r26_public_link_is_read_without_a_session_and_by_no_search_engine(server: TestServer) {
        let ann = server.administrator();
        let story = Story::tell(&ann, 300).await;
        let expires = json!(server.test.app.now() + chrono::TimeDelta::days(7));
        let stranger = server.stranger();
        for (kind, object) in [("query", &story.query), ("forecast", &story.forecast), ("scenario", &story.scenario)] {
            let input = json!({"kind": kind, "object_id": object, "expires_at": expires});
            let made = ann.post(&story.path("links"), &input).await.expect(201);
            let path = format!("/shared/{}", made["token"].as_str().unwrap());
            let answer = stranger.get(&path).await;
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
            assert!(answer.header("x-robots-tag").contains("noindex"));
            let text = answer.text();
            for secret in [&story.project, &story.dataset, &story.model] {
                assert!(!text.contains(secret.as_str()), "{kind}: {secret}");
            }
            assert_eq!(answer.expect(200)["content"]["kind"], *kind);
            let csv = stranger.get(&format!("{path}?format=csv")).await;
            assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
            stranger.get(&format!("{path}?table=users")).await.expect(422);
            let page = stranger.send("GET", &path, &[], "").await;
            assert_eq!((page.status, page.header("referrer-policy")), (200, "no-referrer"), "{}", page.text());
            assert!(!page.text().contains(&story.project) && !page.text().contains(&story.dataset));
            let listed = ann.get(&story.path("links")).await.expect(200);
            assert!(!listed.to_string().contains(made["token"].as_str().unwrap()));
            let id = made["link"]["id"].as_str().unwrap();
            ann.api("DELETE", &story.path(&format!("links/{id}")), &Value::Null).await.expect(204);
            stranger.get(&path).await.expect(404);
            assert_eq!(stranger.send("GET", &path, &[], "").await.status, 404);
        }
    }
}

for_each_backend! {
    async fn r26_links_have_their_own_rate_limit(server: TestServer) {
        let stranger = server.stranger();
        for _ in 0..60 {
            stranger.get("/shared/unknown").await.expect(404);
        }
        let answer = stranger.get("/shared/unknown").await;
        assert_eq!(answer.status, 429, "{}", answer.text());
        assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    }
}
