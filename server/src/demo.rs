//! The demonstration: an organization with a sample project, made by the same use cases that people use.

use almanac_domain::account::{Password, SetUp};
use almanac_domain::project::{ProjectInput, Sample};
use almanac_service::sample::{self, Extent};
use almanac_service::{App, Client, account};
use anyhow::Context as _;

/// The address with which people sign in.
pub const EMAIL: &str = "demo@localhost";

/// Makes the organization and its user with a random password, which is stored nowhere else, and a project that the
/// workers fill.
///
/// # Errors
/// The database is not empty or does not answer.
pub async fn begin(app: &App, token: String, extent: Extent) -> anyhow::Result<String> {
    let client = Client { address: "localhost".into(), user_agent: "almanac serve --demo".into() };
    let password = hex::encode(rand::random::<[u8; 10]>());
    let input = SetUp {
        token,
        organization: "Demo".into(),
        name: "Demo".into(),
        email: EMAIL.into(),
        password: Password(password.clone()),
        consents: Vec::new(),
    };
    let (_, secret) = account::set_up(app, input, &client).await?;
    let actor = account::authenticate(app, &secret.0, &client).await?.context("the session is gone")?;
    let input = ProjectInput { name: "Bike sharing".into(), description: String::new() };
    sample::create(app, &actor, input, Sample::BikeSharing, extent).await?;
    account::sign_out(app, &actor).await?;
    Ok(password)
}
