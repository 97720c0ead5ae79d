//! Sums over all windows of all series, from which the linear maps follow.
//!
//! A window is `l` periods and the `h` after them. The products of its values, summed over neighbouring windows, differ by
//! two terms from those one period later, so that a block of windows costs the square of `l + h` whatever their number.

use std::ops::Range;

use crate::cholesky::Cholesky;
use crate::parallel;
use crate::{Observer, Result, Silent};

/// Windows of a block at least.
const SHORTEST: usize = 64;
/// What is added to the variance of a block, in that of its series: a calm block does not count without bound.
const FLOOR: f64 = 0.0025;
/// Parts of the windows, each of which can be left out to try what the others taught. They are added up in their order: the
/// sums are the same whatever the number of threads.
pub(super) const FOLDS: usize = 5;

/// The length of a window: of what is seen, and of what is to be forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) l: usize,
    pub(super) h: usize,
}

/// Windows that begin at these places of a series.
pub(super) struct Block {
    series: usize,
    begins: Range<usize>,
    fold: usize,
}

/// The windows within some periods of a series, in blocks that are about as long as what is seen. The folds of a series
/// follow each other in time; a series of one block is in one of them.
pub(super) fn blocks(series: usize, periods: &Range<usize>, shape: Shape) -> Vec<Block> {
    let Some(count) = (periods.len() + 1).checked_sub(shape.l + shape.h).filter(|count| *count > 0) else {
        return Vec::new();
    };
    let parts = (count / shape.l.max(SHORTEST)).max(1);
    let at = |part: usize| periods.start + count * part / parts;
    let fold = |part: usize| if parts == 1 { series % FOLDS } else { part * FOLDS / parts };
    (0..parts).map(|part| Block { series, begins: at(part)..at(part + 1), fold: fold(part) }).collect()
}

/// Sums of products of windows, each as the distance from the mean of what is seen.
pub(super) struct Moments {
    shape: Shape,
    /// `l` by `l`: what is seen with itself, above the diagonal.
    xx: Vec<f64>,
    /// `h` by `l`: what is to be forecast with what is seen.
    yx: Vec<f64>,
    /// The squares of what is to be forecast.
    yy: f64,
}

/// The moments of a part of the windows.
pub(super) struct Fold {
    /// Windows count by the inverse of the variance around them: calm and restless times, small and large series alike.
    pub(super) calm: Moments,
    /// Windows count alike.
    pub(super) equal: Moments,
}

/// The moments of each fold.
pub(super) fn folds(
    series: &[Vec<f64>],
    blocks: &[Block],
    shape: Shape,
    observer: &mut dyn Observer,
) -> Result<Vec<Fold>> {
    parallel::map(FOLDS, observer, |number, cancel| {
        let mut fold = Fold { calm: Moments::none(shape), equal: Moments::none(shape) };
        let mut room = vec![0.0; (shape.l + shape.h).pow(2)];
        for block in blocks.iter().filter(|block| block.fold == number) {
            if cancel.requested() {
                break;
            }
            fold.add(&series[block.series], &block.begins, &mut room);
        }
        Ok(fold)
    })
}

/// The sum of moments.
pub(super) fn sum<'a>(shape: Shape, all: impl Iterator<Item = &'a Moments>) -> Moments {
    let mut sum = Moments::none(shape);
    for one in all {
        sum.xx.iter_mut().zip(&one.xx).for_each(|(sum, v)| *sum += v);
        sum.yx.iter_mut().zip(&one.yx).for_each(|(sum, v)| *sum += v);
        sum.yy += one.yy;
    }
    sum
}

