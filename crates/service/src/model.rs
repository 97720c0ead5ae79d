//! Trained models.

mod parent;
mod search;

use almanac_domain::data::Column;
use almanac_domain::model::{
    BacktestParts, Intervals, Metric, Model, ModelState, Reconciliation, TrainModel,
};
use almanac_domain::{Actor, Capability, FieldError, ModelId, Page, PageRequest, ProjectId};
use almanac_forecast::auto::Family;
use almanac_forecast::backtest::{self, Plan};
use almanac_forecast::hierarchy::Hierarchy;
use almanac_forecast::holiday::{self, Country};
use almanac_forecast::neural::{Architecture, Engine};
use almanac_forecast::{Capabilities, Tuned, auto, options};
use almanac_store::file::StoredFile;
use almanac_store::{Tx, file, forecast, model, scenario};
use serde::Serialize;
use serde_json::json;

pub use parent::{Kin, kin, networks};
pub use search::{Kept, SEARCH, searched};
pub(crate) use search::{method, search_of};

use crate::audit::{Object, record};
use crate::error::blocking;
use crate::job::ModelTrain;
use crate::snapshot::{LAYOUT, PANEL, Snapshot};
use crate::{App, Error, Result, access, files, hierarchy, job, source};

/// The role of the file with the errors of a backtest in parts.
pub const PARTS: &str = "parts";

/// A forecasting method that can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelInfo {
    /// Its name.
    pub name: String,
    /// The models it belongs to.
    pub family: Family,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Whether it has options that can be searched for.
    pub searchable: bool,
}

/// The forecasting methods there are.
pub fn available() -> Vec<ModelInfo> {
    let info = |(family, models): (Family, Vec<Box<dyn almanac_forecast::Model>>)| {
        models.into_iter().map(move |model| ModelInfo {
            name: model.name().to_owned(),
            family,
            capabilities: model.capabilities(),
            searchable: options::defaults(model.name()).is_ok_and(|options| !options.is_empty()),
        })
    };
    auto::families().into_iter().flat_map(info).collect()
}

/// Whose holidays can be drivers: codes, each with the English name of the country.
pub fn holiday_codes() -> Vec<(String, &'static str)> {
    holiday::countries().map(|(country, name)| (country.to_string(), name)).collect()
}

/// The role of the artifact of one of a model's methods.
pub fn artifact_role(method: &str) -> String {
    format!("artifact-{method}")
}

/// Whether the method of this name is a network whose artifact runs in the browser.
pub fn plays(method: &str) -> bool {
    Architecture::plays(Tuned::base(method).unwrap_or(method))
}

/// How the methods of a training are compared and fitted.
pub fn plan(config: &TrainModel) -> Plan {
    Plan {
        windows: config.windows as usize,
        step: config.horizon as usize,
        h: config.horizon as usize,
        levels: config.levels.clone(),
        seed: config.seed,
        combine: config.models.is_empty(),
        budget: config.budget.map(u64::from),
        metric: match config.metric {
            Metric::Mase => backtest::Metric::Mase,
            Metric::Mae => backtest::Metric::Mae,
            Metric::Rmse => backtest::Metric::Rmse,
            Metric::Mape => backtest::Metric::Mape,
            Metric::Smape => backtest::Metric::Smape,
            Metric::Crps => backtest::Metric::Crps,
        },
        intervals: match config.intervals {
            Intervals::Split => backtest::Intervals::Split,
            Intervals::Adaptive => backtest::Intervals::Adaptive,
        },
        window_length: config.window_length.map(|periods| periods as usize),
        below_zero: config.below_zero,
    }
}

