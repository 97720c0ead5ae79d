//! The pages of Almanac and the server functions they call (Leptos).
//!
//! The same components are rendered on the server (feature `ssr`) and taken over in the browser (feature
//! `hydrate`). The server gives each request, by context: `almanac_service::App`, `almanac_service::Client`,
//! `Option<almanac_domain::Actor>`, [`Assets`] and [`SessionCookie`].
//!
//! # How to add a page
//!
//! 1. A component in `pages/<area>/<page>.rs`, and its route: in `pages/routes.rs` if the browser takes it over,
//!    in `pages/plain.rs` if the server alone writes it.
//! 2. What it reads and does as server functions in `api/<noun>/<verb>.rs`.
//! 3. Its texts, in both languages, in `i18n/<area>.rs`.
//!
//! The first render must be the same on both sides: no clock, no randomness, no browser size in it.

// Each page is one deeply nested view type.
#![recursion_limit = "512"]
#![cfg_attr(feature = "ssr", expect(clippy::unused_async, reason = "server functions are async by contract"))]
#![expect(clippy::needless_pass_by_value, reason = "components own their properties")]

mod api;
mod assets;
#[cfg(feature = "ssr")]
mod charts;
mod components;
mod cookie;
#[cfg(not(feature = "ssr"))]
mod download;
mod erased;
mod format;
mod i18n;
mod loaded;
mod pages;
mod paths;
mod preferences;
#[cfg(feature = "ssr")]
mod shell;
mod zone;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;

pub use assets::{Assets, Splits};
pub use cookie::{SessionCookie, ShortCookie};
#[cfg(feature = "ssr")]
pub use preferences::preference_cookies;
#[cfg(feature = "ssr")]
pub use shell::shell;

/// All pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    preferences::provide_preferences();
    zone::provide_zone();
    view! { <pages::Pages/> }
}
