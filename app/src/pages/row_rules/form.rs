//! The form of a row rule: one condition.

use almanac_domain::row_rule::{RowRule, RuleSource};
use almanac_domain::saved::SourceDetail;
use almanac_domain::{ProjectId, ProjectRole};
use almanac_query::{Comparison, Filter, Operator, Scalar};
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{Choice, Field, Note, Post, PostForm};
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::pages::queries::text;
use crate::paths;

/// A condition as the form shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entered {
    pub column: String,
    pub op: Operator,
    /// The name of an attribute, without `user.`.
    pub attribute: String,
    /// One a line.
    pub values: String,
}

/// The comparisons of the form, with their words.
fn operators() -> [(Operator, &'static str); 10] {
    let (t, q) = (&texts_now().seen, &texts_now().query);
    [
        (Operator::Eq, t.is),
        (Operator::Ne, t.is_not),
        (Operator::Lt, q.lt),
        (Operator::Le, q.le),
        (Operator::Gt, q.gt),
        (Operator::Ge, q.ge),
        (Operator::Contains, q.contains),
        (Operator::StartsWith, q.starts_with),
        (Operator::IsNull, q.is_null),
        (Operator::IsNotNull, q.is_not_null),
    ]
}

impl Entered {
    /// The condition, if the form can show it.
    pub(super) fn of(condition: &Value) -> Option<Self> {
        let (comparison, op) = match serde_json::from_value(condition.clone()).ok()? {
            Filter::Comparison(one) if one.op == Operator::In => (one, Operator::Eq),
            Filter::Comparison(one) => {
                let op = one.op;
                (one, op)
            }
            Filter::Not(inner) => match *inner {
                Filter::Comparison(one) if one.op == Operator::In => (one, Operator::Ne),
                _ => return None,
            },
            Filter::And(_) | Filter::Or(_) => return None,
        };
        let Comparison { column, values, ignore_case: false, period: None, .. } = comparison else {
            return None;
        };
        operators().iter().find(|(one, _)| *one == op)?;
        let attribute = match &values[..] {
            [Scalar::Parameter(named)] => named.parameter.strip_prefix("user.")?.to_owned(),
            _ if values.iter().any(|value| matches!(value, Scalar::Parameter(_))) => return None,
            _ => String::new(),
        };
        let lines = if attribute.is_empty() { values.iter().map(text).collect() } else { Vec::new() };
        Some(Self { column, op, attribute, values: lines.join("\n") })
    }

    /// A condition in words; one that the form does not show as it is written.
    pub(super) fn said(condition: &Value) -> String {
        let Some(Self { column, op, attribute, values }) = Self::of(condition) else {
            return condition.to_string();
        };
        let word = operators().iter().find(|(one, _)| *one == op).map_or("", |(_, word)| *word);
        let compared =
            if attribute.is_empty() { values.replace('\n', ", ") } else { format!("user.{attribute}") };
        format!("{column} {word} {compared}").trim_end().to_owned()
    }
}

/// The form of a rule about a source, made or changed.
pub(super) fn form(
    project: ProjectId,
    (source, about): (&RuleSource, &SourceDetail),
    rule: Option<&RowRule>,
    save: Post,
) -> AnyView {
    let t = texts_now();
    let failure = save.failure();
    let entered = match rule {
        Some(rule) => Entered::of(&rule.content.condition),
        None => Some(Entered {
            column: String::new(),
            op: Operator::Eq,
            attribute: String::new(),
            values: String::new(),
        }),
    };
    let Some(Entered { column, op, attribute, values }) = entered else {
        let written = rule.and_then(|rule| serde_json::to_string_pretty(&rule.content.condition).ok());
        return view! { <p>{t.seen.tree}</p> <pre class="code">{written}</pre> }.erased();
    };
    let columns = about.columns.iter().map(|one| (one.name.clone(), one.name.clone())).collect();
    let options = operators().map(|(op, word)| (op.name().to_owned(), word.to_owned())).to_vec();
    let known = serde_json::to_string(source).unwrap_or_default();
    let rule_id = rule.map(|rule| view! { <input type="hidden" name="rule" value=rule.id.to_string()/> });
    let is_for = |role| rule.is_none_or(|rule| rule.content.roles.contains(&role));
    let (viewers, editors) = (is_for(ProjectRole::Viewer), is_for(ProjectRole::Editor));
    view! {
        <PostForm action=save class="form card">
            <Note failure/>
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="about" value=known/>
            {rule_id}
            <fieldset class="checks">
                <legend>{t.seen.whom}</legend>
                <label class="check"><input type="checkbox" name="form[viewers]" value="true" checked=viewers/> {t.seen.viewers}</label>
                <label class="check"><input type="checkbox" name="form[editors]" value="true" checked=editors/> {t.seen.editors}</label>
            </fieldset>
            <Choice label=t.seen.column id="column" name="form[column]" options=columns chosen=column/>
            <Choice label=t.seen.operator id="op" name="form[op]" options chosen=op.name()/>
            <Field label=t.seen.attribute name="form[attribute]" hint=t.seen.attribute_hint value=attribute required=false/>
            <div class="field">
                <label for="values">{t.seen.values}</label>
                <textarea id="values" name="form[values]" rows="4" aria-describedby="values-note">{values}</textarea>
                <p id="values-note" class="hint">{t.seen.values_hint}</p>
            </div>
            <div class="row">
                <button type="submit" class="button primary">{t.g.save}</button>
                <a href=paths::area(project, "row-rules") class="button quiet">{t.g.cancel}</a>
            </div>
        </PostForm>
    }
    .erased()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn conditions_of_the_form_are_shown_in_it_and_others_are_not() {
        let shown = |condition: Value| Entered::of(&condition).map(|one| (one.op, one.attribute, one.values));
        let own = |text: &str| text.to_owned();
        assert_eq!(
            shown(json!({"column": "a", "op": "eq", "value": {"parameter": "user.region"}})),
            Some((Operator::Eq, own("region"), own("")))
        );
        assert_eq!(
            shown(json!({"not": {"column": "a", "op": "in", "values": [1, 2]}})),
            Some((Operator::Ne, own(""), own("1\n2")))
        );
        for other in [
            json!({"or": []}),
            json!({"not": {"column": "a", "op": "eq", "value": 1}}),
            json!({"column": "a", "op": "in", "values": ["x", {"parameter": "user.region"}]}),
            json!({"column": "a", "op": "like", "value": "x%"}),
            json!({"column": "a", "op": "contains", "value": "x", "ignore_case": true}),
        ] {
            assert_eq!(shown(other.clone()), None, "{other}");
        }
    }
}