/// Starts a training.
pub async fn train(app: &App, actor: &Actor, project: ProjectId, mut input: TrainModel) -> Result<Model> {
    let mut tx = access::write(app, actor, project, Capability::ModelTrain).await?;
    input.validate()?;
    let unknown = input.models.iter().enumerate().filter(|(_, name)| auto::by_name(name).is_none());
    let unknown: Vec<_> = unknown
        .map(|(i, name)| FieldError::new(format!("models[{i}]"), format!("there is no model {name:?}")))
        .collect();
    if !unknown.is_empty() {
        return Err(Error::Invalid(unknown));
    }
    search::check(&mut input)?;
    parent::check(&mut tx, project, &mut input).await?;
    let columns = source::columns(app, &mut tx, actor, project, input.source).await?;
    source::check(&columns, &input)?;
    if let Some(code) = &input.holidays {
        holidays(code, &columns, &input.time)?;
    }
    hierarchy::check(&columns, &input)?;
    let id = ModelId(app.new_id());
    let job = job::enqueue(app, &mut tx, project, &ModelTrain { version: 1, model_id: id }).await?;
    let made = Model {
        id,
        name: input.name.trim().to_owned(),
        config: input,
        state: ModelState::Training,
        error: None,
        job_id: Some(job.id),
        winner: None,
        leaderboard: Vec::new(),
        what_if: false,
        series: 0,
        periods: 0,
        created_at: app.now(),
    };
    model::insert(&mut tx, project, &made).await?;
    let detail = json!({ "name": made.name });
    record(app, &mut tx, actor, "model.train", Object("model", id.0), detail).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(made)
}

/// Checks whose holidays are drivers: the code, and that time is told by a calendar.
fn holidays(code: &str, columns: &[Column], time: &str) -> Result<()> {
    code.parse::<Country>().map_err(|why| Error::field("holidays", why.to_string()))?;
    if columns.iter().any(|column| column.name == time && column.kind.is_temporal()) {
        return Ok(());
    }
    Err(Error::field("holidays", format!("holidays need dates, {time:?} counts steps")))
}

/// The models of a project.
pub async fn list(app: &App, actor: &Actor, project: ProjectId, page: PageRequest) -> Result<Page<Model>> {
    let mut tx = access::read(app, actor, project, Capability::ModelRead).await?;
    Ok(model::list(&mut tx, project, page).await?)
}

/// A model.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: ModelId) -> Result<Model> {
    let mut tx = access::read(app, actor, project, Capability::ModelRead).await?;
    Ok(model::get(&mut tx, project, id).await?)
}

/// How each way to make forecasts add up did, the forecasts of each series for itself first; none if the model has no
/// hierarchy, or is not trained yet.
pub async fn reconciliation(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ModelId,
) -> Result<Vec<Reconciliation>> {
    let mut tx = access::read(app, actor, project, Capability::ModelRead).await?;
    model::get(&mut tx, project, id).await?;
    let stored = file::find(&mut tx, id.0, hierarchy::RECONCILIATION).await?;
    drop(tx);
    let Some(stored) = stored else { return Ok(Vec::new()) };
    let bytes = app.files().read(actor.org_id, &stored).await?;
    serde_json::from_slice(&bytes).map_err(Error::internal)
}

/// A model, and the errors of every method of its comparison that did not fail, in parts.
#[derive(Debug)]
pub struct ErrorsInParts {
    /// The model.
    pub model: Model,
    /// None if the model is not trained yet, or was before they were kept.
    pub all: Vec<BacktestParts>,
}

impl ErrorsInParts {
    /// Those of a method, in upper or lower case; of the winner if none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`] if nothing was kept of it.
    pub fn of(&self, method: Option<&str>) -> Result<&BacktestParts> {
        let name = method.or(self.model.winner.as_deref()).unwrap_or_default();
        self.all.iter().find(|one| one.model.eq_ignore_ascii_case(name)).ok_or(Error::NotFound)
    }
}

/// The errors of a model in parts.
pub async fn parts(app: &App, actor: &Actor, project: ProjectId, id: ModelId) -> Result<ErrorsInParts> {
    let mut tx = access::read(app, actor, project, Capability::ModelRead).await?;
    let model = model::get(&mut tx, project, id).await?;
    let stored = file::find(&mut tx, id.0, PARTS).await?;
    drop(tx);
    let Some(stored) = stored else { return Ok(ErrorsInParts { model, all: Vec::new() }) };
    let bytes = app.files().read(actor.org_id, &stored).await?;
    Ok(ErrorsInParts { model, all: serde_json::from_slice(&bytes).map_err(Error::internal)? })
}

