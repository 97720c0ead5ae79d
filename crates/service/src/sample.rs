//! Projects that come with the program. They are filled by the use cases that people use, step by step in a job: each
//! step looks first for what it makes, so that a filling that was interrupted goes on.

use almanac_domain::data::{DatasetState, ImportDataset};
use almanac_domain::job::{Job, JobState};
use almanac_domain::model::{
    DriverInput, DriverTiming, FutureDrivers, Intervals, MakeForecast, Metric, ModelState, ScenarioInput,
    Source, TrainModel,
};
use almanac_domain::project::{Project, ProjectInput, Sample};
use almanac_domain::saved::{QueryFilter, QueryInput};
use almanac_domain::source::SampleDatabase;
use almanac_domain::{
    Actor, Capability, DatasetId, ForecastId, ModelId, OrgId, PageRequest, ProjectId, UserId,
};
use almanac_forecast::scenario::{Change, DriverEdit, Scenario};
use almanac_store::{job as stored, upload as sent};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit::{Object, record};
use crate::job::{Payload, enqueue};
use crate::{
    App, Error, Result, access, connected, dataset, forecast, model, project, query, scenario, upload,
};

/// The model of the forecast: neural, so that a what-if can be played.
const NEURAL: &str = "TiDE";

/// The names by which a step finds what it made before.
const FILE: &str = "bike_sharing_hourly.csv";
const DATASET: &str = "Rides by the hour";
const QUERY: &str = "Rides by the day";
const MODEL: &str = "Rides, two days ahead";
const FORECAST: &str = "First two days of 2013";
const SCENARIO: &str = "Five degrees warmer";

/// What is on the first page of a list: a sample in the making has no more.
const FIRST: PageRequest = PageRequest { limit: 200, after: None };

const RIDES: &[u8] = include_bytes!("../../../fixtures/bike_sharing_hourly.csv");
const ABOUT: &str = "Hourly rides in Washington DC, 2011 and 2012, with weather and holidays.";
const SOURCE: &str = "Source: UCI data set 275, CC BY 4.0.";

/// How much of a sample is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Rows of data.
    pub rows: usize,
    /// The methods that are compared, besides the neural one.
    pub models: Vec<String>,
    /// The windows of the comparison.
    pub windows: u32,
}

impl Default for Extent {
    fn default() -> Self {
        let models = ["SeasonalNaive", "AutoETS", "AutoTheta"].map(str::to_owned).into();
        Self { rows: usize::MAX, models, windows: 3 }
    }
}

/// Fills a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampleFill {
    /// Version of this payload.
    pub version: u32,
    /// With what.
    pub sample: Sample,
    /// For whom.
    pub user_id: UserId,
    /// How much.
    pub extent: Extent,
}

impl Payload for SampleFill {
    const KIND: &'static str = "sample.fill";
}

/// What a filling does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It goes on when a job has ended that it has begun.
    Waits,
    /// Nothing more.
    Complete,
}

