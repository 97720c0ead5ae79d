//! Versions of data sets over REST, and their pages without JavaScript.

use almanac_domain::ProjectRole;
use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::server::TestServer;
use crate::story::{id, send, shop_of};

const FIRST: &str = "id,total,city\n1,10,Oslo\n2,20,Rome\n";
/// The total has another name, and there is a row more.
const SECOND: &str = "id,amount,city\n1,11,Oslo\n2,22,Rome\n3,33,Bonn\n";

struct Place {
    ann: Browser,
    project: String,
    dataset: String,
}

impl Place {
    /// A data set of this text.
    async fn make(server: &TestServer, text: &str) -> Self {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, text).await;
        Self { ann, project, dataset }
    }

    fn path(&self, rest: &str) -> String {
        format!("/projects/{}/datasets/{}{rest}", self.project, self.dataset)
    }

    async fn upload(&self, text: &str) -> Value {
        send(&self.ann, &self.project, "orders-2.csv", text.to_owned()).await
    }

    /// Imports a text as the next version, and waits for the end of that.
    async fn import(&self, text: &str) {
        let upload = self.upload(text).await;
        let input = json!({"upload_id": upload["id"], "note": "from March", "labels": ["2026"]});
        let started = self.ann.post(&self.path("/versions"), &input).await.expect(202);
        assert_eq!(self.ann.job(&self.project, &started["version"]["job_id"]).await["state"], "succeeded");
    }

    /// Saves a query for the totals.
    async fn totals(&self) -> String {
        let document = json!({"version": 1, "source": {"dataset": self.dataset}, "columns": ["total"]});
        let query = json!({"name": "Totals <b>", "document": document});
        id(&self.ann.post(&format!("/projects/{}/queries", self.project), &query).await.expect(201))
    }

    /// The second column of the first row, and how many rows there are.
    async fn shown(&self) -> (Value, Value) {
        let rows = self.ann.get(&self.path("/rows")).await.expect(200);
        (rows["rows"][0][1].clone(), rows["total_rows"].clone())
    }

    /// A page, as HTML.
    async fn page(&self, browser: &Browser, rest: &str) -> Answer {
        browser.send("GET", &self.path(rest), &[], "").await
    }

    /// Sends a form; the address that the answer leads to.
    async fn form(&self, address: &str, page: &str, fields: &[(&str, &str)]) -> String {
        let fields =
            [&[("project", self.project.as_str()), ("dataset", self.dataset.as_str())], fields].concat();
        self.ann.form(&format!("/api/dataset/{address}"), page, &fields).await.leads()
    }
}

