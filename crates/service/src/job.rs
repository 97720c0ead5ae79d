//! Long work: what can be asked for, how far it is, and how it is stopped.
//!
//! # How to add a kind of job
//!
//! 1. A payload here, with its `KIND` and a version: a worker still reads yesterday's payloads.
//! 2. What becomes of its object when it does not succeed, in [`abandon`].
//! 3. The work itself in the `jobs` crate.

use almanac_domain::data::ImportOptions;
use almanac_domain::job::{Job, JobState};
use almanac_domain::model::ModelState;
use almanac_domain::quality::CheckTrigger;
use almanac_domain::source::SourceFault;
use almanac_domain::{
    Actor, Capability, DashboardId, DatasetId, ForecastId, JobId, ModelId, Page, PageRequest, ProjectId,
    SourceId, UploadId, UserId,
};
use almanac_store::{Tx, dataset, dataset_version, job, model, source, upload};
use chrono::{DateTime, Utc};
use futures::Stream;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;

use crate::audit::{Object, record};
use crate::{App, Error, Result, access, dashboard, quality};

/// How often a job that another process works on is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// What a job has to do.
pub trait Payload: Serialize + DeserializeOwned + Send {
    /// The kind of job.
    const KIND: &'static str;
}

/// Imports an upload as a data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatasetImport {
    /// Version of this payload.
    pub version: u32,
    /// The upload.
    pub upload_id: UploadId,
    /// The data set it becomes.
    pub dataset_id: DatasetId,
    /// The version of the data set that it becomes; the first if none.
    #[serde(default)]
    pub dataset_version: Option<i64>,
    /// How to read it.
    pub options: ImportOptions,
}

impl DatasetImport {
    /// The number of the version that it becomes.
    pub fn number(&self) -> i64 {
        self.dataset_version.unwrap_or(1)
    }
}

impl Payload for DatasetImport {
    const KIND: &'static str = "dataset.import";
}

/// Trains a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelTrain {
    /// Version of this payload.
    pub version: u32,
    /// The model.
    pub model_id: ModelId,
}

impl Payload for ModelTrain {
    const KIND: &'static str = "model.train";
}

/// Explains the forecast of a series. A forecast is nothing less if that does not succeed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastExplain {
    /// Version of this payload.
    pub version: u32,
    /// The forecast.
    pub forecast_id: ForecastId,
    /// The place of the series in it.
    pub series: usize,
    /// By how many percent the total shall change.
    pub percent: f64,
    /// Who asked for it.
    pub user_id: UserId,
}

impl Payload for ForecastExplain {
    const KIND: &'static str = "forecast.explain";
}

/// Reads the schema of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceRead {
    /// Version of this payload.
    pub version: u32,
    /// The source.
    pub source_id: SourceId,
    /// Who asked for it; nobody if it is done by itself.
    pub user_id: Option<UserId>,
}

impl Payload for SourceRead {
    const KIND: &'static str = "source.read_schema";
}

/// Checks a data set by its rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatasetCheck {
    /// Version of this payload.
    pub version: u32,
    /// The data set.
    pub dataset_id: DatasetId,
    /// Why it is checked.
    pub trigger: CheckTrigger,
    /// Who asked for it; nobody if it is done by itself.
    pub user_id: Option<UserId>,
}

impl Payload for DatasetCheck {
    const KIND: &'static str = "dataset.check";
}

/// Runs the queries of a dashboard, as its schedule says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DashboardRefresh {
    /// Version of this payload.
    pub version: u32,
    /// The dashboard.
    pub dashboard_id: DashboardId,
}

impl Payload for DashboardRefresh {
    const KIND: &'static str = "dashboard.refresh";
}

/// Makes a data set in which missing values of another are filled. How is said by its origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatasetFill {
    /// Version of this payload.
    pub version: u32,
    /// The data set that is made.
    pub dataset_id: DatasetId,
    /// The columns that are filled; all that the method can fill if empty.
    pub columns: Vec<String>,
}

impl Payload for DatasetFill {
    const KIND: &'static str = "dataset.fill";
}

