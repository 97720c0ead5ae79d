//! Systems of linear equations with a symmetric positive definite matrix.

/// The lower triangle `L` with `L Lᵀ = A`, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    n: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Of the `n` by `n` matrix `a`, row by row, of which only the lower triangle is read. `None` if it is
    /// not positive definite.
    pub(crate) fn of(mut a: Vec<f64>, n: usize) -> Option<Self> {
        for i in 0..n {
            let (above, row) = a.split_at_mut(i * n);
            for j in 0..i {
                let other = &above[j * n..=j * n + j];
                let inner: f64 = row[..j].iter().zip(other).map(|(x, y)| x * y).sum();
                row[j] = (row[j] - inner) / other[j];
            }
            let rest = row[i] - row[..i].iter().map(|x| x * x).sum::<f64>();
            if rest.is_nan() || rest <= 0.0 {
                return None;
            }
            row[i] = rest.sqrt();
        }
        Some(Self { n, lower: a })
    }

    /// Replaces `b` by the solution of `A x = b`.
    pub(crate) fn solve(&self, b: &mut [f64]) {
        self.forward(b);
        let n = self.n;
        for i in (0..n).rev() {
            b[i] /= self.lower[i * n + i];
            let value = b[i];
            for (x, l) in b[..i].iter_mut().zip(&self.lower[i * n..]) {
                *x -= l * value;
            }
        }
    }

    /// Replaces `b` by the solution of `L x = b`, whose squared length is `bᵀ A⁻¹ b`.
    pub(crate) fn forward(&self, b: &mut [f64]) {
        let n = self.n;
        for i in 0..n {
            let row = &self.lower[i * n..=i * n + i];
            let inner: f64 = row[..i].iter().zip(&*b).map(|(l, x)| l * x).sum();
            b[i] = (b[i] - inner) / row[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_solved() {
        let factor = Cholesky::of(vec![4.0, 0.0, 0.0, 2.0, 3.0, 0.0, 1.0, 0.5, 2.0], 3).unwrap();
        let mut x = vec![9.0, 10.0, 9.5];
        factor.solve(&mut x);
        // 4 2 1; 2 3 0.5; 1 0.5 2.
        for (row, b) in [[4.0, 2.0, 1.0], [2.0, 3.0, 0.5], [1.0, 0.5, 2.0]].iter().zip([9.0, 10.0, 9.5]) {
            let product: f64 = row.iter().zip(&x).map(|(a, x)| a * x).sum();
            assert!((product - b).abs() < 1e-12, "{x:?}");
        }
        let (mut half, b) = (vec![1.0, 2.0, 3.0], [1.0, 2.0, 3.0]);
        let mut whole = half.clone();
        factor.forward(&mut half);
        factor.solve(&mut whole);
        let square: f64 = half.iter().map(|v| v * v).sum();
        let form: f64 = whole.iter().zip(b).map(|(x, b)| x * b).sum();
        assert!((square - form).abs() < 1e-12);
    }

    #[test]
    fn an_indefinite_matrix_has_no_factor() {
        assert!(Cholesky::of(vec![1.0, 0.0, 2.0, 1.0], 2).is_none());
    }
}
