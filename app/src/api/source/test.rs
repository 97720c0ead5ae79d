//! Server function: tries to connect with what the form says.

use almanac_domain::{ProjectId, SourceId};
use leptos::prelude::*;

use super::form::SourceForm;
use crate::api::Answer;

/// Tries to connect with what the form says. The form comes back with the answer.
#[server(endpoint = "source/test")]
pub(crate) async fn test_source(
    project: ProjectId,
    source: Option<SourceId>,
    form: SourceForm,
    #[server(default)] password: String,
) -> Answer<()> {
    use almanac_service::connected;

    use super::form::{Carried, carry};
    let (app, actor) = crate::api::signed_in()?;
    let tested = async {
        let probe = form.probe(&app, &actor, source, &password)?;
        connected::test(&app, &actor, project, probe).await
    };
    let tested = tested.await;
    let page = match source {
        Some(id) => crate::paths::source_page(project, id, "edit"),
        None => crate::paths::new_source(project, &form.kind),
    };
    let told = tested.as_ref().ok().cloned();
    carry(&app, &actor, &password, Carried { project, source, form, tested: told })?;
    tested?;
    leptos_axum::redirect(&page);
    Ok(())
}
