//! How soon the release server is ready on an empty data folder, and what it holds when idle.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::machine::field;
use super::{Context, Measurement};

const RUNS: usize = 5;
const GIVE_UP_AFTER: Duration = Duration::from_secs(30);
const IDLE: Duration = Duration::from_secs(3);

/// The median of five starts: seconds until `GET /readyz` answers 200, and memory after three idle
/// seconds.
pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let binary = context.workspace.server("release");
    let mut seconds = Vec::new();
    let mut megabytes = Vec::new();
    for _ in 0..RUNS {
        let (ready, resident) = start_once(&binary)?;
        seconds.push(ready.as_secs_f64());
        megabytes.push(resident);
    }
    let row = |what: &str, values: Vec<f64>, unit, limit| Measurement {
        what: what.to_owned(),
        value: median(values),
        unit,
        at_most: Some(limit),
    };
    Ok(vec![
        row("start to ready, empty data folder", seconds, "s", 1.0),
        row("idle memory", megabytes, "MB", 150.0),
    ])
}

/// A started server, killed when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.0.kill().and_then(|()| self.0.wait().map(drop)) {
            eprintln!("xtask: cannot stop the server: {error}");
        }
    }
}

fn start_once(binary: &Path) -> Result<(Duration, f64)> {
    let data = tempfile::tempdir()?;
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let start = Instant::now();
    let mut command = Command::new(binary);
    command.args(["serve", "--listen", &address.to_string(), "--data-dir"]).arg(data.path());
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut server = Server(child.context("cannot start the release server")?);
    while !is_ready(address) {
        if let Some(status) = server.0.try_wait()? {
            bail!("the server ended with {status} before it was ready");
        }
        if start.elapsed() > GIVE_UP_AFTER {
            bail!("the server was not ready within {} s", GIVE_UP_AFTER.as_secs());
        }
        thread::sleep(Duration::from_millis(2));
    }
    let ready = start.elapsed();
    thread::sleep(IDLE);
    let status = fs::read_to_string(format!("/proc/{}/status", server.0.id()))?;
    Ok((ready, resident_megabytes(&status).context("no VmRSS in /proc")?))
}

fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_millis(200))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn resident_megabytes(status: &str) -> Option<f64> {
    let kib: f64 = field(status, "VmRSS")?.split(' ').next()?.parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_megabytes() {
        assert_eq!(resident_megabytes("VmPeak: 9 kB\nVmRSS:\t  125000 kB\n"), Some(128.0));
        assert_eq!(resident_megabytes(""), None);
    }

    #[test]
    fn median_ignores_order_and_one_outlier() {
        assert!((median(vec![9.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }
}
