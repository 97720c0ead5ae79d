//! Servers in processes of their own, and somebody who uses them.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use crate::process::binary;

/// A server in a process of its own; killed at once when dropped.
pub struct Server {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// Where its metrics are, if they are served.
    pub metrics: Option<String>,
    out: BufReader<ChildStdout>,
}

impl Server {
    /// Starts and waits until it says that it serves.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// Starts with more flags and waits until it says that it serves.
    pub fn start_with(data: &Path, flags: &[&str]) -> Self {
        let mut command = binary();
        command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--data-dir"]).arg(data);
        command.args(flags);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let out = BufReader::new(process.stdout.take().unwrap());
        let mut metrics = None;
        let address = loop {
            let line = log.next().expect("the server ended").unwrap();
            let line: Value = serde_json::from_str(&line).unwrap();
            let address = || line["address"].as_str().unwrap().to_owned();
            match line["message"].as_str() {
                Some("serving metrics") => metrics = Some(format!("http://{}/metrics", address())),
                Some("serving") => break address(),
                _ => {}
            }
        };
        // The log must be read on, or the server waits for us.
        std::thread::spawn(move || log.for_each(drop));
        Self { process, url: format!("http://{address}"), metrics, out }
    }

    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The next line of its standard output.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    /// The token of the setup link.
    fn token(&mut self) -> String {
        let line = self.line();
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
pub struct Ann {
    pub client: Client,
    pub url: String,
}

const PASSWORD: &str = "correct horse battery staple";

impl Ann {
    pub fn new(server: &Server) -> Self {
        let client = Client::builder().cookie_store(true).timeout(None).build().unwrap();
        Self { client, url: format!("{}/api/v1", server.url) }
    }

    /// Does the setup and makes a project; its path.
    pub fn set_up(server: &mut Server) -> (Self, String) {
        let ann = Self::new(server);
        let input = json!({"token": server.token(), "organization": "x", "name": "Ann",
            "email": "ann@example.org", "password": PASSWORD});
        ann.post("/setup", &input);
        let project = ann.post("/projects", &json!({"name": "Bikes"}));
        (ann, format!("/projects/{}", project["id"].as_str().unwrap()))
    }

    /// Signs in after a restart.
    pub fn again(server: &Server) -> Self {
        Self::signed_in(server, "ann@example.org", PASSWORD)
    }

    /// Signs in.
    pub fn signed_in(server: &Server, email: &str, password: &str) -> Self {
        let ann = Self::new(server);
        ann.post("/sessions", &json!({"email": email, "password": password}));
        ann
    }

    fn read(answer: Response) -> Value {
        let (status, text) = (answer.status(), answer.text().unwrap());
        assert!(status.is_success(), "{status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub fn get(&self, path: &str) -> Value {
        Self::read(self.client.get(format!("{}{path}", self.url)).send().unwrap())
    }

    pub fn post(&self, path: &str, body: &Value) -> Value {
        let request =
            self.client.post(format!("{}{path}", self.url)).header("content-type", "application/json");
        Self::read(request.body(body.to_string()).send().unwrap())
    }

    pub fn send(&self, project: &str, file: &Path) -> Value {
        let url = format!("{}{project}/uploads?file_name=rides.csv", self.url);
        Self::read(self.client.post(url).body(std::fs::read(file).unwrap()).send().unwrap())
    }

    /// Reads a job's events until one that is wanted; that one.
    pub fn until(&self, project: &str, job: &str, wanted: impl Fn(&Value) -> bool) -> Value {
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

    pub fn end(&self, project: &str, job: &str) -> Value {
        self.until(project, job, |job| {
            ["succeeded", "failed", "cancelled"].contains(&job["state"].as_str().unwrap())
        })
    }
}

/// What is written at any time: the database, and the heads of the audit log.
const BESIDE: [&str; 2] = ["almanac.db", "audit-heads.jsonl"];

/// All files below the data folder but those of the database.
pub fn stored(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(stored(&path));
        } else if !BESIDE.iter().any(|name| path.file_name().unwrap().to_string_lossy().starts_with(name)) {
            found.push(path.display().to_string());
        }
    }
    found.sort();
    found
}
