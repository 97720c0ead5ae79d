//! Server function: what the command palette finds in a project.

use almanac_domain::ProjectId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// A place to go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The area it belongs to: `datasets`, `queries`, `models`, `forecasts`, `scenarios`.
    pub area: String,
    pub name: String,
    pub href: String,
    /// What else it is found by: the folder and the tags of a query.
    pub words: String,
}

/// The newest objects of a project.
#[server(endpoint = "palette/places")]
pub(crate) async fn places(project: ProjectId) -> Answer<Vec<Place>> {
    use almanac_domain::PageRequest;
    use almanac_domain::saved::QueryFilter;
    use almanac_service::{dataset, forecast, model, query, scenario};

    use crate::paths;
    let (app, actor) = crate::api::signed_in()?;
    let page = PageRequest { limit: 200, after: None };
    let place = |area: &str, name, href| Place { area: area.to_owned(), name, href, words: String::new() };
    let mut found = Vec::new();
    for item in dataset::list(&app, &actor, project, page).await?.items {
        found.push(place("datasets", item.name, paths::dataset(project, item.id)));
    }
    for item in query::list(&app, &actor, project, QueryFilter::default(), page).await?.items {
        let words = format!("{} {}", item.folder, item.tags.join(" "));
        let found_by = Place { words, ..place("queries", item.name, paths::query(project, item.id)) };
        found.push(found_by);
    }
    for item in model::list(&app, &actor, project, page).await?.items {
        found.push(place("models", item.name, paths::model(project, item.id)));
    }
    for item in forecast::list(&app, &actor, project, page).await?.items {
        found.push(place("forecasts", item.name, paths::forecast(project, item.id)));
    }
    for item in scenario::list(&app, &actor, project, None, page).await?.items {
        found.push(place("scenarios", item.name, paths::scenario(project, item.forecast_id, item.id)));
    }
    Ok(found)
}
