//! From the cells of a file to the values of a column.

use std::fmt::Write as _;
use std::sync::Arc;

use almanac_domain::data::{Column, ColumnType, ImportOptions};
use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, TimeUnit};

use crate::error::{CELL_LIMIT, Error, Place, cut};
use crate::time::{MICROS_A_DAY, Stamp, TimeFormat, Zone, date_text, timestamp_text};

/// A cell as the file gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Text(&'a str),
    Boolean(bool),
    Integer(i64),
    Float(f64),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds of the wall clock, without a time zone.
    Local(i64),
    /// Microseconds, UTC.
    Instant(i64),
}

impl Cell<'_> {
    /// The cell as text; `None` for a null.
    pub fn to_text(self) -> Option<String> {
        Some(match self {
            Cell::Null => return None,
            Cell::Text(text) => text.to_owned(),
            Cell::Boolean(value) => value.to_string(),
            Cell::Integer(value) => value.to_string(),
            Cell::Float(value) => value.to_string(),
            Cell::Date(day) => date_text(i64::from(day)),
            Cell::Local(micros) => timestamp_text(micros).trim_end_matches('Z').replace('T', " "),
            Cell::Instant(micros) => timestamp_text(micros),
        })
    }
}

/// Why a cell is not a value of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NotOfType,
    OutOfRange,
    TooLong,
}

/// The texts that stand for a missing value, quick to ask.
#[derive(Debug)]
pub(crate) struct Missing {
    texts: Vec<String>,
    first: [bool; 256],
    longest: usize,
}

impl Missing {
    pub fn new(texts: &[String]) -> Self {
        let mut first = [false; 256];
        for byte in texts.iter().filter_map(|t| t.as_bytes().first()) {
            first[usize::from(*byte)] = true;
        }
        Self { texts: texts.to_vec(), first, longest: texts.iter().map(String::len).max().unwrap_or(0) }
    }

    /// Whether a trimmed text stands for a missing value.
    pub fn is(&self, text: &str) -> bool {
        match text.as_bytes().first() {
            None => true,
            Some(byte) => {
                self.first[usize::from(*byte)]
                    && text.len() <= self.longest
                    && self.texts.iter().any(|t| t == text)
            }
        }
    }
}

/// What all columns of a file share.
#[derive(Debug)]
pub(crate) struct Rules {
    pub missing: Missing,
    pub decimal_comma: bool,
    pub zone: Zone,
}

impl Rules {
    pub fn new(options: &ImportOptions) -> Result<Self, Error> {
        let zone = Zone::parse(&options.time_zone)
            .ok_or_else(|| Error::option("options.time_zone", "no such IANA time zone"))?;
        Ok(Self { missing: Missing::new(&options.missing), decimal_comma: options.decimal_comma, zone })
    }
}

/// A number from text: no sign of the grouping, one decimal sign, an exponent; never NaN or infinite.
pub(crate) fn float(text: &str, decimal_comma: bool) -> Result<f64, Fault> {
    let first = text.as_bytes().first().copied().unwrap_or(b' ');
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.' | b',')) {
        return Err(Fault::NotOfType);
    }
    if text.len() > 1 && text.as_bytes()[1].is_ascii_alphabetic() && !first.is_ascii_digit() {
        return Err(Fault::NotOfType);
    }
    let parsed = if decimal_comma {
        if text.contains('.') {
            return Err(Fault::NotOfType);
        }
        text.replacen(',', ".", 1).parse::<f64>()
    } else {
        text.parse::<f64>()
    };
    let value = parsed.map_err(|_| Fault::NotOfType)?;
    if value.is_finite() { Ok(value) } else { Err(Fault::OutOfRange) }
}

/// A whole number from text.
pub(crate) fn integer(text: &str) -> Result<i64, Fault> {
    text.parse::<i64>().map_err(|error| match error.kind() {
        std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => Fault::OutOfRange,
        _ => Fault::NotOfType,
    })
}

/// A truth value from text, in any case.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    const YES: [&str; 5] = ["true", "yes", "t", "y", "1"];
    const NO: [&str; 5] = ["false", "no", "f", "n", "0"];
    if YES.iter().any(|w| w.eq_ignore_ascii_case(text)) {
        Some(true)
    } else if NO.iter().any(|w| w.eq_ignore_ascii_case(text)) {
        Some(false)
    } else {
        None
    }
}

