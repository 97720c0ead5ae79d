//! A new API key, shown once.

use leptos::prelude::*;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// The text of the key, with a button that copies it and a request to try it with.
#[component]
pub(super) fn Made(text: String, origin: String) -> impl IntoView {
    let t = &texts_now().keys;
    let copied = RwSignal::new(false);
    let example = format!("curl -H 'Authorization: Bearer {text}' {origin}/api/v1/projects");
    let shown = text.clone();
    let copy = move |_| copy(&text, copied);
    view! {
        <section class="card info form" aria-labelledby="made-key">
            <h2 id="made-key">{t.made_title}</h2>
            <p>{t.made_text}</p>
            <div class="row">
                <code class="secret">{shown}</code>
                <button type="button" class="button small scripted" on:click=copy>{t.copy}</button>
                <span role="status">{move || copied.get().then_some(t.copied)}</span>
            </div>
            <h3>{t.example}</h3>
            <pre class="secret"><code>{example}</code></pre>
        </section>
    }
    .erased()
}

#[cfg(not(feature = "ssr"))]
fn copy(text: &str, copied: RwSignal<bool>) {
    let Some(written) = write_text(text) else { return };
    leptos::task::spawn_local(async move {
        let done = wasm_bindgen_futures::JsFuture::from(written).await.is_ok();
        copied.try_set(done);
    });
}

/// Puts a text into the clipboard; none where there is no clipboard, as over plain http.
#[cfg(not(feature = "ssr"))]
fn write_text(text: &str) -> Option<js_sys::Promise> {
    use js_sys::{Function, Promise, Reflect};
    use wasm_bindgen::JsCast;

    let navigator = Reflect::get(&window(), &"navigator".into()).ok()?;
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into().ok()?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into::<Promise>().ok()
}

#[cfg(feature = "ssr")]
fn copy(_: &str, _: RwSignal<bool>) {}
