//! `kill -9` at bad moments: after the next start nothing acknowledged is lost, no file is left over, and
//! the job ends.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::mpsc;

use reqwest::blocking::{Body, Client, Response};
use serde_json::{Value, json};

use crate::process::{binary, rides};

/// A server in a process of its own; killed at once when dropped.
struct Server {
    process: Child,
    url: String,
    out: BufReader<ChildStdout>,
}

impl Server {
    /// Starts and waits until it says that it serves.
    fn start(data: &Path) -> Self {
        let mut command = binary();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--data-dir"]).arg(data);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let out = BufReader::new(process.stdout.take().unwrap());
        let address = loop {
            let line = log.next().expect("the server ended").unwrap();
            let line: Value = serde_json::from_str(&line).unwrap();
            if line["message"] == "serving" {
                break line["address"].as_str().unwrap().to_owned();
            }
        };
        // The log must be read on, or the server waits for us.
        std::thread::spawn(move || log.for_each(drop));
        Self { process, url: format!("http://{address}"), out }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The token of the setup link.
    fn token(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        assert!(line.starts_with(&format!("setup: {}/setup/", self.url)), "{line}");
        line.trim().rsplit('/').next().unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A signed-in client.
struct Ann {
    client: Client,
    url: String,
}

const PASSWORD: &str = "correct horse battery staple";

impl Ann {
    fn new(server: &Server) -> Self {
        let client = Client::builder().cookie_store(true).timeout(None).build().unwrap();
        Self { client, url: format!("{}/api/v1", server.url) }
    }

    /// Does the setup and makes a project; its path.
    fn set_up(server: &mut Server) -> (Self, String) {
        let ann = Self::new(server);
        let input = json!({"token": server.token(), "organization": "x", "name": "Ann",
            "email": "ann@example.org", "password": PASSWORD});
        ann.post("/setup", &input);
        let project = ann.post("/projects", &json!({"name": "Bikes"}));
        (ann, format!("/projects/{}", project["id"].as_str().unwrap()))
    }

    /// Signs in after a restart.
    fn again(server: &Server) -> Self {
        let ann = Self::new(server);
        ann.post("/sessions", &json!({"email": "ann@example.org", "password": PASSWORD}));
        ann
    }

    fn read(answer: Response) -> Value {
        let (status, text) = (answer.status(), answer.text().unwrap());
        assert!(status.is_success(), "{status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    fn get(&self, path: &str) -> Value {
        Self::read(self.client.get(format!("{}{path}", self.url)).send().unwrap())
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let request =
            self.client.post(format!("{}{path}", self.url)).header("content-type", "application/json");
        Self::read(request.body(body.to_string()).send().unwrap())
    }

    fn send(&self, project: &str, file: &Path) -> Value {
        let url = format!("{}{project}/uploads?file_name=rides.csv", self.url);
        Self::read(self.client.post(url).body(std::fs::read(file).unwrap()).send().unwrap())
    }

    /// Reads a job's events until one that is wanted; that one.
    fn until(&self, project: &str, job: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let answer = self.client.get(format!("{}{project}/jobs/{job}/events", self.url)).send().unwrap();
        assert!(answer.status().is_success());
        for line in BufReader::new(answer).lines() {
            let line = line.unwrap();
            let Some(data) = line.strip_prefix("data:") else { continue };
            let job: Value = serde_json::from_str(data.trim()).unwrap();
            if wanted(&job) {
                return job;
            }
        }
        panic!("the events ended before what was waited for");
    }

    fn end(&self, project: &str, job: &str) -> Value {
        self.until(project, job, |job| {
            ["succeeded", "failed", "cancelled"].contains(&job["state"].as_str().unwrap())
        })
    }
}

/// All files below the data folder but those of the database.
fn stored(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(stored(&path));
        } else if !path.file_name().unwrap().to_string_lossy().starts_with("almanac.db") {
            found.push(path.display().to_string());
        }
    }
    found.sort();
    found
}

#[test]
fn killed_during_an_upload_nothing_of_it_is_left() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let (ann, project) = Ann::set_up(&mut server);
    let file = tempfile::tempdir().unwrap();
    let acknowledged = ann.send(&project, &rides(file.path(), 100));
    let before = stored(data.path());

    // A body that stays open: the server has begun to write when more files than before are there.
    let (pieces, body) = mpsc::sync_channel::<Vec<u8>>(1);
    let url = format!("{}{project}/uploads?file_name=more.csv", ann.url);
    let client = ann.client.clone();
    let sender =
        std::thread::spawn(move || client.post(url).body(Body::new(Pieces(body, Vec::new()))).send());
    while stored(data.path()) == before {
        pieces.send(b"ds,y\n".repeat(10_000)).unwrap();
    }
    server.kill();
    drop(pieces);
    assert!(sender.join().unwrap().is_err());
    assert_ne!(stored(data.path()), before, "the kill came too late to leave something behind");

    let server = Server::start(data.path());
    assert_eq!(stored(data.path()), before);
    let ann = Ann::again(&server);
    let id = acknowledged["id"].as_str().unwrap();
    assert_eq!(ann.get(&format!("{project}/uploads/{id}"))["sha256"], acknowledged["sha256"]);
}

/// A body whose pieces come from another thread.
struct Pieces(mpsc::Receiver<Vec<u8>>, Vec<u8>);

impl std::io::Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.1.is_empty() {
            self.1 = self.0.recv().unwrap_or_default();
        }
        let n = self.1.len().min(out.len());
        out[..n].copy_from_slice(&self.1[..n]);
        self.1.drain(..n);
        Ok(n)
    }
}

