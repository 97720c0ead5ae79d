//! `model.train`: a backtest of the models that suit, the best one and the neural ones fitted to all data.

use std::time::Instant;

use almanac_domain::ModelId;
use almanac_domain::model::TrainModel;
use almanac_forecast::auto::{self, fit_final};
use almanac_forecast::backtest::Tested;
use almanac_forecast::neural::{Architecture, NeuralModel, Preset};
use almanac_forecast::{DriverKind, Model, Naive, RandomWalkWithDrift, SeasonalNaive, set_device};
use almanac_service::files::{Stored, Temporary, digest};
use almanac_service::job::ModelTrain;
use almanac_service::model::{artifact_role, plan};
use almanac_service::snapshot::{LAYOUT, PANEL, Snapshot};
use almanac_service::source;
use almanac_store::model::Trained;
use almanac_store::{Scope, model};

use crate::observer::Report;
use crate::worker::finish;
use crate::{Error, Result, Task, leaderboard, reconcile};

/// A neural model is only tried where its training can draw from so many windows.
const LEAST_WINDOWS: usize = 300;

/// What a training has to save.
struct Fitted {
    trained: Trained,
    artifacts: Vec<(String, Vec<u8>)>,
    /// What reconciliations need, by role.
    learned: Vec<(String, Vec<u8>)>,
}

pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: ModelTrain = task.payload()?;
    let (app, org, project) = (&task.app, task.job.org_id, task.job.project_id);
    task.progress(|p| p.phase = String::from("reading"));
    let mut tx = app.db().read(Scope::Org(org)).await?;
    let config = model::get(&mut tx, project, payload.model_id).await?.config;
    let columns = source::read(app, tx, project, config.source).await?;
    task.check()?;
    let temporary = app.files().temporary(app.new_id());
    let path = temporary.path().to_owned();
    let (layout, fitted) = task
        .blocking(move |task| {
            let snapshot = Snapshot::new(&columns, &config)?;
            snapshot.write(&path)?;
            let (fingerprint, _) = digest(&path)?;
            Ok((snapshot.layout()?, fit(task, &snapshot, &config, &fingerprint)?))
        })
        .await?;
    save(task, payload.model_id, layout, &temporary, fitted).await
}

fn fit(task: &Task, snapshot: &Snapshot, config: &TrainModel, fingerprint: &str) -> Result<Fitted> {
    let panel = &snapshot.panel;
    let horizon = config.horizon as usize;
    let longest = panel.series.iter().map(|s| s.y.len()).max().unwrap_or(0);
    if longest <= horizon {
        return Err(Error::Give(format!(
            "the longest series has {longest} periods; a horizon of {horizon} needs more"
        )));
    }
    let plan = plan(config);
    let mut models = models(snapshot, config, fingerprint);
    set_device(&mut models, || task.device())?;
    let names = steps(&models);
    let mut report = Report::new(task, &names, plan.windows);
    let started = Instant::now();
    let clock = move || started.elapsed().as_secs_f64();
    let outcome = auto::auto(panel, &plan, &models, &clock, &mut report);
    // The forecast knows only that it was stopped.
    if matches!(outcome, Err(almanac_forecast::Error::Cancelled)) {
        task.check()?;
    }
    let chosen = outcome?;
    let leaderboard = leaderboard::rows(&chosen, &config.levels);
    let mut artifacts = Vec::new();
    for neural in models.iter().filter(|m| m.capabilities().is_neural()) {
        let Some(tested) = tested(&chosen.backtest.models, neural.as_ref()) else { continue };
        let artifact = if neural.name() == chosen.name {
            chosen.fitted.artifact()
        } else {
            fit_final(neural.as_ref(), panel, &plan, Some(tested), &mut report)?.artifact()
        };
        artifacts.extend(artifact.map(|bytes| (neural.name().to_owned(), bytes)));
        task.check()?;
    }
    let learned = reconcile::files(snapshot, config, &chosen, &mut report);
    let learned = learned.map_err(|error| task.check().err().unwrap_or(error))?;
    let drivers = panel.drivers.iter().any(|driver| driver.kind == DriverKind::Futr);
    let trained = Trained {
        winner: chosen.name.clone(),
        leaderboard,
        // A series that is changed alone no longer adds up with the others.
        what_if: drivers
            && snapshot.hierarchy.is_none()
            && artifacts.iter().any(|(name, _)| Architecture::plays(name)),
        series: i64::try_from(panel.series.len()).unwrap_or(i64::MAX),
        periods: i64::try_from(snapshot.periods()).unwrap_or(i64::MAX),
    };
    Ok(Fitted { trained, artifacts, learned })
}

