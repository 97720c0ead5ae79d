//! The usual parts of a page.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use leptos_router::hooks::use_location;
use uuid::Uuid;

use crate::erased::Erased;
use crate::i18n::texts_now;

/// The title of the window. `<Title>` puts it into the HTML of the server as it is, so there it is escaped here.
pub(super) fn window(title: &str) -> String {
    let text = format!("{title} · {}", texts_now().g.app);
    #[cfg(feature = "ssr")]
    let text = html_escape::encode_text(&text).into_owned();
    text
}

/// The title of a page, in the window and as its heading, with its actions beside it.
#[component]
pub(crate) fn Head(
    #[prop(into)] title: String,
    #[prop(optional, into)] note: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=window(&title)/>
        <header class="head">
            <div>
                <h1>{title}</h1>
                {(!note.is_empty()).then(|| view! { <p class="muted">{note}</p> })}
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
    .erased()
}

/// What is shown when there is nothing yet: why, and what to do next.
#[component]
pub(crate) fn Empty(
    title: &'static str,
    text: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
    .erased()
}

/// A number with its name.
#[component]
pub(crate) fn Tile(label: &'static str, #[prop(into)] value: Signal<String>) -> impl IntoView {
    view! {
        <div class="tile">
            <dt>{label}</dt>
            <dd>{move || value.get()}</dd>
        </div>
    }
    .erased()
}

/// A state as a word with a mark before it.
#[component]
pub(crate) fn State(
    /// `good`, `bad`, `busy` or `idle`.
    kind: &'static str,
    text: &'static str,
) -> impl IntoView {
    view! { <span class=format!("state {kind}")>{text}</span> }.erased()
}

/// Links to the next part of a list, and back to its beginning.
#[component]
pub(crate) fn Pager(
    next: Option<Uuid>,
    first: bool,
    /// What else the address of the list says.
    #[prop(optional)]
    query: &'static str,
) -> impl IntoView {
    let t = texts_now();
    let path = use_location().pathname.get_untracked();
    let (begin, more) = match query {
        "" => (path.clone(), format!("{path}?")),
        query => (format!("{path}?{query}"), format!("{path}?{query}&")),
    };
    let shown = next.is_some() || !first;
    shown
        .then(|| {
            view! {
                <nav class="pager" aria-label=t.g.more_pages>
                    {(!first).then(|| view! { <A href=begin.clone()>{t.g.newest}</A> })}
                    {next.map(|next| view! { <A href=format!("{more}after={next}")>{t.g.older}</A> })}
                </nav>
            }
        })
        .erased()
}

/// Has the browser ask for the page again by itself, in two seconds.
#[cfg(feature = "ssr")]
pub(crate) fn refresh() {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        let refresh = http::HeaderName::from_static("refresh");
        response.insert_header(refresh, http::HeaderValue::from_static("2"));
    }
}
