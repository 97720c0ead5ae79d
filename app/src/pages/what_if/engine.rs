//! Talks to the worker. Browser only.

use almanac_forecast::goal_seek::GoalSeek;
use js_sys::{Array, Float64Array, JSON, Object, Reflect};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Response, Worker, WorkerOptions, WorkerType};

use super::bench::{Bench, Engine, Outcome};
use super::edits;
use crate::api::forecast::Workbench;

/// What is asked of goal seek.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    pub driver: usize,
    pub goal: f64,
    pub min: f64,
    pub max: f64,
}

/// The place of the series in the artifact, which has no other.
const SERIES: u32 = 0;

/// The worker, and the listener that must live as long.
type Held = Option<(Worker, Closure<dyn FnMut(MessageEvent)>)>;

/// The worker of a page.
#[derive(Clone, Copy)]
pub(super) struct Client {
    bench: Bench,
    /// The times of the forecast, as the chart has them.
    xs: StoredValue<Vec<Value>>,
    worker: StoredValue<Held, LocalStorage>,
    pub answer: RwSignal<Option<Result<GoalSeek, String>>>,
}

/// Starts the worker, hands it the model, and sends the scenario at each edit.
pub(super) fn start(
    bench: Bench,
    work: &Workbench,
    answer: RwSignal<Option<Result<GoalSeek, String>>>,
) -> Client {
    let client = Client {
        bench,
        xs: StoredValue::new(times(&work.chart)),
        worker: StoredValue::new_local(None),
        answer,
    };
    let (path, module, wasm) = (work.worker.clone(), work.module.clone(), work.wasm.clone());
    let artifact = work.what_if.artifact_url.clone();
    Effect::new(move |_| {
        let (path, module, wasm, artifact) = (path.clone(), module.clone(), wasm.clone(), artifact.clone());
        leptos::task::spawn_local(async move {
            if let Err(error) = client.begin(&path, &module, &wasm, &artifact).await {
                bench.engine.try_set(Engine::Failed(text(&error)));
            }
        });
    });
    Effect::new(move |_| {
        bench.edits.track();
        if bench.engine.get() == Engine::Ready {
            client.send_scenario();
        }
    });
    on_cleanup(move || {
        client.worker.try_with_value(|worker| {
            if let Some((worker, _)) = worker {
                worker.terminate();
            }
        });
    });
    client
}

