//! A bounded load generator: a fixed number of connections, each with a thread, for a fixed time.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use super::http::{Connection, Header};
use super::statistics::{milliseconds, p95};

/// What is sent.
pub struct Load<'a> {
    pub address: SocketAddr,
    pub sign_in: Option<Header>,
    /// The paths, in turn.
    pub paths: &'a [String],
    pub connections: usize,
    pub lasts: Duration,
    /// Requests each second, sent on time whatever the answers do; as many as go if none.
    pub rate: Option<f64>,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// Answers each second.
    pub rate: f64,
    /// From when a request was due to the end of its answer.
    pub p95_milliseconds: f64,
    pub answers: usize,
    /// Answers other than 200, and requests that broke.
    pub errors: usize,
}

impl Load<'_> {
    pub fn run(&self) -> Result<Outcome> {
        let next = AtomicUsize::new(0);
        let start = Instant::now();
        let parts: Vec<Result<(Vec<f64>, usize)>> = thread::scope(|scope| {
            let workers: Vec<_> =
                (0..self.connections).map(|_| scope.spawn(|| self.work(&next, start))).collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|_| Err(anyhow!("a thread panicked"))))
                .collect()
        });
        let seconds = start.elapsed().as_secs_f64();
        let (mut times, mut errors) = (Vec::new(), 0);
        for part in parts {
            let (more, wrong) = part?;
            times.extend(more);
            errors += wrong;
        }
        let answers = times.len();
        Ok(Outcome { rate: answers as f64 / seconds, p95_milliseconds: p95(times), answers, errors })
    }

    /// Sends requests on one connection until time is up.
    fn work(&self, next: &AtomicUsize, start: Instant) -> Result<(Vec<f64>, usize)> {
        let mut connection = Connection::open(self.address, self.sign_in.clone())?;
        let (mut times, mut errors) = (Vec::new(), 0);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let due = self.due(number, start);
            if due.duration_since(start) >= self.lasts {
                return Ok((times, errors));
            }
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let path = &self.paths[number % self.paths.len()];
            if let Ok(answer) = connection.get(path) {
                times.push(milliseconds(due.elapsed()));
                errors += usize::from(answer.status != 200);
            } else {
                errors += 1;
                connection = Connection::open(self.address, self.sign_in.clone())?;
            }
        }
    }

    /// When a request must be sent.
    fn due(&self, number: usize, start: Instant) -> Instant {
        match self.rate {
            Some(rate) => start + Duration::from_secs_f64(number as f64 / rate),
            None => Instant::now(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// Answers every request with 200, every tenth with 500.
    fn serve(listener: &TcpListener) {
        let count = AtomicUsize::new(1);
        thread::scope(|scope| {
            for stream in listener.incoming().take(2) {
                let count = &count;
                scope.spawn(move || {
                    let mut stream = BufReader::new(stream.unwrap());
                    let mut line = String::new();
                    while stream.read_line(&mut line).unwrap() > 0 {
                        if line == "\r\n" {
                            let wrong = count.fetch_add(1, Ordering::Relaxed).is_multiple_of(10);
                            let status = if wrong { "500 Sorry" } else { "200 OK" };
                            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
                            stream.get_mut().write_all(answer.as_bytes()).unwrap();
                        }
                        line.clear();
                    }
                });
            }
        });
    }

    #[test]
    fn requests_are_sent_at_the_rate_and_wrong_answers_counted() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || serve(&listener));
        let load = Load {
            address,
            sign_in: None,
            paths: &["/".to_owned()],
            connections: 2,
            lasts: Duration::from_millis(500),
            rate: Some(200.0),
        };
        let outcome = load.run().unwrap();
        assert_eq!((outcome.answers, outcome.errors), (100, 10));
        assert!(outcome.p95_milliseconds > 0.0);
        server.join().unwrap();
    }
}
