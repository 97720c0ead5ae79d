//! Files on their way in.

use std::io::{Cursor, Write as _};

use almanac::config::Config;
use almanac::http::assets::Site;
use almanac_testkit::{Backend as _, for_each_backend};
use futures::stream;
use serde_json::json;

use crate::browser::Browser;
use crate::server::{BareServer, TestServer};
use crate::story::{id, rides, send};

async fn project(browser: &Browser) -> String {
    id(&browser.post("/projects", &json!({"name": "Bikes"})).await.expect(201))
}

for_each_backend! {
    async fn broken_off_upload_leaves_nothing(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let before = server.test.data_files();
        let pieces: Vec<Result<String, std::io::Error>> =
            vec![Ok(rides(100)), Err(std::io::Error::other("the user closed the page"))];
        let body = reqwest::Body::wrap_stream(stream::iter(pieces));
        let path = format!("{}/api/v1/projects/{project}/uploads?file_name=x.csv", server.url);
        let sent = ann.raw().post(path).body(body).send().await;
        assert!(sent.is_err() || !sent.unwrap().status().is_success());
        // The next upload is complete after the server has seen the end of the first.
        let kept = send(&ann, &project, "y.csv", rides(50)).await;
        ann.api("DELETE", &format!("/projects/{project}/uploads/{}", id(&kept)), &serde_json::Value::Null)
            .await
            .expect(204);
        assert_eq!(server.test.data_files(), before);
    }
}

for_each_backend! {
    async fn bad_files_are_refused_and_leave_nothing(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let before = server.test.data_files();
        for (name, bytes) in [
            ("empty.csv", Vec::new()),
            ("noise.csv", (0..=255u8).cycle().take(4096).collect()),
            ("cut.parquet", b"PAR1\x00\x00PAR1".to_vec()),
            ("wide.csv", vec![b','; 20_000]),
        ] {
            let path = format!("/api/v1/projects/{project}/uploads?file_name={name}");
            let answer = ann.send("POST", &path, &[], bytes).await;
            assert_eq!(answer.status, 422, "{name}: {}", answer.text());
            assert!(!answer.json()["fields"].as_array().unwrap().is_empty(), "{name}");
        }
        assert_eq!(server.test.data_files(), before);
    }
}

/// A ZIP archive of entries, each with a name and how many MiB of spaces are in it.
fn archive(entries: impl Iterator<Item = (String, usize)>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let spaces = vec![b' '; 1 << 20];
    for (name, size) in entries {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        (0..size).for_each(|_| zip.write_all(&spaces).unwrap());
    }
    zip.finish().unwrap().into_inner()
}

/// The most memory that this process has held, in MiB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[tokio::test]
async fn r35_packed_files_that_would_fill_memory_or_leave_their_folder_are_refused() {
    let server = TestServer::sqlite().await;
    let ann = server.administrator();
    let project = project(&ann).await;
    let files = server.test.data_files();
    let with = |name: &str, size| [(name.to_owned(), size), ("xl/workbook.xml".to_owned(), 0)].into_iter();
    let bombs = [
        ("packed more than 250 times", archive(with("xl/worksheets/sheet1.xml", 400))),
        ("leads out of it", archive(with("../../evil.xml", 0))),
        ("more than 10000 entries", archive((0..10_001).map(|i| (format!("x{i}"), 0)))),
        ("not an Excel workbook", archive([("x.txt".to_owned(), 1)].into_iter())),
    ];
    let before = most_memory();
    for (why, bytes) in bombs {
        let path = format!("/api/v1/projects/{project}/uploads?file_name=bomb.xlsx");
        let answer = ann.send("POST", &path, &[], bytes).await;
        assert_eq!(answer.status, 422, "{why}: {}", answer.text());
        assert!(answer.text().contains(why), "{why}: {}", answer.text());
    }
    let grown = most_memory() - before;
    assert!(grown < 256, "{grown} MiB of memory");
    assert_eq!(server.test.data_files(), files);
}

for_each_backend! {
    async fn detection_can_be_corrected(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let upload = send(&ann, &project, "x.csv", "a;b\n1,5;2\n".repeat(3)).await;
        let mut options = upload["detection"]["options"].clone();
        assert_eq!(options["delimiter"], ";");
        options["decimal_comma"] = json!(false);
        let path = format!("/projects/{project}/uploads/{}/detection", id(&upload));
        let again = ann.post(&path, &options).await.expect(200);
        assert_eq!(again["options"]["decimal_comma"], json!(false));
        options["columns"][0]["type"] = json!("integer");
        let noted = ann.post(&path, &options).await.expect(200)["notes"][0].clone();
        let told = (&noted["code"], &noted["row"], &noted["column"], &noted["value"], &noted["type"]);
        let (code, kind) = (json!("not_of_type"), json!("integer"));
        assert_eq!(told, (&code, &json!(1), &json!("a"), &json!("1,5"), &kind));
        assert!(noted["text"].as_str().unwrap().contains("row 1, column a"), "{noted}");
        assert_eq!(ann.get(&format!("/projects/{project}/uploads/{}", id(&upload))).await.expect(200)["id"], upload["id"]);
    }
}

for_each_backend! {
    async fn notes_are_read_in_the_language_of_the_page(server: TestServer) {
        let ann = server.administrator();
        let project = project(&ann).await;
        let upload = send(&ann, &project, "x.csv", "n,n\n1,2\n".to_owned()).await;
        let noted = &upload["detection"]["notes"][0];
        assert_eq!((&noted["code"], &noted["called"]), (&json!("repeated_name"), &json!("n_2")));
        let page = format!("/projects/{project}/datasets/new?upload={}", id(&upload));
        for (language, sentence) in [("en", "the later one is called"), ("de", "die spätere Spalte heißt")] {
            let shown = ann.send("GET", &page, &[("accept-language", language)], "").await.text();
            assert!(shown.contains(sentence) && shown.contains("n_2"), "{language}");
        }
    }
}

#[tokio::test]
async fn file_over_the_limit_is_refused() {
    let config = Config { upload_max_bytes: 1_000, ..Config::default() };
    let server = BareServer::start(config, Site::default()).await;
    let ann = crate::accounts::set_up(&server).await;
    let project = project(&ann).await;
    let path = format!("/api/v1/projects/{project}/uploads?file_name=x.csv");
    ann.send("POST", &path, &[], rides(100)).await.expect(413);
    // Without an announced length too.
    let pieces = stream::iter((0..100).map(|_| Ok::<_, std::io::Error>(rides(2))));
    ann.send("POST", &path, &[], reqwest::Body::wrap_stream(pieces)).await.expect(413);
    let left = std::fs::read_dir(server.data.path().join("incoming")).unwrap().count();
    assert_eq!(left, 0);
}
