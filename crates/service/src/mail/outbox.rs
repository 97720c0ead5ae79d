//! The outbox: what is left in the database until it is sent.

use almanac_domain::profile::Locale;
use almanac_domain::source::Versioned;
use almanac_domain::{OrgId, ProjectId};
use almanac_store::{Scope, Tx, mail};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Letter, Mail, MailError, Mailer};
use crate::audit::{Origin, origin, with_origin};
use crate::{App, Error, Result, account, invitation, versioned};

/// A sender has this long before another takes the mail over.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// After this time a mail that could not be sent is given up.
const GIVE_UP: TimeDelta = TimeDelta::days(3);
/// The first wait after a failure; it doubles up to [`LONGEST`].
const FIRST: TimeDelta = TimeDelta::seconds(30);
const LONGEST: TimeDelta = TimeDelta::hours(6);

/// What waits in the outbox.
#[derive(Serialize, Deserialize)]
enum Outgoing {
    /// A mail.
    Mail(Mail),
    /// Somebody asked for a link to set a new password. Whether there is such an account is looked up when this
    /// is taken out, so that whoever asks cannot tell by the time that the answer takes.
    Reset(LinkRequest),
    /// Somebody asked to join the organization that has proven the domain of their address, looked up as above.
    Join(LinkRequest),
    /// A source has another schema, or a data set other columns. Who is told is looked up when this is taken out.
    SchemaChanged(SchemaChanged),
}

/// The event that a source has another schema than before, or that a data set shows other columns.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct SchemaChanged {
    /// The organization.
    pub(crate) org: OrgId,
    /// The project.
    pub(crate) project: ProjectId,
    /// The source or data set, as `source` or `dataset`.
    #[serde(flatten)]
    pub(crate) of: Versioned,
    /// The number of the version before; of the one just before it if none.
    #[serde(default)]
    pub(crate) before: Option<i64>,
    /// The number of the version.
    pub(crate) version: i64,
}

impl SchemaChanged {
    /// The number of the version before.
    pub(crate) fn before(&self) -> i64 {
        self.before.unwrap_or(self.version - 1)
    }
}

/// A request for a link by mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LinkRequest {
    /// The address, in lower case.
    pub(crate) email: String,
    /// The language of the page on which it was asked.
    pub(crate) locale: Option<Locale>,
    /// Where it was asked.
    pub(crate) origin: Origin,
}

/// What became of the next mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// No mail is due.
    Nothing,
    /// One was sent, or dealt with otherwise.
    One,
    /// One could not be sent and is tried again later.
    Delayed,
}

/// Whom a mail is for.
pub(crate) struct To<'a> {
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    pub(crate) locale: Locale,
}

/// Leaves a letter in the outbox, if mails are sent here.
pub(crate) async fn post(app: &App, tx: &mut Tx, to: To<'_>, letter: Letter<'_>) -> Result<()> {
    if !app.settings().sends_mail {
        return Ok(());
    }
    put(app, tx, &Outgoing::Mail(letter.write(&to))).await
}

/// Leaves a request for a link to set a new password.
pub(crate) async fn ask_reset(app: &App, tx: &mut Tx, email: String, locale: Option<Locale>) -> Result<()> {
    put(app, tx, &Outgoing::Reset(LinkRequest { email, locale, origin: origin() })).await
}

/// Leaves a request to join the organization of an address.
pub(crate) async fn ask_to_join(app: &App, tx: &mut Tx, email: String, locale: Option<Locale>) -> Result<()> {
    put(app, tx, &Outgoing::Join(LinkRequest { email, locale, origin: origin() })).await
}

/// Leaves the event that a schema is another one, if mails are sent here.
pub(crate) async fn announce(app: &App, tx: &mut Tx, event: SchemaChanged) -> Result<()> {
    if !app.settings().sends_mail {
        return Ok(());
    }
    put(app, tx, &Outgoing::SchemaChanged(event)).await
}

