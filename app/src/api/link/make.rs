//! Server function: makes a public link.

use almanac_domain::ProjectId;
use leptos::prelude::*;

use crate::api::Answer;

/// Makes a public link to `object` (`kind:id`), which ends after so many days, or on the day `until`.
#[server(endpoint = "link/make")]
pub(crate) async fn make_link(
    project: ProjectId,
    object: String,
    days: u32,
    until: Option<String>,
) -> Answer<()> {
    use almanac_domain::link::{LinkInput, LinkKind};
    use almanac_service::{Error, link};
    use chrono::{Days, NaiveDate};
    let (app, actor) = crate::api::signed_in()?;
    let wrong = || Error::field("object", "there is no such object");
    let (kind, id) = object.split_once(':').ok_or_else(wrong)?;
    let kind = match kind {
        "query" => LinkKind::Query,
        "forecast" => LinkKind::Forecast,
        "scenario" => LinkKind::Scenario,
        _ => return Err(wrong().into()),
    };
    let object_id = id.parse().map_err(|_| wrong())?;
    let late = || Error::field("until", "must be a date within a year");
    let expires_at = match until.filter(|until| !until.is_empty()) {
        // Until the end of that day.
        Some(until) => {
            let day: NaiveDate = until.parse().map_err(|_| late())?;
            let end = day.checked_add_days(Days::new(1)).and_then(|day| day.and_hms_opt(0, 0, 0));
            end.ok_or_else(late)?.and_utc()
        }
        None => app.now().checked_add_days(Days::new(u64::from(days))).ok_or_else(late)?,
    };
    let made = link::make(&app, &actor, project, LinkInput { kind, object_id, expires_at }).await?;
    crate::api::show_once(&app, &actor, "link", &made.token.0)
}