#[test]
fn killed_during_an_import_the_data_set_gets_ready() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let (ann, project) = Ann::set_up(&mut server);
    let file = tempfile::tempdir().unwrap();
    let upload = ann.send(&project, &rides(file.path(), 17_544));
    let import = json!({"upload_id": upload["id"], "name": "Rides"});
    let dataset = ann.post(&format!("{project}/datasets"), &import)["dataset"].clone();
    server.kill();

    let server = Server::start(data.path());
    let ann = Ann::again(&server);
    let job = ann.end(&project, dataset["job_id"].as_str().unwrap());
    assert_eq!(job["state"], "succeeded", "{job}");
    let path = format!("{project}/datasets/{}", dataset["id"].as_str().unwrap());
    let dataset = ann.get(&path);
    assert_eq!((&dataset["state"], &dataset["rows"]), (&json!("ready"), &json!(17_544)));
    let files = stored(&data.path().join("files"));
    assert_eq!(files.len(), 2, "the rows and their profile: {files:?}");
}

#[test]
fn killed_during_a_training_it_is_tried_again_and_ends() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path());
    let (ann, project) = Ann::set_up(&mut server);
    let file = tempfile::tempdir().unwrap();
    let upload = ann.send(&project, &rides(file.path(), 1_000));
    let import = json!({"upload_id": upload["id"], "name": "Rides"});
    let dataset = ann.post(&format!("{project}/datasets"), &import)["dataset"].clone();
    ann.end(&project, dataset["job_id"].as_str().unwrap());
    let training = json!({
        "name": "Rides", "source": {"type": "dataset", "id": dataset["id"]}, "time": "date_time",
        "target": "users", "drivers": [{"column": "temp", "timing": "futr"}], "horizon": 24, "seasons": [24],
        "models": ["TiDE"], "windows": 1,
    });
    let model = ann.post(&format!("{project}/models"), &training);
    let job = model["job_id"].as_str().unwrap();
    ann.until(&project, job, |job| job["state"] == "running");
    server.kill();

    let server = Server::start(data.path());
    let ann = Ann::again(&server);
    let job = ann.end(&project, job);
    assert_eq!((&job["state"], &job["attempts"]), (&json!("succeeded"), &json!(2)), "{job}");
    let model = ann.get(&format!("{project}/models/{}", model["id"].as_str().unwrap()));
    assert_eq!((&model["state"], &model["what_if"]), (&json!("ready"), &json!(true)));
    assert!(stored(&data.path().join("incoming")).is_empty());
}
