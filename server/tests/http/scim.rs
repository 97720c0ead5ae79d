//! SCIM 2.0 as identity providers speak it.

use almanac_domain::OrgRole;
use almanac_service::domain;
use almanac_testkit::{Person, for_each_backend};
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::server::TestServer;

const JSON: &str = "application/scim+json";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// An identity provider with the token of an organization.
struct Idp {
    program: Browser,
}

impl Idp {
    /// That of the server's organization, which has proven `example.org`.
    async fn of(server: &TestServer) -> Self {
        domain::vouch(&server.test.app, server.test.admin.org_id, "example.org").await.unwrap();
        Self::with(server, &server.administrator()).await
    }

    async fn with(server: &TestServer, admin: &Browser) -> Self {
        let made = admin.post("/provisioning/token", &Value::Null).await.expect(201);
        Self { program: Browser::program(&server.url, made["text"].as_str().unwrap()) }
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let kind = [("content-type", "application/scim+json; charset=utf-8")];
        self.program.send(method, &format!("/scim/v2{path}"), &kind, text).await
    }

    async fn get(&self, path: &str) -> Value {
        self.send("GET", path, &Value::Null).await.expect(200)
    }

    async fn create(&self, list: &str, body: &Value) -> Value {
        self.send("POST", list, body).await.expect(201)
    }

    async fn patch(&self, path: &str, operations: Value) -> Answer {
        self.send("PATCH", path, &json!({"schemas": [PATCH], "Operations": operations})).await
    }

    /// The ids of what matches.
    async fn found(&self, list: &str, filter: &str) -> Vec<String> {
        let query: String =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("filter", filter).finish();
        let answer = self.get(&format!("/{list}?{query}")).await;
        let resources = answer["Resources"].as_array().unwrap();
        assert_eq!(answer["totalResults"], resources.len());
        resources.iter().map(id).collect()
    }
}

fn id(resource: &Value) -> String {
    resource["id"].as_str().unwrap().to_owned()
}

