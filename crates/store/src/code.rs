//! Enumerations as text columns, under the same names as in JSON.

use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::Value;
use uuid::Uuid;

use crate::{Error, Result};

/// The name of a unit variant.
pub(crate) fn to_text(value: &impl Serialize) -> Result<String> {
    match serde_json::to_value(value)? {
        Value::String(text) => Ok(text),
        other => Ok(other.to_string()),
    }
}

/// The unit variant of this name.
pub(crate) fn from_text<T: DeserializeOwned>(
    text: &str,
    table: &'static str,
    column: &'static str,
    id: Uuid,
) -> Result<T> {
    T::deserialize(text.into_deserializer()).map_err(|source| Error::Corrupt { table, column, id, source })
}

/// A JSON document as its type.
pub(crate) fn from_json<T: DeserializeOwned>(
    value: Value,
    table: &'static str,
    column: &'static str,
    id: Uuid,
) -> Result<T> {
    serde_json::from_value(value).map_err(|source| Error::Corrupt { table, column, id, source })
}
