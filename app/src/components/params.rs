//! Parts of the address.

use std::str::FromStr;

use almanac_domain::ErrorCode;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::{Answer, Failure};

/// An id in the path. What is no id at all does not exist.
pub(crate) fn id_param<T>(name: &'static str) -> Memo<Answer<T>>
where
    T: FromStr + Copy + PartialEq + Send + Sync + 'static,
{
    let params = use_params_map();
    Memo::new(move |_| {
        params.read().get_str(name).and_then(|text| text.parse().ok()).ok_or_else(|| {
            Failure(almanac_domain::ApiError {
                code: ErrorCode::NotFound,
                message: "does not exist".to_owned(),
                fields: Vec::new(),
                request_id: None,
            })
        })
    })
}

/// A value in the query of the address; none if it is not there or not readable.
pub(crate) fn query_param<T>(name: &'static str) -> Memo<Option<T>>
where
    T: FromStr + PartialEq + Send + Sync + 'static,
{
    let query = use_query_map();
    Memo::new(move |_| query.read().get_str(name).and_then(|text| text.parse().ok()))
}
