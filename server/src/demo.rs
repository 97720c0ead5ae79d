//! The demonstration: a sample organization with the bike-sharing data, made by the same use cases that
//! people use.
//!
//! It is made within a session that ends when it is complete, and each step first looks for what it makes: a
//! demonstration that was interrupted is found by its session at the next start, and goes on.

use std::pin::pin;

use almanac_domain::account::{Password, SetUp};
use almanac_domain::data::{Dataset, ImportDataset};
use almanac_domain::job::JobState;
use almanac_domain::model::{
    DriverInput, DriverTiming, FutureDrivers, MakeForecast, ScenarioInput, Source, TrainModel,
};
use almanac_domain::project::{ProjectFilter, ProjectInput};
use almanac_domain::saved::QueryInput;
use almanac_domain::{Actor, DatasetId, ForecastId, JobId, ModelId, PageRequest, ProjectId, Via};
use almanac_forecast::scenario::{Change, DriverEdit, Scenario};
use almanac_service::{
    App, Client, account, dataset, forecast, job, model, project, query, scenario, upload,
};
use almanac_store::{Scope, membership, session, user};
use anyhow::Context as _;
use futures::StreamExt as _;
use serde_json::json;

/// The address with which people sign in.
pub const EMAIL: &str = "demo@localhost";

/// The model of the forecast: neural, so that a what-if can be played.
const NEURAL: &str = "TiDE";

/// The session in which the demonstration is made. No client over the network has this address.
const ADDRESS: &str = "localhost";
const USER_AGENT: &str = "almanac serve --demo";

/// The names by which a step finds what it made before.
const PROJECT: &str = "Bike sharing";
const FILE: &str = "bike_sharing_hourly.csv";
const DATASET: &str = "Rides by the hour";
const QUERY: &str = "Rides by the day";
const MODEL: &str = "Rides, two days ahead";
const FORECAST: &str = "First two days of 2013";
const SCENARIO: &str = "Five degrees warmer";

/// What is on the first page of a list: a demonstration in the making has no more.
const FIRST: PageRequest = PageRequest { limit: 200, after: None };

/// Hourly rides in Washington DC (UCI data set 275, CC BY 4.0).
const RIDES: &[u8] = include_bytes!("../../fixtures/bike_sharing_hourly.csv");

/// How much of the demonstration is made.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Hours of rides.
    pub rows: usize,
    /// The methods that are compared, besides the neural one.
    pub models: &'static [&'static str],
    /// The windows of the comparison.
    pub windows: u32,
}

/// What people see.
pub const WHOLE: Extent =
    Extent { rows: usize::MAX, models: &["SeasonalNaive", "AutoETS", "AutoTheta"], windows: 3 };

/// A demonstration whose organization is there and whose data are not, or not all.
pub struct Demo {
    app: App,
    actor: Actor,
    extent: Extent,
}

/// Makes the organization and its user with a random password, which is stored nowhere else.
///
/// # Errors
/// The database is not empty or does not answer.
pub async fn begin(app: &App, token: String, extent: Extent) -> anyhow::Result<(Demo, String)> {
    let client = Client { address: ADDRESS.into(), user_agent: USER_AGENT.into() };
    let password = hex::encode(rand::random::<[u8; 10]>());
    let input = SetUp {
        token,
        organization: "Demo".into(),
        name: "Demo".into(),
        email: EMAIL.into(),
        password: Password(password.clone()),
        consents: Vec::new(),
    };
    let (_, secret) = account::set_up(app, input, &client).await?;
    let actor = account::authenticate(app, &secret.0, &client).await?.context("the session is gone")?;
    Ok((Demo { app: app.clone(), actor, extent }, password))
}

/// The demonstration that a stop of the server interrupted, if there is one.
///
/// # Errors
/// The database does not answer.
pub async fn interrupted(app: &App, extent: Extent) -> anyhow::Result<Option<Demo>> {
    let mut tx = app.db().read(Scope::System).await?;
    let Some(found) = user::find_by_email(&mut tx, EMAIL).await? else { return Ok(None) };
    let places = membership::of_user(&mut tx, found.user.id).await?;
    drop(tx);
    let Some(place) = places.into_iter().next() else { return Ok(None) };
    let org = place.organization.id;
    let sessions = session::list(&mut app.read(org).await?, found.user.id).await?;
    let own = sessions.into_iter().find(|s| s.address == ADDRESS && s.user_agent == USER_AGENT);
    Ok(own.map(|session| {
        let actor = Actor {
            user_id: found.user.id,
            org_id: org,
            org_role: session.role,
            via: Via::Session {
                id: session.id,
                confirmed_at: session.confirmed_at,
                method: session.method,
                must_enroll: false,
            },
        };
        Demo { app: app.clone(), actor, extent }
    }))
}