impl Fold {
    /// Adds a block. `s` is room for the products, of which the upper triangle is used.
    fn add(&mut self, series: &[f64], begins: &Range<usize>, s: &mut [f64]) {
        let Shape { l, h } = self.calm.shape;
        let (d, n) = (l + h, begins.len());
        let a = &series[begins.start..begins.end + d - 1];
        for q in 0..d {
            s[q] = a[..n].iter().zip(&a[q..q + n]).map(|(x, y)| x * y).sum();
        }
        for p in 1..d {
            let (before, row) = s.split_at_mut(p * d);
            let before = &before[(p - 1) * d + p - 1..p * d - 1];
            let (gone, come) = (a[p - 1], a[n + p - 1]);
            let ends = a[p - 1..d - 1].iter().zip(&a[n + p - 1..n + d - 1]);
            for ((new, old), (first, last)) in row[p..d].iter_mut().zip(before).zip(ends) {
                *new = old - gone * first + come * last;
            }
        }
        // With the mean of what is seen: its products with each place, and with itself.
        let mut mean = vec![0.0; d];
        for p in 0..d {
            let row = &s[p * d + p..(p + 1) * d];
            let seen = l.saturating_sub(p).min(row.len());
            mean[p] += row[..seen].iter().sum::<f64>();
            if p < l {
                mean[p + 1..].iter_mut().zip(&row[1..]).for_each(|(sum, v)| *sum += v);
            }
        }
        for v in &mut mean {
            *v /= l as f64;
        }
        let square = mean[..l].iter().sum::<f64>() / l as f64;
        let own = |p: usize| s[p * d + p] - 2.0 * mean[p] + square;
        let variance = (0..l).map(own).sum::<f64>().max(0.0) / (n * l) as f64;
        let ahead = (l..d).map(own).sum::<f64>();
        let weight = 1.0 / (variance + FLOOR);
        for p in 0..l {
            let row = &mut s[p * d + p..(p + 1) * d];
            let rest = square - mean[p];
            row.iter_mut().zip(&mean[p..]).for_each(|(v, mean)| *v += rest - mean);
            self.calm.add(p, row, weight);
            self.equal.add(p, row, 1.0);
        }
        self.calm.yy += weight * ahead;
        self.equal.yy += ahead;
    }
}

impl Moments {
    fn none(shape: Shape) -> Self {
        Self { shape, xx: vec![0.0; shape.l * shape.l], yx: vec![0.0; shape.h * shape.l], yy: 0.0 }
    }

    /// Adds the products of place `p` with those from there on.
    fn add(&mut self, p: usize, products: &[f64], weight: f64) {
        let l = self.shape.l;
        let (seen, ahead) = products.split_at(l - p);
        self.xx[p * l + p..(p + 1) * l].iter_mut().zip(seen).for_each(|(sum, v)| *sum += weight * v);
        for (k, v) in ahead.iter().enumerate() {
            self.yx[k * l + p] += weight * v;
        }
    }

    /// The value below the diagonal is that above it.
    fn whole(&self) -> Vec<f64> {
        let l = self.shape.l;
        let mut whole = self.xx.clone();
        for i in 0..l {
            for j in i + 1..l {
                whole[j * l + i] = whole[i * l + j];
            }
        }
        whole
    }

    /// The linear map of each period ahead, `h` by `l`, with this penalty, in units of the mean square of what is seen;
    /// zero where nothing ever moved.
    pub(super) fn maps(&self, penalty: f64, observer: &mut dyn Observer) -> Result<Vec<f64>> {
        let Shape { l, h } = self.shape;
        let mean = (0..l).map(|i| self.xx[i * l + i]).sum::<f64>() / l as f64;
        let mut left = self.whole();
        (0..l).for_each(|i| left[i * l + i] += penalty * mean);
        let Some(factor) = Cholesky::of(left, l) else { return Ok(vec![0.0; h * l]) };
        let solved = parallel::map(h, observer, |k, _| {
            let mut map = self.yx[k * l..(k + 1) * l].to_vec();
            factor.solve(&mut map);
            Ok(map)
        })?;
        Ok(solved.concat())
    }

    /// The sum of the squared errors of maps on these windows.
    pub(super) fn error(&self, maps: &[f64]) -> Result<f64> {
        let (l, whole) = (self.shape.l, self.whole());
        let of_period = |k: usize| {
            let (map, product) = (&maps[k * l..(k + 1) * l], &self.yx[k * l..(k + 1) * l]);
            let square: f64 = map.iter().zip(whole.chunks_exact(l)).map(|(w, row)| w * dot(row, map)).sum();
            square - 2.0 * dot(map, product)
        };
        let each = parallel::map(self.shape.h, &mut Silent, |k, _| Ok(of_period(k)))?;
        Ok(self.yy + each.iter().sum::<f64>())
    }
}

/// In four sums, which the processor adds at once.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a4.zip(b4) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + rest
}
