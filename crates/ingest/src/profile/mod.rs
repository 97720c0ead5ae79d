//! What is in a stored data set, column by column.
//!
//! One pass for every 16 columns, so that memory stays bounded. Distinct values are counted exactly up to
//! 100,000 and estimated by `HyperLogLog` above (2^14 registers, standard error 0.8 %). Quantiles and histograms
//! are exact up to 1,000,000 values; above, they come from a uniform sample of that size drawn with a fixed seed,
//! so the same file always gives the same profile.

mod distinct;
mod frequency;
mod numbers;

use std::path::Path;

use almanac_domain::data::{Bin, Column, ColumnProfile, ColumnType, DatasetProfile};
use parquet::arrow::ProjectionMask;

use crate::error::Error;
use crate::time::{MICROS_A_SECOND, Zone, date_text, timestamp_text};
use crate::values::{Values, open_stored, stored_columns};
use distinct::Distinct;
use frequency::Times;
use numbers::Numbers;

const COLUMNS_A_PASS: usize = 16;
const BATCH_ROWS: usize = 8_192;
const PREVIEW_ROWS: usize = 20;
const SAMPLE_VALUES: usize = 5;

/// Profiles a Parquet file that [`import`](crate::import()) or [`write_columns`](crate::write_columns) wrote.
/// `time_zone` is the one that times without an offset were read in; regularity is judged by its calendar too.
///
/// # Errors
/// The file is damaged, has a foreign type, or there is no such time zone.
pub fn profile(parquet: &Path, time_zone: &str) -> Result<DatasetProfile, Error> {
    let zone =
        Zone::parse(time_zone).ok_or_else(|| Error::option("options.time_zone", "no such IANA time zone"))?;
    let columns = stored_columns(open_stored(parquet)?.schema())?;
    let mut rows = 0;
    let mut profiles = Vec::with_capacity(columns.len());
    let mut preview: Vec<Vec<Option<String>>> = Vec::new();
    for from in (0..columns.len()).step_by(COLUMNS_A_PASS) {
        let group = &columns[from..columns.len().min(from + COLUMNS_A_PASS)];
        let (seen, facts) = pass(parquet, from, group, &mut preview)?;
        rows = seen;
        profiles.extend(facts.into_iter().map(|facts| facts.finish(zone, time_zone)));
    }
    Ok(DatasetProfile { rows, columns: profiles, preview })
}

/// Reads a group of columns once.
fn pass(
    parquet: &Path,
    from: usize,
    group: &[Column],
    preview: &mut Vec<Vec<Option<String>>>,
) -> Result<(u64, Vec<Facts>), Error> {
    let builder = open_stored(parquet)?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), from..from + group.len());
    let damaged = |message: String| Error::Damaged { format: "Parquet", message };
    let reader = builder
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|error| damaged(error.to_string()))?;
    let mut facts: Vec<Facts> = group.iter().cloned().map(Facts::new).collect();
    let mut rows = 0_u64;
    for batch in reader {
        let batch = batch.map_err(|error| damaged(error.to_string()))?;
        for (facts, array) in facts.iter_mut().zip(batch.columns()) {
            let mut values = Values::empty(facts.column.kind);
            values.extend(array);
            if rows == 0 {
                let shown = values.len().min(PREVIEW_ROWS);
                preview.resize(preview.len().max(shown), Vec::new());
                for (row, cells) in preview.iter_mut().enumerate() {
                    cells.push(values.text(row));
                }
            }
            facts.take(&values);
        }
        rows += batch.num_rows() as u64;
    }
    Ok((rows, facts))
}

/// What is gathered about one column.
struct Facts {
    column: Column,
    nulls: u64,
    distinct: Distinct,
    numbers: Numbers,
    times: Times,
    text_range: Option<(String, String)>,
    sample: Vec<String>,
}

impl Facts {
    fn new(column: Column) -> Self {
        Self {
            column,
            nulls: 0,
            distinct: Distinct::new(),
            numbers: Numbers::new(),
            times: Times::new(),
            text_range: None,
            sample: Vec::new(),
        }
    }

