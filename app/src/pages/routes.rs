//! Which address shows which of the pages that the browser takes over. Every page is rendered whole on the
//! server: it reads without JavaScript, and redirects and states arrive as such.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::areas::{Data, Forecasting, Query, Start, WhatIf};
use super::not_found::NotFound;
#[cfg(feature = "ssr")]
use super::plain::{DoorRoutes, SettingsRoutes};
use crate::components::{Frame, ProjectFrame};

/// All pages.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <DoorRoutes/>
                <SettingsRoutes/>
                <LiveRoutes/>
            </Routes>
        </Router>
    }
    .into_any()
}

/// The pages that a browser shows by itself; for the others it asks the server.
#[cfg(not(feature = "ssr"))]
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! { <Router><Routes fallback=NotFound><LiveRoutes/></Routes></Router> }.into_any()
}

/// Whether the browser takes over the page at this path.
#[cfg(feature = "ssr")]
pub(crate) fn is_live(path: &str) -> bool {
    fn any<R: MatchNestedRoutes>(routes: R, path: &str) -> bool {
        leptos_router::RouteDefs::new(routes).match_route(path).is_some()
    }
    // `models/new` is plain, although it looks like the `models/:model` that is not.
    any(LiveRoutes(), path) && !any(SettingsRoutes(), path)
}

#[component(transparent)]
fn LiveRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
            <Route path=path!("") view=Start::Projects ssr=SsrMode::Async/>
            <ParentRoute path=path!("projects/:project") view=ProjectFrame ssr=SsrMode::Async>
                <Route path=path!("") view=Start::Project ssr=SsrMode::Async/>
                <DataRoutes/>
                <ModelRoutes/>
            </ParentRoute>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn DataRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("datasets") view=Data::List ssr=SsrMode::Async/>
            <Route path=path!("datasets/new") view=Data::New ssr=SsrMode::Async/>
            <Route path=path!("datasets/:dataset") view=Data::One ssr=SsrMode::Async/>
            <Route path=path!("queries/sources") view=Start::QuerySources ssr=SsrMode::Async/>
            <Route path=path!("queries/new") view=Query::New ssr=SsrMode::Async/>
            <Route path=path!("queries/:query") view=Query::One ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn ModelRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("models") view=Forecasting::Models ssr=SsrMode::Async/>
            <Route path=path!("models/:model") view=Forecasting::Model ssr=SsrMode::Async/>
            <Route path=path!("forecasts") view=Forecasting::Forecasts ssr=SsrMode::Async/>
            <Route path=path!("forecasts/:forecast") view=Forecasting::Forecast ssr=SsrMode::Async/>
            <Route path=path!("forecasts/:forecast/what-if") view=WhatIf::One ssr=SsrMode::Async/>
            <Route path=path!("scenarios") view=Forecasting::Scenarios ssr=SsrMode::Async/>
            <Route path=path!("scenarios/compare") view=Forecasting::Compare ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::is_live;

    #[test]
    fn only_pages_that_need_it_are_taken_over() {
        let live = [
            "/",
            "/projects/p",
            "/projects/p/datasets/new",
            "/projects/p/datasets/d",
            "/projects/p/models/m",
            "/projects/p/forecasts/f/what-if",
        ];
        let plain = [
            "/sign-in",
            "/account",
            "/shared/t",
            "/projects/p/sharing",
            "/projects/p/sources/s",
            "/projects/p/datasets/d/versions",
            "/projects/p/queries",
            "/projects/p/queries/q/problems",
            "/projects/p/models/new",
            "/projects/p/nothing",
        ];
        assert!(live.into_iter().all(is_live));
        assert!(!plain.into_iter().any(is_live));
    }
}