/// The models of a backtest, baselines included, and whether they are neural.
fn steps(models: &[Box<dyn Model>]) -> Vec<(String, bool)> {
    let mut names: Vec<(String, bool)> =
        models.iter().map(|m| (m.name().to_owned(), m.capabilities().is_neural())).collect();
    for baseline in [Naive.name(), SeasonalNaive.name(), RandomWalkWithDrift.name()] {
        if !names.iter().any(|(known, _)| known == baseline) {
            names.push((baseline.to_owned(), false));
        }
    }
    names
}

/// The backtest of a model, unless it failed.
fn tested<'a>(all: &'a [Tested], model: &dyn Model) -> Option<&'a Tested> {
    all.iter().find(|t| t.score.model == model.name() && t.score.failed.is_none())
}

/// The models that were asked for; if none were, those that suit, and the best neural one where there is enough to
/// learn from.
fn models(snapshot: &Snapshot, config: &TrainModel, fingerprint: &str) -> Vec<Box<dyn Model>> {
    let wanted = |name: &str| config.models.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
    let all = if config.models.is_empty() {
        auto::candidates(&snapshot.panel)
    } else {
        auto::registry().into_iter().filter(|model| wanted(model.name())).collect()
    };
    let mut models: Vec<Box<dyn Model>> =
        all.into_iter().filter(|model| !model.capabilities().is_neural()).collect();
    let suits = config.models.is_empty() && windows(snapshot, config) >= LEAST_WINDOWS;
    for architecture in Architecture::ALL {
        let best = architecture == Architecture::Tide;
        if wanted(architecture.name()) || (suits && best) {
            let model = NeuralModel::new(architecture, Preset::Small).with_fingerprint(fingerprint);
            models.push(Box::new(model));
        }
    }
    models
}

/// The windows from which the training before the first window of the backtest could draw.
fn windows(snapshot: &Snapshot, config: &TrainModel) -> usize {
    let horizon = config.horizon as usize;
    let used = horizon * (config.windows as usize + 2) + snapshot.panel.season();
    snapshot.panel.series.iter().map(|s| s.y.len().saturating_sub(used)).sum()
}

async fn save(task: &Task, id: ModelId, layout: Vec<u8>, panel: &Temporary, fitted: Fitted) -> Result<()> {
    task.progress(|p| p.phase = String::from("saving"));
    let mut stored = Stored::new(&task.app, task.job.org_id).await;
    stored.put_path(PANEL, "parquet", panel).await?;
    stored.put_bytes(LAYOUT, "json", layout).await?;
    for (method, bytes) in fitted.artifacts {
        stored.put_bytes(&artifact_role(&method), "almnet", bytes).await?;
    }
    for (role, bytes) in fitted.learned {
        stored.put_bytes(&role, "json", bytes).await?;
    }
    let written: Result<()> = async {
        let mut tx = task.write().await?;
        finish(task, &mut tx).await?;
        model::set_ready(&mut tx, task.job.project_id, id, &fitted.trained).await?;
        stored.refer(&mut tx, id.0).await?;
        Ok(tx.save().await?)
    }
    .await;
    stored.end(written).await
}
