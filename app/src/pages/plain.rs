//! Which address shows which of the pages that the server writes alone: forms and lists that are looked at now
//! and then. A browser loads no code for them.

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::{MatchNestedRoutes, SsrMode, path};

use super::account::{
    AppPage, CodesPage, ConfirmPage, ConnectionsPage, PrivacyPage, ProfilePage, SecondPage, SecurityPage,
    SessionsPage, SetupPage, SignInPage,
};
use super::dashboards::{DashboardPage, DashboardsPage, EditDashboardPage};
use super::datasets::{AnomaliesPage, DatasetDiffPage, DatasetVersionsPage};
use super::door::{ForgotPage, InvitationPage, JoinPage, ResetPage, VerifyPage};
use super::forecasts::{FuturesPage, WhyPage};
use super::keys::{KeyPage, KeysPage, OrganizationKeysPage};
use super::links::LinksPage;
use super::models::{ErrorsPage, NewModelPage};
use super::organization::{
    ActivityPage, AttributesPage, AuditPage, InvitationsPage, MembersPage, SettingsPage, SingleSignOnPage,
};
use super::projects::{BinPage, ProjectSettingsPage};
use super::quality::{CheckPage, EditRulePage, FailedRowsPage, FillPage, NewRulePage, QualityPage};
use super::queries::{QueriesPage, QueryHistoryPage, QueryPlacePage, QueryProblemsPage, RenameFolderPage};
use super::row_rules::{EditRowRulePage, NewRowRulePage, RowRulesPage};
use super::shared::SharedPage;
use super::sharing::{AccessPage, SharingPage};
use super::sources::{DiffPage, EditSourcePage, NewSourcePage, SourcePage, SourcesPage, VersionsPage};
use super::teams::{TeamPage, TeamsPage};
use crate::components::{AccountFrame, Frame, OrganizationFrame, ProjectFrame};

/// Pages for people who are not signed in.
#[component(transparent)]
pub(super) fn DoorRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Outlet ssr=SsrMode::Async>
            <Route path=path!("setup/:token") view=SetupPage ssr=SsrMode::Async/>
            <Route path=path!("shared/:token") view=SharedPage ssr=SsrMode::Async/>
            <Route path=path!("sign-in") view=SignInPage ssr=SsrMode::Async/>
            <Route path=path!("sign-in/second") view=SecondPage ssr=SsrMode::Async/>
            <Route path=path!("invitation/:token") view=InvitationPage ssr=SsrMode::Async/>
            <Route path=path!("join") view=JoinPage ssr=SsrMode::Async/>
            <Route path=path!("forgot") view=ForgotPage ssr=SsrMode::Async/>
            <Route path=path!("reset/:token") view=ResetPage ssr=SsrMode::Async/>
            <Route path=path!("verify/:token") view=VerifyPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

