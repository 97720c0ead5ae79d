//! The self-test as a child process: how it is started, watched and understood.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use almanac_forecast::neural::{Adapter, Verdict};
use serde::{Deserialize, Serialize};

/// A self-test that takes longer is stopped. It takes seconds; half a minute on a software renderer in a build
/// for tests.
const LIMIT: Duration = Duration::from_mins(2);
/// How often a running self-test asks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(100);
/// Characters of the child's complaint that are kept.
const MOST_COMPLAINT: usize = 300;

/// How much is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Extent {
    /// A software renderer is named, not tested.
    Hardware,
    /// Whatever there is.
    Everything,
}

/// A line that the child writes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// There is no graphics processor, or it cannot be started.
    None {
        /// What the system says.
        why: String,
    },
    /// There is this one. The test follows.
    Adapter(Adapter),
    /// It was not to be tested.
    Untested,
    /// What the test says.
    Verdict(Verdict),
}

/// What a self-test found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// No graphics processor that can be started.
    None {
        /// What the system says.
        why: String,
    },
    /// A software renderer that was not to be tested.
    Untested(Adapter),
    /// A graphics processor, and how it computes.
    Tested(Adapter, Verdict),
    /// The test came to no end.
    Broken {
        /// The graphics processor, if it came so far.
        adapter: Option<Adapter>,
        /// How it ended.
        how: String,
    },
}

impl Found {
    /// Whether there is something that does not work, other than there being nothing.
    pub fn is_defect(&self) -> bool {
        matches!(self, Self::Broken { .. } | Self::Tested(_, Verdict::Differs { .. }))
    }
}

/// Runs this binary's own self-test; nothing if it is no longer wanted.
pub fn this_binary(extent: Extent, wanted: &dyn Fn() -> bool) -> Option<Found> {
    match std::env::current_exe() {
        Ok(binary) => {
            let mut command = Command::new(binary);
            let extent = if extent == Extent::Hardware { "hardware" } else { "everything" };
            command.args(["device-self-test", "--extent", extent]);
            run(command, LIMIT, wanted)
        }
        Err(error) => Some(broken(&[], format!("it cannot be started: {error}"))),
    }
}

/// Runs a self-test for at most `limit`; nothing if it is no longer wanted.
pub fn run(mut command: Command, limit: Duration, wanted: &dyn Fn() -> bool) -> Option<Found> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Some(broken(&[], format!("it cannot be started: {error}"))),
    };
    let heard = listen(&mut child);
    let end = Instant::now() + limit;
    let (mut lines, mut complaint) = (Vec::new(), String::new());
    loop {
        match heard.recv_timeout(LOOK) {
            Ok(Heard::Out(line)) => lines.push(line),
            Ok(Heard::Err(line)) if complaint.len() < MOST_COMPLAINT => {
                complaint.push(' ');
                complaint.push_str(&line);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if !wanted() => {
                stop(&mut child);
                return None;
            }
            Ok(Heard::Err(_)) | Err(RecvTimeoutError::Timeout) => {}
        }
        if Instant::now() >= end {
            stop(&mut child);
            return Some(broken(&lines, format!("it had no result after {} seconds", limit.as_secs())));
        }
    }
    let how = match child.wait() {
        Ok(status) if status.success() => return Some(understand(&lines)),
        Ok(status) => format!("it ended with {status}"),
        Err(error) => format!("it was lost: {error}"),
    };
    let complaint: String = complaint.trim().chars().take(MOST_COMPLAINT).collect();
    let how = if complaint.is_empty() { how } else { format!("{how}: {complaint}") };
    Some(broken(&lines, how))
}

/// A line of the child.
enum Heard {
    Out(String),
    Err(String),
}

/// Reads both outputs on threads; the channel ends with the child.
fn listen(child: &mut Child) -> Receiver<Heard> {
    let (sender, receiver) = channel();
    if let Some(out) = child.stdout.take() {
        read(out, sender.clone(), Heard::Out);
    }
    if let Some(err) = child.stderr.take() {
        read(err, sender, Heard::Err);
    }
    receiver
}

fn read(from: impl Read + Send + 'static, to: Sender<Heard>, kind: fn(String) -> Heard) {
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if to.send(kind(line)).is_err() {
                return;
            }
        }
    });
}

