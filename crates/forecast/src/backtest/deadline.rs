//! The end of the time that a backtest may take.

use crate::{Event, Flow, Observer};

/// An observer that also stops a model when the time is up.
pub(super) struct Deadline<'a> {
    pub(super) observer: &'a mut dyn Observer,
    pub(super) clock: &'a dyn Fn() -> f64,
    /// What the clock says when the time is up; none if there is time enough.
    pub(super) until: Option<f64>,
    /// Whether a model was stopped for that.
    pub(super) passed: bool,
}

impl Deadline<'_> {
    /// Whether the time is up.
    pub(super) fn is_over(&self) -> bool {
        self.until.is_some_and(|until| (self.clock)() >= until)
    }
}

impl Observer for Deadline<'_> {
    fn on(&mut self, event: &Event) -> Flow {
        if self.observer.on(event) == Flow::Stop {
            return Flow::Stop;
        }
        self.passed = self.is_over();
        if self.passed { Flow::Stop } else { Flow::Continue }
    }
}
