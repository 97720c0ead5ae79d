//! Models of hierarchies over REST, and their pages: forecasts of all nodes add up.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use almanac_domain::ProjectRole;
use almanac_testkit::for_each_backend;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::server::TestServer;
use crate::story::{id, shop_of};

/// State, region, purpose, and about how many nights a quarter.
const SERIES: [(&str, &str, &str, f64); 6] = [
    ("NSW", "Sydney", "holiday", 300.0),
    ("NSW", "Sydney", "business", 120.0),
    ("NSW", "Hunter", "holiday", 80.0),
    ("NSW", "Hunter", "business", 20.0),
    ("VIC", "Melbourne", "holiday", 200.0),
    ("VIC", "Melbourne", "business", 150.0),
];
const QUARTERS: usize = 32;

/// Nights of visitors by quarter, in a shape of our own: a season that differs by purpose, a trend, and noise. The prices
/// of the next year are known.
fn nights() -> String {
    let mut text = String::from("quarter,state,region,purpose,price,nights\n");
    for (s, (state, region, purpose, size)) in SERIES.iter().enumerate() {
        for t in 0..QUARTERS + 4 {
            let season = if *purpose == "holiday" { [1.3, 0.9, 0.8, 1.1] } else { [0.8, 1.1, 1.1, 1.0] };
            let noise = ((t * (7 + s) + s * 13) % 11) as f64 / 60.0;
            let value = size * (season[t % 4] + 0.01 * t as f64 + noise);
            let value = if t < QUARTERS { format!("{value:.1}") } else { String::new() };
            let price = 10.0 + (t % 5) as f64 + s as f64 / 10.0;
            let (year, month) = (2012 + t / 4, 1 + 3 * (t % 4));
            writeln!(text, "{year}-{month:02}-01,{state},{region},{purpose},{price},{value}").unwrap();
        }
    }
    text
}

fn training(dataset: &str, more: &Value) -> Value {
    let mut training = json!({
        "name": "Nights", "source": {"type": "dataset", "id": dataset}, "time": "quarter", "target": "nights",
        "horizon": 4, "seasons": [4], "windows": 3, "models": ["AutoETS"],
        "hierarchy": {"levels": "state/region*purpose"},
    });
    for (name, value) in more.as_object().unwrap() {
        training[name] = value.clone();
    }
    training
}

struct Place {
    ann: Browser,
    project: String,
    dataset: String,
}

impl Place {
    async fn make(server: &TestServer, text: &str) -> Self {
        let ann = server.administrator();
        let (project, dataset) = shop_of(&ann, text).await;
        Self { ann, project, dataset }
    }

    fn path(&self, rest: &str) -> String {
        format!("/projects/{}/{rest}", self.project)
    }

    /// Trains to the end: the job and the model.
    async fn train(&self, more: &Value) -> (Value, String) {
        let begun = self.ann.post(&self.path("models"), &training(&self.dataset, more)).await.expect(202);
        (self.ann.job(&self.project, &begun["job_id"]).await, id(&begun))
    }

    async fn trained(&self, more: &Value) -> String {
        let (job, model) = self.train(more).await;
        assert_eq!(job["state"], "succeeded", "{job}");
        model
    }

    /// What is wrong with a training.
    async fn refused(&self, more: &Value) -> Value {
        let problem = self.ann.post(&self.path("models"), &training(&self.dataset, more)).await.expect(422);
        problem["fields"][0].clone()
    }

    /// A forecast, and all its numbers by series: for each column its values.
    async fn forecast(&self, model: &str, method: &str) -> (String, Numbers) {
        let input = json!({"model_id": model, "name": "Next year", "model": method});
        let made = id(&self.ann.post(&self.path("forecasts"), &input).await.expect(201));
        let path = self.path(&format!("forecasts/{made}/export?format=json"));
        let rows = self.ann.get(&path).await.expect(200);
        let mut numbers = Numbers::new();
        for row in rows.as_array().unwrap() {
            let of = numbers.entry(row["unique_id"].as_str().unwrap().to_owned()).or_default();
            for (name, value) in row.as_object().unwrap() {
                if let Some(value) = value.as_f64() {
                    of.entry(name.clone()).or_default().push(value);
                }
            }
        }
        (made, numbers)
    }

    async fn nodes(&self, forecast: &str) -> Vec<(String, Vec<String>)> {
        let found = self.ann.get(&self.path(&format!("forecasts/{forecast}/nodes"))).await.expect(200);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let level =
            |one: &Value| (text(&one["level"]), one["nodes"].as_array().unwrap().iter().map(text).collect());
        found.as_array().unwrap().iter().map(level).collect()
    }
}

type Numbers = BTreeMap<String, BTreeMap<String, Vec<f64>>>;

