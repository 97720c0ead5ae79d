//! Public links: one object of a project, for whoever has the secret, without signing in.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::model::{Band, SeriesChoice, SeriesView};
use crate::saved::QueryResult;
use crate::sharing::Person;
use crate::{Checks, FieldError, LinkId};

/// The longest life of a link.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// What a link shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// The result of a saved query, as it was saved when the link was made.
    Query,
    /// A forecast.
    Forecast,
    /// A scenario: what is changed, and what comes of it.
    Scenario,
}

/// Makes a link.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkInput {
    /// The kind of object.
    pub kind: LinkKind,
    /// The object.
    pub object_id: Uuid,
    /// When the link ends: in the future, and within a year.
    pub expires_at: DateTime<Utc>,
}

impl LinkInput {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Vec<FieldError>> {
        Checks::default()
            .check(self.expires_at > now, "expires_at", "must be in the future")
            .check(self.expires_at <= now + LONGEST, "expires_at", "must be within a year")
            .done()
    }
}

/// A link, as the people of the project see it: without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicLink {
    /// Its id.
    pub id: LinkId,
    /// The kind of object.
    pub kind: LinkKind,
    /// The object.
    pub object_id: Uuid,
    /// The name that the object had when the link was made.
    pub name: String,
    /// Who made it. It ends when they lose the right to make it.
    pub created_by: Person,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// How often it was used.
    pub uses: i64,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The secret of a link; never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct LinkToken(pub String);

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(***)")
    }
}

/// A new link. This is the only time that its secret is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeLink {
    /// The link.
    pub link: PublicLink,
    /// The end of its address, `/shared/{token}`.
    pub token: LinkToken,
}

/// What a link shows, and nothing else of the project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shared {
    /// The name of the object.
    pub name: String,
    /// When the link ends.
    pub expires_at: DateTime<Utc>,
    /// The object.
    pub content: SharedContent,
}

/// The object of a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SharedContent {
    /// A query.
    Query {
        /// Its first rows.
        result: QueryResult,
        /// How it is drawn (a chart specification of the `chart` crate), if it is.
        chart: Option<Value>,
    },
    /// A forecast.
    Forecast {
        /// Its series.
        series: SeriesChoice,
        /// The series that was asked for, or the first one.
        view: SeriesView,
    },
    /// A scenario.
    Scenario {
        /// The series.
        unique_id: String,
        /// What is changed (a scenario of the `forecast` crate).
        edits: Value,
        /// Times of the forecast.
        ds: Vec<String>,
        /// Point forecast of the scenario.
        mean: Vec<f64>,
        /// Intervals of the scenario.
        bands: Vec<Band>,
        /// Point forecast of the baseline.
        baseline: Vec<f64>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r26_link_ends_within_a_year() {
        let now = DateTime::from_timestamp(1_767_600_000, 0).unwrap();
        let until = |days| {
            let expires_at = now + TimeDelta::days(days);
            LinkInput { kind: LinkKind::Query, object_id: Uuid::nil(), expires_at }.validate(now).is_ok()
        };
        assert!(until(1) && until(365));
        assert!(!until(0) && !until(-1) && !until(400));
    }

    #[test]
    fn secret_of_a_link_is_never_printed() {
        assert!(!format!("{:?}", LinkToken("geheim".into())).contains("geheim"));
    }
}