/// Adds a job to the queue, in the unit of work of the change that causes it.
pub(crate) async fn enqueue<P: Payload>(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    payload: &P,
) -> Result<Job> {
    enqueue_for(app, tx, project, payload, app.now()).await
}

/// Adds a job to the queue that no worker takes up before `run_after`.
pub(crate) async fn enqueue_for<P: Payload>(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    payload: &P,
    run_after: DateTime<Utc>,
) -> Result<Job> {
    let job = Job::queued(JobId(app.new_id()), project, P::KIND, app.now());
    let payload = serde_json::to_value(payload).map_err(Error::internal)?;
    job::insert_for(tx, &job, &payload, run_after).await?;
    Ok(job)
}

/// How a job ended that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// A person stopped it.
    Cancelled,
    /// It was given up.
    Failed(String),
    /// It was given up, and may be done with other options: what it reads is kept.
    Refused(String),
    /// It was given up, because a source did not answer.
    Source(SourceFault),
}

impl Ended {
    /// Why it was given up, in a sentence; none if it was stopped.
    pub fn error(&self) -> Option<String> {
        match self {
            Self::Cancelled => None,
            Self::Failed(error) | Self::Refused(error) => Some(error.clone()),
            Self::Source(fault) => Some(fault.to_string()),
        }
    }
}

/// Tells the object of a job that did not succeed. Returns an upload whose file is to be removed after the
/// unit of work is saved.
pub async fn abandon(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (id, kind, payload): (JobId, &str, &Value),
    ended: &Ended,
) -> Result<Option<UploadId>> {
    if kind == DatasetImport::KIND {
        let payload: DatasetImport = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
        let error = ended.error().unwrap_or_else(|| "the import was cancelled".to_owned());
        let version = (payload.dataset_id, payload.number());
        dataset_version::set_failed(tx, project, version, &error).await?;
        // One that shows an earlier version goes on to do so.
        dataset::set_failed(tx, project, payload.dataset_id, &error).await?;
        if matches!(ended, Ended::Refused(_)) {
            return Ok(None);
        }
        return match upload::delete(tx, project, payload.upload_id).await {
            Ok(()) => Ok(Some(payload.upload_id)),
            Err(almanac_store::Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        };
    }
    if kind == ModelTrain::KIND {
        let payload: ModelTrain = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
        let (state, error) = match ended.error() {
            None => (ModelState::Cancelled, None),
            error => (ModelState::Failed, error),
        };
        model::set_ended(tx, project, payload.model_id, state, error.as_deref()).await?;
    }
    if kind == DatasetCheck::KIND {
        let payload: DatasetCheck = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
        quality::abandoned(app, tx, project, (id, &payload), ended).await?;
    }
    if kind == DashboardRefresh::KIND {
        let payload: DashboardRefresh = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
        dashboard::abandoned(app, tx, project, (payload.dashboard_id, id), ended.error()).await?;
    }
    if kind == DatasetFill::KIND {
        let payload: DatasetFill = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
        let error = ended.error().unwrap_or_else(|| "it was cancelled".to_owned());
        dataset_version::set_failed(tx, project, (payload.dataset_id, 1), &error).await?;
        dataset::set_failed(tx, project, payload.dataset_id, &error).await?;
    }
    if kind == SourceRead::KIND {
        let payload: SourceRead = serde_json::from_value(payload.clone()).map_err(Error::internal)?;
        let reading = (payload.source_id, id);
        match ended {
            Ended::Cancelled => source::set_stopped(tx, project, reading).await?,
            Ended::Source(fault) => source::set_failed(tx, project, reading, *fault).await?,
            Ended::Failed(_) | Ended::Refused(_) => {
                source::set_failed(tx, project, reading, SourceFault::Failed).await?;
            }
        }
    }
    Ok(None)
}

/// Stops a job whose object is about to go, if it has not ended, or lets go of what it kept for another try.
/// Returns an upload whose file is to be removed after the unit of work is saved.
pub(crate) async fn stop(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    id: Option<JobId>,
) -> Result<Option<UploadId>> {
    let Some(id) = id else { return Ok(None) };
    match job::cancel(tx, project, id, app.now()).await {
        Ok(true) => {
            let found = job::get(tx, project, id).await?;
            let payload = job::payload(tx, project, id).await?;
            abandon(app, tx, project, (id, &found.kind, &payload), &Ended::Cancelled).await
        }
        Ok(false) => Ok(None),
        Err(almanac_store::Error::NotFound(_)) => kept_upload(tx, project, id).await,
        Err(error) => Err(error.into()),
    }
}

/// Removes the upload that a failed import has kept, unless another import reads it.
async fn kept_upload(tx: &mut Tx, project: ProjectId, id: JobId) -> Result<Option<UploadId>> {
    let Some(found) = job::find(tx, project, id).await? else { return Ok(None) };
    if found.kind != DatasetImport::KIND || found.state != JobState::Failed {
        return Ok(None);
    }
    let payload = job::payload(tx, project, id).await?;
    let payload: DatasetImport = serde_json::from_value(payload).map_err(Error::internal)?;
    let gone = upload::delete_unread(tx, project, payload.upload_id).await?;
    Ok(gone.then_some(payload.upload_id))
}

/// The jobs of a project.
pub async fn list(app: &App, actor: &Actor, project: ProjectId, page: PageRequest) -> Result<Page<Job>> {
    let mut tx = access::read(app, actor, project, Capability::ProjectRead).await?;
    Ok(job::list(&mut tx, project, page).await?)
}

/// A job.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: JobId) -> Result<Job> {
    let mut tx = access::read(app, actor, project, Capability::ProjectRead).await?;
    Ok(job::get(&mut tx, project, id).await?)
}

