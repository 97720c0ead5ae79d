//! Reading the schema of a source: begun by people, done by a job.

use std::collections::BTreeMap;

use almanac_connect::{Described, Error as Connect};
use almanac_domain::source::{Schema, Source, SourceFault, SourceState, SourceVersion, Versioned};
use almanac_domain::{Actor, Capability, JobId, OrgId, ProjectId, SourceId, UserId};
use almanac_store::{Tx, person, source, source_version};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::test::try_it;
use super::{connector as connector_of, enqueue, no_connection, shown};
use crate::audit::{Object, record, record_by};
use crate::job::SourceRead;
use crate::mail::{SchemaChanged, announce};
use crate::{App, Error, Result, access};

/// Begins to read the schema of a source.
pub async fn start_reading(app: &App, actor: &Actor, project: ProjectId, id: SourceId) -> Result<Source> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    let mut stored = source::get(&mut tx, project, id).await?;
    if stored.source.schema_only {
        return Err(no_connection());
    }
    if stored.source.state == SourceState::Reading {
        return Err(Error::Conflict("the schema is being read already".to_owned()));
    }
    app.source_rate().check(actor.user_id.to_string(), app.now())?;
    stored.source.job_id = Some(enqueue(app, &mut tx, actor, project, id).await?);
    stored.source.state = SourceState::Reading;
    source::update(&mut tx, project, &stored).await?;
    record(app, &mut tx, actor, "source.read", Object("source", id.0), json!({})).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(shown(stored, true))
}

/// Why the schema of a source was not read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// The source did not answer as it should.
    #[error("{0}")]
    Fault(SourceFault),
    /// Anything else.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<almanac_store::Error> for NotRead {
    fn from(error: almanac_store::Error) -> Self {
        Self::Error(error.into())
    }
}

/// Reads the schema of a source, for a job.
///
/// # Errors
/// [`NotRead`].
pub async fn read(app: &App, (org, project, id): (OrgId, ProjectId, SourceId)) -> Result<Schema, NotRead> {
    let stored = source::get(&mut app.read(org).await?, project, id).await?;
    let opened = connector_of(app, org, &stored)?;
    let connector = try_it(app.settings().source_patience, opened).await.map_err(NotRead::Fault)?;
    match tokio::time::timeout(app.settings().source_timeout, connector.introspect()).await {
        Ok(Ok(schema)) => Ok(schema),
        Ok(Err(error)) => Err(NotRead::Fault(fault(&error))),
        Err(_) => Err(NotRead::Fault(SourceFault::Timeout)),
    }
}

/// The class of an error. Its text is for the log, and never what a server sent.
pub(super) fn fault(error: &Connect) -> SourceFault {
    match error {
        Connect::NotAllowed => SourceFault::NotAllowed,
        Connect::Unreachable => SourceFault::Unreachable,
        Connect::Tls => SourceFault::Tls,
        Connect::Refused => SourceFault::Refused,
        Connect::NoFile => SourceFault::NoFile,
        Connect::Timeout(_) | Connect::Busy => SourceFault::Timeout,
        Connect::TooManyRows(_)
        | Connect::TooLarge(_)
        | Connect::Value { .. }
        | Connect::NotReading(_)
        | Connect::Statement(_) => {
            tracing::warn!(%error, "a source could not be read");
            SourceFault::Failed
        }
    }
}

/// A schema as it was read, or as SQL says.
pub(super) struct Known {
    schema: Schema,
    /// The SQL.
    ddl: Option<String>,
    /// What of it was left out.
    skipped: BTreeMap<String, u32>,
}

impl Known {
    /// A schema that was read.
    pub(super) fn read(schema: Schema) -> Self {
        Self { schema, ddl: None, skipped: BTreeMap::new() }
    }

    /// The schema that SQL says.
    pub(super) fn written(described: Described, ddl: String) -> Self {
        Self { schema: described.schema, ddl: Some(ddl), skipped: described.skipped }
    }
}

/// Keeps what a job has read, as a new version if it is another than before.
///
/// # Errors
/// [`Error::NotFound`] if the source is gone, or is not read by this job any more.
pub async fn keep(
    app: &App,
    tx: &mut Tx,
    project: ProjectId,
    (job, payload): (JobId, &SourceRead),
    schema: Schema,
) -> Result<()> {
    let id = payload.source_id;
    let known = Known::read(schema);
    let number = keep_version(app, tx, (project, id), payload.user_id, known).await?;
    Ok(source::set_read(tx, project, (id, job), number, app.now()).await?)
}

/// Keeps a schema as a new version if it is another than before; the number of the newest version then.
pub(super) async fn keep_version(
    app: &App,
    tx: &mut Tx,
    (project, id): (ProjectId, SourceId),
    user: Option<UserId>,
    known: Known,
) -> Result<i64> {
    let Known { schema, ddl, skipped } = known;
    let content = (&schema, ddl.as_deref());
    let stored = source::get(tx, project, id).await?;
    let fingerprint = fingerprint(&schema)?;
    let newest = match stored.source.version {
        Some(number) => Some(source_version::get(tx, project, id, number).await?),
        None => None,
    };
    if let Some(newest) = &newest
        && newest.fingerprint == fingerprint
    {
        let again = SourceVersion { skipped, ..newest.clone() };
        source_version::refresh(tx, project, id, &again, content).await?;
        return Ok(newest.number);
    }
    let author = match user {
        Some(user) => person::find(tx, user).await?.map(|(found, _)| found),
        None => None,
    };
    let number = newest.map_or(1, |newest| newest.number + 1);
    let version = SourceVersion {
        id: app.new_id(),
        number,
        fingerprint,
        tables: i64::try_from(schema.tables.len()).unwrap_or(i64::MAX),
        author,
        note: String::new(),
        labels: Vec::new(),
        skipped,
        created_at: app.now(),
    };
    source_version::insert(tx, project, id, &version, content).await?;
    let detail = json!({ "version": number, "tables": version.tables });
    record_by(app, tx, user, "source.version", Object("source", id.0), detail).await?;
    if number > 1 {
        let of = Versioned::Source(id);
        let event = SchemaChanged { org: tx.org()?, project, of, before: Some(number - 1), version: number };
        announce(app, tx, event).await?;
    }
    Ok(number)
}

fn fingerprint(schema: &Schema) -> Result<String> {
    let canonical = serde_json::to_vec(&schema.canonical()).map_err(Error::internal)?;
    Ok(hex::encode(Sha256::digest(canonical)))
}
