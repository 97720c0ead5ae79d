//! `model.train`: a backtest of the models that suit, the best one and the neural ones fitted to all data.

mod models;
mod parent;
mod search;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use almanac_domain::ModelId;
use almanac_domain::model::{BacktestParts, TrainModel};
use almanac_forecast::auto::{self, fit_final};
use almanac_forecast::backtest::Tested;
use almanac_forecast::paths::Dependence;
use almanac_forecast::{Model, Naive, RandomWalkWithDrift, SeasonalNaive, Tuned, set_device};
use almanac_service::files::{self, Stored, Temporary, digest};
use almanac_service::forecast::DEPENDENCE;
use almanac_service::job::ModelTrain;
use almanac_service::model::{PARTS, artifact_role, plan, plays};
use almanac_service::snapshot::{LAYOUT, PANEL, Snapshot};
use almanac_service::source;
use almanac_store::model::Trained;
use almanac_store::{Scope, model};

use crate::observer::Report;
use crate::worker::finish;
use crate::{Error, Result, Task, leaderboard, parts, reconcile};

/// What a training has to save.
struct Fitted {
    trained: Trained,
    artifacts: Vec<(String, Vec<u8>)>,
    /// The errors of each method in parts.
    parts: Vec<BacktestParts>,
    /// How the errors of each method go together.
    dependence: BTreeMap<String, Dependence>,
    /// What reconciliations need, by role.
    learned: Vec<(String, Vec<u8>)>,
}

/// What a training begins with besides rows.
#[derive(Default)]
struct Given {
    /// The networks of the parent.
    networks: Vec<parent::Network>,
    /// The model whose options were searched.
    tuned: Option<Tuned>,
}

pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: ModelTrain = task.payload()?;
    let (app, org, project) = (&task.app, task.job.org_id, task.job.project_id);
    task.progress(|p| p.phase = String::from("reading"));
    let mut tx = app.db().read(Scope::Org(org)).await?;
    let config = model::get(&mut tx, project, payload.model_id).await?.config;
    let networks = parent::find(&mut tx, project, &config).await?;
    let columns = source::read(app, tx, project, config.source).await?;
    let networks = parent::read(task, networks).await?;
    task.check()?;
    let temporary = app.files().temporary(app.new_id());
    let path = temporary.path().to_owned();
    let (snapshot, config, fingerprint) = task
        .blocking(move |_| {
            let snapshot = Snapshot::new(&columns, &config)?;
            snapshot.write(&path)?;
            let (fingerprint, _) = digest(&path)?;
            Ok((Arc::new(snapshot), Arc::new(config), fingerprint))
        })
        .await?;
    let tuned = match &config.search {
        Some(wanted) => search::run(task, payload.model_id, wanted, &config, &snapshot.panel).await?,
        None => None,
    };
    let searched = config.search.is_some();
    let (layout, fitted) = task
        .blocking(move |task| {
            let given = Given { networks, tuned };
            Ok((snapshot.layout()?, fit(task, &snapshot, &config, &fingerprint, given)?))
        })
        .await?;
    save(task, payload.model_id, layout, &temporary, fitted).await?;
    if searched {
        // The search was kept several times.
        files::sweep(app, org).await?;
    }
    Ok(())
}

fn fit(
    task: &Task,
    snapshot: &Snapshot,
    config: &TrainModel,
    fingerprint: &str,
    given: Given,
) -> Result<Fitted> {
    let panel = &snapshot.panel;
    let horizon = config.horizon as usize;
    let longest = panel.series.iter().map(|s| s.y.len()).max().unwrap_or(0);
    if longest <= horizon {
        return Err(Error::Give(format!(
            "the longest series has {longest} periods; a horizon of {horizon} needs more"
        )));
    }
    let plan = plan(config);
    let mut models = models::chosen(snapshot, config, fingerprint, given)?;
    set_device(&mut models.all, || task.device())?;
    let names = steps(&models.all);
    let mut report = Report::new(task, &names, plan.windows, if config.search.is_some() { 0.5 } else { 0.0 });
    let started = Instant::now();
    let clock = move || started.elapsed().as_secs_f64();
    let outcome = auto::auto(panel, &plan, &models.all, &clock, &mut report);
    // The forecast knows only that it was stopped.
    if matches!(outcome, Err(almanac_forecast::Error::Cancelled)) {
        task.check()?;
    }
    let chosen = outcome?;
    let leaderboard = leaderboard::rows(&chosen, &config.levels, &models.seen);
    let mut artifacts = Vec::new();
    for neural in models.all.iter().filter(|m| m.capabilities().neural) {
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
    let drivers = panel.futr().any(|driver| !snapshot.is_of_holidays(driver));
    let trained = Trained {
        winner: chosen.name.clone(),
        leaderboard,
        // A series that is changed alone no longer adds up with the others.
        what_if: drivers && snapshot.hierarchy.is_none() && artifacts.iter().any(|(name, _)| plays(name)),
        series: i64::try_from(panel.series.len()).unwrap_or(i64::MAX),
        periods: i64::try_from(snapshot.periods()).unwrap_or(i64::MAX),
    };
    let parts = parts::parts(&chosen.backtest, panel, &config.levels, config.metric);
    Ok(Fitted { trained, artifacts, parts, dependence: dependence(&chosen.backtest.models), learned })
}

/// How the errors of each model went together that did not fail.
fn dependence(all: &[Tested]) -> BTreeMap<String, Dependence> {
    let able = all.iter().filter(|tested| tested.score.failed.is_none());
    able.map(|tested| (tested.score.model.clone(), Dependence::of(&tested.predictions))).collect()
}

/// The models of a backtest, baselines included, and whether they are neural.
fn steps(models: &[Box<dyn Model>]) -> Vec<(String, bool)> {
    let mut names: Vec<(String, bool)> =
        models.iter().map(|m| (m.name().to_owned(), m.capabilities().neural)).collect();
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

async fn save(task: &Task, id: ModelId, layout: Vec<u8>, panel: &Temporary, fitted: Fitted) -> Result<()> {
    task.progress(|p| p.phase = String::from("saving"));
    let mut stored = Stored::new(&task.app, task.job.org_id).await;
    stored.put_path(PANEL, "parquet", panel).await?;
    stored.put_bytes(LAYOUT, "json", layout).await?;
    let parts = serde_json::to_vec(&fitted.parts).map_err(Error::retry)?;
    stored.put_bytes(PARTS, "json", parts).await?;
    let dependence = serde_json::to_vec(&fitted.dependence).map_err(Error::retry)?;
    stored.put_bytes(DEPENDENCE, "json", dependence).await?;
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
