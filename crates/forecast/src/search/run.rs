//! Running trials until a budget is spent.

use serde::{Deserialize, Serialize};

use super::study::{State, Study, Trial};
use crate::options::Parameters;
use crate::parallel::{self, Cancel};
use crate::{Error, Event, Flow, Observer, Result};

/// When to stop; with both, whatever comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Trials of the study, those of earlier runs among them; rounded up to whole batches.
    #[serde(default)]
    pub trials: Option<usize>,
    /// Seconds of this run. What is under way then is stopped and forgotten; a continued study tries it again.
    #[serde(default)]
    pub seconds: Option<f64>,
}

/// What to try.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attempt<'a> {
    /// The options.
    pub parameters: &'a Parameters,
    /// The share of the full effort, above 0 and at most 1.
    pub share: f64,
}

/// The observer of one attempt: it only says whether to stop.
struct Watch<'a>(&'a Cancel);

impl Observer for Watch<'_> {
    fn on(&mut self, _event: &Event) -> Flow {
        if self.0.requested() { Flow::Stop } else { Flow::Continue }
    }
}

/// The observer of a batch: stops at the end of the time, and tells the progress of the whole run.
struct Run<'a> {
    observer: &'a mut dyn Observer,
    clock: &'a (dyn Fn() -> f64 + Sync),
    begin: f64,
    seconds: Option<f64>,
    /// The share of trials done.
    done: f64,
    /// Whether the time is up.
    over: bool,
}

impl Run<'_> {
    fn elapsed(&self) -> f64 {
        (self.clock)() - self.begin
    }
}

impl Observer for Run<'_> {
    fn on(&mut self, _event: &Event) -> Flow {
        let elapsed = self.elapsed();
        let of_time = self.seconds.map_or(0.0, |seconds| elapsed / seconds.max(1e-9));
        let event = Event::Progress { fraction: of_time.max(self.done).clamp(0.0, 1.0) };
        if self.observer.on(&event) == Flow::Stop {
            return Flow::Stop;
        }
        self.over = self.seconds.is_some_and(|seconds| elapsed >= seconds);
        if self.over { Flow::Stop } else { Flow::Continue }
    }
}

impl Study {
    /// Runs trials until the budget is spent. `objective` returns what is to be made small, and should ask the observer
    /// it is given whether to stop; an error, or a value that is not finite, fails the trial alone. `clock` returns seconds.
    ///
    /// A trial is recorded when its batch is done, and `observer` is told of it. So a study that is stopped, whether by the
    /// observer or by the budget, stands where it can be continued.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if the observer stops; [`Error::Invalid`] if the study is not one that can be run, or there
    /// is no budget.
    pub fn run(
        &mut self,
        budget: &Budget,
        clock: &(dyn Fn() -> f64 + Sync),
        observer: &mut dyn Observer,
        objective: impl Fn(&Attempt, &mut dyn Observer) -> Result<f64> + Sync,
    ) -> Result<()> {
        self.check()?;
        if budget.trials.is_none() && budget.seconds.is_none() {
            return Err(Error::Invalid("a search needs a budget of trials or seconds".into()));
        }
        let begin = clock();
        loop {
            let mut run = Run { observer, clock, begin, seconds: budget.seconds, done: 0.0, over: false };
            if budget.seconds.is_some_and(|seconds| run.elapsed() >= seconds) {
                return Ok(());
            }
            run.done = budget.trials.map_or(0.0, |most| self.trials.len() as f64 / most.max(1) as f64);
            let promoted = self.promotions();
            let batch: Vec<Trial> = if !promoted.is_empty() {
                promoted.iter().map(|number| self.trials[*number].clone()).collect()
            } else if budget.trials.is_none_or(|most| self.trials.len() < most) {
                self.fresh()?
            } else {
                return Ok(());
            };
            let halving = self.halving.clone();
            let done = parallel::map(batch.len(), &mut run, |i, cancel| {
                let trial = &batch[i];
                let share = halving.as_ref().map_or(1.0, |halving| halving.share(trial.values.len()));
                let attempt = Attempt { parameters: &trial.parameters, share };
                let from = clock();
                let outcome = objective(&attempt, &mut Watch(cancel));
                let seconds = clock() - from;
                match outcome {
                    Err(Error::Cancelled) => Err(Error::Cancelled),
                    outcome => Ok((outcome, seconds)),
                }
            });
            let done = match done {
                Err(Error::Cancelled) if run.over => return Ok(()),
                done => done?,
            };
            for (trial, (outcome, seconds)) in batch.into_iter().zip(done) {
                self.record(trial, outcome, seconds, observer);
            }
        }
    }

    /// The next batch of new trials.
    fn fresh(&self) -> Result<Vec<Trial>> {
        let trial = |(i, parameters)| Trial {
            number: self.trials.len() + i,
            parameters,
            values: Vec::new(),
            state: State::Paused,
            seconds: 0.0,
        };
        Ok(self.proposals()?.into_iter().enumerate().map(trial).collect())
    }

    fn record(&mut self, mut trial: Trial, outcome: Result<f64>, seconds: f64, observer: &mut dyn Observer) {
        trial.seconds += seconds;
        trial.state = match outcome {
            Ok(value) if value.is_finite() => {
                trial.values.push(value);
                if trial.values.len() == self.rungs() { State::Complete } else { State::Paused }
            }
            Ok(value) => State::Failed { why: format!("the value is {value}") },
            Err(error) => State::Failed { why: error.to_string() },
        };
        let (number, failed) = (trial.number, matches!(trial.state, State::Failed { .. }));
        let value = if failed { None } else { trial.value() };
        let rung = (trial.values.len() + usize::from(failed)).saturating_sub(1);
        match self.trials.get_mut(number) {
            Some(before) => *before = trial,
            None => self.trials.push(trial),
        }
        let best = self.best().and_then(Trial::value);
        let event = Event::Trial { number, rung, rungs: self.rungs(), value, best, seconds };
        // All of a batch is recorded before a stop takes effect, in the next one.
        observer.on(&event);
    }
}
