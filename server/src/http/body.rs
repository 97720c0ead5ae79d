//! Extractors that answer wrong input with problem details.

use almanac_service::Error;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::{BODY_PAUSE, Problem};

/// Extractor: a JSON body. Broken JSON is 400, JSON of another shape 422 with the field's name.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::not_json());
        }
        let read = timeout(BODY_PAUSE, Bytes::from_request(request, state)).await;
        let bytes = read.map_err(|_| Problem::slow_client())?.map_err(|error| refused(&error))?;
        parse(&bytes).map(Self)
    }
}

fn refused(error: &BytesRejection) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large()
    } else {
        Problem::malformed("the body could not be read")
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() {
            Problem::field(if path == "." { "body".into() } else { path }, message(&inner))
        } else {
            Problem::syntax(inner.to_string())
        }
    })?;
    reader.end().map_err(|error| Problem::syntax(error.to_string()))?;
    Ok(value)
}

/// The message without its place: ` at line 1 column 2` helps nobody beside the field's name.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

/// Extractor: the ids in the path. What is no id does not exist.
#[derive(Debug)]
pub struct PathIds<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathIds<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(ids)) => Ok(Self(ids)),
            Err(_) => Err(Error::NotFound.into()),
        }
    }
}

/// Extractor: the query string.
#[derive(Debug)]
pub struct QueryString<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryString<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(query)) => Ok(Self(query)),
            Err(error) => Err(Problem::field("query", error.body_text())),
        }
    }
}

#[cfg(test)]
mod tests {
    use almanac_domain::project::ProjectInput;
    use axum::response::IntoResponse as _;

    use super::*;

    fn status(text: &str) -> u16 {
        parse::<ProjectInput>(text.as_bytes()).map_or_else(|p| p.into_response().status().as_u16(), |_| 200)
    }

    #[test]
    fn broken_json_is_400_and_wrong_shape_is_422() {
        assert_eq!(status(r#"{"name": "x"}"#), 200);
        assert_eq!(status(r#"{"name": "x""#), 400);
        assert_eq!(status(r#"{"name": "x"} {}"#), 400);
        assert_eq!(status(r#"{"name": 7}"#), 422);
        assert_eq!(status(r#"{"name": "x", "org_id": "y"}"#), 422);
        assert_eq!(status(r#"{"name": "x", "name": "y"}"#), 422);
    }

    #[test]
    fn deep_json_is_refused_without_a_stack_overflow() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let problem = parse::<serde_json::Value>(deep.as_bytes()).unwrap_err();
        assert_eq!(problem.into_response().status().as_u16(), 400);
    }
}
