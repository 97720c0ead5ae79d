//! Dashboards over REST, and their pages without JavaScript.

use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::server::TestServer;
use crate::story::{TILE, board, by_day, id, rides, shop_of};

struct Place {
    ann: Browser,
    project: String,
    query: String,
}

impl Place {
    async fn make(server: &TestServer) -> Self {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, &rides(100)).await;
        let query = json!({"name": "By <b>day</b>", "document": by_day(&dataset)});
        let query = id(&ann.post(&format!("/projects/{project}/queries"), &query).await.expect(201));
        Self { ann, project, query }
    }

    fn path(&self, rest: &str) -> String {
        format!("/projects/{}/dashboards{rest}", self.project)
    }

    async fn made(&self) -> String {
        id(&self.ann.post(&self.path(""), &board(&self.query)).await.expect(201))
    }

    async fn page(&self, rest: &str) -> Answer {
        self.ann.send("GET", &self.path(rest), &[], "").await
    }

    /// Sends a form as a browser without JavaScript does; the address that the answer leads to.
    async fn form(&self, address: &str, page: &str, fields: &[(&str, &str)]) -> String {
        let fields = [&[("project", self.project.as_str())], fields].concat();
        self.ann.form(&format!("/api/dashboard/{address}"), &self.path(page), &fields).await.leads()
    }
}

