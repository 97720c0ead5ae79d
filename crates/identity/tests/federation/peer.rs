//! Identity providers as child processes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use chrono::{DateTime, Utc};
use serde_json::Value;

/// The folder in which the peers are installed, or nothing, which the test then says.
pub fn folder() -> Option<PathBuf> {
    let found = std::env::var_os("ALMANAC_TEST_PEERS").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let required = std::env::var("ALMANAC_TEST_REQUIRE_PEERS").is_ok_and(|value| value == "1");
    assert!(found.is_some() || !required, "ALMANAC_TEST_PEERS does not say where the identity providers are");
    if found.is_none() {
        eprintln!("skipped: ALMANAC_TEST_PEERS does not say where the identity providers are");
    }
    found
}

/// The present time: the peers have no other.
#[expect(clippy::disallowed_methods, reason = "the peers live in the real time")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A running peer. It ends with the test.
pub struct Peer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Peer {
    /// Starts a program for Node, unless no peers are installed.
    pub fn node(program: &str) -> Option<Self> {
        let mut node = Command::new("node");
        node.current_dir(folder()?).args(["--no-warnings", "--input-type=module", "--eval", program]);
        Some(Self::start(node))
    }

    /// Starts a program for Python, unless no peers are installed.
    pub fn python(program: &str) -> Option<Self> {
        let folder = folder()?;
        let mut python = Command::new(folder.join("python/bin/python"));
        python.current_dir(folder).args(["-c", program]);
        Some(Self::start(python))
    }

    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output }
    }

    /// The next line that it prints, as JSON.
    pub fn said(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the peer said {line:?}"))
    }

    /// Sends a line and waits for the answer.
    pub fn tell(&mut self, line: &str) -> Value {
        writeln!(self.input, "{line}").unwrap();
        self.said()
    }
}
