//! The application: database, files, clock and limits, shared by all use cases.

use std::fs::File;
use std::sync::Arc;

use almanac_domain::{Clock, OrgId};
use almanac_identity::{Cost, MasterKey, Passkeys, Passwords};
use almanac_query::{Engine, EngineConfig};
use almanac_store::{Db, Ids, Scope, Tx};
use chrono::{DateTime, SubsecRound, Utc};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::account::Turns;
use crate::connected::{NoSources, Open, Sources};
use crate::files::Files;
use crate::query::Results;
use crate::rate::Rate;
use crate::{Error, Result, Settings, keys, recovery};

/// Password hashes computed at the same time at the most, for memory: each takes 19 MiB.
const HASHES_AT_ONCE: usize = 16;

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    settings: Settings,
    clock: Arc<dyn Clock>,
    db: Db,
    files: Files,
    engine: Engine,
    results: Results,
    passwords: Passwords,
    key: MasterKey,
    passkeys: Option<Passkeys>,
    ids: Ids,
    link_rate: Rate,
    source_rate: Rate,
    sources: Arc<dyn Sources>,
    open_sources: Open,
    turns: Turns,
    jobs_changed: watch::Sender<u64>,
    mail_waits: Notify,
    /// Held as long as the process uses the data folder.
    _lock: File,
}

impl App {
    /// Opens database and files, migrates, and removes what a crash left behind. It connects to no databases of
    /// others.
    pub async fn open(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::open_with(settings, clock, Arc::new(NoSources), Cost::STANDARD).await
    }

    /// As [`App::open`] with a way to databases of others, and a cost of password hashes.
    pub async fn open_with(
        mut settings: Settings,
        clock: Arc<dyn Clock>,
        sources: Arc<dyn Sources>,
        cost: Cost,
    ) -> Result<Self> {
        std::fs::create_dir_all(&settings.data_dir)?;
        settings.data_dir = settings.data_dir.canonicalize()?;
        let files = Files::open(&settings.data_dir)?;
        let (lock, alone) = recovery::lock(&settings.data_dir)?;
        let db = match &settings.database_url {
            Some(url) => Db::open(url).await?,
            None => Db::open_file(&settings.data_dir.join("almanac.db")).await?,
        };
        if alone {
            recovery::recover(&db, &files, clock.now().trunc_subsecs(6)).await?;
            lock.lock_shared()?;
        }
        let configured = settings.secret_key.as_deref();
        let key = keys::load(&db, &settings.data_dir, configured, clock.now().trunc_subsecs(6)).await?;
        let engine = Engine::new(EngineConfig {
            memory_bytes: settings.query_memory_bytes,
            timeout: settings.query_timeout,
            cluster: settings.cluster.clone(),
            ..EngineConfig::new(settings.data_dir.join("spill"))
        })?;
        let results = Results::new(settings.result_bytes);
        // Half of the cores stay free for everybody else.
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let passwords =
            Passwords::new(cost, (cores / 2).clamp(1, HASHES_AT_ONCE)).map_err(Error::internal)?;
        let passkeys = Passkeys::new(settings.public_url.as_ref());
        let inner = Inner {
            settings,
            clock,
            db,
            files,
            engine,
            results,
            passwords,
            key,
            passkeys,
            ids: Ids::default(),
            link_rate: Rate::of_links(),
            source_rate: Rate::of_sources(),
            sources,
            open_sources: Open::default(),
            turns: Turns::default(),
            jobs_changed: watch::Sender::new(0),
            mail_waits: Notify::new(),
            _lock: lock,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Whether database and files answer.
    pub async fn ready(&self) -> Result<()> {
        let mut tx = self.db().read(Scope::System).await?;
        almanac_store::organization::any(&mut tx).await?;
        self.files().ready().await
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// The present time in microseconds, as the database keeps it.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock().now().trunc_subsecs(6)
    }

    /// A new identifier.
    pub fn new_id(&self) -> Uuid {
        self.0.ids.next(self.now())
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The database, for the workers.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The stored files, for the workers.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// The query engine.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The kept results of queries.
    pub(crate) fn results(&self) -> &Results {
        &self.0.results
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// How often addresses open public links.
    pub(crate) fn link_rate(&self) -> &Rate {
        &self.0.link_rate
    }

    /// How often people connect to databases.
    pub(crate) fn source_rate(&self) -> &Rate {
        &self.0.source_rate
    }

    /// The way to databases of others.
    pub(crate) fn sources(&self) -> &dyn Sources {
        &*self.0.sources
    }

    /// The databases of others that are open.
    pub(crate) fn open_sources(&self) -> &Open {
        &self.0.open_sources
    }

    /// Who may try next to sign in, for each address.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// The key with which secrets are sealed.
    pub(crate) fn key(&self) -> &MasterKey {
        &self.0.key
    }

    /// Seals a secret for a place, such as its organization, table and row.
    pub(crate) fn seal(&self, plain: &[u8], place: &str) -> Result<Vec<u8>> {
        self.0.key.seal(&mut rand::rng(), plain, place).map_err(Error::internal)
    }

    /// Opens what was sealed for this place.
    pub(crate) fn unseal(&self, sealed: &[u8], place: &str) -> Result<Vec<u8>> {
        self.0.key.open(sealed, place).map_err(Error::internal)
    }

    /// The passkeys of this site; none if its address has no name.
    pub(crate) fn passkeys(&self) -> Option<&Passkeys> {
        self.0.passkeys.as_ref()
    }

    /// Begins a unit of work of an organization that may write.
    pub async fn write(&self, org: OrgId) -> Result<Tx> {
        Ok(self.db().write(Scope::Org(org)).await?)
    }

    /// Begins a unit of work of an organization that only reads.
    pub async fn read(&self, org: OrgId) -> Result<Tx> {
        Ok(self.db().read(Scope::Org(org)).await?)
    }

    /// Tells workers and watchers of this process that a job was added or changed.
    pub fn jobs_changed(&self) {
        self.0.jobs_changed.send_modify(|count| *count += 1);
    }

    /// Tells the sender of this process that a mail waits.
    pub(crate) fn mail_waits(&self) {
        self.0.mail_waits.notify_one();
    }

    /// Comes back when a mail was left in this process since the last time.
    pub async fn wait_for_mail(&self) {
        self.0.mail_waits.notified().await;
    }

    /// Is told when a job was added or changed in this process.
    pub fn watch_jobs(&self) -> watch::Receiver<u64> {
        self.0.jobs_changed.subscribe()
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}
