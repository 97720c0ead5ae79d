//! Small pictures as inline SVG: cheap, sharp, and there without JavaScript.

use almanac_domain::data::Bin;
use leptos::prelude::*;

use crate::erased::Erased;

/// Bars of a histogram; the numbers are in a tooltip and for screen readers in `label`.
#[component]
pub(crate) fn Histogram(bins: Vec<Bin>, #[prop(into)] label: String) -> impl IntoView {
    const HEIGHT: f64 = 28.0;
    let highest = bins.iter().map(|bin| bin.count).max().unwrap_or_default().max(1) as f64;
    let width = bins.len().max(1) * 6;
    let bars: Vec<_> = bins
        .into_iter()
        .enumerate()
        .map(|(i, bin)| {
            let height = if bin.count == 0 { 0.0 } else { (bin.count as f64 / highest * HEIGHT).max(1.0) };
            view! {
                <rect x=(i * 6).to_string() y=format!("{:.1}", HEIGHT - height) width="5" height=format!("{height:.1}")>
                    <title>{format!("{}: {}", bin.label, bin.count)}</title>
                </rect>
            }
        })
        .collect();
    view! {
        <svg class="histogram" role="img" aria-label=label viewBox=format!("0 0 {width} {HEIGHT}") width=width.to_string() height="28" preserveAspectRatio="none">
            {bars}
        </svg>
    }
    .erased()
}

/// The loss of each epoch as a line.
#[component]
pub(crate) fn Loss(#[prop(into)] values: Signal<Vec<f64>>, label: &'static str) -> impl IntoView {
    view! {
        <svg class="loss" role="img" aria-label=label viewBox="0 0 300 80" preserveAspectRatio="none">
            <polyline points=move || line(&values.read(), 300.0, 80.0)/>
        </svg>
    }
    .erased()
}

/// The points of a line that fills a box, smallest value at the bottom.
fn line(values: &[f64], width: f64, height: f64) -> String {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (min, max) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let (step, range) = (width / (values.len().max(2) - 1) as f64, if max > min { max - min } else { 1.0 });
    let points = values.iter().enumerate().filter(|(_, value)| value.is_finite());
    points
        .map(|(i, value)| {
            let y = height - 2.0 - (value - min) / range * (height - 4.0);
            format!("{:.1},{y:.1}", i as f64 * step)
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_runs_from_the_highest_to_the_lowest_value() {
        assert_eq!(line(&[3.0, f64::NAN, 1.0], 300.0, 80.0), "0.0,2.0 300.0,78.0");
    }

    #[test]
    fn flat_and_empty_lines_have_no_division_by_zero() {
        assert_eq!(line(&[], 300.0, 80.0), "");
        assert_eq!(line(&[2.0, 2.0], 10.0, 10.0), "0.0,8.0 10.0,8.0");
    }
}
