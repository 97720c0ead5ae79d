//! Files in, tables and errors out.

mod detection;
mod errors;
mod importing;
mod profiles;
mod properties;
mod workbooks;

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use almanac_domain::data::{Column, ColumnType, Detection, ImportOptions};
use tempfile::TempDir;

use crate::{Error, Flow, Imported, Values, detect, import, read_columns, read_parquet};

/// A folder with one file in it.
struct Case {
    folder: TempDir,
    name: String,
}

impl Case {
    fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join(name), bytes).expect("file");
        Self { folder, name: name.into() }
    }

    fn csv(text: &str) -> Self {
        Self::new("data.csv", text)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out.parquet")
    }

    fn detect(&self) -> Detection {
        detect(&self.path(), &self.name).expect("detected")
    }

    fn refused(&self) -> Error {
        detect(&self.path(), &self.name).expect_err("refused")
    }

    fn import_with(&self, options: &ImportOptions) -> Result<Imported, Error> {
        import(&self.path(), options, &self.out(), &mut |_| Flow::Continue)
    }

    /// The error of an import, which must leave nothing behind.
    fn fails_with(&self, options: &ImportOptions) -> Error {
        let _ = std::fs::remove_file(self.out());
        let error = self.import_with(options).expect_err("import fails");
        assert!(!self.out().exists(), "a failed import leaves nothing behind");
        error
    }

    /// Detects, imports, reads back; reading into memory must give the same.
    fn table(&self) -> Vec<(Column, Values)> {
        self.table_with(&self.detect().options)
    }

    fn table_with(&self, options: &ImportOptions) -> Vec<(Column, Values)> {
        self.import_with(options).expect("imported");
        let stored = read_parquet(&self.out()).expect("read back");
        assert_eq!(read_columns(&self.path(), options).expect("read"), stored);
        stored
    }
}

/// A text of a header and lines.
fn lines(header: &str, rows: impl Iterator<Item = String>) -> String {
    rows.fold(format!("{header}\n"), |text, row| text + &row + "\n")
}

fn kinds(detection: &Detection) -> Vec<ColumnType> {
    detection.options.columns.iter().map(|c| c.kind).collect()
}

fn texts(values: &Values) -> Vec<Option<String>> {
    (0..values.len()).map(|row| values.text(row)).collect()
}

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|t| (!t.is_empty()).then(|| (*t).to_owned())).collect()
}

fn column(name: &str, kind: ColumnType) -> Column {
    Column { name: name.into(), kind }
}

/// Writes a workbook of one or more sheets from the XML of their rows.
fn workbook(path: &Path, sheets: &[(&str, &str)]) {
    let mut zip = zip::ZipWriter::new(File::create(path).expect("create"));
    let mut part = |name: &str, body: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("entry");
        zip.write_all(body.as_bytes()).expect("body");
    };
    let mut rels = Vec::new();
    let mut entries = Vec::new();
    for (n, (name, rows)) in (1..).zip(sheets) {
        entries.push(format!(r#"<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>"#));
        rels.push(format!(
            r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        ));
        part(
            &format!("xl/worksheets/sheet{n}.xml"),
            &format!(
                r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
            ),
        );
    }
    let (rels, entries) = (rels.concat(), entries.concat());
    part(
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    );
    part(
        "xl/workbook.xml",
        &format!(
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{entries}</sheets></workbook>"#
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>"#
        ),
    );
    // Style 1 is a date, style 2 a date with time.
    part(
        "xl/styles.xml",
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>"#,
    );
    zip.finish().expect("finish");
}
