//! A release server on an empty data folder, and the way to a project with data in it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::http::{Connection, Header};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery staple";
const GIVE_UP_AFTER: Duration = Duration::from_secs(30);
/// How often a job is asked for.
const LOOK: Duration = Duration::from_millis(200);
/// The longest job of a measurement: the import of ten million rows, or a training.
const LONGEST_JOB: Duration = Duration::from_mins(20);

/// A started server, killed when dropped.
pub struct Server {
    process: Child,
    out: BufReader<ChildStdout>,
    pub address: SocketAddr,
    pub metrics: SocketAddr,
    pub data: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait().map(drop)) {
            eprintln!("xtask: cannot stop the server: {error}");
        }
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

impl Server {
    /// Starts and waits until `GET /readyz` answers 200; how long that took.
    pub fn start(binary: &Path) -> Result<(Self, Duration)> {
        Self::start_with(binary, &[])
    }

    /// As [`Server::start`], with further arguments of `almanac serve`.
    pub fn start_with(binary: &Path, more: &[&str]) -> Result<(Self, Duration)> {
        let data = tempfile::tempdir()?;
        let (address, metrics) = (free_address()?, free_address()?);
        let start = Instant::now();
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", &address.to_string(), "--data-dir"]).arg(data.path());
        command.args(["--metrics-listen", &metrics.to_string()]).args(more).env("ALMANAC_LOG", "warn");
        let process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = process.context("cannot start the release server")?;
        let out = BufReader::new(process.stdout.take().context("no standard output")?);
        let mut server = Self { process, out, address, metrics, data };
        while !is_ready(address) {
            if let Some(status) = server.process.try_wait()? {
                bail!("the server ended with {status} before it was ready");
            }
            if start.elapsed() > GIVE_UP_AFTER {
                bail!("the server was not ready within {} s", GIVE_UP_AFTER.as_secs());
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok((server, start.elapsed()))
    }

    /// The memory it holds, in MB.
    pub fn resident_megabytes(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        resident_megabytes(&status).context("no VmRSS in /proc")
    }

    /// Does the setup by the printed link and makes a project.
    pub fn user(&mut self) -> Result<User> {
        let mut line = String::new();
        self.out.read_line(&mut line)?;
        let token = line.trim().rsplit('/').next().filter(|_| line.starts_with("setup: "));
        let token = token.with_context(|| format!("no setup link: {line:?}"))?;
        let mut connection = Connection::open(self.address, None)?;
        let input = json!({"token": token, "organization": "Bench", "name": "Bench",
            "email": "bench@example.org", "password": PASSWORD});
        let body = input.to_string();
        let answer = connection.send("POST", "/api/v1/setup", "application/json", body.as_bytes())?;
        answer.json().context("setup")?;
        connection.sign_in = answer.set_cookie.map(Header::Cookie);
        ensure!(connection.sign_in.is_some(), "the setup set no cookie");
        let project = connection.post("/projects", &json!({"name": "Bench"}))?;
        Ok(User { project: format!("/projects/{}", text(&project["id"])?), connection })
    }
}

/// Somebody who is signed in and has a project.
pub struct User {
    pub connection: Connection,
    /// `/projects/{id}`
    pub project: String,
}

impl User {
    /// Makes an API key that may read everything in the project.
    pub fn key(&mut self) -> Result<Header> {
        let input = json!({"name": "Bench", "scopes": ["query:read", "model:read", "forecast:read"]});
        let made = self.connection.post("/keys", &input)?;
        Ok(Header::Key(text(&made["text"])?.to_owned()))
    }

    /// Sends a file and imports it; the data set's id.
    pub fn import(&mut self, file: &Path) -> Result<String> {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = format!("/api/v1{}/uploads?file_name={name}", self.project);
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let upload = self.connection.send("POST", &path, "application/octet-stream", &bytes)?;
        let import = json!({"upload_id": upload.json().context("upload")?["id"], "name": name});
        let started = self.connection.post(&format!("{}/datasets", self.project), &import)?;
        self.wait(&started["dataset"]["job_id"]).context("import")?;
        text(&started["dataset"]["id"]).map(str::to_owned)
    }

    /// Imports the shipped rides, trains the neural model with these drivers for two days ahead, and makes a
    /// forecast; its id.
    pub fn forecast_rides(&mut self, file: &Path, drivers: &[&str]) -> Result<String> {
        let dataset = self.import(file)?;
        let drivers: Vec<_> = drivers.iter().map(|name| json!({"column": name, "timing": "futr"})).collect();
        let training = json!({
            "name": "Rides", "source": {"type": "dataset", "id": dataset}, "time": "date_time", "target": "users",
            "drivers": drivers, "horizon": 48, "seasons": [24, 168], "models": ["TiDE"], "windows": 1,
        });
        let project = self.project.clone();
        let model = self.connection.post(&format!("{project}/models"), &training)?;
        self.wait(&model["job_id"]).context("training")?;
        let wanted = json!({"model_id": model["id"], "name": "Next", "model": "TiDE", "future": {"type": "repeat_season"}});
        let forecast = self.connection.post(&format!("{project}/forecasts"), &wanted)?;
        text(&forecast["id"]).map(str::to_owned)
    }

    /// Waits until a job has succeeded.
    pub fn wait(&mut self, job: &Value) -> Result<()> {
        let path = format!("{}/jobs/{}", self.project, text(job)?);
        let start = Instant::now();
        loop {
            let job = self.connection.read(&path)?;
            match text(&job["state"])? {
                "succeeded" => return Ok(()),
                "failed" | "cancelled" => bail!("the job ended badly: {job}"),
                _ if start.elapsed() > LONGEST_JOB => bail!("the job did not end: {job}"),
                _ => thread::sleep(LOOK),
            }
        }
    }
}

pub fn text(value: &Value) -> Result<&str> {
    value.as_str().with_context(|| format!("not a text: {value}"))
}

fn is_ready(address: SocketAddr) -> bool {
    let ask = || Connection::open(address, None)?.get("/readyz");
    ask().is_ok_and(|answer| answer.status == 200)
}

fn resident_megabytes(status: &str) -> Option<f64> {
    let kib: f64 = super::machine::field(status, "VmRSS")?.split(' ').next()?.parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_megabytes() {
        assert_eq!(resident_megabytes("VmPeak: 9 kB\nVmRSS:\t  125000 kB\n"), Some(128.0));
        assert_eq!(resident_megabytes(""), None);
    }
}
