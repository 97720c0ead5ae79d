//! Which address shows which page. Every page is rendered whole on the server: it reads without JavaScript,
//! and redirects and states arrive as such.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::areas::{Data, Forecasting, Query, Start, WhatIf};
use super::not_found::NotFound;
use crate::components::{AccountFrame, Frame, OrganizationFrame, ProjectFrame};

/// All pages.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/setup/:token") view=Start::SetUp ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=Start::SignIn ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=Start::Projects ssr=SsrMode::Async/>
                    <AccountRoutes/>
                    <OrganizationRoutes/>
                    <ProjectRoutes/>
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}

#[component(transparent)]
fn AccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("account") view=AccountFrame ssr=SsrMode::Async>
            <Route path=path!("sessions") view=Start::Sessions ssr=SsrMode::Async/>
            <Route path=path!("activity") view=Start::Activity ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn OrganizationRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("organization") view=OrganizationFrame ssr=SsrMode::Async>
            <Route path=path!("members") view=Start::Members ssr=SsrMode::Async/>
            <Route path=path!("settings") view=Start::Settings ssr=SsrMode::Async/>
            <Route path=path!("audit") view=Start::Audit ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn ProjectRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("projects/:project") view=ProjectFrame ssr=SsrMode::Async>
            <Route path=path!("") view=Start::Project ssr=SsrMode::Async/>
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
            <Route path=path!("datasets") view=Data::List ssr=SsrMode::Async/>
            <Route path=path!("datasets/new") view=Data::New ssr=SsrMode::Async/>
            <Route path=path!("datasets/:dataset") view=Data::One ssr=SsrMode::Async/>
            <Route path=path!("queries") view=Query::List ssr=SsrMode::Async/>
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
            <Route path=path!("models/new") view=Forecasting::NewModel ssr=SsrMode::Async/>
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
