//! Separated values, read record by record with limits on cells and records.

use std::cell::Cell as Count;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use almanac_domain::data::{ImportNote, ImportOptions, Noted};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::{BatchSource, Sink, Table, check_names};
use crate::cell::Cell;
use crate::error::{CELL_LIMIT, COLUMN_LIMIT, Error, Place};
use crate::text::{Counted, TextReader, encoding};

const RECORD_LIMIT: usize = 64 << 20;

/// The records of a text, as UTF-8. Blank lines are skipped.
pub(crate) struct Records<R> {
    input: BufReader<TextReader<R>>,
    core: Reader,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    row: u64,
    line: u64,
    newlines: u64,
    returns: u64,
}

impl<R: Read> Records<R> {
    pub fn new(input: TextReader<R>, delimiter: u8) -> Self {
        Self {
            input: BufReader::with_capacity(256 * 1024, input),
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            bytes: vec![0; 4_096],
            ends: vec![0; COLUMN_LIMIT + 1],
            fields: 0,
            row: 0,
            line: 1,
            newlines: 0,
            returns: 0,
        }
    }

    /// Where the present record is.
    pub fn place(&self) -> Place {
        Place { row: self.row, line: Some(self.line) }
    }

    /// Says that the record just read is the header, so that rows count from the next.
    pub fn was_header(&mut self) {
        self.row = 0;
    }

    /// How many cells the present record has; [`COLUMN_LIMIT`] + 1 stands for "more than the limit".
    pub fn len(&self) -> usize {
        self.fields
    }

    /// A cell of the present record.
    pub fn get(&self, index: usize) -> Option<&str> {
        // `advance` checked the record as a whole, and cells end at ASCII bytes.
        std::str::from_utf8(self.bytes_of(index)?).ok()
    }

    fn bytes_of(&self, index: usize) -> Option<&[u8]> {
        if index >= self.fields {
            return None;
        }
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.bytes.get(start..self.ends[index])
    }

    /// Reads the next record; false at the end. The column names serve the errors.
    pub fn advance(&mut self, name: &dyn Fn(usize) -> String) -> Result<bool, Error> {
        if !self.skip_blank()? {
            return Ok(false);
        }
        self.row += 1;
        let (mut written, mut fields) = (0, 0);
        loop {
            let place = self.place();
            let encoding = self.input.get_ref().encoding().name();
            let input = self.input.fill_buf().map_err(|error| text_error(error, place, encoding))?;
            if fields == self.ends.len() {
                return self.too_wide(fields);
            }
            let (result, read, wrote, ended) =
                self.core.read_record(input, &mut self.bytes[written..], &mut self.ends[fields..]);
            count_lines(&input[..read], &mut self.newlines, &mut self.returns);
            self.input.consume(read);
            written += wrote;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.grow(written, fields, name)?,
                ReadRecordResult::OutputEndsFull => return self.too_wide(fields),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(false),
            }
        }
        self.fields = fields;
        self.check(written, name)?;
        Ok(true)
    }

    fn too_wide(&mut self, fields: usize) -> Result<bool, Error> {
        if self.row <= 1 {
            return Err(Error::TooManyColumns { found: fields });
        }
        self.fields = fields;
        Ok(true)
    }

    fn skip_blank(&mut self) -> Result<bool, Error> {
        loop {
            let place = Place { row: self.row + 1, line: None };
            let encoding = self.input.get_ref().encoding().name();
            let input = self.input.fill_buf().map_err(|error| text_error(error, place, encoding))?;
            if input.is_empty() {
                return Ok(false);
            }
            let blank = input.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            count_lines(&input[..blank], &mut self.newlines, &mut self.returns);
            let more = blank < input.len();
            self.input.consume(blank);
            if more {
                self.line = 1 + self.newlines.max(self.returns);
                return Ok(true);
            }
        }
    }

    fn grow(&mut self, written: usize, fields: usize, name: &dyn Fn(usize) -> String) -> Result<(), Error> {
        let start = if fields == 0 { 0 } else { self.ends[fields - 1] };
        if written.saturating_sub(start) > CELL_LIMIT || self.bytes.len() >= RECORD_LIMIT {
            return Err(Error::TooLong { place: self.place(), column: name(fields) });
        }
        self.bytes.resize(self.bytes.len() * 2, 0);
        Ok(())
    }

    fn check(&self, written: usize, name: &dyn Fn(usize) -> String) -> Result<(), Error> {
        let record = &self.bytes[..written];
        if record.contains(&0) {
            let at = (0..self.fields).find(|&i| self.bytes_of(i).is_some_and(|b| b.contains(&0)));
            return Err(Error::Nul { place: self.place(), column: name(at.unwrap_or(0)) });
        }
        if std::str::from_utf8(record).is_err() {
            let at = (0..self.fields).find(|&i| self.get(i).is_none());
            let encoding = self.input.get_ref().encoding().name().to_owned();
            return Err(Error::Encoding { place: self.place(), column: at.map(name), encoding });
        }
        if written > CELL_LIMIT {
            let long = |i: &usize| self.bytes_of(*i).is_some_and(|b| b.len() > CELL_LIMIT);
            if let Some(at) = (0..self.fields).find(long) {
                return Err(Error::TooLong { place: self.place(), column: name(at) });
            }
        }
        Ok(())
    }
}

