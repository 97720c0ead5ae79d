//! Bodies and ids of requests. Names of attributes are not told apart by case: they are read in lower case.

use std::fmt;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use bytes::Bytes;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use tokio::time::timeout;
use uuid::Uuid;

use super::answer::{Kind, Refusal};
use crate::http::BODY_PAUSE;

/// Extractor: a JSON object whose names are in lower case.
#[derive(Debug)]
pub(super) struct Body(pub Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !["application/scim+json", "application/json"].iter().any(|good| kind.eq_ignore_ascii_case(good)) {
            let detail = "the content type must be application/scim+json";
            return Err(Refusal::other(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let read = timeout(BODY_PAUSE, Bytes::from_request(request, state)).await;
        let slow = |_| Refusal::other(StatusCode::REQUEST_TIMEOUT, "the request did not come in time");
        let bytes = read.map_err(slow)?;
        let bytes = bytes.map_err(|error| Refusal::other(error.status(), "the body could not be read"))?;
        parse(&bytes)
    }
}

fn parse(bytes: &[u8]) -> Result<Body, Refusal> {
    let read = serde_json::from_slice::<Attributes>(bytes);
    let Attributes(value) = read.map_err(|error| Refusal::bad(Kind::InvalidSyntax, error.to_string()))?;
    match value {
        Value::Object(map) => Ok(Body(map)),
        _ => Err(Refusal::bad(Kind::InvalidSyntax, "the body must be an object")),
    }
}

/// A JSON value with all names in lower case; a name that comes twice is an error.
struct Attributes(Value);

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Attributes(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((name, Attributes(value))) = entries.next_entry::<String, Attributes>()? {
            if map.insert(name.to_lowercase(), value).is_some() {
                return Err(A::Error::custom(format!("`{name}` comes twice")));
            }
        }
        Ok(map.into())
    }
}

/// Extractor: the id in the path. What is no id does not exist.
#[derive(Debug)]
pub(super) struct Id(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let found = Path::<Uuid>::from_request_parts(parts, state).await;
        found.map(|Path(id)| Self(id)).map_err(|_| Refusal::not_found())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_read_in_lower_case_and_values_as_they_are() {
        let Body(read) =
            parse(br#"{"userName": "Ann", "name": {"givenName": [1, 1.5, null, true]}}"#).unwrap();
        assert_eq!(
            Value::from(read),
            json!({"username": "Ann", "name": {"givenname": [1, 1.5, null, true]}})
        );
    }

    #[test]
    fn r40_deep_or_doubled_json_is_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        for text in [deep.as_str(), r#"{"active": true, "Active": false}"#, "[]", "", "{", "1e999", "{} {}"] {
            let refusal = parse(text.as_bytes()).unwrap_err();
            assert_eq!(refusal.kind(), Some(Kind::InvalidSyntax), "{text:.20}");
        }
    }
}
