//! Polynomials in the lag operator `B`.

/// `(1 - a₁B - … - a_pB^p)(1 - s₁B^m - … - s_PB^{Pm})`: the autoregressive part of a seasonal
/// model as usually written, and its moving average part with all signs turned.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Polynomial {
    /// `a`.
    pub(super) ordinary: Vec<f64>,
    /// `s`.
    pub(super) seasonal: Vec<f64>,
    /// `m`.
    pub(super) m: usize,
}

impl Polynomial {
    /// All coefficients 0.
    pub(super) fn new(ordinary: usize, seasonal: usize, m: usize) -> Self {
        Self { ordinary: vec![0.0; ordinary], seasonal: vec![0.0; seasonal], m }
    }

    /// The highest lag.
    pub(super) fn degree(&self) -> usize {
        self.ordinary.len() + self.seasonal.len() * self.m
    }

    /// Sets the coefficients from free coordinates, as many as there are coefficients, so that all
    /// roots lie outside the unit circle: coordinates are partial autocorrelations `r` stretched
    /// over the real line, here as `r / √(1 - r²)` (Jones 1980, Technometrics 22, section 3;
    /// Monahan 1984, Biometrika 71, equation 3).
    pub(super) fn set(&mut self, coordinates: &[f64]) {
        let (ordinary, seasonal) = coordinates.split_at(self.ordinary.len());
        from_partial(ordinary, &mut self.ordinary);
        from_partial(seasonal, &mut self.seasonal);
    }

    /// Multiplies `y` in place; values before the first count as 0.
    pub(super) fn apply(&self, y: &mut [f64]) {
        multiply(&self.ordinary, 1, y);
        multiply(&self.seasonal, self.m, y);
    }

    /// Divides `y` in place; values before the first count as 0.
    pub(super) fn divide(&self, y: &mut [f64]) {
        divide(&self.ordinary, 1, y);
        divide(&self.seasonal, self.m, y);
    }

    /// [`Polynomial::divide`] with time turned round; values after the last count as 0.
    pub(super) fn divide_reversed(&self, y: &mut [f64]) {
        divide_reversed(&self.ordinary, 1, y);
        divide_reversed(&self.seasonal, self.m, y);
    }

    /// Writes the lags that have a coefficient, and the coefficients, of `1 - …` multiplied out.
    pub(super) fn expand(&self, lags: &mut Vec<(usize, f64)>) {
        lags.clear();
        lags.extend(self.ordinary.iter().enumerate().map(|(i, a)| (i + 1, *a)));
        for (j, s) in self.seasonal.iter().enumerate() {
            let lag = (j + 1) * self.m;
            lags.push((lag, *s));
            lags.extend(self.ordinary.iter().enumerate().map(|(i, a)| (lag + i + 1, -a * s)));
        }
    }

    /// Whether all roots have a modulus above `radius`, those of the seasonal factor as a polynomial in
    /// `B^m`.
    pub(super) fn roots_beyond(&self, radius: f64) -> bool {
        is_stationary(&self.ordinary, radius) && is_stationary(&self.seasonal, radius)
    }
}

/// Durbin's recursion from partial autocorrelations to coefficients.
fn from_partial(coordinates: &[f64], a: &mut [f64]) {
    for (k, x) in coordinates.iter().enumerate() {
        let r = x / (1.0 + x * x).sqrt();
        for i in 0..k.div_ceil(2) {
            let (first, last) = (a[i], a[k - 1 - i]);
            a[i] = first - r * last;
            a[k - 1 - i] = last - r * first;
        }
        a[k] = r;
    }
}

/// Whether all roots of `1 - a₁z - a₂z² - …` have a modulus above `radius`: the recursion of
/// [`from_partial`] backwards finds all partial autocorrelations inside ±1 only then.
pub(super) fn is_stationary(a: &[f64], radius: f64) -> bool {
    let mut power = 1.0;
    let mut a: Vec<f64> = a
        .iter()
        .map(|a| {
            power *= radius;
            a * power
        })
        .collect();
    while let Some(r) = a.pop() {
        let rest = 1.0 - r * r;
        if rest.is_nan() || rest <= 0.0 {
            return false;
        }
        let k = a.len();
        for i in 0..k.div_ceil(2) {
            let (first, last) = (a[i], a[k - 1 - i]);
            a[i] = (first + r * last) / rest;
            a[k - 1 - i] = (last + r * first) / rest;
        }
    }
    true
}

