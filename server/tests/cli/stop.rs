//! SIGTERM ends a server, whatever became of what reads its log.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::process::binary;

#[test]
fn server_whose_log_nobody_reads_any_more_ends_when_it_is_told() {
    let data = tempfile::tempdir().unwrap();
    let mut command = binary();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data.path());
    let mut server = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("serving") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "the server ended");
    }
    drop(log);
    assert!(Command::new("kill").arg(server.id().to_string()).status().unwrap().success());
    let told = Instant::now();
    let status = loop {
        if let Some(status) = server.try_wait().unwrap() {
            break status;
        }
        if told.elapsed() > Duration::from_secs(30) {
            server.kill().unwrap();
            panic!("the server did not end");
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(status.success(), "{status}");
}
