//! Identifiers: UUIDv7 in newtypes, so that one cannot be passed for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// An organization: the tenant.
    OrgId,
    /// A person.
    UserId,
    /// A sign-in of a person on a device; not the secret in the cookie.
    SessionId,
    /// An invitation into an organization; not the secret in its link.
    InvitationId,
    /// An API key of a person.
    KeyId,
    /// A passkey of a person.
    PasskeyId,
    /// A named group of people of an organization.
    TeamId,
    /// An identity provider of an organization.
    ProviderId,
    /// A domain of an organization.
    DomainId,
    /// Who a person is at an identity provider.
    ConnectionId,
    /// A project of an organization.
    ProjectId,
    /// A public link to an object of a project.
    LinkId,
    /// A file that was sent but not imported yet.
    UploadId,
    /// An imported data set.
    DatasetId,
    /// A rule on the data of a data set.
    RuleId,
    /// A rule on which rows of a data set or table people see.
    RowRuleId,
    /// A check of a data set by its rules.
    CheckId,
    /// A database that is asked where it is.
    SourceId,
    /// A saved query.
    QueryId,
    /// A dashboard.
    DashboardId,
    /// A tile of a dashboard.
    TileId,
    /// A trained model.
    ModelId,
    /// A stored forecast.
    ForecastId,
    /// A saved what-if scenario.
    ScenarioId,
    /// A piece of long work.
    JobId,
}
