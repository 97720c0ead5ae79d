//! Reading from the server, and what is shown when it fails.

use std::pin::Pin;
use std::sync::Arc;

use almanac_domain::ErrorCode;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use leptos_router::hooks::use_location;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::failure_text;
use super::form::confirm_link;
use super::page::window;
use crate::api::Failure;
use crate::erased::Erased;
use crate::i18n::texts_now;
use crate::loaded::Loaded;
use crate::paths::with_next;

/// Shows what a resource brings, or why it did not come.
pub(crate) fn load<T>(
    resource: Loaded<T>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    when_loaded(Arc::new(move || {
        let view = view.clone();
        Box::pin(async move {
            match resource.await {
                Ok(value) => view(value),
                Err(failure) => problem(&failure),
            }
        })
    }))
}

type Coming = Pin<Box<dyn Future<Output = AnyView> + Send>>;

/// The part of [`load`] that is the same for all types.
fn when_loaded(view: Arc<dyn Fn() -> Coming + Send + Sync>) -> AnyView {
    let t = texts_now();
    view! {
        <Transition fallback=move || view! { <p class="loading" role="status">{t.g.loading}</p> }>
            {coming(view)}
        </Transition>
    }
    .erased()
}

/// A browser asks again when the resource changes.
#[cfg(not(feature = "ssr"))]
fn coming(view: Arc<dyn Fn() -> Coming + Send + Sync>) -> impl IntoView {
    move || Suspend::new(view())
}

/// A server writes a page once: a closure would be called twice, and with it whatever the view reads.
#[cfg(feature = "ssr")]
fn coming(view: Arc<dyn Fn() -> Coming + Send + Sync>) -> impl IntoView {
    Suspend::new(view())
}

/// A failure in place of what was asked for. On the server it decides the status of the page.
pub(crate) fn problem(failure: &Failure) -> AnyView {
    let t = texts_now();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        let status = http::StatusCode::from_u16(failure.0.code.status());
        let status = status.unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
        // The frame sends those elsewhere who must sign in, or set up a second factor; that status stays.
        let leaves = |status: http::StatusCode| status.is_redirection();
        let mut parts = response.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !parts.status.is_some_and(leaves) {
            parts.status = Some(status);
        }
    }
    let request = failure.0.request_id.clone();
    let sign_in = (failure.0.code == ErrorCode::Unauthenticated).then(|| {
        let next = use_location().pathname.get_untracked();
        view! { <A href=with_next("/sign-in", &next) attr:class="button primary">{t.g.sign_in}</A> }
    });
    let place = use_location();
    let path = place.pathname.get_untracked();
    let confirm = confirm_link(failure, &path, &place.search.get_untracked());
    view! {
        <Title text=window(t.g.problem)/>
        <div class="problem" role="alert">
            <p>{failure_text(failure)}</p>
            {request.map(|id| view! { <p class="muted small">{t.errors.request} " " <code>{id}</code></p> })}
            {sign_in}
            {confirm}
        </div>
    }
    .erased()
}
