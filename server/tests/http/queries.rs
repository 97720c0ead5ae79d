//! Folders, tags and favourites of saved queries over REST, and their pages without JavaScript.

use almanac_domain::ProjectRole;
use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::{id, shop_of};

struct Place {
    ann: Browser,
    project: String,
    dataset: String,
}

impl Place {
    async fn make(server: &TestServer) -> Self {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, "id,price\n1,10\n").await;
        Self { ann, project, dataset }
    }

    fn path(&self, rest: &str) -> String {
        format!("/projects/{}/{rest}", self.project)
    }

    /// A saved query at a place.
    async fn query(&self, name: &str, place: &Value) -> String {
        let document = json!({"version": 1, "source": {"dataset": self.dataset}});
        let made = self.ann.post(&self.path("queries"), &json!({"name": name, "document": document})).await;
        let made = id(&made.expect(201));
        self.ann.api("PATCH", &self.path(&format!("queries/{made}")), place).await.expect(200);
        made
    }

    /// The names of the queries that a list shows.
    async fn names(&self, browser: &Browser, asked: &str) -> Vec<String> {
        let found = browser.get(&self.path(&format!("queries?{asked}"))).await.expect(200);
        let name = |one: &Value| one["name"].as_str().unwrap().to_owned();
        found["items"].as_array().unwrap().iter().map(name).collect()
    }

    async fn page(&self, browser: &Browser, rest: &str) -> String {
        browser.send("GET", &self.path(rest), &[], "").await.text()
    }

    /// Sends a form; the address that the answer leads to.
    async fn form(&self, address: &str, page: &str, fields: &[(&str, &str)]) -> String {
        let fields = [&[("project", self.project.as_str())], fields].concat();
        self.ann.form(&format!("/api/query/{address}"), &self.path(page), &fields).await.leads()
    }
}