/// Checks that each node is the sum of the bottom series that have all its values, and lies in its intervals.
fn adds_up(numbers: &Numbers, column: &str) {
    assert_eq!(numbers.len(), 18, "{:?}", numbers.keys());
    let parts = |node: &str| node.split('/').map(str::to_owned).collect::<Vec<String>>();
    let bottom: Vec<&String> = numbers.keys().filter(|node| parts(node).len() == 3).collect();
    assert_eq!(bottom.len(), SERIES.len());
    for (node, values) in numbers {
        let mean = &values[column];
        assert_eq!(mean.len(), 4);
        let of =
            |one: &&&String| *node == "Total" || parts(node).iter().all(|part| parts(one).contains(part));
        let members: Vec<&&String> = bottom.iter().filter(of).collect();
        for (t, mean) in mean.iter().enumerate() {
            let sum: f64 = members.iter().map(|one| numbers[**one][column][t]).sum();
            assert!((mean - sum).abs() <= 1e-6 * sum.abs(), "{node} in period {t}: {mean} is not {sum}");
            let bound = |name: &str| values[&format!("{column}-{name}")][t];
            let (lo, hi) = (bound("lo-80"), bound("hi-80"));
            assert!(bound("lo-95") <= lo && lo < *mean && *mean < hi && hi <= bound("hi-95"), "{node} {t}");
        }
    }
}

/// The name of the column of forecasts.
fn column(numbers: &Numbers) -> String {
    let names = numbers["Total"].keys();
    names.min_by_key(|name| name.len()).unwrap().clone()
}

