//! Sources: databases of others that a project is connected to. Passwords go in and never come out.

mod database;
mod port;
mod read;
mod sample;
mod schema;
mod test;
mod version;

use almanac_connect::Connector;
use almanac_domain::source::{
    DdlSettings, RenameSource, SampleDatabase, SampleSettings, Source, SourceInput, SourcePassword,
    SourceSettings, SourceState,
};
use almanac_domain::sso::HIDDEN;
use almanac_domain::{
    Actor, Capability, Checks, JobId, OrgId, Page, PageRequest, ProjectId, ProjectRole, SourceId,
};
use almanac_store::Tx;
use almanac_store::source::{self, StoredSource};
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) use self::database::{Open, queryable};
pub use self::port::{NoSources, Sources};
use self::read::Known;
pub use self::read::{NotRead, keep, read, start_reading};
pub use self::schema::{SchemaPart, diff_of, impact, part, schema};
pub use self::test::{test, test_stored};
pub use self::version::{ddl, describe, get_version, pin, unpin, versions};

use crate::audit::{Object, record};
use crate::error::blocking;
use crate::job::{self, SourceRead};
use crate::row_rule::{For, Sight};
use crate::{App, Error, Result, access};

/// Where the password of a source is sealed for.
pub(crate) fn place(org: OrgId, id: SourceId) -> String {
    format!("{org}/sources/{id}/password")
}

/// Whether somebody with this role sees how sources are reached.
fn sees_settings(actor: &Actor, role: ProjectRole) -> bool {
    role.can(Capability::DataWrite) && actor.may_use(Capability::DataWrite)
}

/// The source as somebody sees it.
fn shown(stored: StoredSource, settings: bool) -> Source {
    let StoredSource { source, settings: known, secret } = stored;
    if !settings {
        return source;
    }
    Source { settings: Some(known), password: secret.map(|_| HIDDEN.to_owned()), ..source }
}

/// What the audit log tells of a source.
fn told(stored: &StoredSource) -> Value {
    let mut told = json!({ "name": stored.source.name, "settings": stored.settings });
    if let Some(ca) = told.pointer_mut("/settings/ca") {
        *ca = Value::Bool(true);
    }
    told
}

/// The sources of a project.
pub async fn list(app: &App, actor: &Actor, project: ProjectId, page: PageRequest) -> Result<Page<Source>> {
    let mut tx = app.read(actor.org_id).await?;
    let role = access::require(&mut tx, actor, project, Capability::DataRead).await?.role;
    let found = source::list(&mut tx, project, page).await?;
    let settings = sees_settings(actor, role);
    let items = found.items.into_iter().map(|stored| shown(stored, settings)).collect();
    Ok(Page { items, next: found.next })
}

/// A source.
pub async fn get(app: &App, actor: &Actor, project: ProjectId, id: SourceId) -> Result<Source> {
    let mut tx = app.read(actor.org_id).await?;
    let role = access::require(&mut tx, actor, project, Capability::DataRead).await?.role;
    Ok(shown(source::get(&mut tx, project, id).await?, sees_settings(actor, role)))
}

/// Connects a database, and begins to read its schema. That of a sample is read at once.
pub async fn create(app: &App, actor: &Actor, project: ProjectId, input: SourceInput) -> Result<Source> {
    let mut tx = access::read(app, actor, project, Capability::DataWrite).await?;
    Sight::of(&mut tx, For::Person(actor), project).await?.databases()?;
    drop(tx);
    input.validate()?;
    app.source_rate().check(actor.user_id.to_string(), app.now())?;
    let known = at_once(app, &input.settings).await?;
    if input.settings.is_schema_only() && known.is_none() {
        return Err(no_text());
    }
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    let (id, now) = (SourceId(app.new_id()), app.now());
    let job_id = match known {
        Some(_) => None,
        None => Some(enqueue(app, &mut tx, actor, project, id).await?),
    };
    let source = Source {
        id,
        name: input.name.trim().to_owned(),
        kind: input.settings.kind(),
        schema_only: input.settings.is_schema_only(),
        settings: None,
        password: None,
        state: if known.is_some() { SourceState::Ready } else { SourceState::Reading },
        error: None,
        job_id,
        version: None,
        pinned: None,
        tables: 0,
        read_at: None,
        created_at: now,
        updated_at: now,
    };
    let secret = seal(app, (actor.org_id, id), input.password.as_ref())?;
    let stored = StoredSource { source, settings: bare(input.settings), secret };
    source::insert(&mut tx, project, &stored).await?;
    record(app, &mut tx, actor, "source.create", Object("source", id.0), told(&stored)).await?;
    let stored = settle(app, &mut tx, actor, project, stored, known).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(shown(stored, true))
}

