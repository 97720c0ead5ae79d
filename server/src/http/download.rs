//! Bytes that are saved, never shown.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

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
        let name: String = self
            .name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' })
            .collect();
        let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
            .unwrap_or(HeaderValue::from_static("attachment"));
        let headers: [(HeaderName, HeaderValue); 2] = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.mime)),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        (headers, self.bytes).into_response()
    }
}
