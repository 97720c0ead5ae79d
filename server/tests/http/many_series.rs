//! Pages of a forecast of more series than a list can hold.

use std::fmt::Write as _;

use almanac_testkit::for_each_backend;
use serde_json::json;

use crate::server::TestServer;
use crate::story::{id, shop_of};

for_each_backend! {
    async fn one_of_many_series_is_found_by_a_part_of_its_name(server: TestServer) {
        let ann = server.administrator();
        let mut text = String::from("shop,day,sales\n");
        for shop in 0..501 {
            for day in 1..=8 {
                writeln!(text, "Shop {shop},2024-01-{day:02},{}", shop + day % 3).unwrap();
            }
        }
        let (project, dataset) = shop_of(&ann, &text).await;
        let path = |rest: &str| format!("/projects/{project}/{rest}");
        let training = json!({
            "name": "Sales", "source": {"type": "dataset", "id": dataset}, "time": "day", "target": "sales",
            "series_id": "shop", "horizon": 2, "windows": 1, "models": ["Naive"],
        });
        let begun = ann.post(&path("models"), &training).await.expect(202);
        assert_eq!(ann.job(&project, &begun["job_id"]).await["state"], "succeeded");
        let input = json!({"model_id": id(&begun), "name": "Next days", "model": "Naive"});
        let made = id(&ann.post(&path("forecasts"), &input).await.expect(201));
        for page in ["", "/paths", "/explanation"] {
            let at = path(&format!("forecasts/{made}{page}"));
            let shown = ann.send("GET", &format!("{at}?series=P+99"), &[], "").await.text();
            assert!(shown.contains("of 501; a part of the name is enough"), "{page}");
            // Found, although it is the last one, which is not suggested.
            assert!(shown.contains("value=\"Shop 99\" list="), "{page}");
            assert!(!shown.contains("<option value=\"Shop 99\">"), "{page}");
            assert_eq!(ann.send("GET", &format!("{at}?series=nowhere"), &[], "").await.status, 404, "{page}");
        }
        // Over REST a series has its exact name.
        let view = |series: &str| path(&format!("forecasts/{made}/series?unique_id={series}"));
        assert_eq!(ann.get(&view("Shop+99")).await.expect(200)["unique_id"], "Shop 99");
        ann.get(&view("P+99")).await.expect(404);
    }
}
