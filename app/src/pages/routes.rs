//! Which address shows which page. Every page is rendered whole on the server: it reads without JavaScript,
//! and redirects and states arrive as such.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::areas::{Account, Data, Door, Forecasting, Organization, Query, Shared, Sharing, Start, WhatIf};
use super::not_found::NotFound;
use crate::components::{AccountFrame, Frame, OrganizationFrame, ProjectFrame};

/// All pages.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/setup/:token") view=Start::SetUp ssr=SsrMode::Async/>
                <Route path=path!("/shared/:token") view=Shared::One ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=Start::SignIn ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/second") view=Start::Second ssr=SsrMode::Async/>
                <DoorRoutes/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=Start::Projects ssr=SsrMode::Async/>
                    <Route path=path!("bin") view=Sharing::Bin ssr=SsrMode::Async/>
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
fn DoorRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=leptos_router::components::Outlet ssr=SsrMode::Async>
            <Route path=path!("invitation/:token") view=Door::Invitation ssr=SsrMode::Async/>
            <Route path=path!("forgot") view=Door::Forgot ssr=SsrMode::Async/>
            <Route path=path!("reset/:token") view=Door::Reset ssr=SsrMode::Async/>
            <Route path=path!("verify/:token") view=Door::Verify ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn AccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("account") view=AccountFrame ssr=SsrMode::Async>
            <Route path=path!("security") view=Account::Security ssr=SsrMode::Async/>
            <Route path=path!("security/app") view=Account::App ssr=SsrMode::Async/>
            <Route path=path!("security/codes") view=Account::Codes ssr=SsrMode::Async/>
            <Route path=path!("confirm") view=Account::Confirm ssr=SsrMode::Async/>
            <Route path=path!("") view=Account::Profile ssr=SsrMode::Async/>
            <Route path=path!("sessions") view=Account::Sessions ssr=SsrMode::Async/>
            <Route path=path!("privacy") view=Account::Privacy ssr=SsrMode::Async/>
            <Route path=path!("connections") view=Account::Connections ssr=SsrMode::Async/>
            <Route path=path!("activity") view=Account::Activity ssr=SsrMode::Async/>
            <Route path=path!("keys") view=Account::Keys ssr=SsrMode::Async/>
            <Route path=path!("keys/:key") view=Account::Key ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn OrganizationRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("organization") view=OrganizationFrame ssr=SsrMode::Async>
            <Route path=path!("members") view=Organization::Members ssr=SsrMode::Async/>
            <Route path=path!("invitations") view=Organization::Invitations ssr=SsrMode::Async/>
            <Route path=path!("teams") view=Sharing::Teams ssr=SsrMode::Async/>
            <Route path=path!("teams/:team") view=Sharing::Team ssr=SsrMode::Async/>
            <Route path=path!("settings") view=Organization::Settings ssr=SsrMode::Async/>
            <Route path=path!("sign-in") view=Organization::SingleSignOn ssr=SsrMode::Async/>
            <Route path=path!("audit") view=Organization::Audit ssr=SsrMode::Async/>
            <Route path=path!("keys") view=Organization::Keys ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn ProjectRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("projects/:project") view=ProjectFrame ssr=SsrMode::Async>
            <Route path=path!("") view=Start::Project ssr=SsrMode::Async/>
            <Route path=path!("sharing") view=Sharing::Project ssr=SsrMode::Async/>
            <Route path=path!("links") view=Sharing::Links ssr=SsrMode::Async/>
            <Route path=path!("sharing/access") view=Sharing::Access ssr=SsrMode::Async/>
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
