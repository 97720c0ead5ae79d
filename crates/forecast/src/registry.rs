//! The list of models.

use serde::{Deserialize, Serialize};

use crate::{
    ADIDA, AutoARIMA, AutoCES, AutoETS, AutoTheta, CrostonClassic, CrostonOptimized, CrostonSBA,
    DynamicOptimizedTheta, DynamicTheta, GradientBoosting, HistoricAverage, HoltWinters, IMAPA, MFLES, MSTL,
    Model, Naive, OptimizedTheta, RandomWalkWithDrift, RidgeRegression, SeasonalNaive, SeasonalWindowAverage,
    TSB, Theta, TrendFourier, WindowAverage, ZeroShot,
};

/// Models that belong together, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// What every other model must beat.
    Baseline,
    /// Exponential smoothing.
    Smoothing,
    /// The Theta method and its kin.
    Theta,
    /// Autoregression, and moving averages.
    Arima,
    /// For several or long seasons.
    Seasons,
    /// For demand with many zeros.
    Intermittent,
    /// Trees on lags, calendar and drivers.
    Trees,
    /// Neural networks.
    Network,
}

/// All models by family. Those that must be trained first only with feature `train`.
pub fn families() -> Vec<(Family, Vec<Box<dyn Model>>)> {
    vec![
        (
            Family::Baseline,
            vec![
                Box::new(Naive),
                Box::new(SeasonalNaive),
                Box::new(RandomWalkWithDrift),
                Box::new(HistoricAverage),
                Box::new(WindowAverage::default()),
                Box::new(SeasonalWindowAverage::default()),
            ],
        ),
        (Family::Smoothing, vec![Box::new(AutoETS), Box::new(HoltWinters::default()), Box::new(AutoCES)]),
        (
            Family::Theta,
            vec![
                Box::new(AutoTheta),
                Box::new(Theta),
                Box::new(OptimizedTheta),
                Box::new(DynamicTheta),
                Box::new(DynamicOptimizedTheta),
            ],
        ),
        (
            Family::Seasons,
            vec![Box::new(MSTL::default()), Box::new(MFLES::default()), Box::new(TrendFourier::default())],
        ),
        (Family::Arima, vec![Box::new(RidgeRegression::default()), Box::new(AutoARIMA::default())]),
        (
            Family::Intermittent,
            vec![
                Box::new(CrostonClassic),
                Box::new(CrostonOptimized),
                Box::new(CrostonSBA),
                Box::new(TSB::default()),
                Box::new(ADIDA),
                Box::new(IMAPA),
            ],
        ),
        (Family::Trees, vec![Box::new(GradientBoosting::default())]),
        (Family::Network, networks()),
    ]
}

fn networks() -> Vec<Box<dyn Model>> {
    let all: Vec<Box<dyn Model>> = vec![Box::new(ZeroShot)];
    #[cfg(feature = "train")]
    let all = {
        let tuned: Box<dyn Model> = Box::new(crate::FineTunedZeroShot);
        all.into_iter().chain([tuned]).chain(crate::neural::models()).collect()
    };
    all
}

/// All models, baselines first.
pub fn registry() -> Vec<Box<dyn Model>> {
    families().into_iter().flat_map(|(_, models)| models).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auto::candidates;
    use crate::testdata::{air_passengers, monthly};

    fn tried(y: &[f64], seasons: &[usize]) -> Vec<String> {
        let mut panel = monthly(&[("a", y)]);
        panel.seasons = seasons.to_vec();
        candidates(&panel).iter().map(|model| model.name().to_owned()).collect()
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<String> = registry().iter().map(|model| model.name().to_owned()).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn only_models_made_for_the_data_are_tried() {
        let monthly = tried(&air_passengers(), &[12]);
        assert!(monthly.contains(&"MSTL".to_owned()) && monthly.contains(&"Theta".to_owned()));
        assert!(!monthly.contains(&"TSB".to_owned()) && !monthly.contains(&"TrendFourier".to_owned()));
        assert!(tried(&air_passengers(), &[12, 36]).contains(&"TrendFourier".to_owned()));
        let yearly = tried(&air_passengers(), &[1]);
        assert!(yearly.contains(&"AutoETS".to_owned()) && !yearly.contains(&"MSTL".to_owned()));
        let now_and_then: Vec<f64> = (0..40).map(|t| f64::from(u8::from(t % 5 == 0))).collect();
        assert!(tried(&now_and_then, &[12]).contains(&"TSB".to_owned()));
    }
}
