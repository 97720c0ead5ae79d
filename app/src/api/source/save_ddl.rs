//! Server function: saves a schema that is written as SQL.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use crate::api::Answer;

/// Adds a source whose schema is written as SQL, or changes one. The browser keeps what was written, should it come
/// back with an error.
#[server(endpoint = "source/save_ddl")]
pub(crate) async fn save_ddl(
    project: ProjectId,
    source: Option<SourceId>,
    name: String,
    dialect: String,
    text: String,
) -> Answer<()> {
    use almanac_domain::source::{DdlSettings, SourceInput, SourceKind, SourceSettings};
    use almanac_service::{Error, connected};
    let (app, actor) = crate::api::signed_in()?;
    let dialect = SourceKind::ALL.into_iter().find(|kind| kind.name() == dialect);
    let dialect = dialect.ok_or_else(|| Error::field("settings.dialect", "is not known"))?;
    let settings = SourceSettings::Ddl(DdlSettings { dialect, text: Some(text) });
    let input = SourceInput { name, settings, password: None };
    let saved = match source {
        Some(id) => connected::update(&app, &actor, project, id, input).await?,
        None => connected::create(&app, &actor, project, input).await?,
    };
    leptos_axum::redirect(&crate::paths::source(project, saved.id));
    Ok(())
}
