//! Connected databases over REST, and their pages without JavaScript.

use almanac::config::Config;
use almanac::http::assets::Site;
use almanac_domain::ProjectRole;
use almanac_service::account;
use almanac_testkit::{for_each_backend, shop as schema};
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::server::{BareServer, TestServer};
use crate::story::{id, shop};

struct Place {
    ann: Browser,
    project: String,
    source: String,
}

impl Place {
    /// A source whose schema was read.
    async fn make(server: &TestServer) -> Self {
        let ann = server.administrator();
        let project = id(&ann.post("/projects", &json!({"name": "Shop"})).await.expect(201));
        let made = ann.post(&format!("/projects/{project}/sources"), &shop("db.test")).await.expect(201);
        assert_eq!((&made["state"], &made["password"]), (&json!("reading"), &json!("***")));
        assert_eq!(ann.job(&project, &made["job_id"]).await["state"], "succeeded");
        Self { source: id(&made), ann, project }
    }

    fn path(&self, rest: &str) -> String {
        format!("/projects/{}/sources{rest}", self.project)
    }

    fn of(&self, rest: &str) -> String {
        self.path(&format!("/{}{rest}", self.source))
    }

    async fn read(&self) -> Value {
        let reading = self.ann.post(&self.of("/read"), &Value::Null).await.expect(202);
        self.ann.job(&self.project, &reading["job_id"]).await;
        self.ann.get(&self.of("")).await.expect(200)
    }

    /// A page, as HTML.
    async fn page(&self, browser: &Browser, rest: &str) -> Answer {
        browser.send("GET", &format!("/projects/{}/sources{rest}", self.project), &[], "").await
    }

    /// Sends a form; the answer and where it leads.
    async fn form(&self, address: &str, page: &str, fields: &[(&str, &str)]) -> (Answer, String) {
        let fields = [&[("project", self.project.as_str())], fields].concat();
        let page = format!("/projects/{}/sources{page}", self.project);
        let answer = self.ann.form(&format!("/api/source/{address}"), &page, &fields).await;
        let location = answer.header("location").to_owned();
        (answer, location)
    }
}

