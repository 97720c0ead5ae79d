//! What a training reports, as the progress of its job.

use std::time::Instant;

use almanac_forecast::{Event, Flow, Observer};

use crate::Task;

/// How a neural fit weighs against a classical one in the estimate of what is left.
const NEURAL_WEIGHT: f64 = 30.0;

/// One fit that the training will do.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    model: String,
    window: usize,
    weight: f64,
}

/// Turns events into progress, and stops the training when the job should not go on.
pub(crate) struct Report<'a> {
    task: &'a Task,
    steps: Vec<Step>,
    /// The step at work.
    at: usize,
    /// The fraction of it that is done.
    part: f64,
    started: Instant,
    /// The fraction of the whole job that was done before.
    before: f64,
}

impl<'a> Report<'a> {
    /// The fits of a backtest of `models` (name, and whether it is neural) over `windows` windows. A neural
    /// model is fitted on the first window and rolled forward on the others. `before` is the fraction of the whole job
    /// that is done already.
    pub(crate) fn new(task: &'a Task, models: &[(String, bool)], windows: usize, before: f64) -> Self {
        let mut steps = Vec::new();
        for (model, neural) in models {
            for window in 1..=windows {
                let weight = if *neural && window == 1 { NEURAL_WEIGHT } else { 1.0 };
                steps.push(Step { model: model.clone(), window, weight });
            }
        }
        for (model, neural) in models {
            let weight = if *neural { NEURAL_WEIGHT } else { 0.0 };
            steps.push(Step { model: model.clone(), window: 0, weight });
        }
        Self { task, steps, at: 0, part: 0.0, started: Instant::now(), before }
    }

    fn fraction(&self) -> f64 {
        let total: f64 = self.steps.iter().map(|s| s.weight).sum();
        let done: f64 = self.steps.iter().take(self.at).map(|s| s.weight).sum();
        let now = self.steps.get(self.at).map_or(0.0, |s| s.weight) * self.part;
        // The rest is reading and saving.
        (1.0 - self.before) * (0.02 + 0.96 * (done + now) / total.max(1.0)) + self.before
    }

    fn publish(&self, change: impl FnOnce(&mut almanac_domain::job::Progress)) {
        let fraction = self.fraction();
        let elapsed = self.started.elapsed().as_secs_f64();
        self.task.progress(|p| {
            p.fraction = fraction;
            let own = (fraction - self.before) / (1.0 - self.before);
            p.seconds_left = (own > 0.05).then(|| elapsed * (1.0 - own) / own);
            change(p);
        });
    }
}

impl Observer for Report<'_> {
    fn on(&mut self, event: &Event) -> Flow {
        match event {
            Event::Window { model, window, windows } => {
                let found = self.steps.iter().position(|s| s.model == *model && s.window == *window);
                self.at = found.unwrap_or(self.at);
                self.part = 0.0;
                let phase = if *window == 0 { "fit" } else { "backtest" };
                self.publish(|p| {
                    p.phase = String::from(phase);
                    p.model = Some(model.clone());
                    p.window = *window;
                    p.windows = *windows;
                    p.epoch = 0;
                    p.epochs = 0;
                    p.loss.clear();
                });
            }
            Event::Epoch { epoch, epochs, loss, .. } => {
                self.part = *epoch as f64 / (*epochs).max(1) as f64;
                self.publish(|p| {
                    p.epoch = *epoch;
                    p.epochs = *epochs;
                    p.loss.push(*loss);
                });
            }
            Event::Trial { .. } => {}
            Event::Progress { fraction } => {
                self.part = *fraction;
                self.publish(|_| {});
            }
        }
        if self.task.check().is_ok() { Flow::Continue } else { Flow::Stop }
    }
}