async fn put(app: &App, tx: &mut Tx, outgoing: &Outgoing) -> Result<()> {
    let id = app.new_id();
    let plain = serde_json::to_vec(outgoing).map_err(Error::internal)?;
    let sealed = app.seal(&plain, &place(id))?;
    Ok(mail::insert(tx, id, &sealed, app.now()).await?)
}

/// Where a mail is sealed for.
pub(crate) fn place(id: Uuid) -> String {
    format!("mails {id}")
}

/// Sends the next mail that is due.
pub async fn send_next(app: &App, mailer: &dyn Mailer) -> Result<Sent> {
    let now = app.now();
    let mut tx = app.db().write(Scope::System).await?;
    let Some(waiting) = mail::claim(&mut tx, now, now + LEASE).await? else { return Ok(Sent::Nothing) };
    tx.save().await?;
    let opened = app.unseal(&waiting.sealed, &place(waiting.id));
    let outgoing = opened.and_then(|plain| serde_json::from_slice(&plain).map_err(Error::internal));
    let refused = match outgoing {
        Ok(Outgoing::Reset(request)) => {
            let origin = request.origin.clone();
            with_origin(origin, account::answer_reset_request(app, waiting.id, request)).await?;
            return Ok(Sent::One);
        }
        Ok(Outgoing::Join(request)) => {
            let origin = request.origin.clone();
            with_origin(origin, invitation::answer_join_request(app, waiting.id, request)).await?;
            return Ok(Sent::One);
        }
        Ok(Outgoing::SchemaChanged(event)) => {
            versioned::tell(app, waiting.id, event).await?;
            return Ok(Sent::One);
        }
        Ok(Outgoing::Mail(content)) => match send(mailer, &content).await {
            Err(MailError::Later(reason)) if now - waiting.created_at < GIVE_UP => {
                tracing::warn!(mail = %waiting.id, attempts = waiting.attempts, reason, "mail not sent yet");
                let mut tx = app.db().write(Scope::System).await?;
                mail::delay(&mut tx, waiting.id, app.now() + rest(waiting.attempts)).await?;
                tx.save().await?;
                return Ok(Sent::Delayed);
            }
            sent => sent.err().map(|error| error.to_string()),
        },
        Err(error) => Some(error.to_string()),
    };
    if let Some(reason) = refused {
        tracing::error!(mail = %waiting.id, attempts = waiting.attempts, reason, "mail given up");
    }
    let mut tx = app.db().write(Scope::System).await?;
    mail::delete(&mut tx, waiting.id).await?;
    tx.save().await?;
    Ok(Sent::One)
}

async fn send(mailer: &dyn Mailer, content: &Mail) -> std::result::Result<(), MailError> {
    if content.has_clean_head() {
        mailer.send(content).await
    } else {
        Err(MailError::Refused("its head holds control characters".to_owned()))
    }
}

/// How long to wait after so many tries.
fn rest(attempts: i64) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    (FIRST * 2_i32.pow(doublings)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_of_a_version_of_yesterday_is_still_read() {
        let id = "0192f0c1-2345-7000-8000-0000000000aa";
        let json = serde_json::json!({"org": id, "project": id, "source": id, "version": 3});
        let event: SchemaChanged = serde_json::from_value(json).unwrap();
        assert_eq!((event.of, event.before()), (Versioned::Source(id.parse().unwrap()), 2));
        let event = SchemaChanged {
            of: Versioned::Dataset(id.parse().unwrap()),
            before: Some(3),
            version: 1,
            ..event
        };
        let json = serde_json::to_value(event).unwrap();
        assert_eq!(json["dataset"], id);
        let event: SchemaChanged = serde_json::from_value(json).unwrap();
        assert_eq!((event.before(), event.version), (3, 1));
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        assert_eq!(rest(1), FIRST);
        assert_eq!(rest(3), TimeDelta::minutes(2));
        assert_eq!(rest(1_000), LONGEST);
    }
}
