//! The pages and their server functions.

use std::sync::Arc;

use almanac_app::{App as Pages, Assets, SessionCookie, shell};
use almanac_domain::Actor;
use almanac_service::sso::Outside;
use almanac_service::{App, Client};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use http_body_util::Limited;
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes as _, ResponseOptions, generate_route_list, render_app_async_with_context};

use super::assets::Site;
use super::session::MaybeSignedIn;
use super::{Problem, ServerState, deadline, security_headers};

/// The largest body of a server function, in bytes.
const BODY_LIMIT: usize = 1 << 20;

/// All pages, all server functions, and the page for what does not exist.
pub(super) fn router(state: &ServerState) -> Router<ServerState> {
    let context = context(state);
    let routes = generate_route_list(Pages);
    let pages: Arc<[String]> = routes.iter().map(|route| route.path().to_owned()).collect();
    Router::new()
        .leptos_routes_with_context(state, routes, context, shell)
        .fallback(move |state, request| not_found(state, pages, request))
        .layer(from_fn(bound_body))
        .layer(from_fn(deadline))
}

/// What pages and server functions find in their context.
fn context(state: &ServerState) -> impl Fn() + Clone + Send + Sync + 'static {
    let app = App::from_ref(state);
    let cookie = SessionCookie::from_ref(state);
    let outside = Arc::<Outside>::from_ref(state);
    let assets: Assets = Arc::<Site>::from_ref(state).manifest.clone();
    move || {
        provide_context(app.clone());
        provide_context(cookie);
        provide_context(outside.clone());
        provide_context(assets.clone());
        let parts = use_context::<Parts>();
        let client = parts.as_ref().and_then(|parts| parts.extensions.get::<Client>().cloned());
        if let Some(client) = client {
            provide_context(client);
        }
        let signed_in = parts.as_ref().and_then(|parts| parts.extensions.get::<MaybeSignedIn>());
        let actor: Option<Actor> = signed_in.and_then(|signed_in| signed_in.0.clone());
        provide_context(actor);
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::try_from(security_headers::of_page(&nonce))
        {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
    }
}

/// The page for an address that does not exist; problem details below `/api`. The address of a page with a slash too many at
/// its end leads to the one without.
async fn not_found(State(state): State<ServerState>, pages: Arc<[String]>, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return Problem::not_found().into_response();
    }
    let page = without_slash(request.uri(), &pages).filter(|_| request.method() == Method::GET);
    if let Some(address) = page {
        return Redirect::permanent(&address).into_response();
    }
    let mut response = render_app_async_with_context(context(&state), shell)(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// The address without the slashes at its end; `None` if there are none, or what is left is not the address of a page.
fn without_slash(uri: &Uri, pages: &[String]) -> Option<String> {
    let path = uri.path().strip_suffix('/')?.trim_end_matches('/');
    let is_page = pages.iter().any(|page| is_at(page, path));
    is_page.then(|| uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}

/// Whether a path is that of a page such as `/projects/{project}`. No part of it is empty, or holds what browsers take for a
/// slash: another host could be meant.
fn is_at(page: &str, path: &str) -> bool {
    let (page, path) = (page.strip_prefix('/'), path.strip_prefix('/'));
    let Some((page, path)) = page.zip(path) else { return false };
    let fits = |page: &str, path: &str| !path.is_empty() && (page == path || page.starts_with('{'));
    page.split('/').count() == path.split('/').count()
        && !path.contains('\\')
        && page.split('/').zip(path.split('/')).all(|(page, path)| fits(page, path))
}

/// Middleware: Leptos reads bodies of any length, so the limit is here.
async fn bound_body(request: Request, next: Next) -> Response {
    let announced =
        request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > BODY_LIMIT) {
        return Problem::too_large().into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, BODY_LIMIT)))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_lose_their_slash() {
        let pages = ["/", "/projects", "/projects/{project}", "/{any}/{other}"].map(str::to_owned);
        let address = |uri: &str| without_slash(&uri.parse().unwrap(), &pages);
        assert_eq!(address("/projects/"), Some("/projects".to_owned()));
        assert_eq!(address("/projects/7/"), Some("/projects/7".to_owned()));
        assert_eq!(address("/projects//?a=1"), Some("/projects?a=1".to_owned()));
        for other in ["/", "//", "/projects", "//example.org/", r"/\example.org/a/", "/?a=/", "/assets/"] {
            assert_eq!(address(other), None, "{other}");
        }
    }
}
