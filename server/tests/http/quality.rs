//! Rules, checks and missing values over REST, and their pages without JavaScript.

use almanac_domain::ProjectRole;
use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::server::TestServer;
use crate::story::{id, shop_of};

const DATA: &str = "id,day,price,code\n1,2026-01-01,10,AB\n2,2026-01-02,,=cmd\n2,2026-01-03,30,AB\n";

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
        format!("/projects/{}/datasets/{}/{rest}", self.project, self.dataset)
    }

    async fn rule(&self, check: &Value) -> String {
        let body = json!({"check": check, "severity": "error"});
        id(&self.ann.post(&self.path("rules"), &body).await.expect(201))
    }

    async fn checked(&self) -> Value {
        let begun = self.ann.post(&self.path("checks"), &Value::Null).await.expect(202);
        assert_eq!(self.ann.job(&self.project, &begun["job_id"]).await["state"], "succeeded");
        self.ann.get(&self.path(&format!("checks/{}", id(&begun)))).await.expect(200)
    }

    /// A page, as HTML.
    async fn page(&self, browser: &Browser, rest: &str) -> Answer {
        browser.send("GET", &self.path(rest), &[], "").await
    }

    /// Sends a form; the address that the answer leads to.
    async fn form(&self, address: &str, page: &str, fields: &[(&str, &str)]) -> String {
        let fields =
            [&[("project", self.project.as_str()), ("dataset", self.dataset.as_str())], fields].concat();
        self.ann.form(&format!("/api/quality/{address}"), &self.path(page), &fields).await.leads()
    }
}