for_each_backend! {
    async fn forecasts_of_all_nodes_add_up_with_stored_networks_too(server: TestServer) {
        let place = Place::make(&server, &nights()).await;
        let drivers = json!([{"column": "price", "timing": "futr"}]);
        let model = place.trained(&json!({"models": ["AutoETS", "TiDE"], "drivers": drivers})).await;
        let found = place.ann.get(&place.path(&format!("models/{model}"))).await.expect(200);
        assert_eq!((&found["series"], &found["what_if"]), (&json!(18), &json!(false)));
        let ways = place.ann.get(&place.path(&format!("models/{model}/reconciliation"))).await.expect(200);
        let ways = ways.as_array().unwrap();
        let chosen: Vec<&Value> = ways.iter().filter(|way| way["chosen"] == true).collect();
        assert_eq!((chosen.len(), &ways[0]["method"]), (1, &json!("base")));
        let levels = chosen[0]["levels"].as_array().unwrap();
        assert_eq!((levels.len(), &levels[0]["level"], &levels[5]["nodes"]), (6, &json!("Total"), &json!(6)));
        assert!(levels.iter().all(|level| level["rmsse"].as_f64().unwrap() > 0.0));
        let method = chosen[0]["method"].as_str().unwrap();
        for name in ["AutoETS", "TiDE", "SeasonalNaive"] {
            let (forecast, numbers) = place.forecast(&model, name).await;
            assert_eq!(column(&numbers), format!("{name}/{method}"));
            adds_up(&numbers, &column(&numbers));
            let what_if = place.ann.get(&place.path(&format!("forecasts/{forecast}/what-if"))).await.expect(409);
            assert!(what_if["message"].to_string().contains("hierarchy"), "{what_if}");
            let scenario = json!({"name": "Cheap", "forecast_id": forecast, "unique_id": "Total", "edits": {"edits": []}});
            place.ann.post(&place.path("scenarios"), &scenario).await.expect(409);
        }
    }

    async fn nodes_are_found_by_level_and_seen_on_the_pages(server: TestServer) {
        let place = Place::make(&server, &nights()).await;
        let hierarchy = json!({"levels": [["state", "region"], ["purpose"]], "method": "mint_shrink", "nonnegative": true});
        let model = place.trained(&json!({"hierarchy": hierarchy})).await;
        let (forecast, numbers) = place.forecast(&model, "AutoETS").await;
        adds_up(&numbers, "AutoETS/mint_shrink");
        let nodes = place.nodes(&forecast).await;
        let names: Vec<&str> = nodes.iter().map(|(level, _)| level.as_str()).collect();
        let expected = ["Total", "state", "purpose", "state/region", "state/purpose", "state/region/purpose"];
        assert_eq!(names, expected);
        assert_eq!(nodes[1].1, ["NSW", "VIC"]);
        let vic = server.colleague("Vic", &place.project, ProjectRole::Viewer).await;
        let view = vic.get(&place.path(&format!("forecasts/{forecast}/series?unique_id=NSW/Hunter"))).await.expect(200);
        assert_eq!(view["mean"], json!(numbers["NSW/Hunter"]["AutoETS/mint_shrink"]));
        let history = view["history_y"].as_array().unwrap();
        let last: f64 = nights().lines().filter(|l| l.starts_with("2019-10") && l.contains("Hunter"))
            .map(|l| l.rsplit(',').next().unwrap().parse::<f64>().unwrap()).sum();
        assert!((history[QUARTERS - 1].as_f64().unwrap() - last).abs() < 1e-9);
        for (page, parts) in [
            (format!("models/{model}"), ["mint_shrink", "bottom_up", "state/purpose", "chosen"]),
            (format!("forecasts/{forecast}"), ["<optgroup label=\"state/region\"", "adds up by mint_shrink", "NSW/Hunter", "Total"]),
        ] {
            let text = vic.send("GET", &place.path(&page), &[], "").await.text();
            for part in parts {
                assert!(text.contains(part), "{page} lacks {part}: {text}");
            }
        }
        vic.post(&place.path("models"), &training(&place.dataset, &json!({}))).await.expect(403);
        let eve = server.outsider().await;
        eve.get(&place.path(&format!("models/{model}/reconciliation"))).await.expect(404);
        eve.get(&place.path(&format!("forecasts/{forecast}/nodes"))).await.expect(404);
    }

    async fn what_is_wrong_with_a_hierarchy_is_named(server: TestServer) {
        let place = Place::make(&server, &nights()).await;
        for (hierarchy, field, part) in [
            (json!({"levels": "state/planet"}), "hierarchy.levels", "\"planet\""),
            (json!({"levels": "state*price"}), "hierarchy.levels", "\"price\""),
            (json!({"levels": "state*state"}), "hierarchy.levels", "once"),
            (json!({"levels": "state*quarter"}), "hierarchy.levels", "\"quarter\""),
            (json!({"levels": "state", "method": "sideways"}), "hierarchy.method", "\"sideways\""),
            (json!({"levels": "state*purpose", "method": "middle_out:region"}), "hierarchy.method", "\"region\""),
        ] {
            let wrong = place.refused(&json!({ "hierarchy": hierarchy })).await;
            assert_eq!(wrong["field"], field, "{hierarchy}");
            assert!(wrong["message"].as_str().unwrap().contains(part), "{wrong}");
        }
        // Each region has two purposes.
        let (job, _) = place.train(&json!({"series_id": "region"})).await;
        assert_eq!(job["state"], "failed");
        let why = job["error"].as_str().unwrap();
        assert!(why.contains("\"Sydney\"") && why.contains("\"purpose\"") && why.contains("hierarchy.levels"), "{why}");
        // There is too little to learn correlations from.
        let (job, _) = place.train(&json!({"hierarchy": {"levels": "state/region*purpose", "method": "mint_cov"}, "windows": 1})).await;
        assert_eq!(job["state"], "failed");
        assert!(job["error"].as_str().unwrap().starts_with("hierarchy.method"), "{job}");
    }

    async fn a_form_without_javascript_trains_a_hierarchy(server: TestServer) {
        let place = Place::make(&server, &nights()).await;
        let page = place.path(&format!("models/new?dataset={}", place.dataset));
        let form = place.ann.send("GET", &page, &[], "").await.text();
        assert!(form.contains("form[places][0][place]") && form.contains("Way 2, level 1"), "{form}");
        let source = format!("dataset:{}", place.dataset);
        let fields = [
            ("project", place.project.as_str()), ("form[source]", &source), ("form[name]", "Nights"),
            ("form[time]", "quarter"), ("form[target]", "nights"), ("form[series_id]", ""),
            ("form[horizon]", "4"), ("form[windows]", "3"), ("form[models][0]", "Naive"),
            ("form[places][0][column]", "state"), ("form[places][0][place]", "1.1"),
            ("form[places][1][column]", "region"), ("form[places][1][place]", ""),
            ("form[places][2][column]", "purpose"), ("form[places][2][place]", "2.1"),
            ("form[reconcile]", "middle_out.1"), ("form[nonnegative]", "true"),
        ];
        let wrong = fields.map(|(name, value)| if value == "2.1" { (name, "1.1") } else { (name, value) });
        let back = place.ann.form("/api/model/train", &page, &wrong).await.leads();
        assert!(back.contains("models/new"), "{back}");
        assert!(place.ann.send("GET", &back, &[], "").await.text().contains("the same level of the same way"));
        // Two regions of a state are two rows of one quarter.
        let model = place.ann.form("/api/model/train", &page, &fields).await.leads();
        let model = model.rsplit('/').next().unwrap().to_owned();
        let found = place.ann.get(&place.path(&format!("models/{model}"))).await.expect(200);
        let expected = json!({"levels": [["state"], ["purpose"]], "method": "middle_out:state", "nonnegative": true});
        assert_eq!(found["config"]["hierarchy"], expected);
        let job = place.ann.job(&place.project, &found["job_id"]).await;
        assert!(job["error"].as_str().unwrap().contains("NSW/"), "{job}");
    }
}
