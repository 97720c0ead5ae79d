//! Sends a picture to the server. Browser only.

use almanac_domain::ApiError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement, RequestInit, Response};

use crate::api::Failure;

/// Sends the picture that was chosen; counts it in `sent`, or says in `failed` why it was refused.
pub(super) fn send(event: &leptos::ev::Event, sent: RwSignal<usize>, failed: RwSignal<Option<Failure>>) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(file) = input.and_then(|input| input.files()?.get(0)) else { return };
    spawn_local(async move {
        let outcome = put(&file).await.unwrap_or_else(|error| Err(Failure::internal(format!("{error:?}"))));
        // The page may have gone meanwhile, with its signals.
        failed.try_set(outcome.err());
        sent.try_update(|count| *count += 1);
    });
}

async fn put(file: &File) -> Result<Result<(), Failure>, JsValue> {
    let request = RequestInit::new();
    request.set_method("PUT");
    request.set_body(file);
    let answer = window().fetch_with_str_and_init("/api/v1/me/avatar", &request);
    let answer: Response = JsFuture::from(answer).await?.dyn_into()?;
    if answer.ok() {
        return Ok(Ok(()));
    }
    let text = JsFuture::from(answer.text()?).await?.as_string().unwrap_or_default();
    let error = serde_json::from_str::<ApiError>(&text);
    Ok(Err(error.map_or_else(|error| Failure::internal(error.to_string()), Failure)))
}