    fn take(&mut self, values: &Values) {
        match values {
            Values::Boolean(v) => self.each(v, |facts, value| {
                facts.distinct.take_text(if *value { "true" } else { "false" });
            }),
            Values::Integer(v) => self.each(v, |facts, value| {
                facts.distinct.take_number(*value as u64);
                facts.numbers.take_integer(*value);
            }),
            Values::Float(v) => self.each(v, |facts, value| {
                // 0 and -0 are one value.
                facts.distinct.take_number((value + 0.0).to_bits());
                facts.numbers.take(*value);
            }),
            Values::Text(v) => self.each(v, |facts, value| {
                facts.distinct.take_text(value);
                facts.widen(value);
            }),
            Values::Date(v) | Values::Timestamp(v) => self.each(v, |facts, value| {
                facts.distinct.take_number(*value as u64);
                facts.numbers.take_integer(*value);
                facts.times.take(*value);
            }),
        }
        let mut row = 0;
        while self.sample.len() < SAMPLE_VALUES && row < values.len() {
            if let Some(text) = values.text(row).map(|t| shortened(&t))
                && !self.sample.contains(&text)
            {
                self.sample.push(text);
            }
            row += 1;
        }
    }

    fn each<T>(&mut self, values: &[Option<T>], mut take: impl FnMut(&mut Self, &T)) {
        for value in values {
            match value {
                Some(value) => take(self, value),
                None => self.nulls += 1,
            }
        }
    }

    fn widen(&mut self, text: &str) {
        match &mut self.text_range {
            None => self.text_range = Some((text.to_owned(), text.to_owned())),
            Some((min, max)) => {
                if text < min.as_str() {
                    text.clone_into(min);
                } else if text > max.as_str() {
                    text.clone_into(max);
                }
            }
        }
    }

    fn finish(mut self, zone: Zone, time_zone: &str) -> ColumnProfile {
        let kind = self.column.kind;
        let (min, max) = self.range();
        let on_axis = kind.is_numeric() || kind.is_temporal();
        let summary = self.numbers.finish(kind != ColumnType::Float);
        let histogram = if on_axis { bars(kind, &summary.bins) } else { self.distinct.top() };
        let (distinct, distinct_exact) = self.distinct.count();
        ColumnProfile {
            nulls: self.nulls,
            distinct,
            distinct_exact,
            min,
            max,
            mean: summary.mean.filter(|_| kind.is_numeric()),
            quantiles: if kind.is_numeric() { summary.quantiles } else { Vec::new() },
            histogram,
            sample: self.sample,
            time: if kind.is_temporal() { self.times.finish(kind, zone, time_zone) } else { None },
            column: self.column,
        }
    }

    fn range(&self) -> (Option<String>, Option<String>) {
        match self.column.kind {
            ColumnType::Text => match &self.text_range {
                Some((min, max)) => (Some(shortened(min)), Some(shortened(max))),
                None => (None, None),
            },
            ColumnType::Boolean => self.distinct.ends(),
            ColumnType::Float => self.numbers.range(|(_, value)| value.to_string()),
            ColumnType::Integer => self.numbers.range(|(value, _)| value.to_string()),
            ColumnType::Date => self.numbers.range(|(value, _)| date_text(value)),
            ColumnType::Timestamp => self.numbers.range(|(value, _)| timestamp_text(value)),
        }
    }
}

/// Bins with their lower bound as text; times of wide bins without a fraction of a second.
fn bars(kind: ColumnType, bins: &[(f64, u64)]) -> Vec<Bin> {
    let wide = bins.windows(2).all(|pair| pair[1].0 - pair[0].0 >= MICROS_A_SECOND as f64);
    let label = |value: f64| match kind {
        ColumnType::Date => date_text(value.floor() as i64),
        ColumnType::Timestamp if wide => {
            timestamp_text((value as i64).div_euclid(MICROS_A_SECOND) * MICROS_A_SECOND)
        }
        ColumnType::Timestamp => timestamp_text(value as i64),
        _ => short_number(value),
    };
    bins.iter().map(|(at, count)| Bin { label: label(*at), count: *count }).collect()
}

/// A text cut to 80 characters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A number with six significant digits, as a label.
fn short_number(value: f64) -> String {
    if value == 0.0 || value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value}");
    }
    let digits = (5 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
