//! Server function: the public links of a project, and what could get one.

use almanac_domain::ProjectId;
use almanac_domain::link::PublicLink;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// The public links of a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Links {
    pub items: Vec<PublicLink>,
    /// What a link can be made to, as `kind:id` with its name; nothing for who may not make one.
    pub objects: Vec<(String, String)>,
    /// The address of a link that was just made. It is shown this once.
    pub made: Option<String>,
}

/// The public links of a project, and what could get one.
#[server(endpoint = "link/list")]
pub(crate) async fn list_links(project: ProjectId) -> Answer<Links> {
    use almanac_domain::saved::QueryFilter;
    use almanac_domain::{Capability, PageRequest};
    use almanac_service::{forecast, link, project as projects, query, scenario};
    let (app, actor) = crate::api::signed_in()?;
    let links = link::list(&app, &actor, project).await?;
    let found = projects::get(&app, &actor, project).await?;
    let mut objects = Vec::new();
    if found.role.can(Capability::LinkWrite) && found.archived_at.is_none() {
        let page = PageRequest { limit: 200, after: None };
        let queries = query::list(&app, &actor, project, QueryFilter::default(), page).await?.items;
        objects.extend(queries.into_iter().map(|one| (format!("query:{}", one.id), one.name)));
        let forecasts = forecast::list(&app, &actor, project, page).await?.items;
        objects.extend(forecasts.into_iter().map(|one| (format!("forecast:{}", one.id), one.name)));
        let scenarios = scenario::list(&app, &actor, project, None, page).await?.items;
        objects.extend(scenarios.into_iter().map(|one| (format!("scenario:{}", one.id), one.name)));
    }
    Ok(Links { items: links, objects, made: crate::api::shown_once(&app, &actor, "link")? })
}
