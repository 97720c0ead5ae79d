//! Rows of a file for looking at, of any format.

use std::fs::File;
use std::path::Path;

use almanac_domain::data::{ColumnType, FileFormat, ImportNote, ImportOptions};

use super::{csv, types};
use crate::cell::{Cell, boolean};
use crate::error::{COLUMN_LIMIT, Error, Place};
use crate::source::{natural_kind, open_foreign, parquet_rows, read_object};
use crate::text::encoding;

const SHEET_ROWS: usize = 5_000;

/// A cell of the sample: its text, and its type where the format says so.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub hint: Option<ColumnType>,
    text: Option<String>,
}

impl Seen {
    pub fn new(cell: Cell<'_>) -> Self {
        let hint = match cell {
            Cell::Null | Cell::Text(_) => None,
            Cell::Boolean(_) => Some(ColumnType::Boolean),
            Cell::Integer(_) => Some(ColumnType::Integer),
            Cell::Float(_) => Some(ColumnType::Float),
            Cell::Date(_) => Some(ColumnType::Date),
            Cell::Local(micros) if micros % crate::time::MICROS_A_DAY == 0 => Some(ColumnType::Date),
            Cell::Local(_) | Cell::Instant(_) => Some(ColumnType::Timestamp),
        };
        let text = match (cell, hint) {
            (Cell::Local(micros), Some(ColumnType::Date)) => {
                Cell::Date((micros / crate::time::MICROS_A_DAY) as i32).to_text()
            }
            _ => cell.to_text(),
        };
        Self { hint, text }
    }

    /// The text; none if the cell is blank.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref().filter(|t| !t.trim_ascii().is_empty())
    }

    /// The cell again, for a trial reading. Typed cells come back as the text they were shown as, except
    /// numbers and truth values.
    pub fn cell(&self) -> Cell<'_> {
        let Some(text) = self.text() else { return Cell::Null };
        match self.hint {
            Some(ColumnType::Boolean) => boolean(text).map_or(Cell::Text(text), Cell::Boolean),
            Some(ColumnType::Integer) => text.parse().map_or(Cell::Text(text), Cell::Integer),
            Some(ColumnType::Float) => text.parse().map_or(Cell::Text(text), Cell::Float),
            Some(ColumnType::Date | ColumnType::Timestamp) => {
                crate::time::iso(text).map_or(Cell::Text(text), |stamp| match stamp.offset {
                    Some(_) => Cell::Instant(stamp.local),
                    None => Cell::Local(stamp.local),
                })
            }
            _ => Cell::Text(text),
        }
    }
}

/// Rows of a file.
pub(super) struct Sample {
    /// Names that the format carries; none if the first row may hold them.
    pub names: Option<Vec<String>>,
    /// Types that the format carries.
    pub kinds: Option<Vec<ColumnType>>,
    /// Rows of the head, then of spots further down.
    pub rows: Vec<Vec<Seen>>,
    head: usize,
    pub notes: Vec<ImportNote>,
}

impl Sample {
    pub fn read(path: &Path, options: &ImportOptions) -> Result<Self, Error> {
        if std::fs::metadata(path)?.len() == 0 {
            return Err(Error::Empty);
        }
        let sample = match options.format {
            FileFormat::Csv => Self::csv(path, options)?,
            FileFormat::JsonLines => Self::json(path)?,
            FileFormat::Parquet => Self::parquet(path)?,
            FileFormat::Xlsx => Self::xlsx(path, options)?,
        };
        if sample.rows.is_empty() { Err(Error::Empty) } else { Ok(sample) }
    }

    fn csv(path: &Path, options: &ImportOptions) -> Result<Self, Error> {
        let csv::Sampled { rows, head, notes } =
            csv::sample(path, encoding(&options.encoding)?, options.delimiter as u8)?;
        let seen =
            |cells: Vec<String>| cells.into_iter().map(|t| Seen { hint: None, text: Some(t) }).collect();
        Ok(Self { names: None, kinds: None, rows: rows.into_iter().map(seen).collect(), head, notes })
    }

