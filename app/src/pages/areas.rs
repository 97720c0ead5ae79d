//! The pages by area. A browser loads the code of an area when it shows the first page of it (see
//! `docs/adr/0004-code-of-an-area-is-loaded-with-its-first-page.md`).

use leptos::prelude::*;
use leptos_router::ChooseView;

use super::datasets::{DatasetPage, DatasetsPage, NewDatasetPage};
use super::forecasts::{ForecastPage, ForecastsPage};
use super::models::{ModelPage, ModelsPage};
use super::projects::{OverviewPage, ProjectsPage};
use super::queries::{NewQueryPage, QueryPage, QuerySourcesPage};
use super::scenarios::{ComparePage, ScenariosPage};
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
    Projects => ProjectsPage,
    Project => OverviewPage,
    QuerySources => QuerySourcesPage
}
area! { Data, data_area, __preload_data_area:
    List => DatasetsPage,
    New => NewDatasetPage,
    One => DatasetPage
}
area! { Query, query_area, __preload_query_area:
    New => NewQueryPage,
    One => QueryPage
}
area! { Forecasting, forecasting_area, __preload_forecasting_area:
    Models => ModelsPage,
    Model => ModelPage,
    Forecasts => ForecastsPage,
    Forecast => ForecastPage,
    Scenarios => ScenariosPage,
    Compare => ComparePage
}
area! { WhatIf, what_if_area, __preload_what_if_area:
    One => WhatIfPage
}
