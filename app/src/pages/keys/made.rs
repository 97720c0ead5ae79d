//! A new API key, shown once.

use leptos::prelude::*;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// The text of the key, with a button that copies it and a request to try it with.
#[component]
pub(super) fn Made(text: String, origin: String) -> impl IntoView {
    let t = &texts_now().keys;
    let example = format!("curl -H 'Authorization: Bearer {text}' {origin}/api/v1/projects");
    let shown = text.clone();
    view! {
        <section class="card info form" aria-labelledby="made-key">
            <h2 id="made-key">{t.made_title}</h2>
            <p>{t.made_text}</p>
            <div class="row">
                <code class="secret">{shown}</code>
                <button type="button" class="button small scripted" data-copy=text data-copied=t.copied>{t.copy}</button>
            </div>
            <h3>{t.example}</h3>
            <pre class="secret"><code>{example}</code></pre>
        </section>
    }
    .erased()
}
