//! Signing in: with single sign-on to the first page, and many at once beside other requests.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use serde_json::{Value, json};

use super::http::{Answer, Connection, Header};
use super::load::Load;
use super::server::{PASSWORD, Server, User, text};
use super::statistics::{milliseconds, p95};
use super::{Context, Measurement};
use crate::{identity_peers, process};

const SINGLE_SIGN_ONS: usize = 50;
const AT_ONCE: usize = 100;
/// How long the other requests are measured, with the sign-ins and without.
const LASTS: Duration = Duration::from_secs(2);
const FORM: &str = "application/x-www-form-urlencoded";

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let (mut server, _) = Server::start_with(
        &context.binary(),
        &["--outbound-allow", "127.0.0.0/8", "--trusted-proxies", "127.0.0.1"],
    )?;
    let mut admin = server.user()?;
    let mut rows = vec![single_sign_on(context, &server, &mut admin)?];
    rows.extend(at_once(&server, &mut admin)?);
    Ok(rows)
}

/// The SAML provider `samlp`, stopped when dropped.
struct Provider {
    process: Child,
    address: SocketAddr,
}

impl Drop for Provider {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait().map(drop)) {
            eprintln!("xtask: cannot stop the identity provider: {error}");
        }
    }
}

impl Provider {
    fn start(context: &Context) -> Result<Self> {
        let sources = context.workspace.root.join("crates/identity/tests/peers");
        let peers = identity_peers::ensure(context.workspace)?;
        let certificate = process::capture(
            Command::new(peers.join("python/bin/python")).arg(sources.join("certificate.py")),
        )?;
        let program = std::fs::read_to_string(sources.join("saml_pages.mjs"))?;
        let mut node = Command::new("node");
        node.current_dir(&peers).args(["--no-warnings", "--input-type=module", "--eval", &program]);
        let mut process =
            node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("cannot start Node")?;
        process.stdin.as_mut().context("no input")?.write_all(certificate.as_bytes())?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("no output")?).read_line(&mut line)?;
        let said: Value = serde_json::from_str(&line).context("the identity provider did not start")?;
        let address = text(&said["url"])?.trim_start_matches("http://").parse()?;
        Ok(Self { process, address })
    }
}

fn single_sign_on(context: &Context, server: &Server, admin: &mut User) -> Result<Measurement> {
    let me = admin.connection.read("/me")?;
    let mut verify = Command::new(context.binary());
    verify.args(["organization", "verify-domain", text(&me["organization"]["id"])?, "example.test"]);
    process::capture(verify.arg("--data-dir").arg(server.data.path()))?;
    let provider = Provider::start(context)?;
    let metadata = format!("http://{}/metadata", provider.address);
    let input =
        json!({"name": "Bench", "mapping": {"otherwise": "viewer"}, "saml": {"metadata_url": metadata}});
    let made = admin.connection.post("/identity-providers", &input)?;
    let id = text(&made["id"])?;
    let times: Result<Vec<f64>> =
        (0..SINGLE_SIGN_ONS).map(|_| Ok(milliseconds(own_time(server, &provider, id)?))).collect();
    Ok(Measurement::at_most("SSO (SAML) to first page, own time, p95", p95(times?), "ms", 300.0))
}

/// How long all requests of one sign-in to us take together, to the end of the first page; those to the provider are
/// not counted.
fn own_time(server: &Server, provider: &Provider, id: &str) -> Result<Duration> {
    let mut ours = Timed { connection: Connection::open(server.address, None)?, time: Duration::ZERO };
    let mut theirs = Connection::open(provider.address, None)?;
    let away = page(&ours.get(&format!("/auth/{id}/start"))?)?;
    let url = away.split("content=\"0;url=").nth(1).and_then(|rest| rest.split('"').next());
    let url = plain(url.context("no way to the provider")?);
    let form = page(&theirs.get(path(&url))?)?;
    let answer = page(&theirs.get(&format!("/answer?{}&person=alice", encoded(&hidden(&form))))?)?;
    // The provider's page posts it without our cookies.
    let cookie = ours.connection.sign_in.take();
    let posted = ours.send("POST", &format!("/auth/{id}/acs"), encoded(&hidden(&answer)).as_bytes())?;
    ours.connection.sign_in = cookie;
    let mut next = posted.location;
    while let Some(to) = next {
        let arrived = ours.get(path(&to))?;
        ensure!(!to.contains("sso=refused"), "the sign-in was refused");
        ensure!(arrived.status < 400, "{to} answered {}", arrived.status);
        next = arrived.location;
    }
    Ok(ours.time)
}

/// A connection that adds up how long its requests take, and keeps the first cookie of each answer.
struct Timed {
    connection: Connection,
    time: Duration,
}

