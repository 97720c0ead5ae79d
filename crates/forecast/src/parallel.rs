//! Work on many series at once: threads natively, a plain loop in the browser.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Error, Event, Flow, Observer, Result};

/// Tells a piece of work that its result is no longer wanted.
#[derive(Debug, Default)]
pub(crate) struct Cancel(AtomicBool);

impl Cancel {
    /// Whether to stop now.
    pub(crate) fn requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Asks to stop.
    pub(crate) fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Applies `work` to `0..n` and returns the results in order. Tells `observer` the progress and
/// asks it, at least ten times a second, whether to go on.
///
/// # Errors
/// [`Error::Cancelled`] if the observer stops, else the error of the lowest index that failed.
pub(crate) fn map<T: Send>(
    n: usize,
    observer: &mut dyn Observer,
    work: impl Fn(usize, &Cancel) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let cancel = Cancel::default();
    let mut slots: Vec<Option<Result<T>>> = (0..n).map(|_| None).collect();
    run(n, observer, &cancel, &work, &mut slots);
    if cancel.requested() {
        return Err(Error::Cancelled);
    }
    slots.into_iter().map(|slot| slot.unwrap_or(Err(Error::Cancelled))).collect()
}

/// Tells the observer how much is done; `false` if it wants to stop.
fn report(observer: &mut dyn Observer, cancel: &Cancel, done: usize, n: usize) -> bool {
    let event = Event::Progress { fraction: done as f64 / n.max(1) as f64 };
    if observer.on(&event) == Flow::Stop {
        cancel.request();
    }
    !cancel.requested()
}

#[cfg(target_arch = "wasm32")]
fn run<T: Send>(
    n: usize,
    observer: &mut dyn Observer,
    cancel: &Cancel,
    work: &(impl Fn(usize, &Cancel) -> Result<T> + Sync),
    slots: &mut [Option<Result<T>>],
) {
    for (i, slot) in slots.iter_mut().enumerate() {
        *slot = Some(work(i, cancel));
        if !report(observer, cancel, i + 1, n) {
            return;
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn run<T: Send>(
    n: usize,
    observer: &mut dyn Observer,
    cancel: &Cancel,
    work: &(impl Fn(usize, &Cancel) -> Result<T> + Sync),
    slots: &mut [Option<Result<T>>],
) {
    use std::sync::{atomic::AtomicUsize, mpsc};
    use std::time::Duration;

    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(n);
    let chunk = (n / (threads.max(1) * 50)).clamp(1, 256);
    let next = AtomicUsize::new(0);
    let next = &next;
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..threads {
            let sender = sender.clone();
            scope.spawn(move || {
                loop {
                    let from = next.fetch_add(chunk, Ordering::Relaxed);
                    if from >= n || cancel.requested() {
                        return;
                    }
                    let results: Vec<_> = (from..(from + chunk).min(n)).map(|i| work(i, cancel)).collect();
                    if sender.send((from, results)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut done = 0;
        loop {
            match receiver.recv_timeout(Duration::from_millis(100)) {
                Ok((from, results)) => {
                    done += results.len();
                    for (slot, result) in slots[from..].iter_mut().zip(results) {
                        *slot = Some(result);
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            }
            report(observer, cancel, done, n);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Silent;

    struct StopAt(f64);

    impl Observer for StopAt {
        fn on(&mut self, event: &Event) -> Flow {
            match event {
                Event::Progress { fraction } if *fraction >= self.0 => Flow::Stop,
                _ => Flow::Continue,
            }
        }
    }

    #[test]
    fn results_keep_their_order() {
        let squares = map(1000, &mut Silent, |i, _| Ok(i * i)).unwrap();
        assert_eq!(squares, (0..1000).map(|i| i * i).collect::<Vec<_>>());
    }

    #[test]
    fn no_work_gives_no_results() {
        assert_eq!(map(0, &mut Silent, |i, _| Ok(i)).unwrap(), Vec::<usize>::new());
    }

    #[test]
    fn the_lowest_failing_index_names_the_error() {
        let result =
            map(500, &mut Silent, |i, _| if i >= 100 { Err(Error::Numeric(i.to_string())) } else { Ok(i) });
        assert_eq!(result, Err(Error::Numeric("100".into())));
    }

    #[test]
    fn an_observer_that_stops_ends_the_work() {
        assert_eq!(map(5000, &mut StopAt(0.1), |i, _| Ok(i)), Err(Error::Cancelled));
    }
}
