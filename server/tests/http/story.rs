//! A project with one of everything, made over REST from the shipped bike-sharing data.

use serde_json::{Value, json};

use crate::browser::Browser;

/// The first rows of the shipped data (UCI data set 275, CC BY 4.0) with their header.
pub fn rides(rows: usize) -> String {
    let text = include_str!("../../../fixtures/bike_sharing_hourly.csv");
    text.split_inclusive('\n').take(rows + 1).collect()
}

/// The ids of one of everything.
#[derive(Debug, Default)]
pub struct Story {
    pub project: String,
    pub upload: String,
    pub dataset: String,
    pub rule: String,
    pub row_rule: String,
    pub check: String,
    pub source: String,
    pub query: String,
    pub dashboard: String,
    pub model: String,
    pub forecast: String,
    pub scenario: String,
    pub job: String,
}

/// The id in an answer.
pub fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id in {value}")).to_owned()
}

/// A project with a data set of this text: the ids of both.
pub async fn shop_of(ann: &Browser, text: &str) -> (String, String) {
    let project = id(&ann.post("/projects", &json!({"name": "Shop"})).await.expect(201));
    let upload = send(ann, &project, "orders.csv", text.to_owned()).await;
    let import = json!({"upload_id": upload["id"], "name": "Orders"});
    let started = ann.post(&format!("/projects/{project}/datasets"), &import).await.expect(202);
    assert_eq!(ann.job(&project, &started["dataset"]["job_id"]).await["state"], "succeeded");
    (project, id(&started["dataset"]))
}

/// Sends a file.
pub async fn send(browser: &Browser, project: &str, name: &str, text: String) -> Value {
    let path = format!("/api/v1/projects/{project}/uploads?file_name={name}");
    browser.send("POST", &path, &[("content-type", "application/octet-stream")], text).await.expect(201)
}

/// A query for the rides of each day.
pub fn by_day(dataset: &str) -> Value {
    json!({
        "version": 1, "source": {"dataset": dataset},
        "group_by": [{"column": "date_time", "bucket": {"unit": "day"}, "alias": "day"}],
        "aggregates": [{"fn": "sum", "column": "users", "alias": "rides"}],
        "sort": [{"by": "day"}],
    })
}

/// The tile of [`board`].
pub const TILE: &str = "0192f0c1-2345-7000-8000-0000000000aa";

/// A dashboard with a query, a text and a filter.
pub fn board(query: &str) -> Value {
    let place = |x: u32| json!({"x": x, "y": 0, "width": 6, "height": 4});
    json!({"name": "Rides", "content": {
        "tiles": [
            {"id": TILE, "place": place(0), "content": {"kind": "query", "query": query, "show": "table"}},
            {"id": "0192f0c1-2345-7000-8000-0000000000ab", "place": place(6),
                "content": {"kind": "text", "heading": "Read me"}},
        ],
        "filters": [{"key": "weather", "label": "Weather", "column": "weather", "kind": "text"}],
    }})
}

/// A training that takes seconds.
pub fn training(dataset: &str) -> Value {
    json!({
        "name": "Rides", "source": {"type": "dataset", "id": dataset}, "time": "date_time", "target": "users",
        "drivers": [{"column": "temp", "timing": "futr"}, {"column": "weather", "timing": "futr"}],
        "horizon": 24, "seasons": [24], "models": ["SeasonalNaive", "AutoETS", "TiDE"], "windows": 1,
        "search": {"model": "MFLES", "seconds": 1},
    })
}

/// A rule: the column has a value in every row.
pub fn there(column: &str) -> Value {
    json!({"check": {"kind": "not_null", "column": column}, "severity": "error"})
}

/// A row rule: viewers see the rows with users, which are all.
pub fn seen(dataset: &str) -> Value {
    let condition = json!({"column": "users", "op": "is_not_null"});
    json!({"source": {"dataset": dataset}, "roles": ["viewer"], "condition": condition})
}

