//! The server of a cluster.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use tempfile::TempDir;

fn almanac_cluster() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_almanac-cluster"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("ALMANAC_")) {
        command.env_remove(name);
    }
    command
}

#[test]
fn the_server_starts_also_while_the_scheduler_is_away() {
    let folder = TempDir::new().unwrap();
    let mut command = almanac_cluster();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(folder.path());
    command.env("ALMANAC_QUERY_ENGINE", "ballista://127.0.0.1:1");
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(line.starts_with("setup: http://127.0.0.1:"), "{line}");
}
