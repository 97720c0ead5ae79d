//! Which address shows which page. Every page is rendered whole on the server: it reads without JavaScript,
//! and redirects and states arrive as such.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::account::{SessionsPage, SetupPage, SignInPage};
use super::datasets::{DatasetPage, DatasetsPage, NewDatasetPage};
use super::forecasts::{ForecastPage, ForecastsPage};
use super::models::{ModelPage, ModelsPage, NewModelPage};
use super::not_found::NotFound;
use super::projects::{OverviewPage, ProjectsPage};
use super::queries::{NewQueryPage, QueriesPage, QueryPage};
use super::scenarios::{ComparePage, ScenariosPage};
use super::what_if::WhatIfPage;
use crate::components::{Frame, ProjectFrame};

/// All pages.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/setup/:token") view=SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=ProjectsPage ssr=SsrMode::Async/>
                    <Route path=path!("sessions") view=SessionsPage ssr=SsrMode::Async/>
                    <ProjectRoutes/>
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}

#[component(transparent)]
fn ProjectRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("projects/:project") view=ProjectFrame ssr=SsrMode::Async>
            <Route path=path!("") view=OverviewPage ssr=SsrMode::Async/>
            <DataRoutes/>
            <ModelRoutes/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn DataRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("datasets") view=DatasetsPage ssr=SsrMode::Async/>
            <Route path=path!("datasets/new") view=NewDatasetPage ssr=SsrMode::Async/>
            <Route path=path!("datasets/:dataset") view=DatasetPage ssr=SsrMode::Async/>
            <Route path=path!("queries") view=QueriesPage ssr=SsrMode::Async/>
            <Route path=path!("queries/new") view=NewQueryPage ssr=SsrMode::Async/>
            <Route path=path!("queries/:query") view=QueryPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn ModelRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("models") view=ModelsPage ssr=SsrMode::Async/>
            <Route path=path!("models/new") view=NewModelPage ssr=SsrMode::Async/>
            <Route path=path!("models/:model") view=ModelPage ssr=SsrMode::Async/>
            <Route path=path!("forecasts") view=ForecastsPage ssr=SsrMode::Async/>
            <Route path=path!("forecasts/:forecast") view=ForecastPage ssr=SsrMode::Async/>
            <Route path=path!("forecasts/:forecast/what-if") view=WhatIfPage ssr=SsrMode::Async/>
            <Route path=path!("scenarios") view=ScenariosPage ssr=SsrMode::Async/>
            <Route path=path!("scenarios/compare") view=ComparePage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}