/// A database at this host.
pub fn shop(host: &str) -> Value {
    json!({
        "name": "Shop", "password": "geheim",
        "settings": {
            "kind": "postgres", "host": host, "port": 5432, "database": "shop", "user": "reader", "tls": "off",
        },
    })
}

/// A scenario: five degrees warmer.
pub fn warmer(forecast: &str, unique_id: &Value) -> Value {
    json!({
        "name": "Warmer", "forecast_id": forecast, "unique_id": unique_id,
        "edits": {"edits": [{"driver": "temp", "change": "shift", "by": 5.0}]},
    })
}

impl Story {
    /// Makes one of everything.
    pub async fn tell(browser: &Browser, rows: usize) -> Self {
        let mut story = Self::default();
        let project = browser.post("/projects", &json!({"name": "Bikes"})).await.expect(201);
        story.project = id(&project);
        story.import(browser, rows).await;
        let dataset = story.dataset.clone();
        let path = |rest: &str| story.path(&format!("datasets/{dataset}/{rest}"));
        let rule = id(&browser.post(&path("rules"), &there("users")).await.expect(201));
        let check = browser.post(&path("checks"), &Value::Null).await.expect(202);
        browser.job(&story.project, &check["job_id"]).await;
        (story.rule, story.check) = (rule, id(&check));
        story.row_rule = id(&browser.post(&story.path("row-rules"), &seen(&dataset)).await.expect(201));
        let source = browser.post(&story.path("sources"), &shop("db.test")).await.expect(201);
        story.source = id(&source);
        browser.job(&story.project, &source["job_id"]).await;
        let query = json!({"name": "By day", "document": by_day(&dataset)});
        story.query = id(&browser.post(&story.path("queries"), &query).await.expect(201));
        let made = browser.post(&story.path("dashboards"), &board(&story.query)).await.expect(201);
        story.dashboard = id(&made);
        let model = browser.post(&story.path("models"), &training(&dataset)).await.expect(202);
        story.model = id(&model);
        story.job = model["job_id"].as_str().unwrap().to_owned();
        let job = browser.job(&story.project, &model["job_id"]).await;
        assert_eq!(job["state"], "succeeded", "{job}");
        let forecast = json!({"model_id": story.model, "name": "Tomorrow", "model": "TiDE",
            "future": {"type": "repeat_season"}});
        story.forecast = id(&browser.post(&story.path("forecasts"), &forecast).await.expect(201));
        let what_if =
            browser.get(&story.path(&format!("forecasts/{}/what-if", story.forecast))).await.expect(200);
        let scenario = warmer(&story.forecast, &what_if["view"]["unique_id"]);
        story.scenario = id(&browser.post(&story.path("scenarios"), &scenario).await.expect(201));
        // Another upload, because the import used up the first.
        story.upload = id(&send(browser, &story.project, "more.csv", rides(30)).await);
        story
    }

    async fn import(&mut self, browser: &Browser, rows: usize) {
        let upload = send(browser, &self.project, "rides.csv", rides(rows)).await;
        let import = json!({"upload_id": upload["id"], "name": "Rides"});
        let started = browser.post(&self.path("datasets"), &import).await.expect(202);
        self.dataset = id(&started["dataset"]);
        let job = browser.job(&self.project, &started["dataset"]["job_id"]).await;
        assert_eq!(job["state"], "succeeded", "{job}");
    }

    /// Has the forecast explained.
    pub async fn explain(&self, browser: &Browser) -> Value {
        let path = self.path(&format!("forecasts/{}/explanation", self.forecast));
        let job = browser.post(&path, &json!({})).await.expect(202);
        let job = browser.job(&self.project, &job["id"]).await;
        assert_eq!(job["state"], "succeeded", "{job}");
        browser.get(&path).await.expect(200)
    }

    /// A path inside the project.
    pub fn path(&self, rest: &str) -> String {
        format!("/projects/{}/{rest}", self.project)
    }
}
