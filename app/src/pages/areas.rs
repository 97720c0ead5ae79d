//! The pages by area. A browser loads the code of an area when it shows the first page of it (see
//! `docs/adr/0004-code-of-an-area-is-loaded-with-its-first-page.md`).

use leptos::prelude::*;
use leptos_router::ChooseView;

use super::account::{
    AppPage, CodesPage, ConfirmPage, ConnectionsPage, PrivacyPage, ProfilePage, SecondPage, SecurityPage,
    SessionsPage, SetupPage, SignInPage,
};
use super::datasets::{DatasetPage, DatasetsPage, NewDatasetPage};
use super::door::{ForgotPage, InvitationPage, ResetPage, VerifyPage};
use super::forecasts::{ForecastPage, ForecastsPage};
use super::keys::{KeyPage, KeysPage, OrganizationKeysPage};
use super::links::LinksPage;
use super::models::{ModelPage, ModelsPage, NewModelPage};
use super::organization::{
    ActivityPage, AuditPage, InvitationsPage, MembersPage, SettingsPage, SingleSignOnPage,
};
use super::projects::{BinPage, OverviewPage, ProjectsPage};
use super::queries::{NewQueryPage, QueriesPage, QueryPage};
use super::scenarios::{ComparePage, ScenariosPage};
use super::shared::SharedPage;
use super::sharing::{AccessPage, SharingPage};
use super::teams::{TeamPage, TeamsPage};
use super::what_if::WhatIfPage;

use crate::erased::Erased;

/// An area: an enumeration of its pages, and the function that is split off with all that only they need.
macro_rules! area {
    ($area:ident, $split:ident, $preload:ident: $($page:ident => $component:ident),+) => {
        #[derive(Debug, Clone, Copy)]
        pub(super) enum $area {
            $($page,)+
        }

        #[lazy]
        fn $split(page: $area) -> AnyView {
            match page {
                $($area::$page => view! { <$component/> }.erased(),)+
            }
        }

        impl ChooseView for $area {
            async fn choose(self) -> AnyView {
                $split(self).await
            }

            async fn preload(&self) {
                #[cfg(target_family = "wasm")]
                $preload().await;
            }
        }
    };
}

area! { Start, start_area, __preload_start_area:
    SetUp => SetupPage,
    SignIn => SignInPage,
    Second => SecondPage,
    Projects => ProjectsPage,
    Project => OverviewPage
}
area! { Door, door_area, __preload_door_area:
    Invitation => InvitationPage,
    Forgot => ForgotPage,
    Reset => ResetPage,
    Verify => VerifyPage
}
area! { Account, account_area, __preload_account_area:
    Security => SecurityPage,
    App => AppPage,
    Codes => CodesPage,
    Confirm => ConfirmPage,
    Profile => ProfilePage,
    Sessions => SessionsPage,
    Connections => ConnectionsPage,
    Privacy => PrivacyPage,
    Activity => ActivityPage,
    Keys => KeysPage,
    Key => KeyPage
}
area! { Organization, organization_area, __preload_organization_area:
    Members => MembersPage,
    Invitations => InvitationsPage,
    Settings => SettingsPage,
    SingleSignOn => SingleSignOnPage,
    Audit => AuditPage,
    Keys => OrganizationKeysPage
}
area! { Sharing, sharing_area, __preload_sharing_area:
    Project => SharingPage,
    Access => AccessPage,
    Links => LinksPage,
    Teams => TeamsPage,
    Team => TeamPage,
    Bin => BinPage
}
area! { Shared, shared_area, __preload_shared_area:
    One => SharedPage
}
area! { Data, data_area, __preload_data_area:
    List => DatasetsPage,
    New => NewDatasetPage,
    One => DatasetPage
}
area! { Query, query_area, __preload_query_area:
    List => QueriesPage,
    New => NewQueryPage,
    One => QueryPage
}
area! { Forecasting, forecasting_area, __preload_forecasting_area:
    Models => ModelsPage,
    NewModel => NewModelPage,
    Model => ModelPage,
    Forecasts => ForecastsPage,
    Forecast => ForecastPage,
    Scenarios => ScenariosPage,
    Compare => ComparePage
}
area! { WhatIf, what_if_area, __preload_what_if_area:
    One => WhatIfPage
}