impl Timed {
    fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, &[])
    }

    fn send(&mut self, method: &str, path: &str, body: &[u8]) -> Result<Answer> {
        let start = Instant::now();
        let answer = self.connection.send(method, path, if body.is_empty() { "" } else { FORM }, body)?;
        self.time += start.elapsed();
        if let Some(cookie) = &answer.set_cookie {
            self.connection.sign_in = Some(Header::Cookie(cookie.clone()));
        }
        Ok(answer)
    }
}

fn page(answer: &Answer) -> Result<String> {
    ensure!(answer.status == 200, "a page answered {}", answer.status);
    Ok(String::from_utf8_lossy(&answer.body).into_owned())
}

/// The hidden fields of a form.
fn hidden(page: &str) -> Vec<(String, String)> {
    let inputs = page.split("<input type=\"hidden\" name=\"").skip(1);
    let field = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"")?;
        Some((name.to_owned(), plain(rest.split('"').next()?)))
    };
    inputs.filter_map(field).collect()
}

/// Text as it is in HTML.
fn plain(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// What is behind the host of an address.
fn path(url: &str) -> &str {
    url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or(url)
}

fn encoded(fields: &[(String, String)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        let and = if out.is_empty() { "" } else { "&" };
        let _ = write!(out, "{and}{name}=");
        for byte in value.bytes() {
            let _ = if byte.is_ascii_alphanumeric() {
                write!(out, "{}", char::from(byte))
            } else {
                write!(out, "%{byte:02X}")
            };
        }
    }
    out
}

/// How much slower other requests are while a hundred people at as many addresses sign in with their passwords.
fn at_once(server: &Server, admin: &mut User) -> Result<Vec<Measurement>> {
    let emails: Vec<String> = (0..AT_ONCE).map(|i| format!("person{i}@example.org")).collect();
    let guests: Vec<Value> = emails.iter().map(|email| json!({"email": email})).collect();
    let invited = admin.connection.post("/invitations", &json!({"guests": guests, "role": "viewer"}))?;
    for one in invited.as_array().context("no invitations")? {
        let token = text(&one["link"])?.rsplit('/').next().unwrap_or_default();
        let accept = json!({"token": token, "name": "Person", "password": PASSWORD});
        Connection::open(server.address, None)?.post("/invitations/accept", &accept)?;
    }
    let paths = ["/api/v1/me".to_owned(), admin.project.clone()];
    let others = || {
        let sign_in = admin.connection.sign_in.clone();
        let load = Load {
            address: server.address,
            sign_in,
            paths: &paths,
            connections: 4,
            lasts: LASTS,
            rate: Some(100.0),
        };
        let outcome = load.run()?;
        ensure!(outcome.errors == 0, "{} of {} other requests failed", outcome.errors, outcome.answers);
        Ok(outcome.p95_milliseconds)
    };
    others()?;
    let quiet = others()?;
    let barrier = Barrier::new(AT_ONCE + 1);
    let (busy, last) = thread::scope(|scope| {
        let sign_ins: Vec<_> = emails
            .iter()
            .enumerate()
            .map(|(i, email)| {
                let barrier = &barrier;
                scope.spawn(move || {
                    let address = Header::Address(format!("192.0.2.{i}"));
                    let connection = Connection::open(server.address, Some(address));
                    barrier.wait();
                    let start = Instant::now();
                    connection?.post("/sessions", &json!({"email": email, "password": PASSWORD}))?;
                    Ok::<_, anyhow::Error>(start.elapsed())
                })
            })
            .collect();
        barrier.wait();
        let busy = others();
        let mut last = Duration::ZERO;
        for sign_in in sign_ins {
            last = last.max(sign_in.join().map_err(|_| anyhow!("a thread panicked"))??);
        }
        Ok::<_, anyhow::Error>((busy?, last))
    })?;
    Ok(vec![
        Measurement::recorded("other requests, p95, nobody signs in", quiet, "ms"),
        Measurement::recorded("other requests, p95, 100 sign in at once", busy, "ms"),
        Measurement::at_most("other requests, slower with 100 sign-ins at once", busy / quiet, "times", 2.0),
        Measurement::recorded("100 sign-ins at once, the last one", last.as_secs_f64(), "s"),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_fields_are_read_and_sent_as_they_are() {
        let page = "<form><input type=\"hidden\" name=\"a\" value=\"x&#38;y+\"><input type=\"hidden\" name=\"b\" value=\"\">";
        let fields = hidden(page);
        assert_eq!(fields, [("a".to_owned(), "x&y+".to_owned()), ("b".to_owned(), String::new())]);
        assert_eq!(encoded(&fields), "a=x%26y%2B&b=");
    }

    #[test]
    fn path_is_behind_the_host() {
        assert_eq!(path("http://127.0.0.1:1/a?b=c"), "/a?b=c");
        assert_eq!(path("/a"), "/a");
    }
}
