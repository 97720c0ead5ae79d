//! The page for an address that does not exist.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::Head;
use crate::erased::Erased;
use crate::i18n::texts_now;

/// There is nothing here. A browser does not know all pages: it asks the server for the others.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    #[cfg(not(feature = "ssr"))]
    {
        let place = leptos_router::hooks::use_location();
        let (path, search) = (place.pathname.get_untracked(), place.search.get_untracked());
        // Fails for an address that cannot be read, which the router has read.
        drop(window().location().replace(&format!("{path}{search}")));
    }
    let t = texts_now();
    view! {
        <main id="main" class="narrow">
            <Head title=t.g.not_found_title note=t.g.not_found_text/>
            <A href="/" attr:class="button">{t.g.to_projects}</A>
        </main>
    }
    .erased()
}
