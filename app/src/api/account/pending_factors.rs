//! Server function: what the sign-in under way can be ended with; nothing if there is none.

use almanac_domain::factor::SecondFactor;
use leptos::prelude::*;

use crate::api::Answer;

/// What the sign-in under way can be ended with; nothing if there is none.
#[server(endpoint = "account/pending_factors")]
pub(crate) async fn pending_factors() -> Answer<Vec<SecondFactor>> {
    use almanac_domain::factor::Code;
    use almanac_service::Error;
    let token = crate::cookie::received(crate::api::cookies()?.pending().name()).unwrap_or_default();
    match almanac_service::account::pending_factors(&crate::api::app()?, &Code(token)).await {
        Err(Error::Unauthenticated) => Ok(Vec::new()),
        other => Ok(other?),
    }
}
