//! What a user should look at before a file is imported.

#[cfg(not(target_family = "wasm"))]
use serde::Deserializer;
use serde::{Deserialize, Serialize};

use super::{ColumnType, FileFormat};

/// Something about a file that the user should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportNote {
    /// What it is; none if it was kept before notes had codes. A browser reads the sentence alone, which needs
    /// less code there.
    #[cfg_attr(not(target_family = "wasm"), serde(flatten))]
    #[cfg_attr(target_family = "wasm", serde(skip))]
    pub what: Option<Noted>,
    /// The same as a sentence: in English, on pages in their language.
    pub text: String,
}

impl ImportNote {
    /// A note with its English sentence.
    pub fn new(what: Noted, text: impl Into<String>) -> Self {
        Self { what: Some(what), text: text.into() }
    }
}

/// What a note is about. Rows and lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Noted {
    /// The file name says one format, the content is of another, which counts.
    OtherFormat {
        /// The format that the file name says.
        named: FileFormat,
        /// The format of the content.
        found: FileFormat,
    },
    /// The workbook has several sheets, of which the first is read.
    MoreSheets {
        /// How many.
        sheets: u64,
    },
    /// A line has more or fewer cells than the first one.
    UnevenLine {
        /// The line.
        line: u64,
        /// Its cells.
        cells: u64,
        /// The cells of the first line.
        width: u64,
    },
    /// A name of a column occurs again.
    RepeatedName {
        /// The name.
        name: String,
        /// What the later column is called.
        called: String,
    },
    /// Numbers such as 20110131 are read as dates.
    CompactDates {
        /// The column.
        column: String,
    },
    /// The dates can be read in two ways.
    AmbiguousDates {
        /// The column.
        column: String,
        /// How they are read, a `strftime` pattern.
        format: String,
        /// How they could be read too.
        other: String,
    },
    /// Some numbers do not fit into 64 bits, so the column is read as text.
    LongNumbers {
        /// The column.
        column: String,
    },
    /// A text is read as missing because it stands for that in other columns.
    MarkerInText {
        /// The column.
        column: String,
        /// The text.
        marker: String,
    },
    /// Some numbers have a decimal point and some a comma; the point is taken.
    MixedDecimals,
    /// Numbers such as 1,234 could be decimals or groups of thousands; they are read as decimals.
    ThousandsAsDecimals,
    /// The same, read as groups of thousands, which are text.
    ThousandsAsText,
    /// A value is not of the type of its column.
    NotOfType {
        /// The row of data.
        row: u64,
        /// The column.
        column: String,
        /// The value, cut to 40 characters.
        value: String,
        /// The type of the column.
        #[serde(rename = "type")]
        kind: ColumnType,
    },
    /// A number or a time is too large for the type of its column.
    OutOfRange {
        /// The row of data.
        row: u64,
        /// The column.
        column: String,
        /// The value, cut to 40 characters.
        value: String,
        /// The type of the column.
        #[serde(rename = "type")]
        kind: ColumnType,
    },
    /// A cell is longer than 1 MiB.
    LongCell {
        /// The row of data.
        row: u64,
        /// The column.
        column: String,
    },
}

/// Reads notes. Those that were kept before they had codes are texts.
#[cfg(not(target_family = "wasm"))]
pub(super) fn read<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<ImportNote>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        Note(ImportNote),
        Text(String),
    }
    let kept = Vec::<Kept>::deserialize(reader)?.into_iter();
    Ok(kept
        .map(|one| match one {
            Kept::Note(note) => note,
            Kept::Text(text) => ImportNote { what: None, text },
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Notes(#[serde(deserialize_with = "read")] Vec<ImportNote>);

    #[test]
    fn note_is_its_code_its_data_and_a_sentence() {
        let what = Noted::NotOfType {
            row: 3,
            column: "x".to_owned(),
            value: "a".to_owned(),
            kind: ColumnType::Integer,
        };
        let note = ImportNote::new(what, "Row 3");
        let written = json!({"code": "not_of_type", "row": 3, "column": "x", "value": "a", "type": "integer",
            "text": "Row 3"});
        assert_eq!(serde_json::to_value(&note).unwrap(), written);
        assert_eq!(serde_json::from_value::<Notes>(json!([written])).unwrap(), Notes(vec![note]));
    }

    #[test]
    fn notes_that_were_kept_as_texts_stay_texts() {
        let note = json!({"code": "mixed_decimals", "text": "Some"});
        let read: Notes = serde_json::from_value(json!(["Old.", note])).unwrap();
        let old = ImportNote { what: None, text: "Old.".to_owned() };
        assert_eq!(read, Notes(vec![old, ImportNote::new(Noted::MixedDecimals, "Some")]));
    }
}