impl Client {
    async fn begin(self, path: &str, module: &str, wasm: &str, artifact: &str) -> Result<(), JsValue> {
        let answer: Response = JsFuture::from(window().fetch_with_str(artifact)).await?.dyn_into()?;
        if !answer.ok() {
            return Err(format!("{} {}", answer.status(), answer.status_text()).into());
        }
        let bytes = JsFuture::from(answer.array_buffer()?).await?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(path, &options)?;
        let listener =
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| self.hear(&event.data()));
        worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        let message = object(&[
            ("type", "init".into()),
            ("module", module.into()),
            ("wasm", wasm.into()),
            ("artifact", bytes.clone()),
        ])?;
        worker.post_message_with_transfer(&message, &Array::of1(&bytes))?;
        if self.worker.try_set_value(Some((worker.clone(), listener))).is_some() {
            // The page was left in the meantime.
            worker.terminate();
        }
        Ok(())
    }

    fn post(self, message: &JsValue) {
        self.worker.with_value(|worker| {
            if let Some((worker, _)) = worker {
                // Plain data can always be copied.
                drop(worker.post_message(message));
            }
        });
    }

    fn send_scenario(self) {
        let scenario = serde_json::to_string(&self.bench.scenario()).unwrap_or_default();
        let baseline = self.bench.given.with_value(|given| {
            let values: Vec<f64> =
                given.drivers.iter().flat_map(|driver| driver.values.iter().copied()).collect();
            Float64Array::from(values.as_slice())
        });
        let message = JSON::parse(&scenario).and_then(|scenario| {
            object(&[
                ("id", 0.into()),
                ("type", "scenario".into()),
                ("series", SERIES.into()),
                ("scenario", scenario),
                ("baseline", baseline.into()),
            ])
        });
        if let Ok(message) = message {
            self.post(&message);
        }
    }

    /// Asks which shift of a driver reaches a goal, with the other drivers as they are edited.
    pub fn seek(self, question: &Question) {
        let bench = self.bench;
        let mut others = bench.edits.get_untracked();
        if let Some(own) = others.get_mut(question.driver) {
            *own = edits::Edit::default();
        }
        let asked = bench.given.with_value(|given| {
            let baseline: Vec<Vec<f64>> = given.drivers.iter().map(|driver| driver.values.clone()).collect();
            let rows =
                edits::scenario(&given.drivers, &others).apply(&edits::drivers(&given.drivers), &baseline);
            let name = given.drivers.get(question.driver).map(|driver| driver.name.clone());
            let ask =
                json!({"driver": name, "goal": question.goal, "min": question.min, "max": question.max});
            (ask.to_string(), rows.map(|rows| rows.concat()))
        });
        let (ask, rows) = asked;
        let message = rows.map_err(|error| error.to_string().into()).and_then(|rows| {
            object(&[
                ("id", 1.into()),
                ("type", "goalSeek".into()),
                ("series", SERIES.into()),
                ("question", JSON::parse(&ask)?),
                ("drivers", Float64Array::from(rows.as_slice()).into()),
            ])
        });
        match message {
            Ok(message) => self.post(&message),
            Err(error) => self.answer.set(Some(Err(text(&error)))),
        }
    }

    fn hear(self, data: &JsValue) {
        let kind = get(data, "type").as_string().unwrap_or_default();
        let error = get(data, "error").as_string();
        match (kind.as_str(), error) {
            ("ready", _) => drop(self.bench.engine.try_set(Engine::Ready)),
            ("scenario", None) if get(data, "superseded").is_falsy() => self.take(data),
            ("goalSeek", None) => {
                let answer = JSON::stringify(&get(data, "result")).map(String::from).unwrap_or_default();
                let answer = serde_json::from_str(&answer).map_err(|error| error.to_string());
                self.answer.try_set(Some(answer));
            }
            ("goalSeek", Some(error)) => drop(self.answer.try_set(Some(Err(error)))),
            (_, Some(error)) => drop(self.bench.engine.try_set(Engine::Failed(error))),
            _ => {}
        }
    }

    /// A forecast: moves the points of the charts first, then the texts.
    fn take(self, data: &JsValue) {
        let result = get(data, "result");
        let numbers = |name| get(&result, name).dyn_into::<Float64Array>().map(|array| array.to_vec());
        let (Ok(forecast), Ok(drivers)) = (numbers("forecast"), numbers("drivers")) else { return };
        let h = self.bench.given.with_value(|given| given.view.ds.len());
        let part = |i: usize| forecast.get(i * h..(i + 1) * h).unwrap_or_default();
        let level = self.bench.given.with_value(|given| given.view.bands.first().map(|band| band.level));
        let (mean, lo, hi) = (part(0), part(1), part(2));
        let width: Vec<f64> = lo.iter().zip(hi).map(|(lo, hi)| hi - lo).collect();
        let mut series = vec![json!({"id": "scenario", "data": self.points(mean)})];
        if let Some(level) = level {
            series.push(json!({"id": format!("scenario-{level}-lo"), "data": self.points(lo)}));
            series.push(json!({"id": format!("scenario-{level}-width"), "data": self.points(&width)}));
        }
        patch(self.bench.chart, series);
        let dragged = self.bench.dragged.get_value();
        let before = self.bench.outcome.with_untracked(|outcome| outcome.drivers.clone());
        let rows = drivers.chunks(h.max(1)).zip(before.chunks(h.max(1)));
        for (i, (chart, (row, shown))) in self.bench.charts.get_value().into_iter().zip(rows).enumerate() {
            if dragged != Some(i) && row != shown {
                patch(chart, vec![json!({"id": "scenario", "data": self.points(row)})]);
            }
        }
        let ms = get(data, "ms").as_f64().unwrap_or_default();
        self.bench.outcome.try_set(Outcome { mean: mean.to_vec(), drivers, ms });
    }

    fn points(self, ys: &[f64]) -> Value {
        self.xs.with_value(|xs| xs.iter().zip(ys).map(|(x, y)| json!([x, y])).collect())
    }
}

fn patch(chart: crate::components::ChartHandle, series: Vec<Value>) {
    if let Ok(series) = JSON::parse(&Value::Array(series).to_string()) {
        chart.patch(&series);
    }
}

/// The times of the forecast in the options of its chart.
fn times(chart: &Value) -> Vec<Value> {
    let series = chart["series"].as_array().map(Vec::as_slice).unwrap_or_default();
    let baseline = series.iter().find(|series| series["id"] == "baseline");
    let data = baseline.and_then(|series| series["data"].as_array()).map(Vec::as_slice).unwrap_or_default();
    data.iter().map(|point| point[0].clone()).collect()
}

fn object(fields: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object.into())
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(error: &JsValue) -> String {
    error.as_string().or_else(|| get(error, "message").as_string()).unwrap_or_else(|| format!("{error:?}"))
}
