//! Charts that the pages ask for, in the language of the page. Server only.

use almanac_chart::{ChartKind, ChartSpec, Labels};
use almanac_domain::FieldError;
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::model::Scenario;
use almanac_domain::saved::QueryResult;
use serde_json::{Value, json};

use crate::i18n::texts_now;

/// The words in charts.
pub(crate) fn labels() -> Labels {
    let t = texts_now();
    Labels {
        history: t.labels.history.to_owned(),
        forecast: t.chart.forecast.to_owned(),
        baseline: t.chart.baseline.to_owned(),
        scenario: t.labels.scenario.to_owned(),
        ..Labels::default()
    }
}

/// The title of a forecast's chart: the target, with the series if there are several.
pub(crate) fn title(target: &str, unique_id: &str, series: usize) -> String {
    if series > 1 { format!("{target} · {unique_id}") } else { target.to_owned() }
}

/// Scenarios and their baseline as lines over time; none without scenarios.
pub(crate) fn compare(scenarios: &[Scenario]) -> Result<Option<Value>, Vec<FieldError>> {
    let Some(first) = scenarios.first() else { return Ok(None) };
    let t = texts_now();
    let mut lines = vec![(t.chart.baseline.to_owned(), &first.baseline)];
    for scenario in scenarios {
        let taken = lines.iter().filter(|(name, _)| name.starts_with(&scenario.name)).count();
        let name =
            if taken == 0 { scenario.name.clone() } else { format!("{} ({})", scenario.name, taken + 1) };
        lines.push((name, &scenario.mean));
    }
    let time = "ds".to_owned();
    let columns = std::iter::once(Column { name: time.clone(), kind: ColumnType::Timestamp })
        .chain(lines.iter().map(|(name, _)| Column { name: name.clone(), kind: ColumnType::Float }));
    let rows = first.ds.iter().enumerate().map(|(i, ds)| {
        std::iter::once(json!(ds)).chain(lines.iter().map(|(_, values)| json!(values.get(i)))).collect()
    });
    let result = QueryResult {
        columns: columns.collect(),
        rows: rows.collect(),
        total_rows: first.ds.len() as u64,
        truncated: false,
        elapsed_ms: 0,
    };
    let spec = ChartSpec {
        kind: ChartKind::Line,
        title: t.scenario.compare_title.to_owned(),
        x: time,
        y: lines.into_iter().map(|(name, _)| name).collect(),
        color: None,
        x_label: Some(t.chart.time.to_owned()),
        y_label: None,
        unit: None,
    };
    almanac_chart::options(&spec, &result).map(Some)
}
