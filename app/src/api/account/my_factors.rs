//! Server function: with what the person can prove who they are.

use almanac_domain::factor::Factors;
use leptos::prelude::*;

use crate::api::Answer;

/// With what the person can prove who they are.
#[server(endpoint = "account/my_factors")]
pub(crate) async fn my_factors() -> Answer<Factors> {
    let (app, actor) = crate::api::signed_in()?;
    Ok(almanac_service::account::factors(&app, &actor).await?)
}
