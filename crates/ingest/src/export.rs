//! Columns as CSV text that a spreadsheet opens without running anything.

use std::borrow::Cow;
use std::io::{self, Write};

use almanac_domain::data::Column;

use crate::values::Values;

/// A text that a spreadsheet takes for text: one that begins like a formula gets an apostrophe before it.
/// Plain numbers stay as they are.
pub fn neutralised(text: &str) -> Cow<'_, str> {
    let dangerous = matches!(
        text.chars().next(),
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    );
    if dangerous && !is_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Writes the columns as CSV (RFC 4180, `\r\n` after each record): missing values are empty cells, times are
/// UTC.
///
/// # Errors
/// Whatever `out` says.
pub fn write_csv(out: &mut impl Write, columns: &[(Column, Values)]) -> io::Result<()> {
    csv_head(out, columns)?;
    csv_rows(out, columns)
}

/// The names of the columns.
pub(crate) fn csv_head(out: &mut impl Write, columns: &[(Column, Values)]) -> io::Result<()> {
    record(out, columns.iter().map(|(column, _)| Some(neutralised(&column.name))))
}

/// The rows below the names.
pub(crate) fn csv_rows(out: &mut impl Write, columns: &[(Column, Values)]) -> io::Result<()> {
    let rows = columns.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    for row in 0..rows {
        record(out, columns.iter().map(|(_, values)| cell(values, row)))?;
    }
    Ok(())
}

/// The columns as CSV text, see [`write_csv`].
pub fn csv_text(columns: &[(Column, Values)]) -> String {
    let mut bytes = Vec::new();
    // Writing into memory does not fail, and every cell is UTF-8.
    if write_csv(&mut bytes, columns).is_err() {
        return String::new();
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn cell(values: &Values, row: usize) -> Option<Cow<'_, str>> {
    match values {
        Values::Text(texts) => texts.get(row)?.as_deref().map(neutralised),
        other => other.text(row).map(Cow::Owned),
    }
}

fn record<'a>(
    out: &mut impl Write,
    cells: impl ExactSizeIterator<Item = Option<Cow<'a, str>>>,
) -> io::Result<()> {
    let alone = cells.len() == 1;
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        let text = cell.unwrap_or_default();
        let quoted = text.contains([',', '"', '\r', '\n', ';', '\t'])
            || text.starts_with(' ')
            || text.ends_with(' ')
            || (alone && text.is_empty());
        if quoted {
            write!(out, "\"{}\"", text.replace('"', "\"\""))?;
        } else {
            out.write_all(text.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

#[cfg(test)]
mod tests {
    use almanac_domain::data::ColumnType;

    use super::*;

    #[test]
    fn cells_that_begin_like_a_formula_are_neutralised() {
        for text in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", "--1"]
        {
            assert_eq!(neutralised(text), format!("'{text}"));
        }
        for text in ["a=b", "", "-5", "+1.5e-3", "'=1", "1-2"] {
            assert_eq!(neutralised(text), text);
        }
    }

    #[test]
    fn numbers_stay_numbers_and_text_is_quoted() {
        let column = |name: &str, kind| Column { name: name.into(), kind };
        let columns = [
            (column("=x", ColumnType::Float), Values::Float(vec![Some(-1.5), None])),
            (
                column("t", ColumnType::Text),
                Values::Text(vec![Some("a \"b\", c\nd".into()), Some("=HYPERLINK(\"x\")".into())]),
            ),
            (column("at", ColumnType::Timestamp), Values::Timestamp(vec![Some(0), None])),
        ];
        assert_eq!(
            csv_text(&columns),
            "'=x,t,at\r\n-1.5,\"a \"\"b\"\", c\nd\",1970-01-01T00:00:00Z\r\n,\"'=HYPERLINK(\"\"x\"\")\",\r\n"
        );
    }
}
