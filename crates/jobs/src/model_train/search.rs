//! The search for a model's options, before the comparison and on the past before its windows: they judge what was found
//! by periods that the search has not seen.

use std::sync::Arc;
use std::time::{Duration, Instant};

use almanac_domain::ModelId;
use almanac_domain::model::{SearchInput, TrainModel};
use almanac_forecast::backtest::Plan;
use almanac_forecast::search::{Budget, tune};
use almanac_forecast::{Event, Flow, Observer, Panel, Tuned};
use almanac_service::files::Stored;
use almanac_service::model::{Kept, SEARCH, plan};
use almanac_store::{Scope, file, model};

use crate::{Error, Result, Task};

/// How often a search is kept while it runs: so much is lost at most if the server stops.
const KEEP: Duration = Duration::from_secs(10);
/// Trials that a search makes at most.
const MOST_TRIALS: usize = 2_000;
/// The share of the progress that the search is.
const SHARE: f64 = 0.5;

/// Periods at the end of each series that the windows of the comparison forecast.
pub(super) fn held_out(plan: &Plan) -> usize {
    plan.h + plan.windows.saturating_sub(1) * plan.step
}

/// Searches until the time is up, and goes on with what was kept of the same search. The model with the best options;
/// none if no trial ended well.
pub(super) async fn run(
    task: &Task,
    id: ModelId,
    wanted: &SearchInput,
    config: &TrainModel,
    panel: &Panel,
) -> Result<Option<Tuned>> {
    let plan = Arc::new(plan(config));
    let past = Arc::new(before(panel, &plan)?);
    let kept = kept(task, id).await?.filter(|kept| kept.model == wanted.model);
    let mut kept = match kept {
        Some(kept) => kept,
        None => Kept::begin(&wanted.model, &past, config.seed)?,
    };
    let clock = Clock { begun: Instant::now(), earlier: kept.seconds(), seconds: f64::from(wanted.seconds) };
    let mut saved = Instant::now();
    while kept.study.trials.is_empty() || clock.left() > 0.0 && kept.study.trials.len() < MOST_TRIALS {
        let (plan, past) = (Arc::clone(&plan), Arc::clone(&past));
        kept = task.blocking(move |task| trial(task, kept, &plan, &past, clock)).await?;
        if saved.elapsed() >= KEEP {
            keep(task, id, &kept).await?;
            saved = Instant::now();
        }
    }
    keep(task, id, &kept).await?;
    Ok(kept.tuned()?)
}

/// The time of a search.
#[derive(Clone, Copy)]
struct Clock {
    begun: Instant,
    /// Seconds before it was begun again.
    earlier: f64,
    seconds: f64,
}

impl Clock {
    fn spent(&self) -> f64 {
        self.earlier + self.begun.elapsed().as_secs_f64()
    }

    fn left(&self) -> f64 {
        self.seconds - self.spent()
    }
}

/// One more trial, and those that go on because of it.
fn trial(task: &Task, mut kept: Kept, plan: &Plan, past: &Panel, clock: Clock) -> Result<Kept> {
    // The first trial, with the usual options, is always finished: so there is something to compare with.
    let seconds = (!kept.study.trials.is_empty()).then(|| clock.left());
    let budget = Budget { trials: Some(kept.study.trials.len() + 1), seconds };
    let begun = Instant::now();
    let now = move || begun.elapsed().as_secs_f64();
    let mut observer = Searching { task, model: kept.model.clone(), clock };
    let done = tune(&kept.model, past, plan, &mut kept.study, &budget, &now, &mut observer);
    if matches!(done, Err(almanac_forecast::Error::Cancelled)) {
        task.check()?;
    }
    done?;
    Ok(kept)
}

/// What lies before the windows of the comparison.
fn before(panel: &Panel, plan: &Plan) -> Result<Panel> {
    let held_out = held_out(plan);
    let mut past = panel.clone();
    for series in &mut past.series {
        let end = series.y.len().saturating_sub(held_out);
        series.y.truncate(end);
        series.drivers.iter_mut().for_each(|row| row.truncate(end));
    }
    past.series.retain(|series| !series.y.is_empty());
    let longest = past.series.iter().map(|s| s.y.len()).max().unwrap_or(0);
    if longest <= plan.h {
        return Err(Error::Give(format!(
            "search: the longest series has {longest} periods before the windows of the comparison; a horizon of {} needs more",
            plan.h
        )));
    }
    Ok(past)
}

/// What was kept of the search of a model.
async fn kept(task: &Task, id: ModelId) -> Result<Option<Kept>> {
    let mut tx = task.app.db().read(Scope::Org(task.job.org_id)).await?;
    let stored = file::find(&mut tx, id.0, SEARCH).await?;
    drop(tx);
    let Some(stored) = stored else { return Ok(None) };
    let bytes = task.app.files().read(task.job.org_id, &stored).await?;
    Ok(Some(Kept::read(&bytes)?))
}

async fn keep(task: &Task, id: ModelId, kept: &Kept) -> Result<()> {
    let mut stored = Stored::new(&task.app, task.job.org_id).await;
    stored.put_bytes(SEARCH, "json", kept.bytes()?).await?;
    let written: Result<()> = async {
        let mut tx = task.write().await?;
        // It may have been deleted meanwhile.
        model::get(&mut tx, task.job.project_id, id).await?;
        stored.refer(&mut tx, id.0).await?;
        Ok(tx.save().await?)
    }
    .await;
    stored.end(written).await
}

/// Tells how much of the time is over, and stops when the job should not go on.
struct Searching<'a> {
    task: &'a Task,
    model: String,
    clock: Clock,
}

impl Observer for Searching<'_> {
    fn on(&mut self, _event: &Event) -> Flow {
        let fraction = SHARE * (self.clock.spent() / self.clock.seconds).min(1.0);
        self.task.progress(|p| {
            p.phase = String::from("searching");
            p.model = Some(self.model.clone());
            p.fraction = fraction;
        });
        if self.task.check().is_ok() { Flow::Continue } else { Flow::Stop }
    }
}