for_each_backend! {
    async fn another_file_makes_a_version_and_going_back_shows_the_rows_before(server: TestServer) {
        let place = Place::make(&server, FIRST).await;
        let ann = &place.ann;
        assert_eq!(place.shown().await, (json!(10), json!(2)));
        place.import(SECOND).await;
        assert_eq!(place.shown().await, (json!(11), json!(3)));
        let found = ann.get(&place.path("")).await.expect(200);
        assert_eq!((&found["version"], &found["columns"][1]["name"]), (&json!(2), &json!("amount")));
        let versions = ann.get(&place.path("/versions")).await.expect(200);
        let (second, first) = (&versions["items"][0], &versions["items"][1]);
        assert_eq!((&second["number"], &second["rows"], &second["state"]), (&json!(2), &json!(3), &json!("ready")));
        assert_eq!((&second["note"], &second["labels"]), (&json!("from March"), &json!(["2026"])));
        assert_eq!((&second["file_name"], &first["file_name"]), (&json!("orders-2.csv"), &json!("orders.csv")));
        assert!(second["author"]["name"].is_string() && second["bytes"].as_i64() > Some(0), "{second}");
        let said = json!({"note": "the old till", "labels": ["2025"]});
        let described = ann.api("PATCH", &place.path("/versions/1"), &said).await.expect(200);
        assert_eq!((&described["note"], &described["number"]), (&json!("the old till"), &json!(1)));
        let back = ann.api("PUT", &place.path("/version"), &json!({"version": 1})).await.expect(200);
        assert_eq!((&back["version"], &back["rows"], &back["columns"][1]["name"]), (&json!(1), &json!(2), &json!("total")));
        assert_eq!(place.shown().await, (json!(10), json!(2)));
        ann.api("DELETE", &place.path("/versions/1"), &Value::Null).await.expect(409);
        ann.api("DELETE", &place.path("/versions/2"), &Value::Null).await.expect(204);
        ann.get(&place.path("/versions/2")).await.expect(404);
        ann.api("PUT", &place.path("/version"), &json!({"version": 2})).await.expect(422);
        assert_eq!(place.shown().await, (json!(10), json!(2)));
    }

    async fn changed_columns_tell_which_query_broke_and_going_back_mends_it(server: TestServer) {
        let place = Place::make(&server, FIRST).await;
        let ann = &place.ann;
        let saved = place.totals().await;
        place.import(SECOND).await;
        let diff = ann.get(&place.path("/versions/1/diff?to=2")).await.expect(200);
        let columns = diff["tables"][0]["columns"].as_array().unwrap();
        let mut changes: Vec<_> = columns.iter().map(|column| column["change"].as_str().unwrap()).collect();
        changes.sort_unstable();
        assert_eq!(changes, ["added", "removed"]);
        let impact = ann.get(&place.path("/versions/1/impact?to=2")).await.expect(200);
        let problem = &impact["queries"][0]["problems"][0];
        assert_eq!((&impact["queries"][0]["id"], &problem["dataset"]), (&json!(saved), &json!(place.dataset)));
        assert_eq!((&problem["what"]["kind"], &problem["what"]["renamed_to"]), (&json!("column_removed"), &json!("amount")));
        ann.get(&place.path("/versions/1/diff?to=7")).await.expect(404);
        let queries = format!("/projects/{}/queries", place.project);
        let of_query = format!("{queries}/{saved}/problems");
        let standing = ann.get(&of_query).await.expect(200);
        let read = &standing["sources"][0];
        assert_eq!((&read["dataset"], &read["saved"], &read["used"]), (&json!(place.dataset), &json!(1), &json!(2)));
        assert!(ann.send("GET", &queries, &[], "").await.text().contains("broken by a changed schema"));
        let page = ann.send("GET", &of_query, &[], "").await.text();
        let compare = format!("{}?from=1&amp;to=2", place.path("/diff"));
        assert!(page.contains("It may be called amount now.") && page.contains(&compare), "{page}");
        ann.api("PUT", &place.path("/version"), &json!({"version": 1})).await.expect(200);
        assert_eq!(ann.get(&of_query).await.expect(200)["problems"], json!([]));
    }

    async fn same_file_makes_no_version_and_one_that_fails_changes_nothing(server: TestServer) {
        let place = Place::make(&server, FIRST).await;
        let ann = &place.ann;
        let same = json!({"upload_id": place.upload(FIRST).await["id"]});
        let found = ann.post(&place.path("/versions"), &same).await.expect(200);
        assert_eq!((&found["already_there"], &found["version"]["number"]), (&json!(true), &json!(1)));
        let upload = place.upload("id,total,city\n1,ten,Oslo\n").await;
        let mut options = upload["detection"]["options"].clone();
        options["columns"][1]["type"] = json!("integer");
        let input = json!({"upload_id": upload["id"], "options": options});
        let started = ann.post(&place.path("/versions"), &input).await.expect(202);
        assert_eq!(ann.job(&place.project, &started["version"]["job_id"]).await["state"], "failed");
        let failed = ann.get(&place.path("/versions/2")).await.expect(200);
        assert!(failed["state"] == "failed" && failed["error"].is_string(), "{failed}");
        let stays = ann.get(&place.path("")).await.expect(200);
        assert_eq!((&stays["version"], &stays["state"]), (&json!(1), &json!("ready")));
        assert_eq!(place.shown().await, (json!(10), json!(2)));
        let page = place.page(ann, "").await.text();
        assert!(page.contains("Version 2 could not be imported.") && page.contains("Version 1"), "{page}");
        let listed = place.page(ann, "/versions").await.text();
        assert!(listed.contains("<p class=\"wrong\">"), "{listed}");
        ann.api("PUT", &place.path("/version"), &json!({"version": 2})).await.expect(422);
        let refused = json!({"upload_id": upload["id"], "labels": [""], "org_id": "x"});
        ann.post(&place.path("/versions"), &refused).await.expect(422);
        ann.post(&place.path("/versions"), &json!({"upload_id": upload["id"]})).await.expect(202);
    }

    async fn data_set_that_was_made_of_another_takes_no_file(server: TestServer) {
        let place = Place::make(&server, "id,total\n1,10\n2,\n3,30\n").await;
        let ann = &place.ann;
        let fill = json!({"name": "Filled", "method": {"kind": "linear"}});
        let filled = ann.post(&place.path("/fill"), &fill).await.expect(202)["dataset"].clone();
        assert_eq!(ann.job(&place.project, &filled["job_id"]).await["state"], "succeeded");
        let made = Place { ann: ann.clone(), project: place.project.clone(), dataset: id(&filled) };
        let input = json!({"upload_id": place.upload(SECOND).await["id"]});
        ann.post(&made.path("/versions"), &input).await.expect(409);
        for rest in ["", "/versions"] {
            assert!(!made.page(ann, rest).await.text().contains("?into="), "{rest}");
            assert!(place.page(ann, rest).await.text().contains("?into="), "{rest}");
        }
    }

    async fn forms_import_choose_describe_and_delete_versions(server: TestServer) {
        let place = Place::make(&server, FIRST).await;
        let ann = &place.ann;
        place.totals().await;
        let upload = place.upload(SECOND).await;
        let new = format!("/projects/{}/datasets/new?into={}&upload={}", place.project, place.dataset, id(&upload));
        let page = ann.send("GET", &new, &[], "").await.text();
        assert!(page.contains("becomes a new version of Orders") && page.contains("name=\"labels\""), "{page}");
        let (upload, options) = (id(&upload), upload["detection"]["options"].to_string());
        let fields = [("upload", &*upload), ("options", &*options), ("note", "new till"), ("labels", "a, b")];
        let to = place.form("import_version", &new, &fields).await;
        assert_eq!(to, place.path("/versions"));
        let versions = ann.get(&place.path("/versions")).await.expect(200);
        assert_eq!(ann.job(&place.project, &versions["items"][0]["job_id"]).await["state"], "succeeded");
        assert_eq!(versions["items"][0]["labels"], json!(["a", "b"]));
        let page = place.page(ann, "/versions").await.text();
        for text in ["Version 2", "new till", "in use", "Use version 1", "orders-2.csv", "delete-version-1"] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(!page.contains("delete-version-2"), "the one in use is not deleted");
        let forth = place.page(ann, "/diff?from=1&to=2").await.text();
        assert!(forth.contains("Totals &lt;b&gt;") && forth.contains("columns[0]"), "{forth}");
        assert!(forth.contains("1 added, 1 removed, 0 changed") && !forth.contains("Use version"), "{forth}");
        let back = place.page(ann, "/diff?from=2&to=1").await.text();
        assert!(back.contains("Use version 1") && back.contains("no saved query breaks"), "{back}");
        place.form("use_version", &place.path("/diff?from=2&to=1"), &[("version", "1")]).await;
        let again = place.page(ann, "/diff?from=1&to=2").await.text();
        assert!(again.contains("Saved queries that cannot run with version 2: 1."), "{again}");
        let home = place.path("/versions");
        place.form("describe", &home, &[("number", "1"), ("note", "old till"), ("labels", "")]).await;
        assert_eq!(ann.get(&place.path("/versions/1")).await.expect(200)["note"], "old till");
        let refused = place.form("delete_version", &home, &[("number", "1")]).await;
        let page = ann.send("GET", &refused, &[], "").await.text();
        assert!(page.contains("The present state does not allow this."), "{page}");
        place.form("delete_version", &home, &[("number", "2")]).await;
        assert!(!place.page(ann, "/versions").await.text().contains("new till"));
        let same = place.upload(FIRST).await;
        let (upload, options) = (id(&same), same["detection"]["options"].to_string());
        let to = place.form("import_version", &new, &[("upload", &*upload), ("options", &*options)]).await;
        assert!(to.ends_with("?already=1"), "{to}");
        assert!(ann.send("GET", &to, &[], "").await.text().contains("is in use as version 1"));
    }

    async fn viewers_see_versions_and_change_none_and_others_see_nothing(server: TestServer) {
        let place = Place::make(&server, FIRST).await;
        place.totals().await;
        place.import(SECOND).await;
        let upload = json!({"upload_id": place.upload(FIRST).await["id"]});
        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        let eve = server.outsider().await;
        for (browser, reads, writes) in [(&vic, 200, 403), (&eve, 404, 404)] {
            for rest in ["/versions", "/versions/1", "/versions/1/diff?to=2", "/versions/1/impact?to=2"] {
                browser.get(&place.path(rest)).await.expect(reads);
            }
            browser.post(&place.path("/versions"), &upload).await.expect(writes);
            browser.api("PUT", &place.path("/version"), &json!({"version": 1})).await.expect(writes);
            browser.api("PATCH", &place.path("/versions/1"), &json!({"note": "x"})).await.expect(writes);
            browser.api("DELETE", &place.path("/versions/1"), &Value::Null).await.expect(writes);
            assert_eq!(place.page(browser, "/versions").await.status, reads);
            assert_eq!(place.page(browser, "/diff?from=2&to=1").await.status, reads);
        }
        for (rest, seen) in [("/versions", "from March"), ("/diff?from=2&to=1", "1 added, 1 removed"), ("", "Version 2")] {
            let page = place.page(&vic, rest).await.text();
            assert!(page.contains(seen), "{rest}: {page}");
            for button in ["?into=", "delete-version", "Use version", "Note and labels"] {
                assert!(!page.contains(button), "{rest}: {button}");
            }
        }
    }
}
