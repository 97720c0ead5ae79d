//! Windows: the context before an origin and the horizon after it, as rows of numbers for the network.

use burn::tensor::{Device, Tensor, TensorData};

use super::config::NetConfig;
use super::features::Layout;
use super::scale::{Scale, Transform, moments};
use crate::Series;

/// A series ready to be cut into windows.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    /// The transformed target; NaN where it is missing.
    pub(crate) y: Vec<f64>,
    /// Covariate rows, one a period.
    pub(crate) rows: Vec<f32>,
    /// The least spread a window is scaled with.
    pub(crate) floor: f64,
}

impl Prepared {
    /// Prepares all periods of a series. `floor` is the least spread; without one, a twentieth of the
    /// whole series' standard deviation is.
    pub(crate) fn new(series: &Series, layout: &Layout, transform: Transform, floor: Option<f64>) -> Self {
        let y: Vec<f64> = series.y.iter().map(|v| transform.forward(*v)).collect();
        let floor = floor.unwrap_or_else(|| {
            let (_, mean, variance) = moments(&y);
            (variance.sqrt() / 20.0).max(mean.abs() * 1e-3).max(1e-6)
        });
        Self { rows: layout.past_rows(series.start, y.len(), &series.drivers), y, floor }
    }

    /// Periods.
    pub(crate) fn len(&self) -> usize {
        self.y.len()
    }
}

/// Windows side by side, ready to become tensors.
#[derive(Debug, Clone, Default)]
pub(crate) struct Batch {
    past: Vec<f32>,
    future: Vec<f32>,
    #[cfg(feature = "train")]
    target: Vec<f32>,
    #[cfg(feature = "train")]
    known: Vec<f32>,
    /// Scale of each window.
    pub(crate) scales: Vec<Scale>,
}

impl Batch {
    /// Appends the context of the window whose forecast starts at `origin`, padded as missing where the
    /// series has not so many periods before. Returns the context's means of the contrasted drivers.
    pub(crate) fn push_past(
        &mut self,
        series: &Prepared,
        layout: &Layout,
        net: &NetConfig,
        origin: usize,
    ) -> Vec<f32> {
        let width = layout.width();
        let from = origin.saturating_sub(net.context);
        let y = &series.y[from..origin];
        let rows = &series.rows[from * width..origin * width];
        let scale = Scale::of(y, series.floor);
        let padding = net.context - y.len();
        self.past.reserve(net.context * layout.past_width());
        for _ in 0..padding {
            self.past.extend([0.0, 1.0]);
            self.past.resize(self.past.len() + width, 0.0);
        }
        for (t, value) in y.iter().enumerate() {
            let scaled = (value - scale.centre) / scale.spread;
            self.past.push(if scaled.is_nan() { 0.0 } else { scaled as f32 });
            self.past.push(f32::from(u8::from(scaled.is_nan())));
            self.past.extend_from_slice(&rows[t * width..(t + 1) * width]);
        }
        self.scales.push(scale);
        layout.context_means(rows)
    }

    /// Appends future periods from rows of `stride` features, whose first ones are known in advance.
    pub(crate) fn push_future(
        &mut self,
        layout: &Layout,
        rows: &[f32],
        stride: usize,
        n: usize,
        means: &[f32],
    ) {
        for t in 0..n {
            layout.push_future(&rows[t * stride..(t + 1) * stride], means, &mut self.future);
        }
    }

    /// Appends a whole window of a series' own past, target included: to train and to measure.
    #[cfg(feature = "train")]
    pub(crate) fn push_window(&mut self, series: &Prepared, layout: &Layout, net: &NetConfig, origin: usize) {
        let means = self.push_past(series, layout, net, origin);
        let width = layout.width();
        self.push_future(layout, &series.rows[origin * width..], width, net.h, &means);
        let Some(scale) = self.scales.last() else { return };
        for value in &series.y[origin..origin + net.h] {
            let scaled = (value - scale.centre) / scale.spread;
            self.target.push(if scaled.is_nan() { 0.0 } else { scaled as f32 });
            self.known.push(f32::from(u8::from(!scaled.is_nan())));
        }
    }

    /// `[n, context, past features]`.
    pub(crate) fn past(&mut self, net: &NetConfig, device: &Device) -> Tensor<3> {
        let shape = [self.scales.len(), net.context, net.past_features];
        Tensor::from_data(TensorData::new(std::mem::take(&mut self.past), shape), device)
    }

    /// `[n, h, future features]`.
    pub(crate) fn future(&mut self, net: &NetConfig, device: &Device) -> Tensor<3> {
        let shape = [self.future.len() / (net.h * net.future_features), net.h, net.future_features];
        Tensor::from_data(TensorData::new(std::mem::take(&mut self.future), shape), device)
    }

    /// Scaled targets `[n, h]`, and 1 where they are known, else 0.
    #[cfg(feature = "train")]
    pub(crate) fn target(&mut self, net: &NetConfig, device: &Device) -> (Tensor<2>, Tensor<2>) {
        let shape = [self.scales.len(), net.h];
        let tensor = |values| Tensor::from_data(TensorData::new(values, shape), device);
        (tensor(std::mem::take(&mut self.target)), tensor(std::mem::take(&mut self.known)))
    }
}
