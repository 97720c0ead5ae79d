//! `kill -9` at bad moments: after the next start nothing acknowledged is lost, no file is left over, and
//! the job ends.

use std::sync::mpsc;

use reqwest::blocking::Body;
use serde_json::json;

use crate::process::rides;
use crate::running::{Ann, Server, stored};

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

#[test]
fn killed_demonstration_goes_on_where_it_was() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start_with(data.path(), &["--demo"]);
    let line = server.line();
    let (email, password) = line.trim().strip_prefix("demo: ").unwrap().split_once(" / ").unwrap();
    let count = |ann: &Ann, path: &str| ann.get(path)["items"].as_array().unwrap().len();
    let ann = Ann::signed_in(&server, email, password);
    while count(&ann, "/projects") == 0 {}
    let path = format!("/projects/{}", ann.get("/projects")["items"][0]["id"].as_str().unwrap());
    while count(&ann, &format!("{path}/datasets")) == 0 {}
    server.kill();

    let server = Server::start_with(data.path(), &["--demo"]);
    let ann = Ann::signed_in(&server, email, password);
    while count(&ann, &format!("{path}/models")) == 0 {}
    assert_eq!(count(&ann, "/projects"), 1);
    for kind in ["datasets", "queries", "models"] {
        assert_eq!(count(&ann, &format!("{path}/{kind}")), 1, "{kind}");
    }
    assert_eq!(ann.get(&format!("{path}/datasets"))["items"][0]["rows"], 17_544);
    assert!(stored(&data.path().join("uploads")).is_empty());
}