fn text_error(error: io::Error, place: Place, encoding: &str) -> Error {
    if error.kind() == io::ErrorKind::InvalidData {
        Error::Encoding { place, column: None, encoding: encoding.to_owned() }
    } else {
        Error::Io(error)
    }
}

fn count_lines(bytes: &[u8], newlines: &mut u64, returns: &mut u64) {
    for byte in bytes {
        *newlines += u64::from(*byte == b'\n');
        *returns += u64::from(*byte == b'\r');
    }
}

/// The names of the columns: those of the header, made unique, or `column_1` and so on. The second part says
/// what was changed.
pub(crate) fn resolved_names(header: &[String]) -> (Vec<String>, Vec<ImportNote>) {
    let mut taken: HashSet<String> = header.iter().map(|h| h.trim().to_owned()).collect();
    let mut used = HashSet::new();
    let mut notes = Vec::new();
    let mut names = Vec::with_capacity(header.len());
    for (index, raw) in header.iter().enumerate() {
        let trimmed = raw.trim();
        let base = if trimmed.is_empty() { format!("column_{}", index + 1) } else { trimmed.to_owned() };
        let mut name = base.clone();
        let mut number = 2;
        while used.contains(&name) || (name != trimmed && taken.contains(&name)) {
            name = format!("{base}_{number}");
            number += 1;
        }
        if name != base {
            let text =
                format!("The column name \"{base}\" occurs twice; the later one is called \"{name}\".");
            notes.push(ImportNote::new(Noted::RepeatedName { name: base, called: name.clone() }, text));
        }
        taken.insert(name.clone());
        used.insert(name.clone());
        names.push(name);
    }
    (names, notes)
}

/// A CSV file as batches.
pub(crate) struct CsvSource {
    records: Records<Counted>,
    names: Rc<Vec<String>>,
    pending: bool,
    count: Rc<Count<u64>>,
}

impl CsvSource {
    pub fn open(file: File, options: &ImportOptions) -> Result<Self, Error> {
        let (counted, count) = Counted::new(file);
        let text = TextReader::new(counted, encoding(&options.encoding)?);
        let mut records = Records::new(text, options.delimiter as u8);
        if !records.advance(&|i| format!("{}", i + 1))? {
            return Err(Error::Empty);
        }
        let cells: Vec<String> =
            (0..records.len())
                .map(|i| {
                    if options.header { records.get(i).unwrap_or_default().to_owned() } else { String::new() }
                })
                .collect();
        let names = resolved_names(&cells).0;
        check_names(&names, options)?;
        if options.header {
            records.was_header();
        }
        Ok(Self { records, names: Rc::new(names), pending: !options.header, count })
    }
}

impl BatchSource for CsvSource {
    fn run(&mut self, table: &mut Table, sink: Sink<'_>) -> Result<(), Error> {
        let names = Rc::clone(&self.names);
        let name = |i: usize| names.get(i).cloned().unwrap_or_else(|| format!("{}", i + 1));
        while std::mem::take(&mut self.pending) || self.records.advance(&name)? {
            let records = &self.records;
            if records.len() != names.len() {
                let (expected, found) = (names.len(), records.len());
                return Err(Error::Ragged { place: records.place(), expected, found });
            }
            let ends = &records.ends[..names.len()];
            let last = ends.last().copied().unwrap_or(0);
            let text = std::str::from_utf8(&records.bytes[..last]).unwrap_or_default();
            let mut start = 0;
            for (column, end) in ends.iter().enumerate() {
                let cell = text.get(start..*end).unwrap_or_default();
                table.put(column, Cell::Text(cell), || records.place())?;
                start = *end;
            }
            table.end_row();
            if table.is_full() {
                sink(table, self.count.get())?;
            }
        }
        Ok(())
    }
}
