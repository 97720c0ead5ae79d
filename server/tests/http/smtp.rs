//! Mails to a real server: `aiosmtpd` from `PyPI`, which the test command installs.

use std::process::Stdio;

use almanac::config::Secret;
use almanac::mail::Smtp;
use almanac_service::mail::{Mail, MailError, Mailer as _};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Prints its port, then each mail as a line of JSON.
const SINK: &str = r#"
import asyncio, json, sys
from email import message_from_bytes, policy
from aiosmtpd.smtp import SMTP

class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 no such user"
        if address.startswith("later"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        parts = {p.get_content_type(): p.get_content() for p in mail.walk() if not p.is_multipart()}
        print(json.dumps({"receivers": envelope.rcpt_tos, "from": str(mail["from"]), "to": str(mail["to"]),
            "subject": str(mail["subject"]), "heads": mail.keys(), "parts": parts}), flush=True)
        return "250 OK"

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"#;

/// A running server of mails; it ends with the test.
struct Sink {
    smtp: Smtp,
    said: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Sink {
    /// Starts one, if there is a Python with `aiosmtpd`.
    async fn start() -> Option<Self> {
        let Ok(python) = std::env::var("ALMANAC_TEST_SMTP_PYTHON") else {
            let required = std::env::var("ALMANAC_TEST_REQUIRE_SMTP").is_ok_and(|value| value == "1");
            assert!(!required, "ALMANAC_TEST_SMTP_PYTHON is not set");
            println!("skipped: ALMANAC_TEST_SMTP_PYTHON is not set");
            return None;
        };
        let mut command = Command::new(python);
        command.args(["-c", SINK]).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = said.next_line().await.unwrap().unwrap();
        let url = Secret::from(format!("smtp://127.0.0.1:{port}"));
        let smtp = Smtp::new(&url, "Almanac <almanac@example.org>").unwrap();
        Some(Self { smtp, said, _process: process })
    }
}

fn mail(to: &str) -> Mail {
    Mail {
        to: to.to_owned(),
        name: "Jürgen \"<eve@example.org>\" Groß".to_owned(),
        subject: "Einladung zu Fahrräder & Söhne".to_owned(),
        text: "Grüße\nhttps://almanac.example/invitation/x".to_owned(),
        html: "<p>Gr&uuml;&szlig;e, Jürgen</p>".to_owned(),
    }
}

#[tokio::test]
async fn r47_mail_arrives_with_both_parts_and_one_receiver() {
    let Some(mut sink) = Sink::start().await else { return };
    sink.smtp.check().await.unwrap();
    sink.smtp.send(&mail("bob@example.org")).await.unwrap();
    let line = sink.said.next_line().await.unwrap().unwrap();
    let came: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(came["receivers"], serde_json::json!(["bob@example.org"]));
    assert_eq!(came["subject"], "Einladung zu Fahrräder & Söhne");
    assert_eq!(came["from"], "Almanac <almanac@example.org>");
    assert!(came["to"].as_str().unwrap().ends_with("<bob@example.org>"), "{came}");
    assert!(came["parts"]["text/plain"].as_str().unwrap().contains("https://almanac.example/invitation/x"));
    assert!(came["parts"]["text/html"].as_str().unwrap().contains("Jürgen"), "{came}");
    let heads: Vec<&str> = came["heads"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(heads.contains(&"Message-ID") && heads.contains(&"Date") && !heads.contains(&"Bcc"), "{heads:?}");
}

#[tokio::test]
async fn refusal_for_good_and_for_now_are_told_apart() {
    let Some(sink) = Sink::start().await else { return };
    let refused = sink.smtp.send(&mail("refused@example.org")).await;
    assert!(matches!(refused, Err(MailError::Refused(_))), "{refused:?}");
    let later = sink.smtp.send(&mail("later@example.org")).await;
    assert!(matches!(later, Err(MailError::Later(_))), "{later:?}");
}

#[tokio::test]
async fn mail_waits_while_the_server_is_gone() {
    let smtp = Smtp::new(&Secret::from("smtp://127.0.0.1:9".to_owned()), "a@example.org").unwrap();
    let later = smtp.send(&mail("bob@example.org")).await;
    assert!(matches!(later, Err(MailError::Later(_))), "{later:?}");
}
