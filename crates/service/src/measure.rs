//! Metrics of queries and inference. They go to the recorder of the process, or nowhere if there is none.

use std::time::Instant;

use metrics::{counter, histogram};

use crate::{Error, Result};

/// Work that was neither finished nor given up by us: its future was dropped.
const DROPPED: &str = "cancelled";

/// What is measured.
enum Work {
    Query,
    Inference { model: String },
}

/// Work that is being done. It is counted once, when it ends or is dropped.
pub(crate) struct Measured {
    work: Work,
    started: Instant,
    outcome: &'static str,
}

impl Measured {
    /// A query begins.
    pub(crate) fn query() -> Self {
        Self::begin(Work::Query)
    }

    /// A model begins to compute a forecast. The name must be that of a method: names are labels.
    pub(crate) fn inference(model: &str) -> Self {
        Self::begin(Work::Inference { model: model.to_owned() })
    }

    fn begin(work: Work) -> Self {
        Self { work, started: Instant::now(), outcome: DROPPED }
    }

    /// A query has ended; the rows of its result are noted.
    pub(crate) fn end_with_rows<T>(self, result: &Result<T>, rows: impl FnOnce(&T) -> u64) {
        if let Ok(done) = result {
            histogram!("query_rows").record(rows(done) as f64);
        }
        self.end(result);
    }

    /// The work has ended.
    pub(crate) fn end<T>(mut self, result: &Result<T>) {
        self.outcome = match result {
            Ok(_) => "succeeded",
            Err(Error::Internal(_)) => "failed",
            Err(Error::TooLarge(_) | Error::Busy { .. } | Error::Quota(_)) => "limited",
            Err(_) => "refused",
        };
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let (elapsed, outcome) = (self.started.elapsed(), self.outcome);
        match &self.work {
            Work::Query => {
                counter!("queries_total", "outcome" => outcome).increment(1);
                histogram!("query_duration_seconds").record(elapsed);
            }
            Work::Inference { model } => {
                counter!("inferences_total", "model" => model.clone(), "outcome" => outcome).increment(1);
                histogram!("inference_duration_seconds", "model" => model.clone()).record(elapsed);
            }
        }
    }
}
