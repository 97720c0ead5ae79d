//! Files that come by a request with a body. Browser only.

use almanac_domain::saved::RunQuery;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlAnchorElement, RequestInit, Response, Url};

/// Posts a query and saves the answer under `name`.
pub(crate) async fn post_and_save(address: &str, query: &RunQuery, name: &str) {
    let body = serde_json::to_string(query).unwrap_or_default();
    if let Err(error) = fetch(address, &body, name).await {
        leptos::logging::warn!("the export failed: {error:?}");
    }
}

async fn fetch(address: &str, body: &str, name: &str) -> Result<(), JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&body.into());
    let headers = web_sys::Headers::new()?;
    headers.set("content-type", "application/json")?;
    init.set_headers(&headers);
    let answer = window().fetch_with_str_and_init(address, &init);
    let answer: Response = wasm_bindgen_futures::JsFuture::from(answer).await?.dyn_into()?;
    if !answer.ok() {
        return Err(answer.status_text().into());
    }
    let blob: Blob = wasm_bindgen_futures::JsFuture::from(answer.blob()?).await?.dyn_into()?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document_link()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}

fn document_link() -> Result<HtmlAnchorElement, JsValue> {
    Ok(document().create_element("a")?.dyn_into()?)
}
