//! Bytes that are saved, never shown.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::stream::BoxStream;

/// A file for the user to save.
#[derive(Debug)]
pub struct Download {
    /// Its name, in ASCII.
    pub name: String,
    /// Its MIME type.
    pub mime: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Download {
    /// A CSV file.
    pub fn csv(name: impl std::fmt::Display, bytes: Vec<u8>) -> Self {
        Self { name: format!("{name}.csv"), mime: "text/csv; charset=utf-8", bytes }
    }
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        (headers(&self.name, self.mime), self.bytes).into_response()
    }
}

fn headers(name: &str, mime: &'static str) -> [(HeaderName, HeaderValue); 2] {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    [(header::CONTENT_TYPE, HeaderValue::from_static(mime)), (header::CONTENT_DISPOSITION, disposition)]
}

/// A table as a file for the user to save, sent as it is read.
pub struct FileDownload {
    /// Its name, in ASCII.
    pub name: String,
    /// Its MIME type.
    pub mime: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its content.
    pub content: BoxStream<'static, std::io::Result<Bytes>>,
}

impl IntoResponse for FileDownload {
    fn into_response(self) -> Response {
        let sizes = [
            (header::CONTENT_LENGTH, HeaderValue::from(self.bytes)),
            (HeaderName::from_static("x-total-rows"), HeaderValue::from(self.rows)),
        ];
        (headers(&self.name, self.mime), sizes, Body::from_stream(self.content)).into_response()
    }
}
