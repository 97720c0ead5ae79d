//! Server function: connects a database, or changes how it is reached.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use super::form::SourceForm;
use crate::api::Answer;

/// Connects a database, or changes a source. What was entered comes back with an error.
#[server(endpoint = "source/save")]
pub(crate) async fn save_source(
    project: ProjectId,
    source: Option<SourceId>,
    form: SourceForm,
    #[server(default)] password: String,
) -> Answer<()> {
    use almanac_service::connected;

    use super::form::{Carried, carry};
    let (app, actor) = crate::api::signed_in()?;
    let saved = async {
        let input = form.input(&app, &actor, &password)?;
        match source {
            Some(id) => connected::update(&app, &actor, project, id, input).await,
            None => connected::create(&app, &actor, project, input).await,
        }
    };
    match saved.await {
        Ok(saved) => leptos_axum::redirect(&crate::paths::source(project, saved.id)),
        Err(error) => {
            carry(&app, &actor, &password, Carried { project, source, form, tested: None })?;
            return Err(error.into());
        }
    }
    Ok(())
}