/// Adds a database that comes with the program.
pub async fn add_sample(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    sample: SampleDatabase,
) -> Result<Source> {
    let settings = SourceSettings::Sample(SampleSettings { sample });
    let input = SourceInput { name: sample.title().to_owned(), settings, password: None };
    create(app, actor, project, input).await
}

/// The schema of a source that is known without a job.
async fn at_once(app: &App, settings: &SourceSettings) -> Result<Option<Known>> {
    match settings {
        SourceSettings::Sample(settings) => {
            let connector = sample::open(app, settings.sample).map_err(Error::internal)?;
            Ok(Some(Known::read(connector.introspect().await.map_err(Error::internal)?)))
        }
        SourceSettings::Ddl(DdlSettings { dialect, text: Some(text) }) => {
            let (dialect, text) = (*dialect, text.clone());
            let read = move || {
                let described = almanac_connect::describe(dialect, &text);
                let described =
                    described.map_err(|error| Error::field("settings.text", error.to_string()))?;
                Ok(Known::written(described, text))
            };
            Ok(Some(blocking(read).await?))
        }
        SourceSettings::Ddl(_)
        | SourceSettings::Postgres(_)
        | SourceSettings::Mysql(_)
        | SourceSettings::Sqlite(_) => Ok(None),
    }
}

/// The settings as they are stored: SQL is kept with the version that it makes.
fn bare(settings: SourceSettings) -> SourceSettings {
    match settings {
        SourceSettings::Ddl(ddl) => SourceSettings::Ddl(DdlSettings { text: None, ..ddl }),
        other => other,
    }
}

fn no_text() -> Error {
    Error::field("settings.text", "must be given")
}

fn no_connection() -> Error {
    Error::Conflict("this source is a schema that is written as SQL: it has no connection".to_owned())
}

/// Keeps a schema that is known without a job; the source as it is then.
async fn settle(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    project: ProjectId,
    stored: StoredSource,
    known: Option<Known>,
) -> Result<StoredSource> {
    let Some(known) = known else { return Ok(stored) };
    let id = stored.source.id;
    let number = read::keep_version(app, tx, (project, id), Some(actor.user_id), known).await?;
    source::set_known(tx, project, id, number, app.now()).await?;
    Ok(source::get(tx, project, id).await?)
}

async fn enqueue(app: &App, tx: &mut Tx, actor: &Actor, project: ProjectId, id: SourceId) -> Result<JobId> {
    let payload = SourceRead { version: 1, source_id: id, user_id: Some(actor.user_id) };
    Ok(job::enqueue(app, tx, project, &payload).await?.id)
}

/// The sealed password, if one was entered.
fn seal(
    app: &App,
    (org, id): (OrgId, SourceId),
    password: Option<&SourcePassword>,
) -> Result<Option<Vec<u8>>> {
    let entered = SourcePassword::entered(password);
    entered.map(|text| app.seal(text.as_bytes(), &place(org, id))).transpose()
}

