//! The id of a request: taken from `x-request-id` or made, kept in the headers both ways.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

const NAME: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static PRESENT: String;
}

/// The id of the request that is being answered.
pub(super) fn present() -> Option<String> {
    PRESENT.try_with(Clone::clone).ok()
}

/// Middleware: gives every request an id.
pub(super) async fn assign(mut request: Request, next: Next) -> Response {
    let given = request.headers().get(&NAME).and_then(|value| value.to_str().ok()).filter(|id| is_clean(id));
    let id = given.map_or_else(|| hex::encode(rand::random::<[u8; 16]>()), str::to_owned);
    let Ok(value) = HeaderValue::from_str(&id) else { return next.run(request).await };
    request.headers_mut().insert(NAME, value.clone());
    let mut response = PRESENT.scope(id, next.run(request)).await;
    response.headers_mut().insert(NAME, value);
    response
}

/// Whether an id from outside can be trusted in logs.
fn is_clean(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_could_forge_log_lines_are_not_taken() {
        assert!(is_clean("0b7c-1.A_z"));
        for bad in ["", "a b", "a\tb", "x\"y", "<x>", &"a".repeat(65)] {
            assert!(!is_clean(bad), "{bad}");
        }
    }
}