for_each_backend! {
    async fn source_is_connected_read_compared_and_pinned(server: TestServer) {
        let place = Place::make(&server).await;
        let ann = &place.ann;
        let found = ann.get(&place.of("")).await.expect(200);
        assert_eq!((&found["state"], &found["version"], &found["tables"]), (&json!("ready"), &json!(1), &json!(2)));
        let tables = ann.get(&place.of("/schema")).await.expect(200);
        assert_eq!(tables, serde_json::to_value(schema()).unwrap());
        let mut other = schema();
        "numeric(12,2)".clone_into(&mut other.tables[1].columns[2].native);
        other.tables.remove(0);
        server.test.sources.set_schema(other);
        assert_eq!(place.read().await["version"], 2);
        let diff = ann.get(&place.of("/versions/1/diff?to=2")).await.expect(200);
        let changes: Vec<_> = diff["tables"].as_array().unwrap().iter().map(|table| &table["change"]).collect();
        assert_eq!(changes, ["removed", "changed"]);
        assert_eq!(diff["tables"][1]["columns"][0]["before"]["native"], "numeric(10,2)");
        let pinned = ann.api("PUT", &place.of("/pin"), &json!({"version": 1})).await.expect(200);
        assert_eq!((&pinned["pinned"], &pinned["tables"]), (&json!(1), &json!(2)));
        assert_eq!(ann.get(&place.of("/schema?version=2")).await.expect(200)["tables"].as_array().unwrap().len(), 1);
        ann.api("PUT", &place.of("/pin"), &json!({"version": 3})).await.expect(422);
        let free = ann.api("DELETE", &place.of("/pin"), &Value::Null).await.expect(200);
        assert_eq!(free["pinned"], Value::Null);
        let said = json!({"note": "prices", "labels": ["2026"]});
        ann.api("PATCH", &place.of("/versions/2"), &said).await.expect(200);
        let versions = ann.get(&place.of("/versions")).await.expect(200);
        assert_eq!((&versions["items"][0]["note"], &versions["items"][1]["number"]), (&json!("prices"), &json!(1)));
        ann.get(&place.of("/versions/3")).await.expect(404);
        ann.get(&place.of("/versions/x")).await.expect(404);
        ann.api("PATCH", &place.of(""), &json!({"name": "Store"})).await.expect(200);
        assert_eq!(ann.get(&place.path("")).await.expect(200)["items"][0]["name"], "Store");
        ann.api("DELETE", &place.of(""), &Value::Null).await.expect(204);
        ann.get(&place.of("/versions/1")).await.expect(404);
    }

    async fn changed_schema_tells_what_uses_it_and_what_broke(server: TestServer) {
        let place = Place::make(&server).await;
        let ann = &place.ann;
        let document = json!({"version": 1, "source": {"table": {"source": place.source, "schema": "public",
            "name": "orders"}}, "columns": ["total"]});
        let queries = format!("/projects/{}/queries", place.project);
        let saved = id(&ann.post(&queries, &json!({"name": "Totals <b>", "document": document})).await.expect(201));
        let mut other = schema();
        "amount".clone_into(&mut other.tables[1].columns[2].name);
        server.test.sources.set_schema(other);
        place.read().await;
        let impact = ann.get(&place.of("/versions/1/impact?to=2")).await.expect(200);
        let query = &impact["queries"][0];
        assert_eq!((&query["id"], &query["problems"][0]["what"]["kind"]), (&json!(saved), &json!("column_removed")));
        let problems = ann.get(&format!("{queries}/{saved}/problems")).await.expect(200);
        assert_eq!(problems["sources"][0]["saved"], 1);
        assert_eq!(problems["problems"][0]["what"]["renamed_to"], "amount");
        ann.get(&place.of("/versions/1/impact?to=7")).await.expect(404);
        let diff = place.page(ann, &format!("/{}/diff?from=1&to=2", place.source)).await.text();
        assert!(diff.contains("Totals &lt;b&gt;") && diff.contains("columns[0]"), "{diff}");
        for (path, text) in [("", "broken by a changed schema"), ("/problems", "It may be called amount now.")] {
            let path = if path.is_empty() { queries.clone() } else { format!("{queries}/{saved}{path}") };
            let page = ann.send("GET", &path, &[], "").await;
            assert!(page.status == 200 && page.text().contains(text), "{path}: {}", page.text());
        }
        let page = server.outsider().await.send("GET", &format!("{queries}/{saved}/problems"), &[], "").await;
        assert_eq!(page.status, 404);
    }

    async fn r33_test_answers_with_the_class_of_the_error(server: TestServer) {
        let place = Place::make(&server).await;
        for (host, class) in [("db.test", Value::Null), ("refused.test", json!("refused"))] {
            let body = json!({"settings": shop(host)["settings"], "password": "geheim"});
            assert_eq!(place.ann.post(&place.path("/test"), &body).await.expect(200), json!({"error": class}));
        }
        assert_eq!(place.ann.post(&place.of("/test"), &Value::Null).await.expect(200), json!({"error": null}));
    }

    async fn r24_r31_unknown_fields_and_options_are_refused(server: TestServer) {
        let place = Place::make(&server).await;
        for (pointer, field) in [
            ("", "org_id"), ("", "state"), ("", "id"), ("/settings", "sslcert"), ("/settings", "options"),
            ("/settings", "service"), ("/settings", "passfile"), ("/settings", "password"),
        ] {
            let mut body = shop("db.test");
            body.pointer_mut(pointer).unwrap()[field] = json!("x");
            place.ann.post(&place.path(""), &body).await.expect(422);
        }
        for host in ["/var/run/postgresql", "a b", "", "db.test/x"] {
            let refused = place.ann.post(&place.path(""), &shop(host)).await.expect(422);
            assert_eq!(refused["fields"][0]["field"], "settings.host");
        }
    }

    async fn pages_show_tables_versions_and_what_differs(server: TestServer) {
        let place = Place::make(&server).await;
        let list = place.page(&place.ann, "").await;
        assert!(list.status == 200 && list.text().contains("PostgreSQL") && list.text().contains("Shop"));
        let one = format!("/{}", place.source);
        let page = place.page(&place.ann, &one).await.text();
        for text in ["public.orders", "numeric(10,2)", "as on the door", "reader@db.test:5432/shop"] {
            assert!(page.contains(text), "{text}");
        }
        assert!(!page.contains("geheim"));
        let found = place.page(&place.ann, &format!("{one}?search=DOOR")).await.text();
        assert!(found.contains("public.customers") && !found.contains("public.orders"));
        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        let seen = place.page(&vic, &one).await.text();
        assert!(seen.contains("public.orders") && !seen.contains("db.test"));
        assert_eq!(place.page(&vic, &format!("{one}/edit")).await.status, 403);
        assert_eq!(place.page(&server.outsider().await, &one).await.status, 404);
        let mut other = schema();
        "numeric(12,2)".clone_into(&mut other.tables[1].columns[2].native);
        server.test.sources.set_schema(other);
        place.read().await;
        let diff = place.page(&place.ann, &format!("{one}/diff?from=1&to=2")).await.text();
        assert!(diff.contains("numeric(10,2)") && diff.contains("numeric(12,2)"));
        let (pinned, to) = place.form("pin", &format!("{one}/versions"), &[("source", &place.source), ("version", "1")]).await;
        assert_eq!((pinned.status, to.ends_with("/versions")), (302, true), "{to}");
        assert!(place.page(&place.ann, &format!("{one}/versions")).await.text().contains("pinned"));
    }

    async fn sample_database_is_added_with_one_button_and_over_rest(server: TestServer) {
        let place = Place::make(&server).await;
        assert!(place.page(&place.ann, "").await.text().contains("Add the sample database"));
        let (added, to) = place.form("sample", "", &[]).await;
        assert_eq!(added.status, 302, "{}", added.text());
        let page = place.ann.send("GET", to.strip_prefix("http://x").unwrap_or(&to), &[], "").await.text();
        assert!(page.contains("InvoiceLine") && page.contains("Chinook"), "{page}");
        assert!(!place.page(&place.ann, "").await.text().contains("Add the sample database"));
        let edit = to.strip_prefix("http://x").unwrap_or(&to).to_owned() + "/edit";
        let edit = place.ann.send("GET", &edit, &[], "").await.text();
        assert!(edit.contains("name=\"form[kind]\" value=\"sample\""), "{edit}");
        let body = json!({"name": "Music", "settings": {"kind": "sample", "sample": "chinook"}});
        let made = place.ann.post(&place.path(""), &body).await.expect(201);
        assert_eq!((&made["kind"], &made["state"], &made["tables"]), (&json!("sqlite"), &json!("ready"), &json!(11)));
        for settings in [json!({"kind": "sample", "sample": "northwind"}), json!({"kind": "sample", "sample": "../x"})] {
            place.ann.post(&place.path(""), &json!({"name": "x", "settings": settings})).await.expect(422);
        }
        // R30: its file is no other source's.
        let file = json!({"name": "x", "settings": {"kind": "sqlite", "file": "samples/chinook.sqlite"}});
        let made = place.ann.post(&place.path(""), &file).await.expect(201);
        assert_eq!(place.ann.job(&place.project, &made["job_id"]).await["state"], "failed");
        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        vic.post(&place.path(""), &body).await.expect(403);
    }

    async fn schema_is_written_as_sql_in_a_form_and_over_rest(server: TestServer) {
        let place = Place::make(&server).await;
        assert!(place.page(&place.ann, "/new").await.text().contains("Schema from SQL"));
        let form = place.page(&place.ann, "/new?kind=ddl").await.text();
        assert!(form.contains("<textarea") && form.contains("data-into=\"text\""), "{form}");
        let fields = |text| [("name", "Planned"), ("dialect", "sqlite"), ("text", text)];
        let (refused, to) = place.form("save_ddl", "/new?kind=ddl", &fields("create table a (id int,, b int)")).await;
        assert_eq!(refused.status, 302, "{}", refused.text());
        let back = place.ann.send("GET", to.strip_prefix("http://x").unwrap_or(&to), &[], "").await.text();
        assert!(back.contains("line 1, column 24"), "{back}");
        let text = "create table a (id integer primary key); drop table b;";
        let (saved, to) = place.form("save_ddl", "/new?kind=ddl", &fields(text)).await;
        assert_eq!(saved.status, 302, "{}", saved.text());
        let page = to.strip_prefix("http://x").unwrap_or(&to).to_owned();
        let shown = place.ann.send("GET", &page, &[], "").await.text();
        assert!(shown.contains("SQLite, schema from SQL") && !shown.contains("/queries/new?source"), "{shown}");
        assert!(!shown.contains("Read again"), "{shown}");
        let versions = place.ann.send("GET", &format!("{page}/versions"), &[], "").await.text();
        assert!(versions.contains("drop table × 1"), "{versions}");
        assert!(place.ann.send("GET", &format!("{page}/edit"), &[], "").await.text().contains(text));
        let body = json!({"name": "Planned", "settings": {"kind": "ddl", "dialect": "mysql", "text": text}});
        let made = place.ann.post(&place.path(""), &body).await.expect(201);
        assert_eq!((&made["schema_only"], &made["kind"]), (&json!(true), &json!("mysql")));
        let of = place.path(&format!("/{}", id(&made)));
        let answer = place.ann.get(&format!("{of}/versions/1/ddl")).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, text));
        place.ann.post(&format!("{of}/read"), &Value::Null).await.expect(409);
        place.ann.get(&place.of("/versions/1/ddl")).await.expect(404);
    }

    async fn r34_form_that_comes_back_holds_no_password(server: TestServer) {
        let place = Place::make(&server).await;
        let fields = |host| [
            ("form[kind]", "postgres"), ("form[name]", "Second"), ("form[host]", host), ("form[port]", "5432"),
            ("form[database]", "shop"), ("form[user]", "reader"), ("form[tls]", "off"), ("form[ca]", ""),
            ("form[kept]", ""), ("password", "geheim-99"),
        ];
        for (address, host, told) in [("test", "refused.test", "refuses"), ("save", "no/host", "must be a name")] {
            let (answer, to) = place.form(address, "/new?kind=postgres", &fields(host)).await;
            assert_eq!(answer.status, 302, "{}", answer.text());
            assert!(!to.contains("geheim"), "{to}");
            let once = answer.header("set-cookie").split(';').next().unwrap().to_owned();
            let to = to.strip_prefix("http://x").unwrap_or(&to);
            let cookie = format!("almanac={}; {once}", server.test.admin.secret.0);
            let back = Browser::new(&server.url, Some(&cookie)).send("GET", to, &[], "").await.text();
            assert!(back.contains(told) && back.contains("Second") && back.contains(host), "{back}");
            assert!(!back.contains("geheim-99"), "{address}");
        }
        let (answer, to) = place.form("save", "/new?kind=postgres", &fields("db.test")).await;
        assert_eq!((answer.status, to.contains("/sources/")), (302, true), "{to}");
        assert_eq!(place.ann.get(&place.path("")).await.expect(200)["items"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn r30_sqlite_file_in_the_folder_is_read_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("shop.db").display());
    almanac_store::Db::open(&url).await.unwrap().close().await;
    let config = Config { source_folder: Some(folder.path().to_owned()), ..Config::default() };
    let server = BareServer::start(config, Site::default()).await;
    std::os::unix::fs::symlink(server.data.path(), folder.path().join("data")).unwrap();
    let token = account::setup_token(&server.app).await.unwrap().unwrap();
    let ann = server.stranger();
    let person = json!({"token": token, "organization": "Shop", "name": "Ann", "email": "ann@example.org",
        "password": "Tulpen im Maerz 9"});
    ann.post("/setup", &person).await.expect(201);
    let signs_in = json!({"email": "ann@example.org", "password": "Tulpen im Maerz 9"});
    assert!(ann.post("/sessions", &signs_in).await.status < 300);
    let project = id(&ann.post("/projects", &json!({"name": "Shop"})).await.expect(201));
    let path = format!("/projects/{project}/sources");
    let file = |file: &str| json!({"name": "Shop", "settings": {"kind": "sqlite", "file": file}});
    let made = ann.post(&path, &file("shop.db")).await.expect(201);
    assert_eq!(ann.job(&project, &made["job_id"]).await["state"], "succeeded");
    let tables = ann.get(&format!("{path}/{}/schema", id(&made))).await.expect(200);
    let names: Vec<_> =
        tables["tables"].as_array().unwrap().iter().map(|table| &table["name"]["name"]).collect();
    assert!(names.contains(&&json!("projects")), "{names:?}");
    let own = ann.post(&path, &file("data/almanac.db")).await.expect(201);
    assert_eq!(ann.job(&project, &own["job_id"]).await["state"], "failed");
    let refused = ann.get(&format!("{path}/{}", id(&own))).await.expect(200);
    assert_eq!((&refused["state"], &refused["error"]), (&json!("failed"), &json!("no_file")));
    ann.post(&path, &file("../shop.db")).await.expect(422);
}
