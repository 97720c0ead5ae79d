//! What can be asked of a cell of a result.

use almanac_domain::data::Column;
use almanac_domain::saved::Step;
use serde_json::Value;

use crate::QueryDocument;

/// The steps that lead on from a cell of the result of `document`: none of a result to which others are appended, since
/// it is not known which one a row is from; of a column that is computed over the rows of the result only the rows behind
/// it. Above and below are those of numbers and times. [`explore`](crate::explore) answers each of them.
pub fn steps(document: &QueryDocument, column: &Column, value: &Value) -> Vec<Step> {
    if !document.unions.is_empty() {
        return Vec::new();
    }
    let mut steps = Vec::new();
    if document.summarizes() {
        steps.push(Step::Rows);
    }
    if document.windows.iter().all(|window| window.alias != column.name) {
        steps.extend([Step::Only, Step::Without]);
        if (column.kind.is_numeric() || column.kind.is_temporal()) && !value.is_null() {
            steps.extend([Step::Above, Step::Below]);
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use almanac_domain::data::ColumnType;
    use serde_json::json;

    use super::*;

    fn of(changes: &Value, (name, kind): (&str, ColumnType), value: &Value) -> Vec<Step> {
        let mut json = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000001"}});
        json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let document: QueryDocument = serde_json::from_value(json).unwrap();
        steps(&document, &Column { name: name.to_owned(), kind }, value)
    }

    #[test]
    fn numbers_and_times_have_above_and_below_and_only_summaries_have_rows_behind() {
        let list = json!({});
        let all = [Step::Only, Step::Without, Step::Above, Step::Below];
        assert_eq!(of(&list, ("price", ColumnType::Float), &json!(1.5)), all);
        assert_eq!(of(&list, ("day", ColumnType::Date), &json!("2024-02-01")), all);
        assert_eq!(of(&list, ("price", ColumnType::Float), &Value::Null), [Step::Only, Step::Without]);
        assert_eq!(of(&list, ("city", ColumnType::Text), &json!("Oslo")), [Step::Only, Step::Without]);
        let summary = json!({"group_by": [{"column": "city"}]});
        let rows = [Step::Rows, Step::Only, Step::Without];
        assert_eq!(of(&summary, ("city", ColumnType::Text), &json!("Oslo")), rows);
    }

    #[test]
    fn column_computed_over_the_result_leads_to_the_rows_behind_it_alone() {
        let windows =
            json!([{"fn": "running_total", "column": "n", "order_by": [{"by": "city"}], "alias": "so far"}]);
        let so_far = ("so far", ColumnType::Integer);
        assert_eq!(of(&json!({"windows": windows}), so_far, &json!(3)), []);
        let summary = json!({"group_by": [{"column": "city"}], "aggregates": [{"fn": "count", "alias": "n"}],
            "windows": windows});
        assert_eq!(of(&summary, so_far, &json!(3)), [Step::Rows]);
    }

    #[test]
    fn appended_results_lead_nowhere() {
        let inner = json!({"version": 1, "source": {"dataset": "0192f0c1-2345-7000-8000-000000000002"}});
        let union = json!({"group_by": [{"column": "city"}], "unions": [{"query": inner}]});
        assert_eq!(of(&union, ("city", ColumnType::Text), &json!("Oslo")), []);
    }
}