fn multiply(a: &[f64], step: usize, y: &mut [f64]) {
    if a.is_empty() {
        return;
    }
    for t in (step..y.len()).rev() {
        y[t] -= past(a, step, &y[..t]);
    }
}

fn divide(a: &[f64], step: usize, y: &mut [f64]) {
    if a.is_empty() {
        return;
    }
    for t in step..y.len() {
        y[t] += past(a, step, &y[..t]);
    }
}

fn divide_reversed(a: &[f64], step: usize, y: &mut [f64]) {
    if a.is_empty() {
        return;
    }
    for t in (0..y.len().saturating_sub(step)).rev() {
        let ahead = &y[t + 1..];
        let sum: f64 = if step == 1 {
            a.iter().zip(ahead).map(|(a, y)| a * y).sum()
        } else {
            a.iter().zip(ahead[step - 1..].iter().step_by(step)).map(|(a, y)| a * y).sum()
        };
        y[t] += sum;
    }
}

/// `Σ aᵢ y[t - i step]` over what there is of the past.
#[inline]
fn past(a: &[f64], step: usize, y: &[f64]) -> f64 {
    if step == 1 {
        return a.iter().zip(y.iter().rev()).map(|(a, y)| a * y).sum();
    }
    a.iter().zip(y.iter().rev().skip(step - 1).step_by(step)).map(|(a, y)| a * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polynomial() -> Polynomial {
        let mut polynomial = Polynomial::new(3, 2, 4);
        polynomial.set(&[0.8, -0.4, 0.2, 1.5, -0.3]);
        polynomial
    }

    fn series() -> Vec<f64> {
        (0..40).map(|t| f64::from(t * 7 % 11)).collect()
    }

    #[test]
    fn any_coordinates_give_roots_outside_the_unit_circle() {
        for x in [-30.0, -1.0, 0.0, 0.7, 4.0, 30.0] {
            let mut polynomial = Polynomial::new(3, 1, 12);
            polynomial.set(&[x, -x, 0.5 * x, x]);
            assert!(polynomial.roots_beyond(1.0), "{x}");
        }
    }

    #[test]
    fn one_coefficient_is_its_partial_autocorrelation() {
        let mut polynomial = Polynomial::new(1, 1, 12);
        polynomial.set(&[0.75, -0.75]);
        assert!((polynomial.ordinary[0] - 0.6).abs() < 1e-12);
        // The roots are 1/0.6 and its negative.
        assert!(polynomial.roots_beyond(1.66) && !polynomial.roots_beyond(1.67));
    }

    #[test]
    fn division_undoes_multiplication() {
        let (polynomial, mut y) = (polynomial(), series());
        polynomial.apply(&mut y);
        polynomial.divide(&mut y);
        for (a, b) in y.iter().zip(series()) {
            assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
    }

    #[test]
    fn multiplied_out_it_does_the_same() {
        let (polynomial, mut y) = (polynomial(), series());
        polynomial.apply(&mut y);
        let mut lags = Vec::new();
        polynomial.expand(&mut lags);
        assert_eq!(lags.iter().map(|l| l.0).max(), Some(polynomial.degree()));
        let x = series();
        for t in 12..40 {
            let direct = x[t] - lags.iter().map(|(lag, a)| a * x[t - lag]).sum::<f64>();
            assert!((direct - y[t]).abs() < 1e-9);
        }
    }

    #[test]
    fn reversed_division_is_the_division_of_the_reversed() {
        let (polynomial, mut a, mut b) = (polynomial(), series(), series());
        polynomial.divide_reversed(&mut a);
        b.reverse();
        polynomial.divide(&mut b);
        b.reverse();
        for (a, b) in a.iter().zip(b) {
            assert!((a - b).abs() < 1e-9);
        }
    }
}