/// A user as Entra ID creates one.
fn of_entra(name: &str) -> Value {
    json!({
        "schemas": [USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
        "externalId": format!("{name}-entra"),
        "userName": format!("{name}@example.org"),
        "active": true,
        "displayName": format!("{name} Lee"),
        "emails": [{"primary": true, "type": "work", "value": format!("{name}@example.org")}],
        "meta": {"resourceType": "User"},
        "name": {"formatted": format!("{name} Lee"), "familyName": "Lee", "givenName": name},
        "roles": [],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Rides"},
    })
}

/// A user as Okta creates one.
fn of_okta(name: &str) -> Value {
    json!({
        "schemas": [USER],
        "userName": format!("{name}@example.org"),
        "name": {"givenName": name, "familyName": "Okta"},
        "emails": [{"primary": true, "value": format!("{name}@example.org"), "type": "work"}],
        "displayName": format!("{name} Okta"),
        "locale": "en-US",
        "externalId": format!("00u{name}"),
        "groups": [],
        "password": "1mz050nq",
        "active": true,
    })
}

#[track_caller]
fn refused(answer: Answer, status: u16, kind: &str) {
    assert_eq!(answer.header("content-type"), JSON, "{}", answer.text());
    let body = answer.expect(status);
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(
        (&body["status"], body["scimType"].as_str().unwrap_or_default()),
        (&json!(status.to_string()), kind),
        "{body}"
    );
}

/// A member with a session and an API key.
async fn mia(server: &TestServer) -> (Person, Browser, Browser) {
    let mia = server.test.person("Mia", Some(server.test.admin.org_id), OrgRole::Developer).await;
    let session = server.browser(&mia);
    let made = session.post("/keys", &json!({"name": "CI", "scopes": ["query:read"]})).await.expect(201);
    let key = Browser::program(&server.url, made["text"].as_str().unwrap());
    (mia, session, key)
}

for_each_backend! {
    async fn only_the_token_of_the_organization_opens(server: TestServer) {
        let idp = Idp::of(&server).await;
        let admin = server.administrator();
        let key = admin.post("/keys", &json!({"name": "x", "scopes": ["admin:*"]})).await.expect(201);
        let key = Browser::program(&server.url, key["text"].as_str().unwrap());
        let wrong = Browser::program(&server.url, "scim_wrong");
        for browser in [&server.stranger(), &admin, &key, &wrong] {
            for path in ["/Users", "/Groups", "/ServiceProviderConfig", "/nothing"] {
                let answer = browser.send("GET", &format!("/scim/v2{path}"), &[], "").await;
                if answer.status != 429 {
                    assert_eq!(answer.header("www-authenticate"), "Bearer", "{path}");
                    refused(answer, 401, "");
                }
            }
        }
        idp.get("/Users").await;
        idp.program.get("/me").await.expect(401);
        refused(idp.send("GET", "/nothing", &Value::Null).await, 404, "");
        admin.api("DELETE", "/provisioning/token", &Value::Null).await.expect(204);
        refused(idp.send("GET", "/Users", &Value::Null).await, 401, "");
    }

    async fn provider_learns_what_is_supported(server: TestServer) {
        let idp = Idp::of(&server).await;
        let config = idp.get("/ServiceProviderConfig").await;
        assert_eq!((&config["patch"]["supported"], &config["bulk"]["supported"]), (&json!(true), &json!(false)));
        for list in ["ResourceTypes", "Schemas"] {
            let all = idp.get(&format!("/{list}")).await;
            assert_eq!(all["totalResults"], 2, "{list}");
            for item in all["Resources"].as_array().unwrap() {
                assert_eq!(&idp.get(&format!("/{list}/{}", id(item))).await, item);
            }
            refused(idp.send("GET", &format!("/{list}/x"), &Value::Null).await, 404, "");
        }
    }

    async fn user_lives_as_entra_speaks(server: TestServer) {
        let idp = Idp::of(&server).await;
        assert_eq!(idp.found("Users", r#"userName eq "ann@example.org""#).await, Vec::<String>::new());
        let answer = idp.send("POST", "/Users", &of_entra("ann")).await;
        assert_eq!(answer.header("content-type"), JSON);
        let location = answer.header("location").to_owned();
        let ann = answer.expect(201);
        let (uid, path) = (id(&ann), format!("/Users/{}", id(&ann)));
        assert_eq!(location, format!("https://almanac.example/scim/v2{path}"));
        assert_eq!(ann["meta"]["location"], location.as_str());
        assert_eq!((&ann["active"], &ann["roles"][0]["value"]), (&json!(true), &json!("viewer")));
        assert_eq!((&ann["displayName"], &ann["emails"][0]["value"]), (&json!("ann Lee"), &json!("ann@example.org")));
        assert_eq!(idp.get(&path).await, ann);
        for filter in [
            r#"userName eq "Ann@Example.org""#,
            r#"externalId eq "ann-entra""#,
            r#"emails.value eq "ann@example.org" and active eq true"#,
            &format!(r#"id eq "{uid}""#),
        ] {
            assert_eq!(idp.found("Users", filter).await, [uid.as_str()], "{filter}");
        }
        assert!(idp.found("Users", "active eq false").await.is_empty());
        let out = idp.patch(&path, json!([{"op": "Replace", "path": "active", "value": "False"}])).await.expect(200);
        assert_eq!(out["active"], false);
        let changed = idp.patch(&path, json!([
            {"op": "Replace", "path": "displayName", "value": "Ann Bee"},
            {"op": "Add", "path": "name.familyName", "value": "Bee"},
            {"op": "Replace", "path": "roles[primary eq \"True\"].value", "value": "Developer"},
            {"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "x"},
            {"op": "Replace", "path": "active", "value": "True"},
        ]));
        let changed = changed.await.expect(200);
        assert_eq!((&changed["displayName"], &changed["active"]), (&json!("Ann Bee"), &json!(true)));
        assert_eq!(changed["roles"][0]["value"], "developer");
        idp.send("DELETE", &path, &Value::Null).await.expect(204);
        refused(idp.send("GET", &path, &Value::Null).await, 404, "");
        let members = server.administrator().get("/members?search=ann@").await.expect(200);
        assert_eq!(members["items"][0]["state"], "deactivated");
    }

    async fn user_lives_as_okta_speaks(server: TestServer) {
        let idp = Idp::of(&server).await;
        let bob = idp.create("/Users", &of_okta("bob")).await;
        let path = format!("/Users/{}", id(&bob));
        let out = idp.patch(&path, json!([{"op": "replace", "value": {"active": false}}])).await.expect(200);
        assert_eq!(out["active"], false);
        let mut body = of_okta("bob");
        body["active"] = json!(true);
        body["displayName"] = json!("Bob Builder");
        body["id"] = json!("something else");
        let put = idp.send("PUT", &path, &body).await.expect(200);
        assert_eq!((&put["active"], &put["displayName"], &put["id"]), (&json!(true), &json!("Bob Builder"), &bob["id"]));
        for name in ["cat", "dan"] {
            idp.create("/Users", &of_okta(name)).await;
        }
        let part = idp.get("/Users?startIndex=2&count=1").await;
        assert_eq!((&part["totalResults"], &part["startIndex"], &part["itemsPerPage"]), (&json!(3), &json!(2), &json!(1)));
        assert_eq!(part["Resources"][0]["userName"], "cat@example.org");
        assert_eq!(idp.get("/Users?count=0").await["totalResults"], 3);
        assert_eq!(idp.get("/Users?startIndex=9223372036854775807").await["itemsPerPage"], 0);
    }

    async fn r08_deactivation_ends_session_and_key_on_the_next_request(server: TestServer) {
        let idp = Idp::of(&server).await;
        let (person, session, key) = mia(&server).await;
        let linked = idp.create("/Users", &of_entra("mia")).await;
        assert_eq!(id(&linked), person.user_id.to_string());
        session.get("/me").await.expect(200);
        key.get("/projects").await.expect(200);
        let path = format!("/Users/{}", id(&linked));
        idp.patch(&path, json!([{"op": "Replace", "path": "active", "value": "False"}])).await.expect(200);
        session.get("/me").await.expect(401);
        key.get("/projects").await.expect(401);
        idp.patch(&path, json!([{"op": "Replace", "path": "active", "value": "True"}])).await.expect(200);
        key.get("/projects").await.expect(200);
        session.get("/me").await.expect(401);
    }

    async fn r25_last_administrator_is_not_deactivated(server: TestServer) {
        let idp = Idp::of(&server).await;
        let ada = idp.create("/Users", &of_entra("ada")).await;
        let path = format!("/Users/{}", id(&ada));
        refused(idp.patch(&path, json!([{"op": "replace", "value": {"active": false}}])).await, 409, "");
        refused(idp.send("DELETE", &path, &Value::Null).await, 409, "");
        server.administrator().get("/me").await.expect(200);
    }

    async fn r24_attributes_that_are_ours_stay(server: TestServer) {
        let idp = Idp::of(&server).await;
        let mut body = of_okta("bob");
        for name in ["id", "org_id", "created_at", "email_verified_at"] {
            body[name] = json!("0192f0c1-2345-7000-8000-000000000001");
        }
        body["roles"] = json!([{"value": "chief of everything"}]);
        let bob = idp.create("/Users", &body).await;
        assert_ne!(bob["id"], body["id"]);
        assert_eq!(bob["roles"][0]["value"], "viewer");
        let path = format!("/Users/{}", id(&bob));
        let other = idp.patch(&path, json!([{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "eve@example.org"}]));
        assert_eq!(other.await.expect(200)["emails"][0]["value"], "bob@example.org", "whoever has the mails has the account");
        body["roles"] = json!([{"value": "admin"}]);
        refused(idp.send("PUT", &path, &body).await, 400, "invalidValue");
    }

    async fn wrong_requests_are_told_their_kind(server: TestServer) {
        let idp = Idp::of(&server).await;
        let bob = idp.create("/Users", &of_okta("bob")).await;
        let path = format!("/Users/{}", id(&bob));
        refused(idp.send("POST", "/Users", &of_okta("bob")).await, 409, "uniqueness");
        let mut foreign = of_okta("bob");
        foreign["emails"] = json!([{"value": "bob@elsewhere.test"}]);
        foreign["userName"] = json!("other");
        refused(idp.send("POST", "/Users", &foreign).await, 400, "invalidValue");
        refused(idp.send("POST", "/Users", &json!({"schemas": [USER]})).await, 400, "invalidValue");
        refused(idp.send("POST", "/Users", &json!([])).await, 400, "invalidSyntax");
        refused(idp.send("POST", "/Groups", &json!({})).await, 400, "invalidValue");
        for (query, kind) in [("filter=userName+sw+%22a%22", "invalidFilter"), ("filter=%22", "invalidFilter"), ("count=x", "invalidValue")] {
            refused(idp.send("GET", &format!("/Users?{query}"), &Value::Null).await, 400, kind);
        }
        for (operation, kind) in [
            (json!({"op": "replace", "path": "a b", "value": 1}), "invalidPath"),
            (json!({"op": "replace", "path": "id", "value": "x"}), "mutability"),
            (json!({"op": "remove"}), "noTarget"),
            (json!({"op": "replace", "path": "active", "value": "x"}), "invalidValue"),
            (json!({"op": "replace", "path": "displayName", "value": "a\u{0}b"}), "invalidValue"),
        ] {
            refused(idp.patch(&path, json!([operation])).await, 400, kind);
        }
        refused(idp.send("GET", "/Users/none", &Value::Null).await, 404, "");
        let plain = [("content-type", "text/plain")];
        refused(idp.program.send("POST", "/scim/v2/Users", &plain, "{}").await, 415, "");
        let kind = [("content-type", JSON)];
        refused(idp.program.send("POST", "/scim/v2/Users", &kind, "{".repeat(100_000)).await, 400, "invalidSyntax");
        refused(idp.program.send("POST", "/scim/v2/Users", &kind, " ".repeat(2 << 20)).await, 413, "");
        let nothing = idp.found("Users", "externalId eq \"\\u0000\"").await;
        assert!(nothing.is_empty());
    }

    async fn r21_resources_of_others_do_not_exist(server: TestServer) {
        let idp = Idp::of(&server).await;
        let eve = Idp::with(&server, &server.outsider().await).await;
        let bob = idp.create("/Users", &of_okta("bob")).await;
        let group = idp.create("/Groups", &json!({"displayName": "Data"})).await;
        for path in [format!("/Users/{}", id(&bob)), format!("/Groups/{}", id(&group))] {
            refused(eve.send("GET", &path, &Value::Null).await, 404, "");
            refused(eve.send("DELETE", &path, &Value::Null).await, 404, "");
            let put = json!({"userName": "bob", "displayName": "x"});
            refused(eve.send("PUT", &path, &put).await, 404, "");
            let operation = json!([{"op": "replace", "path": "displayName", "value": "x"}]);
            refused(eve.patch(&path, operation).await, 404, "");
        }
        assert!(eve.found("Users", r#"userName eq "bob@example.org""#).await.is_empty());
        let theirs = eve.create("/Groups", &json!({"displayName": "Data"})).await;
        let add = json!([{"op": "add", "path": "members", "value": [{"value": bob["id"]}]}]);
        refused(eve.patch(&format!("/Groups/{}", id(&theirs)), add).await, 400, "invalidValue");
    }

    async fn group_lives_as_entra_and_okta_speak(server: TestServer) {
        let idp = Idp::of(&server).await;
        let (ann, bob) = (idp.create("/Users", &of_entra("ann")).await, idp.create("/Users", &of_okta("bob")).await);
        let (ann, bob) = (id(&ann), id(&bob));
        let input = json!({"schemas": [], "displayName": "Data", "externalId": "g1", "members": [{"value": ann, "display": "ann"}]});
        let group = idp.create("/Groups", &input).await;
        let path = format!("/Groups/{}", id(&group));
        assert_eq!(group["members"][0]["value"], ann.as_str());
        let members = |group: &Value| group["members"].as_array().unwrap().len();
        assert_eq!(idp.found("Groups", r#"displayName eq "Data""#).await, [id(&group)]);
        assert!(idp.get(&format!("{path}?excludedAttributes=members")).await.get("members").is_none());
        let add = json!([{"op": "Add", "path": "members", "value": [{"value": bob}]}]);
        assert_eq!(members(&idp.patch(&path, add).await.expect(200)), 2);
        let remove = json!([{"op": "remove", "path": format!("members[value eq \"{ann}\"]")}]);
        assert_eq!(members(&idp.patch(&path, remove).await.expect(200)), 1);
        let remove = json!([{"op": "Remove", "path": "members", "value": [{"value": bob}]}]);
        assert_eq!(members(&idp.patch(&path, remove).await.expect(200)), 0);
        let rename = json!([{"op": "replace", "value": {"id": id(&group), "displayName": "Riders"}}]);
        assert_eq!(idp.patch(&path, rename).await.expect(200)["displayName"], "Riders");
        let put = json!({"displayName": "Riders", "members": [{"value": ann}, {"value": bob}]});
        assert_eq!(members(&idp.send("PUT", &path, &put).await.expect(200)), 2);
        let teams = server.administrator().get("/teams").await.expect(200);
        assert_eq!((&teams[0]["name"], &teams[0]["members"]), (&json!("Riders"), &json!(2)));
        refused(idp.send("POST", "/Groups", &json!({"displayName": "Riders"})).await, 409, "uniqueness");
        idp.send("DELETE", &path, &Value::Null).await.expect(204);
        refused(idp.send("GET", &path, &Value::Null).await, 404, "");
    }

    async fn token_is_made_and_shown_once_without_javascript(server: TestServer) {
        let ann = server.stranger();
        let sign_in = json!({"email": almanac_testkit::TestApp::EMAIL, "password": almanac_testkit::TestApp::PASSWORD});
        ann.post("/sessions", &sign_in).await.expect(201);
        let place = "/organization/sign-in";
        let form = [("content-type", "application/x-www-form-urlencoded"), ("accept", "text/html"), ("referer", &format!("{}{place}", server.url))];
        let page = ann.send("GET", place, &[], "").await.text();
        assert!(page.contains("/scim/v2") && page.contains("Make token"), "{page}");
        let made = ann.send("POST", "/api/sso/make_token", &form, "").await;
        assert!(made.status == 302 && made.header("location").contains(place), "{} {}", made.header("location"), made.text());
        let page = ann.send("GET", place, &[], "").await.text();
        let token = page.split("data-copy=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(token.starts_with("scim_") && page.contains("Replace token"), "{page}");
        Idp { program: Browser::program(&server.url, token) }.get("/Users").await;
        let again = ann.send("GET", place, &[], "").await.text();
        assert!(!again.contains(token) && again.contains("Last used"), "{again}");
        let ended = ann.send("POST", "/api/sso/revoke_token", &form, "").await;
        assert_eq!(ended.status, 302, "{}", ended.text());
        let gone = Browser::program(&server.url, token).send("GET", "/scim/v2/Users", &[], "").await;
        refused(gone, 401, "");
    }
}
