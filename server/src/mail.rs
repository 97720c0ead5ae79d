//! Mails over SMTP: the sender, and the loop that empties the outbox.

use std::time::Duration;

use almanac_service::App;
use almanac_service::mail::{Mail, MailError, Mailer, Sent, send_next};
use anyhow::{Context as _, ensure};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use crate::config::Secret;

/// How long the server of the mails may take for each step.
const PATIENCE: Duration = Duration::from_secs(30);
/// Mails of other processes, and those to be tried again, are looked for this often.
const LOOK: Duration = Duration::from_secs(15);

/// Sends mails over SMTP.
#[derive(Debug)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// A sender for `smtp://host:port` (in the clear), `smtp://user:password@host:port?tls=required` (STARTTLS) or
    /// `smtps://user:password@host:port`.
    ///
    /// # Errors
    /// The URL or the address of the sender is wrong, or a password would travel in the clear.
    pub fn new(url: &Secret, from: &str) -> anyhow::Result<Self> {
        let wrong = "smtp_url must be like smtps://user:password@mail.example.org or \
                     smtp://user:password@mail.example.org?tls=required";
        let parsed = Url::parse(url.expose()).ok().context(wrong)?;
        let query: Vec<_> = parsed.query_pairs().collect();
        let encrypts = parsed.scheme() == "smtps" || query.iter().any(|(k, v)| k == "tls" && v == "required");
        ensure!(
            parsed.password().is_none() || encrypts || is_here(&parsed),
            "smtp_url would send the password in the clear: add ?tls=required, or use smtps://"
        );
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose()).ok().context(wrong)?;
        let from = from.parse().ok().context("mail_from must be like Almanac <almanac@example.org>")?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).build(), from })
    }

    /// Connects, and signs in if there is a password.
    ///
    /// # Errors
    /// Why the server of the mails cannot be used.
    pub async fn check(&self) -> anyhow::Result<()> {
        ensure!(self.transport.test_connection().await?, "the server does not answer");
        Ok(())
    }

    fn message(&self, mail: &Mail) -> anyhow::Result<Message> {
        let address: Address = mail.to.parse()?;
        let name = (!mail.name.is_empty()).then(|| mail.name.clone());
        let parts = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
        let builder = Message::builder().from(self.from.clone()).to(Mailbox::new(name, address));
        Ok(builder.subject(&mail.subject).message_id(None).multipart(parts)?)
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        // The parser knows hosts of http only as domains.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> BoxFuture<'a, Result<(), MailError>> {
        async move {
            let message = self.message(mail).map_err(|error| MailError::Refused(error.to_string()))?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(MailError::Refused(error.to_string())),
                Err(error) => Err(MailError::Later(error.to_string())),
            }
        }
        .boxed()
    }
}

/// Sends what is in the outbox, and what comes into it, until `stop`.
pub async fn deliver(app: App, mailer: impl Mailer, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match send_next(&app, &mailer).await {
            Ok(Sent::One | Sent::Delayed) => continue,
            Ok(Sent::Nothing) => {}
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the outbox could not be emptied");
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.wait_for_mail() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(url: &str, from: &str) -> anyhow::Result<Smtp> {
        Smtp::new(&Secret::from(url.to_owned()), from)
    }

    fn mail(to: &str, name: &str) -> Mail {
        Mail {
            to: to.to_owned(),
            name: name.to_owned(),
            subject: "Grüße".to_owned(),
            text: "Hello".to_owned(),
            html: "<p>Hello</p>".to_owned(),
        }
    }

    #[tokio::test]
    async fn password_never_travels_in_the_clear() {
        assert!(smtp("smtp://me:secret@mail.example.org", "a@example.org").is_err());
        assert!(smtp("smtp://me:secret@mail.example.org?tls=opportunistic", "a@example.org").is_err());
        assert!(smtp("smtp://me:secret@mail.example.org?tls=required", "a@example.org").is_ok());
        assert!(smtp("smtps://me:secret@mail.example.org", "a@example.org").is_ok());
        assert!(smtp("smtp://me:secret@127.0.0.1:2525", "a@example.org").is_ok());
    }

    #[tokio::test]
    async fn wrong_settings_are_named_without_the_password() {
        let error = smtp("http://me:secret@mail.example.org", "a@example.org").unwrap_err().to_string();
        assert!(error.contains("smtp_url") && !error.contains("secret"), "{error}");
        let error = smtp("smtp://127.0.0.1", "nobody").unwrap_err().to_string();
        assert!(error.contains("mail_from"), "{error}");
    }

    #[tokio::test]
    async fn r47_receiver_with_a_line_break_makes_no_message() {
        let smtp = smtp("smtp://127.0.0.1", "Almanac <almanac@example.org>").unwrap();
        assert!(smtp.message(&mail("bob@example.org\r\nBcc: eve@example.org", "")).is_err());
        let message = smtp.message(&mail("bob@example.org", "Bob \"<eve@example.org>\" Jürgens")).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let receivers: Vec<&str> = text.lines().filter(|line| line.starts_with("To:")).collect();
        assert_eq!(receivers.len(), 1, "{text}");
        assert!(!receivers[0].contains("<eve@example.org>,"), "{text}");
        let to = message.envelope().to();
        assert_eq!(to.iter().map(ToString::to_string).collect::<Vec<_>>(), ["bob@example.org"]);
    }
}
