//! The sum of a forecast over its horizon, with how sure it is.

use almanac_domain::model::{Total, TotalBand};
use leptos::prelude::*;

use crate::erased::Erased;
use crate::format::{self, fill};
use crate::i18n::words;

/// A line with the total and its intervals.
pub(super) fn total(total: &Total) -> AnyView {
    let (t, locale) = words();
    let all = total.bands.iter().flat_map(|band| [band.lo, band.hi]).chain([total.mean]);
    let places = format::decimals(all);
    let number = |value: f64| format::number(value, places, locale);
    let band = |band: &TotalBand| {
        let values =
            [("level", &*band.level.to_string()), ("lo", &*number(band.lo)), ("hi", &*number(band.hi))];
        fill(t.forecast.sum_band, &values)
    };
    let bands: Vec<String> = total.bands.iter().map(band).collect();
    let sum = fill(t.forecast.sum, &[("total", &number(total.mean))]);
    let bands = (!bands.is_empty()).then(|| format!(" ({})", bands.join("; ")));
    view! { <p><strong>{sum}</strong>{bands}</p> }.erased()
}
