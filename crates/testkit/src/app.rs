//! An application with people in it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use almanac_domain::account::{Organization, Password, SetUp, SignInMethod, User};
use almanac_domain::member::MemberState;
use almanac_domain::project::{Project, ProjectInput};
use almanac_domain::sign_in_policy::SignInPolicy;
use almanac_domain::{Actor, Clock, OrgId, OrgRole, ProjectId, ProjectRole, SessionId, UserId, Via};
use almanac_identity::Cost;
use almanac_jobs::{Outcome, Worker};
use almanac_service::mail::{self, Mail, Sent};
use almanac_service::{App, Client, SessionSecret, Settings, account, project};
use almanac_store::session::StoredSession;
use almanac_store::{Scope, member, membership, organization, session, user};
use chrono::TimeDelta;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::database::{Backend, Schema, as_owner};
use crate::{FakeClock, FakeSources, Postbox};

/// An application with an organization and its administrator, on an empty data folder.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its clock.
    pub clock: Arc<FakeClock>,
    /// The databases outside.
    pub sources: Arc<FakeSources>,
    /// The administrator.
    pub admin: Person,
    folder: TempDir,
    schema: Option<Schema>,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who they are to the use cases.
    pub actor: Actor,
    /// The secret of their session.
    pub secret: SessionSecret,
}

impl std::ops::Deref for Person {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}

/// A browser at an address.
pub fn client(address: &str) -> Client {
    Client { address: address.to_owned(), user_agent: "Browser 1.0".to_owned() }
}

impl Backend for TestApp {
    async fn sqlite() -> Self {
        Self::with(None).await
    }

    async fn postgres(url: &str) -> Self {
        Self::with(Some(Schema::new(url).await)).await
    }
}

impl TestApp {
    /// The password of the administrator.
    pub const PASSWORD: &'static str = "Tulpen im März 🌷";
    /// The address of the administrator.
    pub const EMAIL: &'static str = "ada@example.org";