/// Changes a source, and begins to read its schema anew if it is reached in another way.
pub async fn update(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: SourceId,
    input: SourceInput,
) -> Result<Source> {
    drop(access::read(app, actor, project, Capability::DataWrite).await?);
    input.validate()?;
    let known = at_once(app, &input.settings).await?;
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    let before = source::get(&mut tx, project, id).await?;
    let entered = seal(app, (actor.org_id, id), input.password.as_ref())?;
    let again = entered.is_some() || before.settings != input.settings;
    let secret = match (entered, kept(&before, &input.settings, input.password.as_ref())) {
        (Some(sealed), _) => Some(sealed),
        (None, Kept::Stays) => before.secret.clone(),
        (None, Kept::None) => None,
        (None, Kept::Elsewhere) => return Err(elsewhere()),
    };
    if again && input.settings.is_schema_only() && known.is_none() {
        return Err(no_text());
    }
    let mut stored = StoredSource { settings: bare(input.settings), secret, source: before.source };
    input.name.trim().clone_into(&mut stored.source.name);
    stored.source.kind = stored.settings.kind();
    stored.source.schema_only = stored.settings.is_schema_only();
    stored.source.updated_at = app.now();
    if again {
        Sight::of(&mut tx, For::Person(actor), project).await?.databases()?;
        app.source_rate().check(actor.user_id.to_string(), app.now())?;
        job::stop(app, &mut tx, project, stored.source.job_id).await?;
        (stored.source.state, stored.source.job_id) = match known {
            Some(_) => (SourceState::Ready, None),
            None => (SourceState::Reading, Some(enqueue(app, &mut tx, actor, project, id).await?)),
        };
    }
    source::update(&mut tx, project, &stored).await?;
    record(app, &mut tx, actor, "source.update", Object("source", id.0), told(&stored)).await?;
    let stored = settle(app, &mut tx, actor, project, stored, known.filter(|_| again)).await?;
    tx.save().await?;
    app.jobs_changed();
    Ok(shown(stored, true))
}

/// What becomes of the stored password when none is entered.
enum Kept {
    /// It is used as before.
    Stays,
    /// There is none, or none is wanted any more.
    None,
    /// It was entered for another place.
    Elsewhere,
}

/// The stored password goes to the server and user only for which it was entered.
fn kept(before: &StoredSource, settings: &SourceSettings, password: Option<&SourcePassword>) -> Kept {
    match &before.secret {
        None => Kept::None,
        Some(_) if settings.may_keep_password_of(&before.settings) => Kept::Stays,
        // A file has no password; one that is said to stay cannot.
        Some(_) if settings.server().is_none() && password.is_none() => Kept::None,
        Some(_) => Kept::Elsewhere,
    }
}

fn elsewhere() -> Error {
    Error::field(
        "password",
        "must be given anew with another kind, host, port, user or authority, or weaker protection",
    )
}

/// Renames a source.
pub async fn rename(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: SourceId,
    input: RenameSource,
) -> Result<Source> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    Checks::default().name(&input.name, "name").done()?;
    source::rename(&mut tx, project, id, input.name.trim(), app.now()).await?;
    let detail = json!({ "name": input.name.trim() });
    record(app, &mut tx, actor, "source.rename", Object("source", id.0), detail).await?;
    let renamed = source::get(&mut tx, project, id).await?;
    tx.save().await?;
    Ok(shown(renamed, true))
}

/// Disconnects a source that no saved query reads, and forgets all versions of its schema.
pub async fn delete(app: &App, actor: &Actor, project: ProjectId, id: SourceId) -> Result<()> {
    let mut tx = access::write(app, actor, project, Capability::DataWrite).await?;
    let found = source::get(&mut tx, project, id).await?;
    if almanac_store::query::count_of(&mut tx, id.0).await? > 0 {
        let problem = "saved queries read this database: delete them first";
        return Err(Error::Conflict(problem.to_owned()));
    }
    job::stop(app, &mut tx, project, found.source.job_id).await?;
    source::delete(&mut tx, project, id).await?;
    let detail = json!({ "name": found.source.name });
    record(app, &mut tx, actor, "source.delete", Object("source", id.0), detail).await?;
    tx.save().await?;
    app.open_sources().forget(id);
    app.jobs_changed();
    Ok(())
}

/// The way to a stored source, with its password.
fn connector(
    app: &App,
    org: OrgId,
    stored: &StoredSource,
) -> Result<almanac_connect::Result<Arc<dyn Connector>>> {
    let open = |sealed: &Vec<u8>| {
        let opened = app.unseal(sealed, &place(org, stored.source.id))?;
        String::from_utf8(opened).map_err(Error::internal)
    };
    let password = stored.secret.as_ref().map(open).transpose()?;
    Ok(way(app, &stored.settings, password.as_deref()))
}

/// The way to a database: of others by the port, of those that come with the program to their files.
fn way(
    app: &App,
    settings: &SourceSettings,
    password: Option<&str>,
) -> almanac_connect::Result<Arc<dyn Connector>> {
    match settings {
        SourceSettings::Sample(settings) => sample::open(app, settings.sample),
        _ => app.sources().open(settings, password),
    }
}