for_each_backend! {
    async fn dashboards_are_made_listed_changed_run_and_deleted(server: TestServer) {
        let place = Place::make(&server).await;
        let (ann, made) = (&place.ann, place.made().await);
        let of = |rest: &str| place.path(&format!("/{made}{rest}"));
        let found = ann.get(&place.path("?search=RID&limit=1")).await.expect(200);
        assert_eq!(found["items"][0]["id"], json!(made));
        assert_eq!(ann.get(&place.path("?search=x")).await.expect(200)["items"], json!([]));
        let tile = of(&format!("/tiles/{TILE}"));
        let ran = ann.post(&tile, &json!({"filters": {"weather": ["CLEAR"]}})).await.expect(200);
        assert_eq!((&ran["unapplied"], &ran["chart"]), (&json!([]), &Value::Null));
        assert_eq!(ran["result"]["columns"][0]["name"], "day");
        assert!(ran["as_of"].is_string());
        let change = json!({"version": 1, "dashboard": {"name": "Other"}});
        assert_eq!(ann.api("PUT", &of(""), &change).await.expect(200)["version"], 2);
        ann.api("PUT", &of(""), &change).await.expect(409);
        ann.post(&tile, &json!({})).await.expect(404);
        ann.api("DELETE", &of(""), &Value::Null).await.expect(204);
        ann.get(&of("")).await.expect(404);
    }

    async fn r27_unknown_and_wrong_fields_of_dashboards_are_refused(server: TestServer) {
        let place = Place::make(&server).await;
        let with = |pointer: &str, value: Value| {
            let mut body = board(&place.query);
            *body.pointer_mut(pointer).unwrap() = value;
            body
        };
        for (body, field) in [
            (with("/name", json!(" ")), Some("name")),
            (with("/content/tiles/0/place/width", json!(7)), Some("content.tiles[1].place")),
            (with("/content/tiles/1/id", json!(TILE)), Some("content.tiles[1].id")),
            (with("/content/filters/0/key", json!("A b")), Some("content.filters[0].key")),
            (with("/content/tiles/0/content/show", json!("pie")), None),
            (with("/content/tiles/0/place", json!({"x": 0, "y": 0, "width": 1, "height": 1, "z": 1})), None),
            (with("/content/tiles/0/content", json!({"kind": "sql", "text": "select 1"})), None),
        ] {
            let refused = place.ann.post(&place.path(""), &body).await.expect(422);
            if let Some(field) = field {
                assert_eq!(refused["fields"][0]["field"], field, "{body}");
            }
        }
        let made = place.made().await;
        let tile = place.path(&format!("/{made}/tiles/{TILE}"));
        place.ann.post(&tile, &json!({"filters": {"none": ["x"]}})).await.expect(422);
        place.ann.post(&tile, &json!({"sql": "select 1"})).await.expect(422);
    }

    async fn pages_are_there_before_their_results_and_escape_what_people_wrote(server: TestServer) {
        let place = Place::make(&server).await;
        assert!(place.page("").await.text().contains("No dashboards yet"));
        let made = place.made().await;
        assert!(place.page("").await.text().contains(&format!("/dashboards/{made}\"")));
        let text = place.page(&format!("/{made}?weather=rainy%22")).await.text();
        assert!(text.contains("By &lt;b&gt;day") && !text.contains("<b>day"), "{text}");
        assert!(text.contains("--at: 1 / 1 / span 4 / span 6") && text.contains("rainy&quot;"), "{text}");
        assert!(text.contains("dashboard.js") && !text.contains("app_bg.wasm"));
        let query = format!("/projects/{}/queries/{}", place.project, place.query);
        place.ann.api("DELETE", &query, &Value::Null).await.expect(204);
        assert!(place.page(&format!("/{made}")).await.text().contains("was deleted"));
        assert_eq!(place.page(&format!("/{TILE}")).await.status, 404);
    }

    async fn a_dashboard_is_made_and_changed_by_forms(server: TestServer) {
        let place = Place::make(&server).await;
        let edit = place.form("create", "", &[("name", "Rides")]).await;
        let made = edit.rsplit('/').nth(1).unwrap().to_owned();
        assert_eq!(edit, place.path(&format!("/{made}/edit")));
        let page = format!("/{made}/edit");
        assert!(place.page(&format!("{page}?find=DAY")).await.text().contains("press[query]"));
        let fields = |version: &'static str| vec![
            ("id", made.as_str()), ("version", version), ("form[name]", "Rides"), ("form[refresh]", "60"),
        ];
        let mut adds = fields("1");
        adds.push(("press[query]", place.query.as_str()));
        assert_eq!(place.form("save", &page, &adds).await, edit);
        let stored = place.ann.get(&place.path(&format!("/{made}"))).await.expect(200);
        let tile = id(&stored["content"]["tiles"][0]);
        assert_eq!(stored["content"]["refresh_seconds"], 60);
        let mut saves = fields("2");
        saves.extend([
            ("form[tiles][0][id]", tile.as_str()), ("form[tiles][0][query]", place.query.as_str()),
            ("form[tiles][0][show]", "number"), ("form[tiles][0][x]", "3"), ("form[tiles][0][y]", "2"),
            ("form[tiles][0][width]", "4"), ("form[tiles][0][height]", "5"),
            ("form[filters][0][column]", "weather"), ("form[filters][0][kind]", "choice"),
            ("form[filters][0][choices]", "clear\r\nrain"), ("form[filters][0][default]", ""),
        ]);
        assert_eq!(place.form("save", &page, &saves).await, place.path(&format!("/{made}")));
        let stored = place.ann.get(&place.path(&format!("/{made}"))).await.expect(200);
        let content = &stored["content"];
        assert_eq!(content["tiles"][0]["place"], json!({"x": 2, "y": 1, "width": 4, "height": 5}));
        assert_eq!(content["filters"][0]["choices"], json!(["clear", "rain"]));
        assert_eq!(content["filters"][0]["key"], "by-weather");
        let (made_id, hours) = (("id", made.as_str()), ("every_hours", "24"));
        assert_eq!(place.form("schedule", &page, &[made_id, hours]).await, edit);
        let schedule = place.path(&format!("/{made}/schedule"));
        assert_eq!(place.ann.get(&schedule).await.expect(200)["every_hours"], 24);
        assert!(place.page(&page).await.text().contains("Next run"));
        assert_eq!(place.form("unschedule", &page, &[made_id]).await, edit);
        assert_eq!(place.ann.get(&schedule).await.expect(200), Value::Null);
        // Somebody who saw the version before is told so.
        let refused = place.form("save", &page, &saves).await;
        assert!(refused.contains("__err"), "{refused}");
        let text = place.ann.send("GET", &refused, &[], "").await.text();
        assert!(text.contains("somebody else has changed"), "{text}");
        let (version, press) = (("version", "3"), ("press[remove]", tile.as_str()));
        let mut removes: Vec<_> = saves.iter().copied().filter(|(name, _)| *name != "version").collect();
        removes.extend([version, press]);
        assert_eq!(place.form("save", &page, &removes).await, edit);
        let stored = place.ann.get(&place.path(&format!("/{made}"))).await.expect(200);
        assert_eq!(stored["content"]["tiles"], json!([]));
        let list = place.form("delete", &page, &[("id", made.as_str())]).await;
        assert_eq!(list, place.path(""));
    }
}