    fn json(path: &Path) -> Result<Self, Error> {
        let (lines, head) = csv::lines(path)?;
        let mut names: Vec<String> = Vec::new();
        let mut index = std::collections::HashMap::new();
        let mut rows = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let place = Place { row: at as u64 + 1, line: None };
            let fields = match read_object(line, place) {
                Err(_) if at >= head => continue,
                other => other?,
            };
            let mut row = vec![Seen::default(); names.len()];
            for (name, value) in fields {
                let column = *index.entry(name.clone()).or_insert_with(|| {
                    names.push(name);
                    names.len() - 1
                });
                row.resize(row.len().max(column + 1), Seen::default());
                row[column] = Seen::new(value.cell());
            }
            if names.len() > COLUMN_LIMIT {
                return Err(Error::TooManyColumns { found: names.len() });
            }
            rows.push(row);
        }
        Ok(Self { names: Some(names), kinds: None, rows, head, notes: Vec::new() })
    }

    fn parquet(path: &Path) -> Result<Self, Error> {
        let builder = open_foreign(File::open(path)?)?;
        let fields = builder.schema().fields().clone();
        let kinds = fields.iter().map(|f| natural_kind(f).map(|(kind, _)| kind)).collect::<Result<_, _>>()?;
        let rows = parquet_rows(builder, super::PREVIEW_ROWS, &mut |cell| Seen::new(cell))?;
        let names = Some(fields.iter().map(|f| f.name().clone()).collect());
        Ok(Self { names, kinds: Some(kinds), head: rows.len(), rows, notes: Vec::new() })
    }

    fn xlsx(path: &Path, options: &ImportOptions) -> Result<Self, Error> {
        let mut rows: Vec<Vec<Seen>> = Vec::new();
        super::open_sheet(path, options)?.rows(&mut |_, cells| {
            rows.push(cells.iter().map(|c| Seen::new(c.cell())).collect());
            Ok(rows.len() < SHEET_ROWS)
        })?;
        Ok(Self { names: None, kinds: None, head: rows.len(), rows, notes: Vec::new() })
    }

    pub fn width(&self) -> usize {
        self.names.as_ref().or(None).map_or_else(|| self.rows.first().map_or(0, Vec::len), Vec::len)
    }

    /// The rows of the head of the file.
    pub fn head(&self) -> &[Vec<Seen>] {
        &self.rows[..self.head.min(self.rows.len())]
    }

    /// The cells of a column.
    pub fn column(&self, index: usize) -> ColumnSample<'_> {
        let kind = self.kinds.as_ref().and_then(|k| k.get(index).copied());
        ColumnSample { kind, cells: self.rows.iter().filter_map(|r| r.get(index)).collect() }
    }

    /// Takes the first row away and returns its texts.
    pub fn take_header(&mut self) -> Vec<String> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        self.head = self.head.saturating_sub(1);
        let width = self.width();
        let first = self.rows.remove(0);
        let text = |i: usize| first.get(i).and_then(Seen::text).unwrap_or_default().to_owned();
        (0..width).map(text).collect()
    }

    /// Whether the first row holds names rather than values.
    pub fn looks_headed(&self) -> bool {
        if self.names.is_some() {
            return true;
        }
        let Some((first, rest)) = self.rows.split_first() else { return true };
        let is_whole = |cell: &Seen| cell.text().is_none_or(|t| t.trim_ascii().parse::<i64>().is_ok());
        if counts_up(first) && rest.iter().take(100).flatten().any(|cell| !is_whole(cell)) {
            return true;
        }
        let (mut names, mut values) = (0, 0);
        for (index, cell) in first.iter().enumerate() {
            let Some(text) = cell.text() else { continue };
            let below =
                ColumnSample { kind: None, cells: rest.iter().filter_map(|r| r.get(index)).collect() };
            match (types::is_plain_text(cell), types::is_plain_text_column(&below)) {
                (true, false) => names += 1,
                (false, _) => values += 1,
                (true, true) if below.cells.iter().any(|c| c.text() == Some(text)) => values += 1,
                (true, true) => {}
            }
        }
        names > 0 || values == 0
    }
}

/// Whether the cells are 0, 1, 2 …, as programs number columns without names.
fn counts_up(cells: &[Seen]) -> bool {
    let number = |i: usize| cells[i].text().and_then(|t| t.trim_ascii().parse::<usize>().ok());
    cells.len() > 2
        && number(0) == Some(0)
        && (1..cells.len()).all(|i| number(i).is_some() && number(i) == number(i - 1).map(|n| n + 1))
}

/// A column of the sample.
pub(super) struct ColumnSample<'a> {
    pub kind: Option<ColumnType>,
    pub cells: Vec<&'a Seen>,
}
