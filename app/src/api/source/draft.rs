//! Server function: what the form of a source begins with.

use almanac_domain::source::{SourceKind, SourceSettings, SourceTest};
use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::form::{DDL, SAMPLE, SourceForm};
use crate::api::Answer;

/// What the form of a source begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SourceStart {
    /// The source that is changed; a new one if none.
    pub source: Option<SourceId>,
    /// Its stored name.
    pub title: String,
    pub form: SourceForm,
    /// Whether a password is stored.
    pub stored: bool,
    /// How the test went that was made just now.
    pub tested: Option<SourceTest>,
    /// The SQL of the newest version and the kind of database whose SQL it is, if the schema is written so.
    pub ddl: Option<(SourceKind, String)>,
}

/// The form as it was sent, if it comes back; else the source as it is stored.
#[server(endpoint = "source/draft")]
pub(crate) async fn source_draft(project: ProjectId, source: Option<SourceId>) -> Answer<SourceStart> {
    use almanac_service::Error;

    use super::form::Carried;
    let (app, actor) = crate::api::signed_in()?;
    let stored = match source {
        Some(id) => Some(almanac_service::connected::get(&app, &actor, project, id).await?),
        None => None,
    };
    let (password, title) = stored
        .as_ref()
        .map_or((false, String::new()), |stored| (stored.password.is_some(), stored.name.clone()));
    let carried = crate::api::shown_once(&app, &actor, "source form")?
        .map(|text| serde_json::from_str::<Carried>(&text).map_err(Error::internal))
        .transpose()?
        .filter(|carried| carried.project == project && carried.source == source);
    if let Some(Carried { form, tested, .. }) = carried {
        return Ok(SourceStart { source, title, form, stored: password, tested, ddl: None });
    }
    let ddl = match &stored {
        Some(one) if one.schema_only => {
            let newest = (one.id, one.version.unwrap_or(1));
            let text = almanac_service::connected::ddl(&app, &actor, project, newest).await?;
            Some((one.kind, text))
        }
        _ => None,
    };
    let form = match stored {
        Some(stored) => {
            let settings = stored.settings.ok_or(Error::Forbidden)?;
            of_settings(stored.name, settings)
        }
        None => SourceForm::default(),
    };
    Ok(SourceStart { source, title, form, stored: password, tested: None, ddl })
}

fn of_settings(name: String, settings: SourceSettings) -> SourceForm {
    let kind = settings.kind().name().to_owned();
    match settings {
        SourceSettings::Postgres(server) | SourceSettings::Mysql(server) => SourceForm {
            kind,
            name,
            host: server.host,
            port: server.port.to_string(),
            database: server.database,
            user: server.user,
            tls: server.tls.name().to_owned(),
            ca: server.ca.unwrap_or_default(),
            ..SourceForm::default()
        },
        SourceSettings::Ddl(_) => SourceForm { kind: DDL.to_owned(), name, ..SourceForm::default() },
        SourceSettings::Sample(_) => SourceForm { kind: SAMPLE.to_owned(), name, ..SourceForm::default() },
        SourceSettings::Sqlite(file) => SourceForm { kind, name, file: file.file, ..SourceForm::default() },
    }
}
