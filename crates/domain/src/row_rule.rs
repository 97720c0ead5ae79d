//! Row rules: which rows of a data set or table the viewers and editors of a project see, and the attributes of people
//! that rules compare with.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::source::TableName;
use crate::{Checks, DatasetId, FieldError, ProjectRole, RowRuleId, SourceId, UserId};

/// Attributes of a person.
const MOST_ATTRIBUTES: usize = 20;
/// Values of an attribute.
const MOST_VALUES: usize = 50;
/// Letters of a value.
const LONGEST: usize = 200;
/// What every person has; no attribute is called so.
const GIVEN: [&str; 2] = ["email", "id"];

/// What a rule is about. It is written as in a query document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleSource {
    /// A data set.
    Dataset(DatasetId),
    /// A table of a connected database.
    Table(RuleTable),
}

/// A table of a connected database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RuleTable {
    /// The database.
    pub source: SourceId,
    /// The schema (PostgreSQL); none where a database has only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

impl RuleTable {
    /// The table's full name.
    pub fn table(&self) -> TableName {
        TableName { schema: self.schema.clone(), name: self.name.clone() }
    }
}

/// A rule: people with one of the roles see only the rows for which the condition holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowRule {
    /// Its id.
    pub id: RowRuleId,
    /// What it says.
    #[serde(flatten)]
    pub content: RowRuleInput,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Makes or changes a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RowRuleInput {
    /// What it is about.
    pub source: RuleSource,
    /// For whom it holds: viewers, editors, or both. Owners see everything.
    pub roles: Vec<ProjectRole>,
    /// Which rows they see: a filter of a query document, in which the value of `eq`, `ne` and `in` may be
    /// `{"parameter": "user.NAME"}`: an attribute of the person, or their `user.email` or `user.id`.
    pub condition: Value,
}

impl RowRuleInput {
    /// Checks the fields that need no catalogue.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let twice = self.roles.iter().enumerate().any(|(i, role)| self.roles[..i].contains(role));
        Checks::default()
            .check(!self.roles.is_empty(), "roles", "must be at least one")
            .check(!self.roles.contains(&ProjectRole::Owner), "roles", "owners see every row")
            .check(!twice, "roles", "must be different")
            .check(self.condition.is_object(), "condition", "must be a filter")
            .done()
    }
}

/// Asks what a member would see by a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewRowRule {
    /// The rule; it need not be saved.
    pub rule: RowRuleInput,
    /// The member.
    pub user_id: UserId,
}

/// What a member would see by a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RowRulePreview {
    /// Whether the rule holds for their role; they see all rows if not.
    pub restricted: bool,
    /// The rows that they would see by this rule alone.
    pub rows: u64,
    /// All rows.
    pub total: u64,
}

/// The attributes of a member: lists of texts by names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MemberAttributes {
    /// Such as `region` with `north` and `south`; at most 20 of 50 values each.
    pub attributes: BTreeMap<String, Vec<String>>,
}

impl MemberAttributes {
    /// Checks every field.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut checks = Checks::default().check(
            self.attributes.len() <= MOST_ATTRIBUTES,
            "attributes",
            "at most 20 attributes",
        );
        for (name, values) in &self.attributes {
            let shown: String = name.chars().take(60).collect();
            let field = format!("attributes.{shown}");
            let within = |value: &String| {
                (1..=LONGEST).contains(&value.trim().chars().count()) && !value.contains(char::is_control)
            };
            checks = checks
                .check(
                    is_name(name),
                    &field,
                    "must be called by 1 to 60 of the signs a-z, 0-9 and _, first a letter",
                )
                .check(!GIVEN.contains(&name.as_str()), &field, "is given by the account")
                .check((1..=MOST_VALUES).contains(&values.len()), &field, "must have 1 to 50 values")
                .check(
                    values.iter().all(within),
                    &field,
                    "values must have 1 to 200 characters, none of them control characters",
                );
        }
        checks.done()
    }
}

fn is_name(name: &str) -> bool {
    let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    (1..=60).contains(&name.len())
        && name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(found: Result<(), Vec<FieldError>>) -> Vec<String> {
        found.err().unwrap_or_default().into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn rule_is_written_as_in_a_query_document() {
        let id = "0192f0c1-2345-7000-8000-000000000001";
        for source in
            [json!({"dataset": id}), json!({"table": {"source": id, "schema": "public", "name": "orders"}})]
        {
            let written = json!({"source": source, "roles": ["viewer"],
                "condition": {"column": "region", "op": "eq", "value": {"parameter": "user.region"}}});
            let rule: RowRuleInput = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&rule).unwrap(), written);
            rule.validate().unwrap();
        }
    }

    #[test]
    fn rule_needs_roles_that_can_be_restricted() {
        let rule = |roles: &[ProjectRole], condition| RowRuleInput {
            source: RuleSource::Dataset(DatasetId(uuid::Uuid::nil())),
            roles: roles.to_vec(),
            condition,
        };
        let (viewer, owner) = (ProjectRole::Viewer, ProjectRole::Owner);
        for (roles, condition, wrong) in [
            (&[][..], json!({}), vec!["roles"]),
            (&[owner], json!({}), vec!["roles"]),
            (&[viewer, viewer], json!({}), vec!["roles"]),
            (&[viewer], json!("region = 1"), vec!["condition"]),
            (&[viewer, ProjectRole::Editor], json!({}), vec![]),
        ] {
            assert_eq!(fields(rule(roles, condition).validate()), wrong);
        }
    }

    #[test]
    fn attributes_have_plain_names_and_few_values() {
        let given = |name: &str, values: Vec<&str>| {
            let values = values.into_iter().map(str::to_owned).collect();
            fields(MemberAttributes { attributes: BTreeMap::from([(name.to_owned(), values)]) }.validate())
        };
        assert!(given("region", vec!["north", "süd"]).is_empty());
        for (name, values) in [
            ("Region", vec!["a"]),
            ("", vec!["a"]),
            ("1a", vec!["a"]),
            ("email", vec!["a"]),
            ("a", vec![]),
            ("a", vec![" "]),
            ("a", vec!["b\n"]),
            ("a", vec!["b"; 51]),
        ] {
            assert_eq!(given(name, values), [format!("attributes.{name}")]);
        }
        let many = (0..21).map(|i| (format!("a{i}"), vec!["b".to_owned()])).collect();
        assert_eq!(fields(MemberAttributes { attributes: many }.validate()), ["attributes"]);
    }
}
