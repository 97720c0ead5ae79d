//! JSON lines: one flat object a line.

use std::cell::Cell as Count;
use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use almanac_domain::data::ImportOptions;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{BatchSource, Sink, Table};
use crate::cell::Cell;
use crate::error::{CELL_LIMIT, COLUMN_LIMIT, Error, Place};
use crate::text::{Counted, TextReader};

const LINE_LIMIT: u64 = 16 << 20;

/// A value of a flat object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    Nested,
}

impl Scalar {
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Self::Boolean(value) => Cell::Boolean(*value),
            Self::Integer(value) => Cell::Integer(*value),
            Self::Float(value) => Cell::Float(*value),
            Self::Text(text) => Cell::Text(text),
            Self::Null | Self::Nested => Cell::Null,
        }
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyScalar;
        impl<'de> Visitor<'de> for AnyScalar {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON value")
            }
            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar::Boolean(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Integer(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
                // Beyond i64, digits as text: the column then says "out of range" instead of rounding.
                Ok(i64::try_from(value).map_or_else(|_| Scalar::Text(value.to_string()), Scalar::Integer))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar::Float(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::Nested)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar::Nested)
            }
        }
        deserializer.deserialize_any(AnyScalar)
    }
}

/// The fields of an object, in the order of the text.
struct Fields(Vec<(String, Scalar)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// Reads one line as a flat object.
pub(crate) fn read_object(line: &[u8], place: Place) -> Result<Vec<(String, Scalar)>, Error> {
    if std::str::from_utf8(line).is_err() {
        return Err(Error::Encoding { place, column: None, encoding: "UTF-8".into() });
    }
    let fields = serde_json::from_slice::<Fields>(line)
        .map_err(|error| Error::Json { place, message: error.to_string() })?
        .0;
    if fields.len() > COLUMN_LIMIT {
        return Err(Error::TooManyColumns { found: fields.len() });
    }
    for (name, value) in &fields {
        match value {
            Scalar::Nested => return Err(Error::Nested { place: Some(place), column: name.clone() }),
            Scalar::Text(text) if text.len() > CELL_LIMIT => {
                return Err(Error::TooLong { place, column: name.clone() });
            }
            Scalar::Text(text) if text.contains('\0') => {
                return Err(Error::Nul { place, column: name.clone() });
            }
            _ => {}
        }
    }
    Ok(fields)
}

/// A file of JSON lines as batches.
pub(crate) struct JsonSource {
    input: BufReader<TextReader<Counted>>,
    columns: HashMap<String, usize>,
    line: Vec<u8>,
    place: Place,
    count: Rc<Count<u64>>,
}

impl JsonSource {
    pub fn new(file: File, options: &ImportOptions) -> Self {
        let (counted, count) = Counted::new(file);
        let columns = options.columns.iter().enumerate().map(|(i, c)| (c.name.clone(), i)).collect();
        Self {
            input: BufReader::with_capacity(256 * 1024, TextReader::new(counted, encoding_rs::UTF_8)),
            columns,
            line: Vec::new(),
            place: Place { row: 0, line: Some(0) },
            count,
        }
    }

    /// Reads the next line that is not blank; false at the end.
    fn advance(&mut self) -> io::Result<bool> {
        loop {
            self.line.clear();
            let read = self.input.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut self.line)?;
            if read == 0 {
                return Ok(false);
            }
            self.place.line = self.place.line.map(|line| line + 1);
            if !self.line.trim_ascii().is_empty() {
                self.place.row += 1;
                return Ok(true);
            }
        }
    }
}

impl BatchSource for JsonSource {
    fn run(&mut self, table: &mut Table, sink: Sink<'_>) -> Result<(), Error> {
        let mut row: Vec<Scalar> = vec![Scalar::Null; self.columns.len()];
        while self.advance()? {
            let place = self.place;
            if self.line.len() as u64 == LINE_LIMIT {
                return Err(Error::Json { place, message: "the line is longer than 16 MiB".into() });
            }
            row.fill(Scalar::Null);
            for (name, value) in read_object(&self.line, place)? {
                match self.columns.get(&name) {
                    Some(index) => row[*index] = value,
                    None => return Err(Error::UnknownColumn { place, column: name }),
                }
            }
            for (column, value) in row.iter().enumerate() {
                table.put(column, value.cell(), || place)?;
            }
            table.end_row();
            if table.is_full() {
                sink(table, self.count.get())?;
            }
        }
        Ok(())
    }
}
