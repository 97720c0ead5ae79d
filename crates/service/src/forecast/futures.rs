//! Sample paths of stored forecasts.

use almanac_domain::model::{Exceeded, PathsInput, SamplePaths};
use almanac_domain::{Actor, Capability, ForecastId, ProjectId};
use almanac_forecast::Error as Problem;
use almanac_forecast::paths::{chances, paths};

use super::{numbers_file, read_one, total};
use crate::error::blocking;
use crate::{App, Error, Result, access};

/// Futures that could happen, drawn from the intervals of a forecast. Where nothing was kept of how errors go together,
/// they go together as those of forecasts usually do.
///
/// # Errors
/// [`Error::NotFound`] if there is no such series, [`Error::Conflict`] if the forecast has no intervals or has gaps.
pub async fn sample_paths(
    app: &App,
    actor: &Actor,
    project: ProjectId,
    id: ForecastId,
    input: PathsInput,
) -> Result<SamplePaths> {
    let mut tx = access::read(app, actor, project, Capability::ForecastRead).await?;
    input.validate()?;
    let stored = numbers_file(&mut tx, project, id).await?;
    let dependence = total::read(app, &mut tx, actor, id.0).await?.unwrap_or_default();
    drop(tx);
    let (unique_id, one) = read_one(app, actor, &stored, input.unique_id.as_deref()).await?;
    blocking(move || {
        let forecast = one.forecast(&unique_id);
        let told = |problem: Problem| match problem {
            Problem::Invalid(why) | Problem::Numeric(why) => Error::Conflict(why),
            other => other.into(),
        };
        let drawn = paths(&forecast, dependence, input.count as usize, input.seed).map_err(told)?;
        let above = input.above.map(|value| {
            let found = chances(&forecast, dependence, input.seed, value).map_err(told)?;
            Ok::<_, Error>(Exceeded { value, total: found.total, any: found.any, all: found.all })
        });
        Ok(SamplePaths { unique_id, ds: one.ds, paths: drawn, above: above.transpose()? })
    })
    .await
}
