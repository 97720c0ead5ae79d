//! The sum of a forecast over all its periods.

use std::collections::BTreeMap;

use almanac_domain::model::{Total, TotalBand};
use almanac_domain::{Actor, ModelId};
use almanac_forecast::Interval;
use almanac_forecast::paths::{Dependence, totals};
use almanac_store::{Tx, file};
use uuid::Uuid;

use crate::numbers::One;
use crate::{App, Error, Result};

/// The role of the file that says how the errors of neighbouring periods go together: of a model for each of its
/// methods, of a forecast for the one that made it.
pub const DEPENDENCE: &str = "dependence";
/// Equal forecasts have equal totals.
const SEED: u64 = 1;

/// How the errors of a model's method go together; none if that was not kept when it was trained.
pub(super) async fn of_method(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    model: ModelId,
    method: &str,
) -> Result<Option<Dependence>> {
    let all: Option<BTreeMap<String, Dependence>> = read(app, tx, actor, model.0).await?;
    Ok(all.and_then(|mut all| all.remove(method)))
}

/// The content of the file of that role, if there is one.
pub(super) async fn read<T: serde::de::DeserializeOwned>(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    owner: Uuid,
) -> Result<Option<T>> {
    let Some(stored) = file::find(tx, owner, DEPENDENCE).await? else { return Ok(None) };
    let bytes = app.files().read(actor.org_id, &stored).await?;
    serde_json::from_slice(&bytes).map(Some).map_err(Error::internal)
}

/// The total of one series; none if it has no forecast for some period, without intervals if nothing is known of how its
/// errors go together.
pub(super) fn total(one: &One, dependence: Option<Dependence>) -> Option<Total> {
    let mean: f64 = one.mean.iter().sum();
    let forecast = one.forecast("");
    let bands =
        dependence.and_then(|dependence| totals(&forecast, dependence, SEED).ok()).unwrap_or_default();
    let band = |interval: Interval| {
        let (lo, hi) = (interval.lo.first().copied()?, interval.hi.first().copied()?);
        Some(TotalBand { level: interval.level, lo, hi })
    };
    mean.is_finite().then(|| Total { mean, bands: bands.into_iter().filter_map(band).collect() })
}

#[cfg(test)]
mod tests {
    use almanac_domain::model::Band;

    use super::*;

    fn one() -> One {
        let band = Band { level: 80, lo: vec![9.0; 4], hi: vec![12.0; 4] };
        One { ds: vec![String::new(); 4], mean: vec![10.0; 4], bands: vec![band] }
    }

    #[test]
    fn the_interval_of_a_total_is_narrower_than_the_sum_of_the_bounds() {
        let total = total(&one(), Some(Dependence::default())).unwrap();
        let [TotalBand { level: 80, lo, hi }] = total.bands[..] else { panic!("{total:?}") };
        assert_eq!(total.mean.to_bits(), 40.0_f64.to_bits());
        assert!(36.0 < lo && lo < 40.0 && 40.0 < hi && hi < 48.0, "{lo} {hi}");
    }

    #[test]
    fn a_total_has_only_what_is_known() {
        assert_eq!(total(&one(), None).map(|total| total.bands), Some(Vec::new()));
        let mut gap = one();
        gap.mean[1] = f64::NAN;
        assert_eq!(total(&gap, Some(Dependence::default())), None);
    }
}
