//! Anomalies of a data set: over REST, and the page without JavaScript.

use std::fmt::Write as _;

use almanac_domain::ProjectRole;
use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::shop_of;

/// Sales of two shops over days with a week; on one day the south sells far too much, on another the north.
fn sales() -> String {
    let mut text = String::from("day,region,sales\n");
    let start = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    for region in ["north", "south"] {
        for t in 0..120_u32 {
            let day = start + chrono::Days::new(u64::from(t));
            let usual = f64::from([20, 22, 21, 23, 30, 40, 15][t as usize % 7]) + f64::from(t * 5 % 11) / 5.0;
            let spike = match (region, t) {
                ("north", 31) => 90.0,
                ("south", 59 | 60) => 120.0,
                _ => 0.0,
            };
            writeln!(text, "{day},{region},{:.1}", usual + spike).unwrap();
        }
    }
    text
}

struct Place {
    ann: Browser,
    project: String,
    dataset: String,
}

impl Place {
    async fn make(server: &TestServer) -> Self {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, &sales()).await;
        Self { ann, project, dataset }
    }

    fn path(&self, query: &str) -> String {
        format!("/projects/{}/datasets/{}/anomalies{query}", self.project, self.dataset)
    }
}

const ASKED: &str = "?time=day&value=sales&series=region";

fn days(found: &Value) -> Vec<(&str, &str)> {
    let all = found["anomalies"].as_array().unwrap().iter();
    all.map(|one| (one["unique_id"].as_str().unwrap(), one["ds"].as_str().unwrap())).collect()
}

for_each_backend! {
    async fn injected_spikes_are_found_and_named(server: TestServer) {
        let place = Place::make(&server).await;
        let found = place.ann.get(&place.path(ASKED)).await.expect(200);
        assert_eq!(days(&found), [("north", "2026-02-01"), ("south", "2026-03-01"), ("south", "2026-03-02")]);
        assert_eq!((&found["total"], &found["rows"], &found["method"]), (&json!(3), &json!(240), &json!("mad")));
        let (first, last) = (&found["anomalies"][0], &found["anomalies"][2]);
        let number = |value: &Value| value.as_f64().unwrap();
        assert!(number(&first["y"]) > number(&first["hi"]) && number(&first["expected"]) < 50.0, "{first}");
        assert_eq!((&first["episode"], &last["episode"]), (&json!(1), &json!(1)));
        assert_eq!((&found["series"][1]["anomalies"], &found["series"][1]["episodes"]), (&json!(2), &json!(1)));
        // A part of them, and one series.
        let some = place.ann.get(&place.path(&format!("{ASKED}&limit=1&offset=1"))).await.expect(200);
        assert_eq!((days(&some), &some["total"]), (vec![("south", "2026-03-01")], &json!(3)));
        let north = place.ann.get(&place.path(&format!("{ASKED}&unique_id=north"))).await.expect(200);
        assert_eq!((&north["total"], north["series"].as_array().unwrap().len()), (&json!(1), 1));
        let forest = place.ann.get(&place.path(&format!("{ASKED}&method=isolation_forest&seasons=7"))).await.expect(200);
        assert_eq!((&forest["seasons"], &forest["anomalies"][0]["expected"]), (&json!([7]), &Value::Null));
    }

    async fn wrong_choices_name_their_field(server: TestServer) {
        let place = Place::make(&server).await;
        for (query, field) in [
            ("", "time"),
            ("?time=day&value=region", "value"),
            ("?time=day&value=price", "value"),
            ("?time=region&value=sales", "time"),
            ("?time=day&value=sales", "series"),
            ("?time=day&value=sales&series=shop", "series"),
            (&format!("{ASKED}&method=guess"), "method"),
            (&format!("{ASKED}&level=100"), "level"),
            (&format!("{ASKED}&seasons=week"), "seasons"),
            (&format!("{ASKED}&model=AutoETS"), "model"),
            (&format!("{ASKED}&unique_id=west"), "unique_id"),
        ] {
            let refused = place.ann.get(&place.path(query)).await.expect(422);
            assert_eq!(refused["fields"][0]["field"], field, "{query}: {refused}");
        }
    }

    async fn anomalies_are_found_only_in_the_rows_that_somebody_sees(server: TestServer) {
        let place = Place::make(&server).await;
        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        assert_eq!(vic.get(&place.path(ASKED)).await.expect(200)["total"], 3);
        let rule = json!({"source": {"dataset": place.dataset}, "roles": ["viewer"],
            "condition": {"column": "region", "op": "eq", "value": "north"}});
        place.ann.post(&format!("/projects/{}/row-rules", place.project), &rule).await.expect(201);
        let seen = vic.get(&place.path(ASKED)).await.expect(200);
        assert_eq!((days(&seen), &seen["rows"]), (vec![("north", "2026-02-01")], &json!(120)));
        vic.get(&place.path(&format!("{ASKED}&unique_id=south"))).await.expect(422);
        let page = vic.send("GET", &place.path(ASKED), &[], "").await.text();
        assert!(page.contains("2026-02-01") && !page.contains("south"), "{page}");
        assert_eq!(place.ann.get(&place.path(ASKED)).await.expect(200)["total"], 3);
        // Not a row is left.
        let rule = json!({"source": {"dataset": place.dataset}, "roles": ["viewer"],
            "condition": {"column": "region", "op": "eq", "value": "south"}});
        place.ann.post(&format!("/projects/{}/row-rules", place.project), &rule).await.expect(201);
        assert_eq!(vic.get(&place.path(ASKED)).await.expect(422)["fields"][0]["field"], "value");
    }

    async fn the_page_finds_anomalies_by_its_address(server: TestServer) {
        let place = Place::make(&server).await;
        let page = async |query: &str| place.ann.send("GET", &place.path(query), &[], "").await;
        let dataset = format!("/projects/{}/datasets/{}", place.project, place.dataset);
        assert!(place.ann.send("GET", &dataset, &[], "").await.text().contains(&place.path("")));
        let empty = page("").await.text();
        assert!(empty.contains("Find anomalies") && empty.contains("name=\"series\"") && !empty.contains("<almanac-chart"), "{empty}");
        let shown = page(&format!("{ASKED}&method=mad&level=99.9&seasons=")).await.text();
        for text in ["Unusual periods: 3 (rows read: 240;", "2026-03-02", "<almanac-chart", "value=\"region\" selected"] {
            assert!(shown.contains(text), "no {text}: {shown}");
        }
        let north = page(&format!("{ASKED}&unique_id=north")).await.text();
        assert!(north.contains("Unusual periods: 1 ") && !north.contains("2026-03-02</th>"), "{north}");
        let wrong = page("?time=day&value=sales").await;
        assert!(wrong.status == 422 && wrong.text().contains("series: a time comes twice"), "{}", wrong.text());
        assert!(wrong.text().contains("Find anomalies"));
        assert_eq!(server.outsider().await.send("GET", &place.path(ASKED), &[], "").await.status, 404);
    }
}