/// Ends the child. One that has ended by itself is no failure.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn parsed(lines: &[String]) -> impl Iterator<Item = Line> {
    // Drivers, too, write to standard output.
    lines.iter().filter_map(|line| serde_json::from_str(line).ok())
}

fn broken(lines: &[String], how: String) -> Found {
    let adapter = parsed(lines).find_map(|line| match line {
        Line::Adapter(adapter) => Some(adapter),
        _ => None,
    });
    Found::Broken { adapter, how }
}

/// What a child that ended well has found.
fn understand(lines: &[String]) -> Found {
    let mut adapter = None;
    for line in parsed(lines) {
        match (line, &adapter) {
            (Line::None { why }, _) => return Found::None { why },
            (Line::Adapter(found), _) => adapter = Some(found),
            (Line::Untested, Some(adapter)) => return Found::Untested(adapter.clone()),
            (Line::Verdict(verdict), Some(adapter)) => return Found::Tested(adapter.clone(), verdict),
            (Line::Untested | Line::Verdict(_), None) => {}
        }
    }
    broken(lines, "it did not say what it found".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(2);
    const ADAPTER: &str =
        r#"{"adapter":{"name":"Graphics 9","api":"vulkan","driver":"v1","software":false}}"#;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn graphics() -> Adapter {
        Adapter { name: "Graphics 9".into(), api: "vulkan".into(), driver: "v1".into(), software: false }
    }

    #[test]
    fn lines_are_read_as_they_are_written() {
        let verdict = Verdict::Agrees { difference: 1e-6 };
        let lines = [Line::Adapter(graphics()), Line::Untested, Line::Verdict(verdict.clone())].map(|line| {
            let text = serde_json::to_string(&line).unwrap();
            assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), line);
            text
        });
        assert_eq!(lines[0], ADAPTER);
        let script = format!("echo a driver says hello; echo '{}'; echo '{}'", lines[0], lines[2]);
        assert_eq!(run(shell(&script), LONG, &|| true), Some(Found::Tested(graphics(), verdict)));
        let script = format!("echo '{}'; echo '{}'", lines[0], lines[1]);
        assert_eq!(run(shell(&script), LONG, &|| true), Some(Found::Untested(graphics())));
        let none = r#"echo '{"none":{"why":"no driver"}}'"#;
        assert_eq!(run(shell(none), LONG, &|| true), Some(Found::None { why: "no driver".into() }));
    }

    #[test]
    fn a_crash_is_reported_with_the_graphics_processor_and_its_last_words() {
        let script = format!("echo '{ADAPTER}'; echo out of luck >&2; kill -SEGV $$");
        let Some(Found::Broken { adapter, how }) = run(shell(&script), LONG, &|| true) else { panic!() };
        assert_eq!(adapter, Some(graphics()));
        assert!(how.contains("signal: 11") && how.ends_with("out of luck"), "{how}");
    }

    #[test]
    fn a_crash_after_the_verdict_counts_too() {
        let script =
            format!(r#"echo '{ADAPTER}'; echo '{{"verdict":{{"agrees":{{"difference":0.0}}}}}}'; exit 1"#);
        let found = run(shell(&script), LONG, &|| true).unwrap();
        assert!(found.is_defect(), "{found:?}");
    }

    #[test]
    fn silence_and_what_cannot_be_started_are_reported() {
        for command in [shell("true"), Command::new("/nowhere/almanac")] {
            let found = run(command, LONG, &|| true).unwrap();
            assert!(matches!(found, Found::Broken { adapter: None, .. }), "{found:?}");
        }
    }

    #[test]
    fn a_test_without_end_is_stopped() {
        let script = format!("echo '{ADAPTER}'; exec sleep 600");
        let found = run(shell(&script), Duration::from_secs(1), &|| true);
        let Some(Found::Broken { how, .. }) = found else { panic!("{found:?}") };
        assert!(how.contains("no result after 1 seconds"), "{how}");
    }

    #[test]
    fn a_test_that_nobody_wants_is_stopped() {
        assert_eq!(run(shell("exec sleep 600"), LONG, &|| false), None);
    }
}
