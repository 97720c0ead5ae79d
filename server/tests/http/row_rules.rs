//! Row rules and attributes over REST, and their pages without JavaScript.

use almanac_domain::ProjectRole;
use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::{id, shop_of};

const DATA: &str = "id,region,price\n1,north,10\n2,north,20\n3,south,30\n";

struct Place {
    ann: Browser,
    project: String,
    dataset: String,
}

impl Place {
    async fn make(server: &TestServer) -> Self {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, DATA).await;
        Self { ann, project, dataset }
    }

    fn path(&self, rest: &str) -> String {
        format!("/projects/{}/{rest}", self.project)
    }

    fn rule(&self) -> Value {
        json!({"source": {"dataset": self.dataset}, "roles": ["viewer"],
            "condition": {"column": "region", "op": "eq", "value": {"parameter": "user.region"}}})
    }

    async fn page(&self, browser: &Browser, path: &str) -> String {
        let answer = browser.send("GET", path, &[], "").await;
        assert_eq!(answer.status, 200, "{path}");
        answer.text()
    }

    /// Sends a form as a browser without JavaScript does; the address that the answer leads to.
    async fn form(&self, address: &str, page: &str, fields: &[(&str, &str)]) -> String {
        self.ann.form(&format!("/api/{address}"), page, fields).await.leads()
    }
}