/// Deletes a model with its forecasts and scenarios.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: ModelId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::ModelTrain).await?;
    let found = model::get(&mut tx, project, id).await?;
    job::stop(app, &mut tx, project, found.job_id).await?;
    for made in forecast::ids_of(&mut tx, project, id).await? {
        scenario::delete_of(&mut tx, project, made).await?;
        file::release(&mut tx, made.0).await?;
        forecast::delete(&mut tx, project, made).await?;
    }
    file::release(&mut tx, id.0).await?;
    model::delete(&mut tx, project, id).await?;
    record(app, &mut tx, actor, "model.delete", Object("model", id.0), json!({})).await?;
    tx.save().await?;
    app.jobs_changed();
    files::sweep(app, actor.org_id).await
}

/// The neural model as bytes that run anywhere, with all of its series or one alone.
///
/// # Errors
/// [`Error::NotFound`] if it has no neural model, or no such series.
pub async fn artifact(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ModelId,
    unique_id: Option<&str>,
) -> Result<Vec<u8>> {
    let mut tx = access::read(app, actor, project, Capability::ModelRead).await?;
    let found = model::get(&mut tx, project, id).await?;
    let (_, stored) = best_artifact(&mut tx, &found).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let Some(unique_id) = unique_id.map(str::to_owned) else {
        return app.files().read(actor.org_id, &stored).await;
    };
    let engine = engine(app, actor, &stored).await?;
    blocking(move || Ok(engine.of_series(&unique_id).ok_or(Error::NotFound)?.save()?)).await
}

/// The artifact of the best method that has one which runs in the browser.
pub(crate) async fn best_artifact(tx: &mut Tx, model: &Model) -> Result<Option<(String, StoredFile)>> {
    for score in model.leaderboard.iter().filter(|score| plays(&score.model)) {
        if let Some(stored) = file::find(tx, model.id.0, &artifact_role(&score.model)).await? {
            return Ok(Some((score.model.clone(), stored)));
        }
    }
    Ok(None)
}

/// The files from which a snapshot is read.
pub(crate) struct SnapshotFiles {
    panel: StoredFile,
    layout: StoredFile,
}

impl SnapshotFiles {
    pub(crate) async fn find(tx: &mut Tx, id: ModelId) -> Result<Self> {
        let missing = || Error::internal("a model has no snapshot");
        let panel = file::find(tx, id.0, PANEL).await?.ok_or_else(missing)?;
        let layout = file::find(tx, id.0, LAYOUT).await?.ok_or_else(missing)?;
        Ok(Self { panel, layout })
    }

    /// The hierarchy alone.
    pub(crate) async fn hierarchy(&self, app: &App, actor: &Actor) -> Result<Option<Hierarchy>> {
        Snapshot::hierarchy_of(&app.files().read(actor.org_id, &self.layout).await?)
    }

    /// One series alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none of that id.
    pub(crate) async fn read_series(&self, app: &App, actor: &Actor, unique_id: &str) -> Result<Snapshot> {
        let layout = app.files().read(actor.org_id, &self.layout).await?;
        let path = app.files().path(actor.org_id, &self.panel);
        let unique_id = unique_id.to_owned();
        blocking(move || Snapshot::read_series(&layout, &path, &unique_id)).await
    }

    pub(crate) async fn read(&self, app: &App, actor: &Actor) -> Result<Snapshot> {
        let layout = app.files().read(actor.org_id, &self.layout).await?;
        let path = app.files().path(actor.org_id, &self.panel);
        blocking(move || Snapshot::read(&layout, &path)).await
    }
}

/// Loads a neural model.
pub(crate) async fn engine(app: &App, actor: &Actor, stored: &StoredFile) -> Result<Engine> {
    let bytes = app.files().read(actor.org_id, stored).await?;
    blocking(move || Ok(Engine::load(&bytes)?)).await
}
