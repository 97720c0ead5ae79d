//! The page for an address that does not exist.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::Head;
use crate::erased::Erased;
use crate::i18n::texts_now;

/// There is nothing here.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    let t = texts_now();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <main id="main" class="narrow">
            <Head title=t.g.not_found_title note=t.g.not_found_text/>
            <A href="/" attr:class="button">{t.g.to_projects}</A>
        </main>
    }
    .erased()
}
