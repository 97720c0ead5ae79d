//! Server function: makes or changes a row rule.

use almanac_domain::{ProjectId, RowRuleId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the form of a row rule holds: one condition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RowRuleForm {
    /// Any text if it is for viewers.
    pub viewers: String,
    /// Any text if it is for editors.
    pub editors: String,
    pub column: String,
    pub op: String,
    /// The name of an attribute; the values count if there is none.
    pub attribute: String,
    /// One a line.
    pub values: String,
}

mod read {
    use almanac_domain::ProjectRole;
    use almanac_domain::data::Column;
    use almanac_domain::row_rule::{RowRuleInput, RuleSource};
    use serde_json::{Value, json};

    use super::RowRuleForm;
    use crate::pages::scalar;

    impl RowRuleForm {
        /// The rule that was entered, about a source with these columns.
        pub(super) fn input(self, source: RuleSource, columns: &[Column]) -> RowRuleInput {
            let chosen = [(ProjectRole::Viewer, &self.viewers), (ProjectRole::Editor, &self.editors)];
            let roles = chosen.into_iter().filter(|(_, chosen)| !chosen.is_empty()).map(|(role, _)| role);
            RowRuleInput { source, roles: roles.collect(), condition: self.condition(columns) }
        }

        fn condition(&self, columns: &[Column]) -> Value {
            let compared = |op: &str, name: &str, value: Value| {
                let mut comparison = json!({ "column": self.column, "op": op });
                comparison[name] = value;
                comparison
            };
            let attribute = self.attribute.trim();
            if matches!(self.op.as_str(), "is_null" | "is_not_null") {
                return json!({ "column": self.column, "op": self.op });
            }
            if !attribute.is_empty() {
                let name = attribute.strip_prefix("user.").unwrap_or(attribute);
                return compared(&self.op, "value", json!({ "parameter": format!("user.{name}") }));
            }
            let kind = columns.iter().find(|column| column.name == self.column).map(|column| column.kind);
            let lines = self.values.lines().filter(|line| !line.trim().is_empty());
            let mut values: Vec<Value> = lines.map(|line| json!(scalar(line, kind))).collect();
            match (self.op.as_str(), values.len()) {
                (op, 1) => compared(op, "value", values.remove(0)),
                ("eq", _) => compared("in", "values", Value::Array(values)),
                ("ne", _) => json!({ "not": compared("in", "values", Value::Array(values)) }),
                (op, _) => compared(op, "values", Value::Array(values)),
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use almanac_domain::DatasetId;
        use almanac_domain::data::ColumnType;

        use super::*;

        #[test]
        fn form_becomes_a_condition() {
            let column = |name: &str, kind| Column { name: name.to_owned(), kind };
            let columns = [column("region", ColumnType::Text), column("n", ColumnType::Integer)];
            for (column, op, attribute, values, expected) in [
                (
                    "region",
                    "eq",
                    "region",
                    "",
                    json!({"column": "region", "op": "eq", "value": {"parameter": "user.region"}}),
                ),
                (
                    "region",
                    "ne",
                    "user.email",
                    "x",
                    json!({"column": "region", "op": "ne", "value": {"parameter": "user.email"}}),
                ),
                ("region", "eq", "", "north\r\n", json!({"column": "region", "op": "eq", "value": "north"})),
                (
                    "region",
                    "eq",
                    " ",
                    "north\r\n\nsouth",
                    json!({"column": "region", "op": "in", "values": ["north", "south"]}),
                ),
                ("n", "ne", "", "1\n2", json!({"not": {"column": "n", "op": "in", "values": [1, 2]}})),
                ("n", "lt", "", " 7", json!({"column": "n", "op": "lt", "value": 7})),
                ("n", "is_null", "region", "", json!({"column": "n", "op": "is_null"})),
            ] {
                let form = RowRuleForm {
                    viewers: "true".to_owned(),
                    column: column.to_owned(),
                    op: op.to_owned(),
                    attribute: attribute.to_owned(),
                    values: values.to_owned(),
                    ..RowRuleForm::default()
                };
                let input = form.input(RuleSource::Dataset(DatasetId(uuid::Uuid::nil())), &columns);
                assert_eq!((input.condition, input.roles), (expected, vec![ProjectRole::Viewer]));
            }
        }
    }
}

/// Makes a row rule, or changes one. `about` is what it is about, as in a query document.
#[server(endpoint = "row_rule/save")]
pub(crate) async fn save_row_rule(
    project: ProjectId,
    rule: Option<RowRuleId>,
    about: String,
    form: RowRuleForm,
) -> Answer<()> {
    use almanac_service::{Error, row_rule};
    let (app, actor) = crate::api::signed_in()?;
    let source = serde_json::from_str(&about).map_err(|error| Error::field("source", error.to_string()))?;
    let columns = super::described(&app, &actor, project, &source).await?.map(|about| about.columns);
    let input = form.input(source, &columns.unwrap_or_default());
    match rule {
        Some(id) => row_rule::update(&app, &actor, project, id, input).await?,
        None => row_rule::create(&app, &actor, project, input).await?,
    };
    leptos_axum::redirect(&super::home(project));
    Ok(())
}