/// A job of any project that the person sees.
pub async fn find(app: &App, actor: &Actor, id: JobId) -> Result<Job> {
    let mut tx = app.read(actor.org_id).await?;
    let found = job::find_anywhere(&mut tx, id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    get(app, actor, found.project_id, id).await
}

/// Asks a job to stop. One that waits is stopped at once, one at work within a second.
pub async fn cancel(app: &App, actor: &Actor, project: ProjectId, id: JobId) -> Result<Job> {
    let mut tx = access::read(app, actor, project, Capability::ProjectRead).await?;
    let capability = match job::get(&mut tx, project, id).await?.kind.as_str() {
        DatasetImport::KIND | DatasetCheck::KIND | DatasetFill::KIND | SourceRead::KIND => {
            Capability::DataWrite
        }
        DashboardRefresh::KIND => Capability::QueryWrite,
        _ => Capability::ModelTrain,
    };
    drop(tx);
    let mut tx = access::write(app, actor, project, capability).await?;
    let found = job::get(&mut tx, project, id).await?;
    if found.state.is_final() {
        return Err(Error::Conflict("the job has ended already".to_owned()));
    }
    let upload = stop(app, &mut tx, project, Some(id)).await?;
    record(app, &mut tx, actor, "job.cancel", Object("job", id.0), json!({ "kind": found.kind })).await?;
    let job = job::get(&mut tx, project, id).await?;
    tx.save().await?;
    app.jobs_changed();
    if let Some(upload) = upload {
        app.files().remove_upload(upload).await;
    }
    Ok(job)
}

/// The job as it is now, then each change; ends after the final state, or within a second when the session or
/// the key ends, or the person may no longer see it.
pub async fn watch(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: JobId,
) -> Result<impl Stream<Item = Job> + Send + use<>> {
    let mut changes = app.watch_jobs();
    let mut last = get(app, actor, project, id).await?;
    let (app, actor) = (app.clone(), actor.clone());
    Ok(async_stream::stream! {
        yield last.clone();
        while !last.state.is_final() {
            // Told by this process, or after a while for what another one does.
            let _ = tokio::time::timeout(LOOK, changes.changed()).await;
            if !access::lasts(&app, &actor).await.unwrap_or(false) {
                break;
            }
            let Ok(now) = get(&app, &actor, project, id).await else { break };
            if now != last {
                yield now.clone();
                last = now;
            }
        }
    })
}