impl Demo {
    /// Imports the data, saves a query, trains, forecasts and plays a scenario. Ends its session.
    pub async fn fill(self) {
        match self.steps().await {
            Ok(()) => {
                tracing::info!("the demonstration is complete");
            }
            Err(error) => {
                tracing::error!(error = %format_args!("{error:#}"), "the demonstration is incomplete");
            }
        }
        if let Err(error) = account::sign_out(&self.app, &self.actor).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the demonstration's session stays open"
            );
        }
    }

    async fn steps(&self) -> anyhow::Result<()> {
        let project = self.project().await.context("project")?;
        let dataset = self.dataset(project).await.context("import")?;
        self.save_query(project, dataset).await.context("query")?;
        let model = self.train(project, dataset).await.context("training")?;
        let forecast = self.forecast(project, model).await.context("forecast")?;
        self.play(project, forecast).await.context("scenario")
    }

    async fn project(&self) -> anyhow::Result<ProjectId> {
        let all = project::list(&self.app, &self.actor, ProjectFilter::Active, FIRST).await?.items;
        if let Some(made) = all.into_iter().find(|made| made.name == PROJECT) {
            return Ok(made.id);
        }
        let input = ProjectInput {
            name: PROJECT.into(),
            description:
                "Hourly rides in Washington DC, 2011 and 2012, with weather and holidays. Source: UCI \
                          data set 275, CC BY 4.0."
                    .into(),
        };
        Ok(project::create(&self.app, &self.actor, input).await?.id)
    }

    async fn dataset(&self, project: ProjectId) -> anyhow::Result<DatasetId> {
        let all = dataset::list(&self.app, &self.actor, project, FIRST).await?.items;
        let made = match all.into_iter().find(|made| made.name == DATASET) {
            Some(made) => made,
            None => self.import(project).await?,
        };
        self.done(project, made.job_id).await?;
        Ok(made.id)
    }

    async fn import(&self, project: ProjectId) -> anyhow::Result<Dataset> {
        // The file may have been sent before, and its import not begun any more.
        let sent =
            almanac_store::upload::ids_in(&mut self.app.read(self.actor.org_id).await?, project).await?;
        for id in sent {
            if upload::get(&self.app, &self.actor, project, id).await?.file_name == FILE {
                upload::delete(&self.app, &self.actor, project, id).await?;
            }
        }
        let mut incoming = upload::begin(&self.app, &self.actor, project, FILE).await?;
        let lines = RIDES.split_inclusive(|byte| *byte == b'\n').take(self.extent.rows.saturating_add(1));
        incoming.write(&lines.collect::<Vec<_>>().concat()).await?;
        let upload = incoming.finish().await?;
        let input = ImportDataset { upload_id: upload.id, name: DATASET.into(), options: None };
        Ok(dataset::import(&self.app, &self.actor, project, input).await?.dataset)
    }

    async fn save_query(&self, project: ProjectId, dataset: DatasetId) -> anyhow::Result<()> {
        let all = query::list(&self.app, &self.actor, project, FIRST).await?.items;
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
        query::save(&self.app, &self.actor, project, input).await?;
        Ok(())
    }

    async fn train(&self, project: ProjectId, dataset: DatasetId) -> anyhow::Result<ModelId> {
        let all = model::list(&self.app, &self.actor, project, FIRST).await?.items;
        let made = match all.into_iter().find(|made| made.name == MODEL) {
            Some(made) => made,
            None => model::train(&self.app, &self.actor, project, training(dataset, self.extent)).await?,
        };
        self.done(project, made.job_id).await?;
        Ok(made.id)
    }

    async fn forecast(&self, project: ProjectId, model: ModelId) -> anyhow::Result<ForecastId> {
        let all = forecast::list(&self.app, &self.actor, project, FIRST).await?.items;
        if let Some(made) = all.into_iter().find(|made| made.name == FORECAST) {
            return Ok(made.id);
        }
        let input = MakeForecast {
            model_id: model,
            name: FORECAST.into(),
            model: Some(NEURAL.into()),
            future: FutureDrivers::RepeatSeason,
        };
        Ok(forecast::make(&self.app, &self.actor, project, input).await?.id)
    }

    async fn play(&self, project: ProjectId, forecast: ForecastId) -> anyhow::Result<()> {
        let all = scenario::list(&self.app, &self.actor, project, Some(forecast), FIRST).await?.items;
        if all.iter().any(|made| made.name == SCENARIO) {
            return Ok(());
        }
        let what_if = forecast::what_if(&self.app, &self.actor, project, forecast, None).await?;
        let warmer = DriverEdit { driver: "temp".into(), change: Change::Shift { by: 5.0 }, bounds: None };
        let input = ScenarioInput {
            name: SCENARIO.into(),
            forecast_id: forecast,
            unique_id: what_if.view.unique_id,
            edits: serde_json::to_value(Scenario { edits: vec![warmer] })?,
        };
        scenario::save(&self.app, &self.actor, project, input).await?;
        Ok(())
    }

    /// Waits for a job; an error if it does not succeed.
    async fn done(&self, project: ProjectId, job: Option<JobId>) -> anyhow::Result<()> {
        let job = job.context("there is no job")?;
        let mut states = pin!(job::watch(&self.app, &self.actor, project, job).await?);
        let mut last = None;
        while let Some(job) = states.next().await {
            last = Some(job);
        }
        let last = last.context("the job is gone")?;
        anyhow::ensure!(last.state == JobState::Succeeded, "{}", last.error.unwrap_or_default());
        Ok(())
    }
}

fn training(dataset: DatasetId, extent: Extent) -> TrainModel {
    let driver = |column: &str| DriverInput { column: column.into(), timing: DriverTiming::Futr };
    TrainModel {
        name: MODEL.into(),
        source: Source::Dataset(dataset),
        time: "date_time".into(),
        target: "users".into(),
        series_id: None,
        drivers: ["temp", "hum", "windspeed", "weather", "workingday"].map(driver).into(),
        horizon: 48,
        seasons: vec![24, 168],
        levels: vec![80, 95],
        models: extent.models.iter().chain([&NEURAL]).map(|&name| name.to_owned()).collect(),
        windows: extent.windows,
        seed: 1,
    }
}
