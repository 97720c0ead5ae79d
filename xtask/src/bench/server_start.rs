//! How soon the release server is ready on an empty data folder, and what it holds when idle.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::server::Server;
use super::statistics::median;
use super::{Context, Measurement};

const RUNS: usize = 5;
const IDLE: Duration = Duration::from_secs(3);

/// The median of five starts: seconds until `GET /readyz` answers 200, and memory after three idle
/// seconds.
pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let mut seconds = Vec::new();
    let mut megabytes = Vec::new();
    for _ in 0..RUNS {
        let (server, ready) = Server::start(&context.binary())?;
        thread::sleep(IDLE);
        seconds.push(ready.as_secs_f64());
        megabytes.push(server.resident_megabytes()?);
    }
    Ok(vec![
        Measurement::at_most("start to ready, empty data folder", median(seconds), "s", 1.0),
        Measurement::at_most("idle memory", median(megabytes), "MB", 150.0),
    ])
}
