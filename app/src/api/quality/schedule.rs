//! Server function: has a data set checked by itself.

use almanac_domain::quality::ScheduleInput;
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::api::Answer;

/// Has a data set checked every so many hours.
#[server(endpoint = "quality/schedule")]
pub(crate) async fn set_schedule(project: ProjectId, dataset: DatasetId, every_hours: i64) -> Answer<()> {
    let (app, actor) = crate::api::signed_in()?;
    let input = ScheduleInput { every_hours };
    almanac_service::quality::set_schedule(&app, &actor, project, dataset, input).await?;
    leptos_axum::redirect(&super::home(project, dataset));
    Ok(())
}