enum Builder {
    Boolean(BooleanBuilder),
    Integer(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

/// Collects the values of one column.
pub(crate) struct ColumnReader {
    column: Column,
    format: TimeFormat,
    has_format: bool,
    rules: Arc<Rules>,
    builder: Builder,
}

impl ColumnReader {
    pub fn new(column: Column, format: Option<&str>, rules: Arc<Rules>) -> Result<Self, Error> {
        let time_format = TimeFormat::new(format).ok_or_else(|| {
            Error::option(format!("options.columns.{}.format", column.name), "not a strftime pattern")
        })?;
        let builder = match column.kind {
            ColumnType::Boolean => Builder::Boolean(BooleanBuilder::new()),
            ColumnType::Integer => Builder::Integer(Int64Builder::new()),
            ColumnType::Float => Builder::Float(Float64Builder::new()),
            ColumnType::Text => Builder::Text(StringBuilder::new()),
            ColumnType::Date => Builder::Date(Date32Builder::new()),
            ColumnType::Timestamp => {
                Builder::Timestamp(TimestampMicrosecondBuilder::new().with_timezone("UTC"))
            }
        };
        Ok(Self { column, format: time_format, has_format: format.is_some(), rules, builder })
    }

    pub fn column(&self) -> &Column {
        &self.column
    }

    /// The values so far; the reader is empty afterwards.
    pub fn finish(&mut self) -> ArrayRef {
        match &mut self.builder {
            Builder::Boolean(b) => Arc::new(b.finish()),
            Builder::Integer(b) => Arc::new(b.finish()),
            Builder::Float(b) => Arc::new(b.finish()),
            Builder::Text(b) => Arc::new(b.finish()),
            Builder::Date(b) => Arc::new(b.finish()),
            Builder::Timestamp(b) => Arc::new(b.finish()),
        }
    }

    /// Takes one cell.
    pub fn append(&mut self, cell: Cell<'_>) -> Result<(), Fault> {
        match (&mut self.builder, cell) {
            (_, Cell::Null) => self.append_null(),
            (_, Cell::Text(text)) => return self.append_text(text),
            (_, Cell::Float(value)) if value.is_nan() => self.append_null(),
            (Builder::Float(b), Cell::Float(value)) if value.is_finite() => b.append_value(value),
            (Builder::Float(_), Cell::Float(_)) => return Err(Fault::OutOfRange),
            (Builder::Float(b), Cell::Integer(value)) => b.append_value(value as f64),
            (Builder::Integer(b), Cell::Integer(value)) => b.append_value(value),
            (Builder::Integer(b), Cell::Float(value)) => b.append_value(whole(value)?),
            (Builder::Boolean(b), Cell::Boolean(value)) => b.append_value(value),
            (Builder::Boolean(b), Cell::Integer(value @ 0..=1)) => b.append_value(value == 1),
            (Builder::Date(b), Cell::Date(day)) => b.append_value(day),
            (Builder::Date(b), Cell::Local(micros) | Cell::Instant(micros)) => {
                b.append_value(Stamp { local: micros, offset: None }.day().ok_or(Fault::NotOfType)?);
            }
            (Builder::Timestamp(b), Cell::Instant(micros)) => b.append_value(micros),
            (Builder::Timestamp(b), Cell::Local(micros)) => {
                b.append_value(self.rules.zone.instant(micros).ok_or(Fault::OutOfRange)?);
            }
            (Builder::Timestamp(b), Cell::Date(day)) => {
                let local = i64::from(day) * MICROS_A_DAY;
                b.append_value(self.rules.zone.instant(local).ok_or(Fault::OutOfRange)?);
            }
            (Builder::Text(b), other) => b.append_value(other.to_text().unwrap_or_default()),
            (Builder::Date(_) | Builder::Timestamp(_), Cell::Integer(value)) if self.has_format => {
                return self.append_text(&value.to_string());
            }
            _ => return Err(Fault::NotOfType),
        }
        Ok(())
    }

    fn append_null(&mut self) {
        match &mut self.builder {
            Builder::Boolean(b) => b.append_null(),
            Builder::Integer(b) => b.append_null(),
            Builder::Float(b) => b.append_null(),
            Builder::Text(b) => b.append_null(),
            Builder::Date(b) => b.append_null(),
            Builder::Timestamp(b) => b.append_null(),
        }
    }

    fn append_text(&mut self, raw: &str) -> Result<(), Fault> {
        if raw.len() > CELL_LIMIT {
            return Err(Fault::TooLong);
        }
        let text = raw.trim_ascii();
        if self.rules.missing.is(text) {
            self.append_null();
            return Ok(());
        }
        match &mut self.builder {
            Builder::Text(b) => b.append_value(raw),
            Builder::Float(b) => b.append_value(float(text, self.rules.decimal_comma)?),
            Builder::Integer(b) => b.append_value(integer(text)?),
            Builder::Boolean(b) => b.append_value(boolean(text).ok_or(Fault::NotOfType)?),
            Builder::Date(b) => {
                let stamp = self.format.read(text).ok_or(Fault::NotOfType)?;
                b.append_value(stamp.day().ok_or(Fault::NotOfType)?);
            }
            Builder::Timestamp(b) => {
                let stamp = self.format.read(text).ok_or(Fault::NotOfType)?;
                b.append_value(stamp.instant(self.rules.zone).ok_or(Fault::OutOfRange)?);
            }
        }
        Ok(())
    }

    /// The error of a cell that was refused.
    pub fn error(&self, fault: Fault, cell: Cell<'_>, place: Place) -> Error {
        let column = self.column.name.clone();
        let value = cut(&cell.to_text().unwrap_or_default());
        let expected = self.expected();
        match fault {
            Fault::NotOfType => Error::Value { place, column, value, expected },
            Fault::OutOfRange => Error::OutOfRange { place, column, value, expected },
            Fault::TooLong => Error::TooLong { place, column },
        }
    }

    fn expected(&self) -> String {
        let mut text = type_words(self.column.kind).to_owned();
        if let (true, TimeFormat::Pattern(items)) = (self.has_format, &self.format) {
            let example = chrono::DateTime::UNIX_EPOCH.format_with_items(items.iter());
            // A pattern that cannot be shown (a lone time zone, say) is left out.
            let mut shown = String::new();
            if write!(shown, "{example}").is_ok() {
                let _ = write!(text, " written like {shown}");
            }
        }
        text
    }
}

fn type_words(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Boolean => "true or false",
        ColumnType::Integer => "a whole number",
        ColumnType::Float => "a number",
        ColumnType::Text => "text",
        ColumnType::Date => "a date",
        ColumnType::Timestamp => "a date with time",
    }
}

/// A float that is a whole number of at most 2^53.
pub(crate) fn whole(value: f64) -> Result<i64, Fault> {
    if value.fract() != 0.0 {
        Err(Fault::NotOfType)
    } else if value.abs() <= 9_007_199_254_740_992.0 {
        Ok(value as i64)
    } else {
        Err(Fault::OutOfRange)
    }
}

/// The Arrow field of a column, as all stored files have it.
pub(crate) fn field(column: &Column) -> Field {
    let kind = match column.kind {
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Text => DataType::Utf8,
        ColumnType::Date => DataType::Date32,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    };
    Field::new(&column.name, kind, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_strictly() {
        assert_eq!(float("-1.5e3", false), Ok(-1_500.0));
        assert_eq!(float("3,25", true), Ok(3.25));
        assert_eq!(float("1e999", false), Err(Fault::OutOfRange));
        for text in ["nan", "inf", "-inf", "+nan", "1,5", "abc", "", "1.2.3", "0x10"] {
            assert_eq!(float(text, false), Err(Fault::NotOfType), "{text}");
        }
        assert_eq!(float("1.234,5", true), Err(Fault::NotOfType));
        assert_eq!(integer("9223372036854775808"), Err(Fault::OutOfRange));
        assert_eq!(integer("12x"), Err(Fault::NotOfType));
    }

    #[test]
    fn truth_values_are_read_in_any_case() {
        assert_eq!(["TRUE", "yes", "T", "1"].map(boolean), [Some(true); 4]);
        assert_eq!(["False", "NO", "f", "0"].map(boolean), [Some(false); 4]);
        assert_eq!(boolean("maybe"), None);
    }
}
