//! Server function: makes a key.

use almanac_domain::KeyScope;
use leptos::prelude::*;

use crate::api::Answer;

/// Makes a key and goes to its page, which shows it once. It ends in so many days, or never if 0; addresses
/// and ranges are separated by commas or spaces.
#[server(endpoint = "key/create")]
pub(crate) async fn create_key(
    name: String,
    #[server(default)] scopes: Vec<KeyScope>,
    days: u32,
    #[server(default)] networks: String,
    #[server(default)] notes: String,
) -> Answer<()> {
    use almanac_domain::key::NewKey;
    use almanac_service::Error;
    use chrono::TimeDelta;
    let (app, actor) = crate::api::signed_in()?;
    let parts = networks.split([',', ';', ' ']).filter(|part| !part.is_empty());
    let parsed = parts.map(|part| part.parse().map_err(|message: String| Error::field("networks", message)));
    let networks = parsed.collect::<Result<_, _>>()?;
    let expires_at = (days > 0).then(|| app.now() + TimeDelta::days(i64::from(days)));
    let input = NewKey { name, scopes, expires_at, networks, notes };
    let made = almanac_service::api_key::create(&app, &actor, input).await?;
    super::new_key::hand_on(&app, &actor, &made)
}