/// Makes a project and begins to fill it.
pub async fn create(
    app: &App,
    actor: &Actor,
    mut input: ProjectInput,
    sample: Sample,
    extent: Extent,
) -> Result<Project> {
    let Sample::BikeSharing = sample;
    let about = if input.description.trim().is_empty() { ABOUT } else { input.description.trim() };
    input.description = format!("{about} {SOURCE}");
    let mut tx = app.write(actor.org_id).await?;
    let made = project::begin(app, &mut tx, actor, &input).await?;
    let payload = SampleFill { version: 1, sample, user_id: actor.user_id, extent };
    enqueue(app, &mut tx, made.id, &payload).await?;
    let detail = json!({ "name": made.name, "sample": sample });
    record(app, &mut tx, actor, "project.create", Object("project", made.id.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(made)
}

/// The job that fills a project, unless it has succeeded.
pub async fn filling(app: &App, actor: &Actor, project: ProjectId) -> Result<Option<Job>> {
    let mut tx = access::read(app, actor, project, Capability::ProjectRead).await?;
    let found = stored::first(&mut tx, project, SampleFill::KIND).await?;
    Ok(found.filter(|job| job.state != JobState::Succeeded))
}

/// Fills a project as far as that goes now.
///
/// # Errors
/// A step cannot be done, or a job of one has failed.
pub async fn fill(app: &App, org: OrgId, project: ProjectId, payload: SampleFill) -> Result<Progress> {
    let actor = access::on_behalf(app, org, payload.user_id).await?;
    let filling = Filling { app, actor, project, extent: payload.extent };
    let Some(dataset) = filling.dataset().await? else { return Ok(Progress::Waits) };
    filling.query(dataset).await?;
    filling.database().await?;
    let Some(model) = filling.model(dataset).await? else { return Ok(Progress::Waits) };
    let forecast = filling.forecast(model).await?;
    filling.scenario(forecast).await?;
    Ok(Progress::Complete)
}

struct Filling<'a> {
    app: &'a App,
    actor: Actor,
    project: ProjectId,
    extent: Extent,
}

impl Filling<'_> {
    /// The data set, once it is imported.
    async fn dataset(&self) -> Result<Option<DatasetId>> {
        let all = dataset::list(self.app, &self.actor, self.project, FIRST).await?.items;
        let Some(made) = all.into_iter().find(|made| made.name == DATASET) else {
            self.import().await?;
            return Ok(None);
        };
        match made.state {
            DatasetState::Ready => Ok(Some(made.id)),
            DatasetState::Importing => Ok(None),
            DatasetState::Failed => Err(failed("import", made.error)),
        }
    }

    async fn import(&self) -> Result<()> {
        // The file may have been sent before, and its import not begun any more.
        let before = sent::ids_in(&mut self.app.read(self.actor.org_id).await?, self.project).await?;
        for id in before {
            if upload::get(self.app, &self.actor, self.project, id).await?.file_name == FILE {
                upload::delete(self.app, &self.actor, self.project, id).await?;
            }
        }
        let mut incoming = upload::begin(self.app, &self.actor, self.project, FILE).await?;
        let lines = RIDES.split_inclusive(|byte| *byte == b'\n').take(self.extent.rows.saturating_add(1));
        incoming.write(&lines.collect::<Vec<_>>().concat()).await?;
        let upload = incoming.finish().await?;
        let input = ImportDataset { upload_id: upload.id, name: DATASET.into(), options: None };
        dataset::import(self.app, &self.actor, self.project, input).await?;
        Ok(())
    }

    async fn query(&self, dataset: DatasetId) -> Result<()> {
        let all =
            query::list(self.app, &self.actor, self.project, QueryFilter::default(), FIRST).await?.items;
        if all.iter().any(|made| made.name == QUERY) {
            return Ok(());
        }
        let input = QueryInput {
            name: QUERY.into(),
            document: json!({
                "version": 1, "source": {"dataset": dataset},
                "group_by": [{"column": "date_time", "bucket": {"unit": "day"}, "alias": "day"}],
                "aggregates": [{"fn": "sum", "column": "users", "alias": "rides"}],
                "sort": [{"by": "day"}],
            }),
            chart: Some(json!({"kind": "line", "title": "Rides by the day", "x": "day", "y": ["rides"]})),
        };
        query::save(self.app, &self.actor, self.project, input).await?;
        Ok(())
    }

    /// The sample database, beside the data set.
    async fn database(&self) -> Result<()> {
        let all = connected::list(self.app, &self.actor, self.project, FIRST).await?.items;
        if all.is_empty() {
            connected::add_sample(self.app, &self.actor, self.project, SampleDatabase::Chinook).await?;
        }
        Ok(())
    }

    /// The model, once it is trained.
    async fn model(&self, dataset: DatasetId) -> Result<Option<ModelId>> {
        let all = model::list(self.app, &self.actor, self.project, FIRST).await?.items;
        let Some(made) = all.into_iter().find(|made| made.name == MODEL) else {
            model::train(self.app, &self.actor, self.project, self.training(dataset)).await?;
            return Ok(None);
        };
        match made.state {
            ModelState::Ready => Ok(Some(made.id)),
            ModelState::Training => Ok(None),
            ModelState::Failed | ModelState::Cancelled => Err(failed("training", made.error)),
        }
    }

    fn training(&self, dataset: DatasetId) -> TrainModel {
        let driver = |column: &str| DriverInput { column: column.into(), timing: DriverTiming::Futr };
        TrainModel {
            name: MODEL.into(),
            source: Source::Dataset(dataset),
            time: "date_time".into(),
            target: "users".into(),
            series_id: None,
            drivers: ["temp", "hum", "windspeed", "weather", "workingday"].map(driver).into(),
            holidays: None,
            horizon: 48,
            seasons: vec![24, 168],
            levels: vec![80, 95],
            models: self.extent.models.iter().cloned().chain([NEURAL.to_owned()]).collect(),
            windows: self.extent.windows,
            window_length: None,
            below_zero: false,
            seed: 1,
            budget: None,
            metric: Metric::default(),
            parent: None,
            intervals: Intervals::default(),
            search: None,
            hierarchy: None,
        }
    }

    async fn forecast(&self, model: ModelId) -> Result<ForecastId> {
        let all = forecast::list(self.app, &self.actor, self.project, FIRST).await?.items;
        if let Some(made) = all.into_iter().find(|made| made.name == FORECAST) {
            return Ok(made.id);
        }
        let input = MakeForecast {
            model_id: model,
            name: FORECAST.into(),
            model: Some(NEURAL.into()),
            future: FutureDrivers::RepeatSeason,
        };
        Ok(forecast::make(self.app, &self.actor, self.project, input).await?.id)
    }

    async fn scenario(&self, forecast: ForecastId) -> Result<()> {
        let all = scenario::list(self.app, &self.actor, self.project, Some(forecast), FIRST).await?.items;
        if all.iter().any(|made| made.name == SCENARIO) {
            return Ok(());
        }
        let what_if = forecast::what_if(self.app, &self.actor, self.project, forecast, None).await?;
        let warmer = DriverEdit { driver: "temp".into(), change: Change::Shift { by: 5.0 }, bounds: None };
        let edits = Scenario { edits: vec![warmer] };
        let input = ScenarioInput {
            name: SCENARIO.into(),
            forecast_id: forecast,
            unique_id: what_if.view.unique_id,
            edits: serde_json::to_value(edits).map_err(Error::internal)?,
        };
        scenario::save(self.app, &self.actor, self.project, input).await?;
        Ok(())
    }
}

fn failed(step: &str, why: Option<String>) -> Error {
    let why = why.unwrap_or_else(|| "it was stopped".to_owned());
    Error::Conflict(format!("the {step} of the sample did not succeed: {why}"))
}
