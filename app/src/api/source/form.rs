//! The form of a source, and its content on the way back to the page.

use almanac_domain::source::{
    FileSettings, SampleDatabase, SampleSettings, ServerSettings, SourceInput, SourcePassword, SourceProbe,
    SourceSettings, TlsMode,
};
use almanac_domain::{Actor, ProjectId, SourceId};
use almanac_service::{App, Error, once};
use serde::{Deserialize, Serialize};

use crate::api::{Answer, show_once};

/// How much may be carried in a cookie, of which a digit is half a byte.
const MOST_CARRIED: usize = 1_800;
/// What the sealed password in a form is for.
const PASSWORD: &str = "source password";

/// The kind of the database that comes with the program.
pub(crate) const SAMPLE: &str = "sample";

/// The kind of a schema that is written as SQL.
pub(crate) const DDL: &str = "ddl";

/// What the form of a source holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SourceForm {
    /// `postgres`, `mysql`, `sqlite`, or `sample` for the one that comes with the program.
    pub kind: String,
    pub name: String,
    pub host: String,
    pub port: String,
    pub database: String,
    pub user: String,
    pub tls: String,
    pub ca: String,
    pub file: String,
    /// The password that was entered in the form before, sealed for the session.
    pub kept: String,
}

/// What goes back to the form after a test, or with an error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Carried {
    pub project: ProjectId,
    pub source: Option<SourceId>,
    pub form: SourceForm,
    /// Whether it was tested, and how that went.
    pub tested: Option<almanac_domain::source::SourceTest>,
}

impl SourceForm {
    /// How the source is reached.
    fn settings(&self) -> Result<SourceSettings, Error> {
        let given = |text: &str| text.trim().to_owned();
        match self.kind.as_str() {
            "sqlite" => return Ok(SourceSettings::Sqlite(FileSettings { file: given(&self.file) })),
            SAMPLE => {
                return Ok(SourceSettings::Sample(SampleSettings { sample: SampleDatabase::Chinook }));
            }
            _ => {}
        }
        let port =
            self.port.trim().parse().map_err(|_| Error::field("settings.port", "must be 1 to 65535"))?;
        let tls = TlsMode::ALL.into_iter().find(|mode| mode.name() == self.tls);
        let server = ServerSettings {
            host: given(&self.host),
            port,
            database: given(&self.database),
            user: given(&self.user),
            tls: tls.unwrap_or(TlsMode::VerifyFull),
            ca: Some(given(&self.ca)).filter(|text| !text.is_empty()),
        };
        match self.kind.as_str() {
            "postgres" => Ok(SourceSettings::Postgres(server)),
            "mysql" => Ok(SourceSettings::Mysql(server)),
            _ => Err(Error::field("settings.kind", "is not known")),
        }
    }

    /// The password: the one that was entered now, or else in the form before.
    fn password(&self, app: &App, actor: &Actor, entered: &str) -> Result<Option<SourcePassword>, Error> {
        if !entered.is_empty() {
            return Ok(Some(SourcePassword(entered.to_owned())));
        }
        Ok(once::open(app, actor, PASSWORD, &self.kept)?.map(SourcePassword))
    }

    pub(super) fn input(&self, app: &App, actor: &Actor, entered: &str) -> Result<SourceInput, Error> {
        let password = self.password(app, actor, entered)?;
        Ok(SourceInput { name: self.name.clone(), settings: self.settings()?, password })
    }

    pub(super) fn probe(
        &self,
        app: &App,
        actor: &Actor,
        source_id: Option<SourceId>,
        entered: &str,
    ) -> Result<SourceProbe, Error> {
        let password = self.password(app, actor, entered)?;
        Ok(SourceProbe { source_id, settings: self.settings()?, password })
    }
}

/// Carries the form back to its page. A certificate that is too long must be entered anew.
pub(super) fn carry(app: &App, actor: &Actor, entered: &str, mut carried: Carried) -> Answer<()> {
    if !entered.is_empty() {
        carried.form.kept = once::seal(app, actor, PASSWORD, entered)?;
    }
    let text = |carried: &Carried| serde_json::to_string(carried).map_err(Error::internal);
    let mut written = text(&carried)?;
    if written.len() > MOST_CARRIED {
        carried.form.ca.clear();
        written = text(&carried)?;
    }
    show_once(app, actor, "source form", &written)
}