for_each_backend! {
    async fn r23_rules_are_made_hold_and_are_deleted(server: TestServer) {
        let place = Place::make(&server).await;
        let ann = &place.ann;
        let person = server.test.colleague("Vic", place.project.parse().unwrap(), ProjectRole::Viewer).await;
        let (vic, user) = (server.browser(&person), person.user_id.to_string());
        let made = ann.post(&place.path("row-rules"), &place.rule()).await.expect(201);
        assert_eq!((&made["source"], &made["roles"]), (&json!({"dataset": place.dataset}), &json!(["viewer"])));
        let rows = place.path(&format!("datasets/{}/rows", place.dataset));
        assert_eq!(vic.get(&rows).await.expect(200)["rows"], json!([]));
        let attributes = format!("/members/{user}/attributes");
        let set = json!({"attributes": {"region": ["north"]}});
        ann.api("PUT", &attributes, &set).await.expect(200);
        assert_eq!(ann.get(&attributes).await.expect(200), set);
        assert_eq!(vic.get(&rows).await.expect(200)["total_rows"], 2);
        let query = json!({"document": {"version": 1, "source": {"dataset": place.dataset}}});
        assert_eq!(vic.post(&place.path("query"), &query).await.expect(200)["total_rows"], 2);
        let asked = json!({"rule": place.rule(), "user_id": user});
        let preview = ann.post(&place.path("row-rules/preview"), &asked).await.expect(200);
        assert_eq!(preview, json!({"restricted": true, "rows": 2, "total": 3}));
        let one = place.path(&format!("row-rules/{}", id(&made)));
        let mut south = place.rule();
        south["condition"] = json!({"or": [{"column": "region", "op": "eq", "value": "south"}]});
        let changed = ann.api("PUT", &one, &south).await.expect(200);
        assert_eq!(changed["condition"], south["condition"]);
        assert_eq!(vic.get(&rows).await.expect(200)["rows"][0][0], 3);
        assert_eq!(ann.get(&place.path("row-rules")).await.expect(200), json!([changed]));
        ann.api("DELETE", &one, &Value::Null).await.expect(204);
        ann.get(&one).await.expect(404);
        assert_eq!(vic.get(&rows).await.expect(200)["total_rows"], 3);
    }

    async fn r24_unknown_and_wrong_fields_of_row_rules_are_refused(server: TestServer) {
        let place = Place::make(&server).await;
        let with = |name: &str, value: Value| {
            let mut rule = place.rule();
            rule[name] = value;
            rule
        };
        for (rule, field) in [
            (with("org_id", json!("x")), None),
            (with("roles", json!(["boss"])), None),
            (with("source", json!({"query": place.dataset})), None),
            (with("roles", json!(["owner"])), Some("roles")),
            (with("condition", json!({"column": "town", "op": "is_null"})), Some("condition.column")),
            (with("condition", json!({"column": "region", "op": "eq", "value": "x", "sql": "1"})), Some("condition")),
        ] {
            let refused = place.ann.post(&place.path("row-rules"), &rule).await.expect(422);
            if let Some(field) = field {
                assert_eq!(refused["fields"][0]["field"], field, "{rule}");
            }
        }
        let me = place.ann.get("/me").await.expect(200)["user"]["id"].as_str().unwrap().to_owned();
        let attributes = format!("/members/{me}/attributes");
        for wrong in [json!({"attributes": {"Region": ["x"]}}), json!({"attributes": {"region": "x"}}), json!({"region": []})] {
            place.ann.api("PUT", &attributes, &wrong).await.expect(422);
        }
    }

    async fn pages_make_change_and_preview_rules(server: TestServer) {
        let place = Place::make(&server).await;
        let person = server.test.colleague("Vic", place.project.parse().unwrap(), ProjectRole::Viewer).await;
        let user = person.user_id.to_string();
        let rules = place.path("row-rules");
        assert!(place.page(&place.ann, &rules).await.contains("Everybody sees every row"));
        let new = place.path("row-rules/new");
        let first = place.page(&place.ann, &new).await;
        assert!(first.contains("Orders") && first.contains("name=\"about\""), "{first}");
        let about = json!({"dataset": place.dataset}).to_string();
        let mut chosen = url::form_urlencoded::Serializer::new(String::new());
        let chosen = format!("{new}?{}", chosen.append_pair("about", &about).finish());
        let form = place.page(&place.ann, &chosen).await;
        assert!(form.contains("form[column]") && form.contains("region"), "{form}");
        let fields = [
            ("project", place.project.as_str()), ("about", about.as_str()), ("form[viewers]", "true"),
            ("form[column]", "region"), ("form[op]", "eq"), ("form[attribute]", "region"), ("form[values]", ""),
        ];
        let to = place.form("row_rule/save", &chosen, &fields).await;
        assert!(to.ends_with("/row-rules"), "{to}");
        let made = place.ann.get(&rules).await.expect(200);
        assert_eq!(made[0]["condition"], place.rule()["condition"]);
        let listed = place.page(&place.ann, &rules).await;
        assert!(listed.contains("Orders") && listed.contains("user.region"), "{listed}");
        // The attribute of the member, by its page.
        let member = format!("/organization/members/{user}");
        assert!(place.page(&place.ann, "/organization/members").await.contains(&member));
        let fields = [("member", user.as_str()), ("attributes", "region: north; south\r\n")];
        place.form("organization/set_attributes", &member, &fields).await;
        assert!(place.page(&place.ann, &member).await.contains("region: north; south"));
        let rule = format!("{rules}/{}", id(&made[0]));
        let shown = place.page(&place.ann, &format!("{rule}?member={user}")).await;
        assert!(shown.contains("3 of 3 rows"), "{shown}");
        // Another column that is not there: the page tells it.
        let rule_id = id(&made[0]);
        let wrong = [
            ("project", place.project.as_str()), ("rule", rule_id.as_str()), ("about", about.as_str()),
            ("form[viewers]", "true"), ("form[column]", "town"), ("form[op]", "eq"), ("form[values]", "x"),
        ];
        let back = place.form("row_rule/save", &rule, &wrong).await;
        assert!(place.page(&place.ann, &back).await.contains("there is no column"));
        assert!(place.page(&place.ann, &place.path("sharing")).await.contains("/row-rules"));
        let vic = server.browser(&person);
        assert!(!place.page(&vic, &place.path("sharing")).await.contains("/row-rules"));
        assert_ne!(vic.send("GET", &rules, &[], "").await.status, 200);
        assert_eq!(server.outsider().await.send("GET", &rules, &[], "").await.status, 404);
        let fields = [("project", place.project.as_str()), ("rule", rule_id.as_str())];
        place.form("row_rule/delete", &rule, &fields).await;
        assert_eq!(place.ann.get(&rules).await.expect(200), json!([]));
    }
}