/// Settings of person, organization and project.
#[component(transparent)]
pub(super) fn SettingsRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
            <Route path=path!("bin") view=BinPage ssr=SsrMode::Async/>
            <AccountRoutes/>
            <OrganizationRoutes/>
            <ParentRoute path=path!("projects/:project") view=ProjectFrame ssr=SsrMode::Async>
                <Route path=path!("sharing") view=SharingPage ssr=SsrMode::Async/>
                <Route path=path!("sharing/access") view=AccessPage ssr=SsrMode::Async/>
                <Route path=path!("row-rules") view=RowRulesPage ssr=SsrMode::Async/>
                <Route path=path!("row-rules/new") view=NewRowRulePage ssr=SsrMode::Async/>
                <Route path=path!("row-rules/:rule") view=EditRowRulePage ssr=SsrMode::Async/>
                <Route path=path!("links") view=LinksPage ssr=SsrMode::Async/>
                <Route path=path!("settings") view=ProjectSettingsPage ssr=SsrMode::Async/>
                <QueryRoutes/>
                <Route path=path!("dashboards") view=DashboardsPage ssr=SsrMode::Async/>
                <Route path=path!("dashboards/:dashboard") view=DashboardPage ssr=SsrMode::Async/>
                <Route path=path!("dashboards/:dashboard/edit") view=EditDashboardPage ssr=SsrMode::Async/>
                <SourceRoutes/>
                <DatasetRoutes/>
                <Route path=path!("models/:model/errors") view=ErrorsPage ssr=SsrMode::Async/>
                <Route path=path!("models/new") view=NewModelPage ssr=SsrMode::Async/>
                <Route path=path!("forecasts/:forecast/paths") view=FuturesPage ssr=SsrMode::Async/>
                <Route path=path!("forecasts/:forecast/explanation") view=WhyPage ssr=SsrMode::Async/>
            </ParentRoute>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn QueryRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("queries") view=Outlet ssr=SsrMode::Async>
            <Route path=path!("") view=QueriesPage ssr=SsrMode::Async/>
            <Route path=path!("folders/rename") view=RenameFolderPage ssr=SsrMode::Async/>
            <Route path=path!(":query/place") view=QueryPlacePage ssr=SsrMode::Async/>
            <Route path=path!(":query/history") view=QueryHistoryPage ssr=SsrMode::Async/>
            <Route path=path!(":query/problems") view=QueryProblemsPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn SourceRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("sources") view=Outlet ssr=SsrMode::Async>
            <Route path=path!("") view=SourcesPage ssr=SsrMode::Async/>
            <Route path=path!("new") view=NewSourcePage ssr=SsrMode::Async/>
            <Route path=path!(":source") view=SourcePage ssr=SsrMode::Async/>
            <Route path=path!(":source/edit") view=EditSourcePage ssr=SsrMode::Async/>
            <Route path=path!(":source/versions") view=VersionsPage ssr=SsrMode::Async/>
            <Route path=path!(":source/diff") view=DiffPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn DatasetRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("datasets/:dataset") view=Outlet ssr=SsrMode::Async>
            <Route path=path!("anomalies") view=AnomaliesPage ssr=SsrMode::Async/>
            <Route path=path!("versions") view=DatasetVersionsPage ssr=SsrMode::Async/>
            <Route path=path!("diff") view=DatasetDiffPage ssr=SsrMode::Async/>
            <Route path=path!("quality") view=QualityPage ssr=SsrMode::Async/>
            <Route path=path!("quality/rules/new") view=NewRulePage ssr=SsrMode::Async/>
            <Route path=path!("quality/rules/:rule") view=EditRulePage ssr=SsrMode::Async/>
            <Route path=path!("quality/rules/:rule/rows") view=FailedRowsPage ssr=SsrMode::Async/>
            <Route path=path!("quality/checks/:check") view=CheckPage ssr=SsrMode::Async/>
            <Route path=path!("quality/fill") view=FillPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn AccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("account") view=AccountFrame ssr=SsrMode::Async>
            <Route path=path!("") view=ProfilePage ssr=SsrMode::Async/>
            <Route path=path!("security") view=SecurityPage ssr=SsrMode::Async/>
            <Route path=path!("security/app") view=AppPage ssr=SsrMode::Async/>
            <Route path=path!("security/codes") view=CodesPage ssr=SsrMode::Async/>
            <Route path=path!("confirm") view=ConfirmPage ssr=SsrMode::Async/>
            <Route path=path!("sessions") view=SessionsPage ssr=SsrMode::Async/>
            <Route path=path!("privacy") view=PrivacyPage ssr=SsrMode::Async/>
            <Route path=path!("connections") view=ConnectionsPage ssr=SsrMode::Async/>
            <Route path=path!("activity") view=ActivityPage ssr=SsrMode::Async/>
            <Route path=path!("keys") view=KeysPage ssr=SsrMode::Async/>
            <Route path=path!("keys/:key") view=KeyPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}

#[component(transparent)]
fn OrganizationRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("organization") view=OrganizationFrame ssr=SsrMode::Async>
            <Route path=path!("members") view=MembersPage ssr=SsrMode::Async/>
            <Route path=path!("members/:member") view=AttributesPage ssr=SsrMode::Async/>
            <Route path=path!("invitations") view=InvitationsPage ssr=SsrMode::Async/>
            <Route path=path!("teams") view=TeamsPage ssr=SsrMode::Async/>
            <Route path=path!("teams/:team") view=TeamPage ssr=SsrMode::Async/>
            <Route path=path!("settings") view=SettingsPage ssr=SsrMode::Async/>
            <Route path=path!("sign-in") view=SingleSignOnPage ssr=SsrMode::Async/>
            <Route path=path!("audit") view=AuditPage ssr=SsrMode::Async/>
            <Route path=path!("keys") view=OrganizationKeysPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}
