//! Server function: makes or changes a rule.

use almanac_domain::{DatasetId, ProjectId, RuleId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Answer;

/// What the form of a rule holds; which fields count follows from the kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RuleForm {
    pub kind: String,
    pub column: String,
    pub columns: Vec<String>,
    pub min: String,
    pub max: String,
    /// One a line.
    pub values: String,
    pub pattern: String,
    pub age: String,
    /// `hours` or `days`.
    pub unit: String,
    /// A data set and its column, with a colon between them.
    pub references: String,
    pub percent: String,
    pub severity: String,
    /// Any text if it is switched on.
    pub active: String,
}

mod read {
    use almanac_domain::quality::{RuleCheck, RuleInput, Severity};
    use almanac_service::{Error, Result};

    use super::RuleForm;

    fn number<T: std::str::FromStr>(text: &str, field: &'static str) -> Result<T> {
        let text = text.trim().replace(',', ".");
        text.parse().map_err(|_| Error::field(field, "must be a number"))
    }

    impl RuleForm {
        /// The rule that was entered.
        pub(super) fn input(self) -> Result<RuleInput> {
            let severity = Severity::ALL.into_iter().find(|one| one.name() == self.severity);
            let severity = severity.ok_or_else(|| Error::field("severity", "is not known"))?;
            let active = !self.active.is_empty();
            Ok(RuleInput { check: self.check()?, severity, active })
        }

        fn check(self) -> Result<RuleCheck> {
            let column = self.column;
            let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            Ok(match self.kind.as_str() {
                "not_null" => RuleCheck::NotNull { column },
                "unique" => RuleCheck::Unique { columns: self.columns },
                "range" => RuleCheck::Range { column, min: given(self.min), max: given(self.max) },
                "allowed_values" => {
                    let lines = self.values.lines().map(str::to_owned);
                    RuleCheck::AllowedValues {
                        column,
                        values: lines.filter(|line| !line.is_empty()).collect(),
                    }
                }
                "pattern" => RuleCheck::Pattern { column, pattern: self.pattern },
                "freshness" => {
                    let age: u32 = number(&self.age, "check.hours")?;
                    let hours = if self.unit == "days" { age.saturating_mul(24) } else { age };
                    RuleCheck::Freshness { column, hours }
                }
                "foreign_key" => {
                    let other = self.references.split_once(':');
                    let other = other.and_then(|(id, name)| Some((id.parse().ok()?, name.to_owned())));
                    let missing = || Error::field("check.references", "must be a column of a data set");
                    let (dataset, references) = other.ok_or_else(missing)?;
                    RuleCheck::ForeignKey { column, dataset, references }
                }
                "row_count_change" => {
                    RuleCheck::RowCountChange { percent: number(&self.percent, "check.percent")? }
                }
                _ => return Err(Error::field("check.kind", "is not known")),
            })
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn form(kind: &str) -> RuleForm {
            RuleForm { kind: kind.to_owned(), severity: "error".to_owned(), ..RuleForm::default() }
        }

        #[test]
        fn days_are_hours_and_lines_are_values() {
            let fresh = RuleForm { age: " 2 ".to_owned(), unit: "days".to_owned(), ..form("freshness") };
            let RuleCheck::Freshness { hours, .. } = fresh.input().unwrap().check else { panic!() };
            assert_eq!(hours, 48);
            let set = RuleForm { values: "a\r\n\nb c".to_owned(), ..form("allowed_values") };
            let RuleCheck::AllowedValues { values, .. } = set.input().unwrap().check else { panic!() };
            assert_eq!(values, ["a", "b c"]);
            let id = "0192f0c1-2345-7000-8000-000000000001";
            let key = RuleForm { references: format!("{id}:a:b"), ..form("foreign_key") };
            let RuleCheck::ForeignKey { references, .. } = key.input().unwrap().check else { panic!() };
            assert_eq!(references, "a:b");
        }

        #[test]
        fn what_cannot_be_read_is_named() {
            for (form, field) in [
                (RuleForm { age: "x".to_owned(), ..form("freshness") }, "check.hours"),
                (form("row_count_change"), "check.percent"),
                (form("foreign_key"), "check.references"),
                (form("sql"), "check.kind"),
                (RuleForm { severity: String::new(), ..form("not_null") }, "severity"),
            ] {
                let Err(Error::Invalid(fields)) = form.input() else { panic!("{field}") };
                assert_eq!(fields[0].field, field);
            }
        }
    }
}

/// Makes a rule, or changes one.
#[server(endpoint = "quality/save_rule")]
pub(crate) async fn save_rule(
    project: ProjectId,
    dataset: DatasetId,
    rule: Option<RuleId>,
    form: RuleForm,
) -> Answer<()> {
    use almanac_service::quality;
    let (app, actor) = crate::api::signed_in()?;
    let input = form.input()?;
    match rule {
        Some(id) => quality::update_rule(&app, &actor, project, (dataset, id), input).await?,
        None => quality::create_rule(&app, &actor, project, dataset, input).await?,
    };
    leptos_axum::redirect(&super::home(project, dataset));
    Ok(())
}
