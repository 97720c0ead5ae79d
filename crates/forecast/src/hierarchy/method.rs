//! The ways to reconcile.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Hierarchy;

/// How a forecast is shared among the bottom series (Gross and Sohl 1990, "Disaggregation methods to expedite
/// product line forecasting", Journal of Forecasting 9; Athanasopoulos, Ahmed and Hyndman 2009, International
/// Journal of Forecasting 25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proportions {
    /// By the mean of the shares in the past.
    AverageProportions,
    /// By the share of the mean in the past.
    ProportionAverages,
    /// By the shares among the forecasts, level by level.
    ForecastProportions,
}

/// What is taken for the covariance of the errors of the base forecasts (Wickramasuriya, Athanasopoulos and
/// Hyndman 2019, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Covariance {
    /// The same variance for each node, no correlation (Hyndman et al. 2011).
    Ols,
    /// A variance proportional to the number of bottom series, no correlation (Athanasopoulos et al. 2017).
    WlsStruct,
    /// The mean squared errors, no correlation (Hyndman, Lee and Wang 2016).
    WlsVar,
    /// The covariance of the errors, shrunk to its diagonal (Schäfer and Strimmer 2005).
    MintShrink,
    /// The covariance of the errors.
    MintCov,
}

/// How the matrix of empirical risk minimization is found (Ben Taieb and Koo 2019).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fit")]
pub enum Erm {
    /// Least squares of the bottom series on the forecasts of all nodes; the smallest of several solutions.
    Closed,
    /// The same with a penalty on each step away from bottom-up.
    Lasso {
        /// The penalty, from 0 to 1: a share of the one at which bottom-up remains.
        penalty: f64,
    },
}

/// A way to make forecasts of all nodes coherent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "method")]
pub enum Reconciliation {
    /// Sums of the forecasts of the bottom series.
    BottomUp,
    /// Shares of the forecast of the total.
    TopDown {
        /// Which shares.
        proportions: Proportions,
    },
    /// Shares of the forecasts of one level, and their sums above it.
    MiddleOut {
        /// The name of the level.
        level: String,
        /// Which shares.
        proportions: Proportions,
    },
    /// The coherent forecasts with the least sum of error variances, if the base forecasts are unbiased.
    MinTrace {
        /// The covariance of the base forecasts' errors.
        covariance: Covariance,
    },
    /// The linear combinations of the base forecasts that would have had the least squared errors, biased or
    /// not.
    Erm(Erm),
}

const fn min_trace(covariance: Covariance) -> Reconciliation {
    Reconciliation::MinTrace { covariance }
}

/// The penalty of [`Erm::Lasso`] under the name `erm_lasso`.
const PENALTY: f64 = 0.1;

/// The names of methods without a level.
static NAMED: [(&str, Reconciliation); 11] = [
    ("bottom_up", Reconciliation::BottomUp),
    ("top_down", Reconciliation::TopDown { proportions: Proportions::ForecastProportions }),
    (
        "top_down_average_proportions",
        Reconciliation::TopDown { proportions: Proportions::AverageProportions },
    ),
    (
        "top_down_proportion_averages",
        Reconciliation::TopDown { proportions: Proportions::ProportionAverages },
    ),
    ("ols", min_trace(Covariance::Ols)),
    ("wls_struct", min_trace(Covariance::WlsStruct)),
    ("wls_var", min_trace(Covariance::WlsVar)),
    ("mint_shrink", min_trace(Covariance::MintShrink)),
    ("mint_cov", min_trace(Covariance::MintCov)),
    ("erm", Reconciliation::Erm(Erm::Closed)),
    ("erm_lasso", Reconciliation::Erm(Erm::Lasso { penalty: PENALTY })),
];

impl Reconciliation {
    /// The method of that name, upper and lower case alike: `bottom_up`, `top_down` (forecast proportions),
    /// `top_down_average_proportions`, `top_down_proportion_averages`, `middle_out:LEVEL` (also
    /// `middle_out_average_proportions:LEVEL`, `middle_out_proportion_averages:LEVEL`), `ols`, `wls_struct`,
    /// `wls_var`, `mint_shrink`, `mint_cov`, `erm`, `erm_lasso`.
    pub fn by_name(name: &str) -> Option<Self> {
        if let Some((kind, level)) = name.split_once(':') {
            let same = kind.trim().to_ascii_lowercase().replacen("middle_out", "top_down", 1);
            let Some(Self::TopDown { proportions }) = Self::by_name(&same) else { return None };
            return Some(Self::MiddleOut { level: level.trim().to_owned(), proportions });
        }
        let found = NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
        found.map(|(_, method)| method.clone())
    }

    /// The names that [`by_name`](Self::by_name) knows, without those of a level.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// The methods worth a try on this hierarchy: all but those that only repeat others, and [`Erm`], which
    /// needs more errors than a backtest has; middle-out from each level that splits the whole.
    pub fn candidates(hierarchy: &Hierarchy) -> Vec<Self> {
        let mut all: Vec<Self> = NAMED.iter().map(|(_, method)| method.clone()).collect();
        all.retain(|one| !matches!(one, Self::Erm(_) | Self::MinTrace { covariance: Covariance::MintCov }));
        let between = hierarchy.levels().iter().filter(|level| {
            let count = level.nodes.len();
            count > 1 && level.nodes != hierarchy.bottom() && hierarchy.partition(level).is_some()
        });
        all.extend(between.map(|level| Self::MiddleOut {
            level: level.name.clone(),
            proportions: Proportions::ForecastProportions,
        }));
        all
    }

    /// Whether it learns from the errors of a backtest.
    pub fn needs_evidence(&self) -> bool {
        match self {
            Self::BottomUp => false,
            Self::TopDown { proportions } | Self::MiddleOut { proportions, .. } => {
                *proportions != Proportions::ForecastProportions
            }
            Self::MinTrace { covariance } => !matches!(covariance, Covariance::Ols | Covariance::WlsStruct),
            Self::Erm(_) => true,
        }
    }
}

impl fmt::Display for Reconciliation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::MiddleOut { level, proportions } = self {
            let name = Self::TopDown { proportions: *proportions }.to_string();
            return write!(f, "{}:{level}", name.replacen("top_down", "middle_out", 1));
        }
        let known = NAMED.iter().find(|(_, method)| method == self);
        f.write_str(known.map_or("erm_lasso", |(name, _)| name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_is_found_by_its_name_and_its_json() {
        let levels = ["middle_out:state", "middle_out_average_proportions:a b"];
        for name in Reconciliation::names().chain(levels) {
            let method = Reconciliation::by_name(&name.replace("ols", "OLS")).unwrap();
            assert_eq!(method.to_string(), name);
            let json = serde_json::to_string(&method).unwrap();
            assert_eq!(serde_json::from_str::<Reconciliation>(&json).unwrap(), method, "{json}");
        }
        assert!(Reconciliation::by_name("sideways").is_none());
        assert!(Reconciliation::by_name("ols:state").is_none());
    }
}
