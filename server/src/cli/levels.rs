//! Forecasts of groups of series that add up.

use almanac_forecast::backtest::Plan;
use almanac_forecast::hierarchy::{self, Attribute, Hierarchy, Negative, Reconciliation, Request, levels_of};
use almanac_forecast::{Future, Model, Panel};
use clap::Args;

use super::Failure;
use super::forecast::Made;
use super::plan::{Progress, stopwatch};

/// How series are grouped.
#[derive(Debug, Args)]
pub(super) struct Levels {
    /// Columns that group the series, so that forecasts of all groups are made and add up: `country/state` is nested,
    /// `state*purpose` crossed.
    #[arg(long, value_name = "COLUMNS")]
    hierarchy: Option<String>,
    /// How forecasts are made to add up: `auto`, `bottom_up`, `top_down`, `middle_out:LEVEL`, `ols`, `wls_struct`,
    /// `wls_var`, `mint_shrink`, `mint_cov`, `erm` or `erm_lasso`.
    #[arg(long, value_name = "METHOD", default_value = "auto", requires = "hierarchy")]
    reconcile: String,
    /// No forecast of a series is below zero.
    #[arg(long, requires = "hierarchy")]
    nonnegative: bool,
}

impl Levels {
    /// Whether series are grouped.
    pub(super) fn are_given(&self) -> bool {
        self.hierarchy.is_some()
    }

    /// The sets of columns, one a level.
    fn sets(&self) -> Result<Vec<Vec<String>>, Failure> {
        Ok(self.hierarchy.as_deref().map(levels_of).transpose()?.unwrap_or_default())
    }

    /// The columns that are needed, in the order in which they are named.
    pub(super) fn columns(&self) -> Result<Vec<String>, Failure> {
        // The last level has them all.
        Ok(self.sets()?.pop().unwrap_or_default())
    }

    fn method(&self) -> Result<Option<Reconciliation>, Failure> {
        if self.reconcile.eq_ignore_ascii_case("auto") {
            return Ok(None);
        }
        let unknown = || {
            let known = Reconciliation::names().collect::<Vec<_>>().join(", ");
            let name = &self.reconcile;
            Failure::input(format!("there is no method {name:?}; there are auto, middle_out:LEVEL, {known}"))
        };
        Reconciliation::by_name(&self.reconcile).map(Some).ok_or_else(unknown)
    }

    /// The forecasts of all groups, and their series.
    pub(super) fn forecast(
        &self,
        panel: &Panel,
        attributes: &[Attribute],
        future: &Future,
        models: &[Box<dyn Model>],
        plan: &Plan,
    ) -> Result<(Panel, Made), Failure> {
        let ids: Vec<String> = panel.series.iter().map(|series| series.unique_id.clone()).collect();
        let hierarchy = Hierarchy::of_attributes(&ids, attributes, &self.sets()?)?;
        let method = self.method()?;
        let negative = if self.nonnegative { Negative::SetToZero } else { Negative::Keep };
        let method = method.as_ref();
        let request = Request { hierarchy: &hierarchy, panel, future, models, plan, method, negative };
        let done = hierarchy::forecast(&request, &stopwatch(), &mut Progress::new())?;
        let name = format!("{}/{}", done.model, done.method);
        Ok((done.panel, Made { name, forecast: done.forecast, paths: Vec::new() }))
    }
}
