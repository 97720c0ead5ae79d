//! Charts that the pages ask for, in the language of the page. Server only.

use almanac_chart::{ChartKind, ChartSpec, Labels};
use almanac_domain::FieldError;
use almanac_domain::data::{Column, ColumnType};
use almanac_domain::link::{Shared, SharedContent};
use almanac_domain::model::{BacktestParts, Contribution, Metric, PastParts, Scenario, SeriesChoice};
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
        path: t.futures.path.to_owned(),
        expected: t.unusual.expected.to_owned(),
        range: t.unusual.range.to_owned(),
        anomaly: t.unusual.anomaly.to_owned(),
        ..Labels::default()
    }
}

/// The title of a forecast's chart: the target, with the series if there are several.
pub(crate) fn title(target: &str, unique_id: &str, series: &SeriesChoice) -> String {
    if series.count > 1 { format!("{target} · {unique_id}") } else { target.to_owned() }
}

/// The chart of what a public link shows; none if it cannot be drawn.
pub(crate) fn shared(shared: &Shared) -> Option<Value> {
    match &shared.content {
        SharedContent::Query { result, chart } => {
            let chosen = chart.clone().and_then(|chart| serde_json::from_value::<ChartSpec>(chart).ok());
            let fits = chosen.filter(|spec| spec.validate(&result.columns).is_ok());
            let spec = fits.unwrap_or_else(|| almanac_chart::default_spec(&result.columns));
            almanac_chart::options(&spec, result).ok()
        }
        SharedContent::Forecast { view, .. } => {
            Some(almanac_chart::forecast_options(&shared.name, None, view, &labels()))
        }
        SharedContent::Scenario { ds, mean, baseline, .. } => lines(
            ds,
            &[(texts_now().chart.baseline, baseline.as_slice()), (&shared.name, mean.as_slice())],
            &shared.name,
        )
        .ok(),
    }
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
    let lines: Vec<(&str, &[f64])> =
        lines.iter().map(|(name, values)| (name.as_str(), values.as_slice())).collect();
    self::lines(&first.ds, &lines, t.scenario.compare_title).map(Some)
}

/// A bar for what each driver adds to the total; none without drivers.
pub(crate) fn contributions(parts: &[Contribution]) -> Option<Value> {
    let t = &texts_now().why;
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    let result = QueryResult {
        columns: vec![column(t.driver, ColumnType::Text), column(t.contribution, ColumnType::Float)],
        rows: parts.iter().map(|part| vec![json!(part.name), json!(part.total)]).collect(),
        total_rows: parts.len() as u64,
        ..QueryResult::default()
    };
    let spec = ChartSpec {
        kind: ChartKind::HorizontalBar,
        title: t.chart.to_owned(),
        x: t.driver.to_owned(),
        y: vec![t.contribution.to_owned()],
        color: None,
        x_label: None,
        y_label: None,
        unit: None,
        ahead: 0,
    };
    if parts.is_empty() { None } else { almanac_chart::options(&spec, &result).ok() }
}

/// The end of the past with its trend.
pub(crate) fn past(past: &PastParts) -> Option<Value> {
    let t = &texts_now().why;
    let y: Vec<f64> = past.y.iter().map(|y| y.unwrap_or(f64::NAN)).collect();
    lines(&past.ds, &[(t.value, y.as_slice()), (t.trend, past.trend.as_slice())], t.past_chart).ok()
}

/// The attention of a network by lag.
pub(crate) fn attention(shares: &[f64]) -> Option<Value> {
    let t = &texts_now().why;
    let values = (0..shares.len()).map(|lag| json!(lag)).collect();
    let across = Across { label: t.lag, kind: ColumnType::Integer, values };
    lines_over(across, &[(t.share, shares)], t.attention).ok()
}

/// The errors of models by period ahead, as a line for each.
pub(crate) fn errors(models: &[&BacktestParts], metric: Metric) -> Option<Value> {
    let t = &texts_now().errors_by;
    let values: Vec<Vec<f64>> =
        models.iter().map(|one| one.steps.iter().map(|step| metric.of(step)).collect()).collect();
    let named: Vec<(&str, &[f64])> =
        models.iter().zip(&values).map(|(one, values)| (one.model.as_str(), values.as_slice())).collect();
    let steps = (1..=values.first()?.len()).map(|step| json!(step)).collect();
    let across = Across { label: t.step, kind: ColumnType::Integer, values: steps };
    lines_over(across, &named, &format!("{}: {}", t.by_step, metric.name())).ok()
}

/// What lines go along.
struct Across {
    label: &'static str,
    kind: ColumnType,
    values: Vec<Value>,
}

/// Named lines over time.
fn lines(ds: &[String], lines: &[(&str, &[f64])], title: &str) -> Result<Value, Vec<FieldError>> {
    let values = ds.iter().map(|ds| json!(ds)).collect();
    let across = Across { label: texts_now().chart.time, kind: ColumnType::Timestamp, values };
    lines_over(across, lines, title)
}

fn lines_over(across: Across, lines: &[(&str, &[f64])], title: &str) -> Result<Value, Vec<FieldError>> {
    let x = "ds".to_owned();
    let columns = std::iter::once(Column { name: x.clone(), kind: across.kind })
        .chain(lines.iter().map(|(name, _)| Column { name: (*name).to_owned(), kind: ColumnType::Float }));
    let total_rows = across.values.len() as u64;
    let rows = across.values.into_iter().enumerate().map(|(i, at)| {
        std::iter::once(at).chain(lines.iter().map(|(_, values)| json!(values.get(i)))).collect()
    });
    let result = QueryResult {
        columns: columns.collect(),
        rows: rows.collect(),
        total_rows,
        ..QueryResult::default()
    };
    let spec = ChartSpec {
        kind: ChartKind::Line,
        title: title.to_owned(),
        x,
        y: lines.iter().map(|(name, _)| (*name).to_owned()).collect(),
        color: None,
        x_label: Some(across.label.to_owned()),
        y_label: None,
        unit: None,
        ahead: 0,
    };
    almanac_chart::options(&spec, &result)
}