for_each_backend! {
    async fn rules_are_made_checked_changed_and_deleted(server: TestServer) {
        let place = Place::make(&server).await;
        let ann = &place.ann;
        let unique = place.rule(&json!({"kind": "unique", "columns": ["id"]})).await;
        place.rule(&json!({"kind": "range", "column": "price", "min": "0"})).await;
        let found = place.checked().await;
        assert_eq!(found["tally"], json!({"passed": 1, "warnings": 0, "errors": 1, "not_run": 0}));
        let result = &found["report"]["results"][0];
        assert_eq!((&result["rule_id"], &result["failed"], &result["checked"]), (&json!(unique), &json!(2), &json!(3)));
        let of = |rest: &str| place.path(&format!("rules/{unique}{rest}"));
        let rows = ann.get(&of("/rows?offset=1&limit=1")).await.expect(200);
        assert_eq!((&rows["total_rows"], &rows["rows"][0][0]), (&json!(2), &json!(2)));
        let csv = ann.get(&of("/rows/csv")).await;
        assert_eq!(csv.header("content-disposition"), "attachment; filename=\"failed-rows.csv\"");
        assert!(csv.text().contains("'=cmd") && !csv.text().contains(",=cmd"), "{}", csv.text());
        let change = json!({"check": {"kind": "unique", "columns": ["day"]}, "severity": "warning", "active": false});
        let changed = ann.api("PUT", &of(""), &change).await.expect(200);
        assert_eq!((&changed["active"], &changed["severity"]), (&json!(false), &json!("warning")));
        ann.api("DELETE", &of(""), &Value::Null).await.expect(204);
        ann.get(&of("")).await.expect(404);
        assert_eq!(ann.get(&place.path("rules")).await.expect(200).as_array().unwrap().len(), 1);
        let checks = ann.get(&place.path("checks")).await.expect(200);
        assert_eq!((&checks["items"][0]["state"], &checks["items"][0]["trigger"]), (&json!("finished"), &json!("person")));
    }

    async fn r24_unknown_and_wrong_fields_of_rules_are_refused(server: TestServer) {
        let place = Place::make(&server).await;
        for (body, field) in [
            (json!({"check": {"kind": "not_null", "column": "x"}, "severity": "error"}), Some("check.column")),
            (json!({"check": {"kind": "pattern", "column": "code", "pattern": "("}, "severity": "error"}), Some("check.pattern")),
            (json!({"check": {"kind": "not_null", "column": "id", "sql": "1"}, "severity": "error"}), None),
            (json!({"check": {"kind": "sql"}, "severity": "error"}), None),
            (json!({"check": {"kind": "not_null", "column": "id"}, "severity": "fatal"}), None),
            (json!({"check": {"kind": "not_null", "column": "id"}, "severity": "error", "org_id": "x"}), None),
        ] {
            let refused = place.ann.post(&place.path("rules"), &body).await.expect(422);
            if let Some(field) = field {
                assert_eq!(refused["fields"][0]["field"], field, "{body}");
            }
        }
        place.ann.api("PUT", &place.path("schedule"), &json!({"every_hours": 0})).await.expect(422);
        place.ann.post(&place.path("checks"), &Value::Null).await.expect(409);
    }

    async fn schedule_is_set_shown_and_removed(server: TestServer) {
        let place = Place::make(&server).await;
        assert_eq!(place.ann.get(&place.path("schedule")).await.expect(200), Value::Null);
        let set = place.ann.api("PUT", &place.path("schedule"), &json!({"every_hours": 24})).await.expect(200);
        assert_eq!(place.ann.get(&place.path("schedule")).await.expect(200), set);
        assert!(set["next_at"].is_string());
        place.ann.api("DELETE", &place.path("schedule"), &Value::Null).await.expect(204);
        assert_eq!(place.ann.get(&place.path("schedule")).await.expect(200), Value::Null);
    }

    async fn missing_values_are_filled_in_another_data_set(server: TestServer) {
        let place = Place::make(&server).await;
        let body = json!({"name": "Filled", "method": {"kind": "linear"}, "time": "day"});
        let started = place.ann.post(&place.path("fill"), &body).await.expect(202);
        let made = &started["dataset"];
        assert_eq!(place.ann.job(&place.project, &made["job_id"]).await["state"], "succeeded");
        let path = format!("/projects/{}/datasets/{}", place.project, id(made));
        let ready = place.ann.get(&path).await.expect(200);
        assert_eq!(ready["origin"]["dataset"], json!(place.dataset));
        assert_eq!(ready["origin"]["filled"], json!([{"column": "price", "missing": 1, "filled": 1}]));
        let rows = place.ann.get(&format!("{path}/rows")).await.expect(200);
        assert_eq!(rows["rows"][1][2], json!(20));
        let again = place.ann.post(&place.path("fill"), &body).await.expect(200);
        assert_eq!(again["dataset"]["id"], made["id"]);
        for page in [path.clone(), format!("{path}/quality")] {
            let text = place.ann.send("GET", &page, &[], "").await.text();
            assert!(text.contains("Orders") && text.contains(&place.dataset), "{page}");
        }
    }

    async fn pages_show_rules_checks_rows_and_gaps(server: TestServer) {
        let place = Place::make(&server).await;
        let ann = &place.ann;
        assert!(place.page(ann, "quality").await.text().contains("No rules yet"));
        for kind in ["not_null", "unique", "range", "allowed_values", "pattern", "freshness", "foreign_key", "row_count_change"] {
            assert!(place.page(ann, "quality/rules/new").await.text().contains(&format!("kind={kind}")));
            let form = place.page(ann, &format!("quality/rules/new?kind={kind}")).await;
            assert!(form.status == 200 && form.text().contains("form[kind]"), "{kind}");
        }
        let fields = [
            ("form[kind]", "unique"), ("form[columns][0]", "id"), ("form[severity]", "warning"), ("form[active]", "true"),
        ];
        let to = place.form("save_rule", "quality/rules/new?kind=unique", &fields).await;
        assert!(to.ends_with("/quality"), "{to}");
        place.form("check", "quality", &[]).await;
        let checks = ann.get(&place.path("checks")).await.expect(200);
        assert_eq!(ann.job(&place.project, &checks["items"][0]["job_id"]).await["state"], "succeeded");
        let page = place.page(ann, "quality").await.text();
        for text in ["id is unique", "broken", "2 of 3", "price", "33.3", "Check now"] {
            assert!(page.contains(text), "{text}");
        }
        let rules = ann.get(&place.path("rules")).await.expect(200);
        let (rule, check) = (id(&rules[0]), id(&checks["items"][0]));
        let rows = place.page(ann, &format!("quality/rules/{rule}/rows")).await.text();
        assert!(rows.contains("=cmd") && rows.contains("/rows/csv"));
        let report = place.page(ann, &format!("quality/checks/{check}")).await.text();
        assert!(report.contains("id is unique") && report.contains("=cmd"));
        assert!(place.page(ann, &format!("quality/rules/{rule}")).await.text().contains("popover"));
        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        let seen = place.page(&vic, "quality").await.text();
        assert!(seen.contains("id is unique") && !seen.contains("Check now"));
        assert_eq!(place.page(&server.outsider().await, "quality").await.status, 404);
    }

    async fn forms_set_a_schedule_fill_gaps_and_tell_what_is_wrong(server: TestServer) {
        let place = Place::make(&server).await;
        let ann = &place.ann;
        place.form("schedule", "quality", &[("every_hours", "24")]).await;
        assert_eq!(ann.get(&place.path("schedule")).await.expect(200)["every_hours"], 24);
        place.form("remove_schedule", "quality", &[]).await;
        assert_eq!(ann.get(&place.path("schedule")).await.expect(200), Value::Null);
        let wrong = [
            ("form[kind]", "range"), ("form[column]", "price"), ("form[min]", "low"), ("form[severity]", "error"),
        ];
        let back = place.form("save_rule", "quality/rules/new?kind=range", &wrong).await;
        let page = ann.send("GET", &back, &[], "").await.text();
        assert!(page.contains("must be a whole number"), "{page}");
        assert!(place.page(ann, "quality/fill").await.text().contains("method=mice"));
        assert!(place.page(ann, "quality/fill?method=seasonal").await.text().contains("form[count]"));
        let fields = [("form[name]", "Filled"), ("form[method]", "forward"), ("form[columns][0]", "price")];
        let to = place.form("fill", "quality/fill?method=forward", &fields).await;
        assert!(to.contains("/datasets/") && !to.contains(&place.dataset), "{to}");
        let rule = place.rule(&json!({"kind": "not_null", "column": "id"})).await;
        place.form("delete_rule", &format!("quality/rules/{rule}"), &[("rule", &rule)]).await;
        assert_eq!(ann.get(&place.path("rules")).await.expect(200), json!([]));
    }
}
