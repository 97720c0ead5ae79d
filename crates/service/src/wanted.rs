//! Work on a thread of its own that ends when nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use almanac_forecast::{Event, Flow, Observer};

use crate::error::blocking;
use crate::{Error, Result};

/// Runs work that blocks and asks its observer whether to go on. It is stopped when it takes longer than `longest`,
/// and when the future is dropped, as that of a request that is given up.
///
/// # Errors
/// [`Error::TooLarge`] with `problem` if it takes too long; those of the work.
pub(crate) async fn within<T: Send + 'static>(
    longest: Duration,
    problem: &str,
    work: impl FnOnce(&mut dyn Observer) -> Result<T> + Send + 'static,
) -> Result<T> {
    let unwanted = Unwanted(Arc::default());
    let mut asks = Asks(Arc::clone(&unwanted.0));
    let done = tokio::time::timeout(longest, blocking(move || work(&mut asks))).await;
    drop(unwanted);
    done.unwrap_or_else(|_| Err(Error::TooLarge(problem.to_owned())))
}

/// Stops the work when it is dropped.
struct Unwanted(Arc<AtomicBool>);

impl Drop for Unwanted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Asks whether the work is wanted.
struct Asks(Arc<AtomicBool>);

impl Observer for Asks {
    fn on(&mut self, _: &Event) -> Flow {
        if self.0.load(Ordering::Relaxed) { Flow::Stop } else { Flow::Continue }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn works_on(observer: &mut dyn Observer) -> bool {
        observer.on(&Event::Progress { fraction: 0.5 }) == Flow::Continue
    }

    #[tokio::test]
    async fn work_that_is_waited_for_goes_on() {
        let done = within(Duration::from_mins(1), "slow", |observer| Ok(works_on(observer))).await;
        assert!(done.unwrap());
    }

    #[tokio::test]
    async fn work_that_takes_too_long_is_stopped_and_says_so() {
        let (told, stopped) = mpsc::channel();
        let endless = move |observer: &mut dyn Observer| {
            while works_on(observer) {
                std::thread::yield_now();
            }
            told.send(()).map_err(Error::internal)
        };
        let done = within(Duration::from_millis(1), "slow", endless).await;
        assert!(matches!(done, Err(Error::TooLarge(problem)) if problem == "slow"));
        stopped.recv().unwrap();
    }
}
