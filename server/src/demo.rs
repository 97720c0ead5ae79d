//! The demonstration: a sample organization with the bike-sharing data, made by the same use cases that
//! people use.

use std::pin::pin;

use almanac_domain::account::{Password, SetUp};
use almanac_domain::data::ImportDataset;
use almanac_domain::job::JobState;
use almanac_domain::model::{
    DriverInput, DriverTiming, FutureDrivers, MakeForecast, ScenarioInput, Source, TrainModel,
};
use almanac_domain::project::ProjectInput;
use almanac_domain::saved::QueryInput;
use almanac_domain::{Actor, DatasetId, ForecastId, JobId, ModelId, ProjectId};
use almanac_forecast::scenario::{Change, DriverEdit, Scenario};
use almanac_service::{
    App, Client, account, dataset, forecast, job, model, project, query, scenario, upload,
};
use anyhow::Context as _;
use futures::StreamExt as _;
use serde_json::json;

/// The address with which people sign in.
pub const EMAIL: &str = "demo@localhost";

/// The model of the forecast: neural, so that a what-if can be played.
const NEURAL: &str = "TiDE";

/// Hourly rides in Washington DC (UCI data set 275, CC BY 4.0).
const RIDES: &[u8] = include_bytes!("../../fixtures/bike_sharing_hourly.csv");

/// A demonstration whose organization is there and whose data are not.
pub struct Demo {
    app: App,
    actor: Actor,
    password: String,
}

/// Makes the organization and its user with a random password.
///
/// # Errors
/// The database is not empty or does not answer.
pub async fn begin(app: &App, token: String) -> anyhow::Result<Demo> {
    let client = Client { address: "localhost".into(), user_agent: "almanac serve --demo".into() };
    let password = hex::encode(rand::random::<[u8; 10]>());
    let input = SetUp {
        token,
        organization: "Demo".into(),
        name: "Demo".into(),
        email: EMAIL.into(),
        password: Password(password.clone()),
    };
    let (_, secret) = account::set_up(app, input, &client).await?;
    let actor = account::authenticate(app, &secret.0, &client).await?.context("the session is gone")?;
    Ok(Demo { app: app.clone(), actor, password })
}

impl Demo {
    /// The user's password; it is stored nowhere else.
    pub fn password(&self) -> &str {
        &self.password
    }

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
        let input = ProjectInput {
            name: "Bike sharing".into(),
            description:
                "Hourly rides in Washington DC, 2011 and 2012, with weather and holidays. Source: UCI \
                          data set 275, CC BY 4.0."
                    .into(),
        };
        let project = project::create(&self.app, &self.actor, input).await?.id;
        let dataset = self.import(project).await.context("import")?;
        self.save_query(project, dataset).await.context("query")?;
        let model = self.train(project, dataset).await.context("training")?;
        let forecast = self.forecast(project, model).await.context("forecast")?;
        self.play(project, forecast).await.context("scenario")
    }

    async fn import(&self, project: ProjectId) -> anyhow::Result<DatasetId> {
        let mut incoming = upload::begin(&self.app, &self.actor, project, "bike_sharing_hourly.csv").await?;
        incoming.write(RIDES).await?;
        let upload = incoming.finish().await?;
        let input = ImportDataset { upload_id: upload.id, name: "Rides by the hour".into(), options: None };
        let dataset = dataset::import(&self.app, &self.actor, project, input).await?.dataset;
        self.done(project, dataset.job_id).await?;
        Ok(dataset.id)
    }

    async fn save_query(&self, project: ProjectId, dataset: DatasetId) -> anyhow::Result<()> {
        let input = QueryInput {
            name: "Rides by the day".into(),
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
        let driver = |column: &str| DriverInput { column: column.into(), timing: DriverTiming::Futr };
        let input = TrainModel {
            name: "Rides, two days ahead".into(),
            source: Source::Dataset(dataset),
            time: "date_time".into(),
            target: "users".into(),
            series_id: None,
            drivers: ["temp", "hum", "windspeed", "weather", "workingday"].map(driver).into(),
            horizon: 48,
            seasons: vec![24, 168],
            levels: vec![80, 95],
            models: ["SeasonalNaive", "AutoETS", "AutoTheta", NEURAL].map(str::to_owned).into(),
            windows: 3,
            seed: 1,
        };
        let model = model::train(&self.app, &self.actor, project, input).await?;
        self.done(project, model.job_id).await?;
        Ok(model.id)
    }

    async fn forecast(&self, project: ProjectId, model: ModelId) -> anyhow::Result<ForecastId> {
        let input = MakeForecast {
            model_id: model,
            name: "First two days of 2013".into(),
            model: Some(NEURAL.into()),
            future: FutureDrivers::RepeatSeason,
        };
        Ok(forecast::make(&self.app, &self.actor, project, input).await?.id)
    }

    async fn play(&self, project: ProjectId, forecast: ForecastId) -> anyhow::Result<()> {
        let what_if = forecast::what_if(&self.app, &self.actor, project, forecast, None).await?;
        let warmer = DriverEdit { driver: "temp".into(), change: Change::Shift { by: 5.0 }, bounds: None };
        let input = ScenarioInput {
            name: "Five degrees warmer".into(),
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