for_each_backend! {
    async fn queries_are_placed_found_and_marked(server: TestServer) {
        let place = Place::make(&server).await;
        let ann = &place.ann;
        let sales = place.query("Sales", &json!({"folder": "Finance / Weekly", "tags": ["Team", "a"]})).await;
        place.query("All of it", &json!({})).await;
        let found = ann.get(&place.path(&format!("queries/{sales}"))).await.expect(200);
        assert_eq!((&found["folder"], &found["tags"]), (&json!("Finance/Weekly"), &json!(["a", "team"])));
        assert_eq!((&found["version"], &found["cache_seconds"], &found["favorite"]), (&json!(1), &json!(0), &json!(false)));
        for (asked, wanted) in [
            ("", &["All of it", "Sales"][..]),
            ("order=name&limit=1", &["All of it"]),
            ("search=WEEK", &["Sales"]),
            ("search=%25", &[]),
            ("folder=", &["All of it"]),
            ("folder=Finance", &[]),
            ("folder=Finance&below=true", &["Sales"]),
            ("tag=TEAM", &["Sales"]),
            ("favorites=true", &[]),
        ] {
            assert_eq!(place.names(ann, asked).await, wanted, "{asked}");
        }
        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        let star = place.path(&format!("queries/{sales}/favorite"));
        vic.api("PUT", &star, &Value::Null).await.expect(204);
        vic.api("PUT", &star, &Value::Null).await.expect(204);
        assert_eq!(place.names(&vic, "favorites=true").await, ["Sales"]);
        assert!(place.names(ann, "favorites=true").await.is_empty());
        vic.api("DELETE", &star, &Value::Null).await.expect(204);
        assert!(place.names(&vic, "favorites=true").await.is_empty());
        vic.api("PATCH", &place.path(&format!("queries/{sales}")), &json!({"folder": "X"})).await.expect(403);

        let renamed = json!({"from": "Finance", "to": "Money"});
        let folders = ann.post(&place.path("query/folders/rename"), &renamed).await.expect(200);
        assert_eq!(folders[1], json!({"path": "Money", "queries": 0, "altogether": 1}));
        assert_eq!(ann.get(&place.path("query/folders")).await.expect(200), folders);
        let tags = ann.get(&place.path("query/tags")).await.expect(200);
        assert_eq!(tags, json!([{"name": "a", "queries": 1}, {"name": "team", "queries": 1}]));
    }

    async fn r24_wrong_places_name_the_field_and_foreign_ones_are_not_there(server: TestServer) {
        let place = Place::make(&server).await;
        let ann = &place.ann;
        let made = place.query("Sales", &json!({"folder": "A/B/C/D/E"})).await;
        let path = place.path(&format!("queries/{made}"));
        for (body, field) in [
            (json!({"folder": "a//b"}), Some("folder")),
            (json!({"folder": "1/2/3/4/5/6"}), Some("folder")),
            (json!({"tags": ["ok", ""]}), Some("tags[1]")),
            (json!({"cache_seconds": 2_592_001}), Some("cache_seconds")),
            (json!({"cache_seconds": -1}), Some("cache_seconds")),
            (json!({"name": "x"}), None),
        ] {
            let refused = ann.api("PATCH", &path, &body).await.expect(422);
            if let Some(field) = field {
                assert_eq!(refused["fields"][0]["field"], field, "{body}");
            }
        }
        for (from, to, field) in [("A", "X/Y", "to"), ("Nothing", "X", "from"), ("A", "", "to")] {
            let refused = ann.post(&place.path("query/folders/rename"), &json!({"from": from, "to": to})).await;
            assert_eq!(refused.expect(422)["fields"][0]["field"], field, "{from} {to}");
        }
        assert_eq!(place.names(ann, "folder=A/B/C/D/E").await, ["Sales"]);
        for wrong in ["order=size", "below=2", "folder=a//b", "after=0192f0c1-2345-7000-8000-000000000001"] {
            ann.get(&place.path(&format!("queries?{wrong}"))).await.expect(422);
        }
        // R21: another project does not have it; others do not see the project.
        let other = id(&ann.post("/projects", &json!({"name": "Other"})).await.expect(201));
        let there = format!("/projects/{other}/queries/{made}");
        ann.api("PATCH", &there, &json!({"folder": "X"})).await.expect(404);
        ann.api("PUT", &format!("{there}/favorite"), &Value::Null).await.expect(404);
        let eve = server.outsider().await;
        eve.api("PATCH", &path, &json!({"folder": "X"})).await.expect(404);
        eve.get(&place.path("query/folders")).await.expect(404);
    }

    async fn pages_show_folders_tags_and_favourites_and_their_forms_work(server: TestServer) {
        let place = Place::make(&server).await;
        assert!(place.page(&place.ann, "queries").await.contains("No saved queries yet"));
        let sales = place.query("Sales", &json!({})).await;
        place.query("Costs", &json!({"folder": "Finance/Weekly", "tags": ["team"]})).await;
        let fields = [
            ("query", sales.as_str()), ("folder", "Finance"), ("tags", "Team, , money"), ("cache_seconds", "3600"),
        ];
        let to = place.form("place", &format!("queries/{sales}/place"), &fields).await;
        assert!(to.ends_with("/queries?folder=Finance"), "{to}");
        let found = place.ann.get(&place.path(&format!("queries/{sales}"))).await.expect(200);
        assert_eq!((&found["tags"], &found["cache_seconds"]), (&json!(["money", "team"]), &json!(3600)));

        let top = place.page(&place.ann, "queries").await;
        assert!(top.contains("queries?folder=Finance") && !top.contains(&sales));
        let folder = place.page(&place.ann, "queries?folder=Finance").await;
        for text in [sales.as_str(), "queries?folder=Finance%2FWeekly", "folders/rename", "aria-pressed=\"false\"", "/place"] {
            assert!(folder.contains(text), "{text}");
        }
        assert!(!folder.contains("Costs"));
        let searched = place.page(&place.ann, "queries?search=WEEKLY&order=name").await;
        assert!(searched.contains("Costs") && searched.contains("aria-sort=\"ascending\""));
        assert!(place.page(&place.ann, "queries?search=nowhere").await.contains("Nothing found"));
        assert!(place.page(&place.ann, "queries?folder=Empty").await.contains("This folder is empty"));

        let shown = "queries?folder=Finance";
        let back = place.form("favorite", shown, &[("query", &sales), ("favorite", "true")]).await;
        assert!(back.ends_with(shown), "{back}");
        assert!(place.page(&place.ann, "queries?favorites=1").await.contains("aria-pressed=\"true\""));

        let form = place.page(&place.ann, &format!("queries/{sales}/place")).await;
        assert!(form.contains("<datalist") && form.contains("Finance/Weekly") && form.contains("money, team"));
        let wrong = [("query", sales.as_str()), ("folder", "a//b"), ("tags", ""), ("cache_seconds", "0")];
        let back = place.form("place", &format!("queries/{sales}/place"), &wrong).await;
        assert!(place.ann.send("GET", &back, &[], "").await.text().contains("each level must have"));
        assert!(place.page(&place.ann, "queries/folders/rename?folder=Finance").await.contains("value=\"Finance\""));
        let to = place.form("rename_folder", "queries/folders/rename?folder=Finance", &[("from", "Finance"), ("to", "Geld & mehr")]).await;
        assert!(to.ends_with("/queries?folder=Geld%20%26%20mehr"), "{to}");
        assert_eq!(place.names(&place.ann, "folder=Geld%20%26%20mehr&below=true&order=name").await, ["Costs", "Sales"]);

        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        let seen = place.page(&vic, &format!("queries?folder={}", "Geld%20%26%20mehr")).await;
        assert!(seen.contains("Sales") && seen.contains("aria-pressed") && !seen.contains("folders/rename"));
        assert_eq!(server.outsider().await.send("GET", &place.path("queries"), &[], "").await.status, 404);
    }

    async fn viewers_see_a_query_without_what_they_cannot_do(server: TestServer) {
        let place = Place::make(&server).await;
        let sales = place.query("Sales", &json!({})).await;
        let (path, renamed) = (place.path(&format!("queries/{sales}")), json!({"name": "Costs",
            "document": {"version": 1, "source": {"dataset": place.dataset}}}));
        place.ann.api("PUT", &path, &renamed).await.expect(200);
        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        let new = format!("queries/new?dataset={}", place.dataset);
        for (rest, changes) in [
            (format!("queries/{sales}"), &["Folder and tags", "delete-query", "query-name"][..]),
            (format!("queries/{sales}/history"), &["/api/query/restore"]),
            (new, &["query-name"]),
        ] {
            let (hers, his) = (place.page(&place.ann, &rest).await, place.page(&vic, &rest).await);
            assert!(!his.contains("class=\"problem\""), "{rest}");
            for text in changes {
                assert!(hers.contains(text) && !his.contains(text), "{rest} {text}");
            }
        }
        vic.api("DELETE", &path, &Value::Null).await.expect(403);
    }
}
