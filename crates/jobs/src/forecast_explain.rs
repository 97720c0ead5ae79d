//! `forecast.explain`: why the forecast of a series is what it is, as a file of the forecast.

use std::ops::Range;

use almanac_forecast::{Event, Flow, Observer};
use almanac_service::files::{Stored, sweep};
use almanac_service::forecast::{Explaining, explanation_role};
use almanac_service::job::ForecastExplain;
use almanac_store::forecast;

use crate::worker::finish;
use crate::{Error, Result, Task};

pub(crate) async fn run(task: &Task) -> Result<()> {
    let payload: ForecastExplain = task.payload()?;
    task.progress(|p| p.phase = String::from("reading"));
    let mut explaining =
        Explaining::load(&task.app, (task.job.org_id, task.job.project_id), &payload).await?;
    task.check()?;
    let made = task
        .blocking(move |task| {
            let fitted = explaining.fit(&mut Stage { task, phase: "fit", range: 0.02..0.5 });
            // The forecast knows only that it was stopped.
            task.check()?;
            let stage = &mut Stage { task, phase: "explaining", range: 0.5..0.98 };
            let made = explaining.explain(fitted?, stage);
            task.check()?;
            serde_json::to_vec(&made?).map_err(Error::retry)
        })
        .await?;
    save(task, &payload, made).await
}

async fn save(task: &Task, payload: &ForecastExplain, made: Vec<u8>) -> Result<()> {
    task.progress(|p| p.phase = String::from("saving"));
    let mut stored = Stored::new(&task.app, task.job.org_id).await;
    stored.put_bytes(&explanation_role(payload.series), "json", made).await?;
    let written: Result<()> = async {
        let mut tx = task.write().await?;
        finish(task, &mut tx).await?;
        let found = forecast::find(&mut tx, task.job.project_id, payload.forecast_id).await?;
        let found = found.ok_or_else(|| Error::Give(String::from("the forecast is gone")))?;
        stored.refer(&mut tx, found.id.0).await?;
        Ok(tx.save().await?)
    }
    .await;
    stored.end(written).await?;
    // The explanation that this one replaces.
    if let Err(error) = sweep(&task.app, task.job.org_id).await {
        tracing::warn!(%error, "files without reference were not removed");
    }
    Ok(())
}

/// A part of the work, as progress of the job; stops it when the job should not go on.
struct Stage<'a> {
    task: &'a Task,
    phase: &'static str,
    range: Range<f64>,
}

impl Observer for Stage<'_> {
    fn on(&mut self, event: &Event) -> Flow {
        let done = if let Event::Progress { fraction } = event { fraction.clamp(0.0, 1.0) } else { 0.0 };
        let Range { start, end } = self.range;
        let fraction = (end - start).mul_add(done, start);
        self.task.progress(|p| {
            self.phase.clone_into(&mut p.phase);
            // Each step begins anew: what was shown is not taken back.
            p.fraction = fraction.max(p.fraction);
        });
        if self.task.check().is_ok() { Flow::Continue } else { Flow::Stop }
    }
}