    async fn with(schema: Option<Schema>) -> Self {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(FakeClock::default()));
        let sources = Arc::new(FakeSources::default());
        let app = open(folder.path(), schema.as_ref(), Arc::clone(&clock), Arc::clone(&sources)).await;
        let token = account::setup_token(&app).await.unwrap().unwrap();
        let input = SetUp {
            token,
            organization: "Fahrrad GmbH".to_owned(),
            name: "Ada".to_owned(),
            email: Self::EMAIL.to_owned(),
            password: Password(Self::PASSWORD.to_owned()),
            consents: Vec::new(),
        };
        let (_, secret) = account::set_up(&app, input, &client("192.0.2.1")).await.unwrap();
        let actor = account::authenticate(&app, &secret.0, &client("192.0.2.1")).await.unwrap().unwrap();
        Self { app, clock, sources, admin: Person { actor, secret }, folder, schema }
    }

    /// A second process on the same data folder and database.
    pub async fn beside(&self) -> App {
        let (clock, sources) = (Arc::clone(&self.clock), Arc::clone(&self.sources));
        open(self.folder.path(), self.schema.as_ref(), clock, sources).await
    }

    /// The same data folder and database, opened again as after a crash.
    #[must_use]
    pub async fn reopened(self) -> Self {
        self.reopened_after(async |_| ()).await
    }

    /// As [`TestApp::reopened`], after something that is done while no process uses them.
    #[must_use]
    pub async fn reopened_after(self, work: impl AsyncFnOnce(&Settings)) -> Self {
        let Self { app, clock, sources, admin, folder, schema } = self;
        app.db().close().await;
        let settings = app.settings().clone();
        drop(app);
        work(&settings).await;
        let app = open(folder.path(), schema.as_ref(), Arc::clone(&clock), Arc::clone(&sources)).await;
        Self { app, clock, sources, admin, folder, schema }
    }

    /// Does to the tables what only somebody with the database in hand can do: on PostgreSQL as their owner.
    pub async fn as_owner(&self, sql: &str) {
        as_owner(self.app.db(), self.schema.as_ref(), sql).await.unwrap();
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody new: in the same organization, or in another one that is made for them.
    pub async fn person(&self, name: &str, org: Option<OrgId>, role: OrgRole) -> Person {
        let (app, now) = (&self.app, self.clock.now());
        let mut tx = app.db().write(Scope::System).await.unwrap();
        let org = if let Some(org) = org {
            org
        } else {
            let id = OrgId(app.new_id());
            let organization = Organization {
                id,
                name: format!("{name} & Co"),
                plan: "enterprise".to_owned(),
                created_at: now,
            };
            organization::insert(&mut tx, &organization).await.unwrap();
            id
        };
        let id = UserId(app.new_id());
        let email = format!("{}@example.org", name.to_lowercase());
        let person = User { id, name: name.to_owned(), email, email_verified_at: Some(now), created_at: now };
        user::insert(&mut tx, &person, None).await.unwrap();
        membership::insert(&mut tx, org, id, role, now).await.unwrap();
        tx.save().await.unwrap();
        self.session((id, org, role), format!("secret of {name}")).await
    }

    /// The same person on another device, having signed in just now.
    pub async fn another_session(&self, person: &Person) -> Person {
        let place = (person.user_id, person.org_id, person.org_role);
        self.session(place, format!("another-{}", self.app.new_id())).await
    }

    async fn session(&self, (user, org, role): (UserId, OrgId, OrgRole), secret: String) -> Person {
        let now = self.clock.now();
        let session = StoredSession {
            id: SessionId(self.app.new_id()),
            org_id: org,
            user_id: user,
            role,
            user_agent: "Browser 1.0".to_owned(),
            address: "192.0.2.2".to_owned(),
            created_at: now,
            last_seen_at: now,
            confirmed_at: now,
            expires_at: now + TimeDelta::days(30),
            method: SignInMethod::Password,
            idle_limit: None,
            absolute_limit: None,
            policy: SignInPolicy::default(),
        };
        let mut tx = self.app.db().write(Scope::System).await.unwrap();
        session::insert(&mut tx, &session, &almanac_identity::hash(&secret)).await.unwrap();
        tx.save().await.unwrap();
        let via =
            Via::Session { id: session.id, confirmed_at: now, method: session.method, must_enroll: false };
        let actor = Actor { user_id: user, org_id: org, org_role: role, via };
        Person { actor, secret: SessionSecret(secret) }
    }

    /// Gives a member another role or state, as no use case had refused it.
    pub async fn change(&self, person: &Person, role: OrgRole, state: MemberState) {
        let mut tx = self.app.write(person.org_id).await.unwrap();
        membership::change(&mut tx, person.user_id, role, state).await.unwrap();
        tx.save().await.unwrap();
    }

    /// A colleague with a role in a project.
    pub async fn colleague(&self, name: &str, project: ProjectId, role: ProjectRole) -> Person {
        let person = self.person(name, Some(self.admin.org_id), OrgRole::Developer).await;
        let mut tx = self.app.write(self.admin.org_id).await.unwrap();
        member::put(&mut tx, project, person.user_id, role, self.clock.now()).await.unwrap();
        tx.save().await.unwrap();
        person
    }

    /// The administrator of another organization.
    pub async fn stranger(&self) -> Person {
        self.person("Eve", None, OrgRole::Admin).await
    }

    /// A project of the administrator.
    pub async fn project(&self) -> Project {
        let input = ProjectInput { name: "Rides".to_owned(), description: String::new() };
        project::create(&self.app, &self.admin, input).await.unwrap()
    }

    /// Does the next job to its end, as a worker would.
    pub async fn work(&self) -> Option<Outcome> {
        Worker::new(self.app.clone()).step(&CancellationToken::new()).await.unwrap()
    }

    /// The mails that are due, sent to nobody.
    pub async fn mails(&self) -> Vec<Mail> {
        let postbox = Postbox::default();
        while mail::send_next(&self.app, &postbox).await.unwrap() != Sent::Nothing {}
        postbox.take()
    }

    /// The files below the data folder that hold data: no database, no locks.
    pub fn data_files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for folder in ["files", "incoming", "uploads"] {
            collect(&self.folder().join(folder), folder, &mut files);
        }
        files.sort();
        files
    }
}

fn collect(folder: &Path, name: &str, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{name}/{}", entry.file_name().display());
        if entry.path().is_dir() { collect(&entry.path(), &name, files) } else { files.push(name) }
    }
}

/// How long a source may take to answer.
const PATIENCE: Duration = Duration::from_millis(300);

async fn open(
    folder: &Path,
    schema: Option<&Schema>,
    clock: Arc<FakeClock>,
    sources: Arc<FakeSources>,
) -> App {
    let mut settings = Settings::new(folder.to_owned());
    settings.database_url = schema.map(Schema::url);
    "https://almanac.example/".clone_into(&mut settings.base_url);
    settings.sends_mail = true;
    settings.source_patience = PATIENCE;
    App::open_with(settings, clock, sources, Cost::for_tests()).await.unwrap()
}
