//! Factors of small symmetric matrices, in place, as likelihoods are evaluated often.

use crate::stl::dot;

/// Cholesky's factorization in place, of and into the lower half; `None` if a pivot is not above
/// `tolerance` times its diagonal entry. The last pivot may be 0.
pub(super) fn cholesky(matrix: &mut [f64], n: usize, tolerance: f64) -> Option<()> {
    for i in 0..n {
        let (done, row) = matrix.split_at_mut(i * n);
        for j in 0..i {
            let inner = dot(&row[..j], &done[j * n..][..j]);
            row[j] = (row[j] - inner) / done[j * n + j];
        }
        let pivot = row[i] - dot(&row[..i], &row[..i]);
        if i + 1 == n {
            row[i] = pivot.max(0.0).sqrt();
            return (!pivot.is_nan()).then_some(());
        }
        if pivot.is_nan() || pivot <= tolerance * row[i] {
            return None;
        }
        row[i] = pivot.sqrt();
    }
    Some(())
}

/// `L'` with `LL' = matrix`, where `matrix` may be singular.
pub(super) fn semi_root(matrix: &[f64], n: usize, root: &mut Vec<f64>) {
    root.clear();
    root.extend_from_slice(matrix);
    for j in 0..n {
        let (done, rest) = root.split_at_mut((j + 1) * n);
        let row = &mut done[j * n..];
        row[..j].fill(0.0);
        let pivot = row[j];
        let scale = if pivot > 1e-15 * matrix[j * n + j] && pivot > 0.0 { 1.0 / pivot.sqrt() } else { 0.0 };
        for v in &mut row[j..] {
            *v *= scale;
        }
        for (i, below) in rest.chunks_exact_mut(n).enumerate() {
            let factor = row[j + 1 + i];
            if factor != 0.0 {
                for (v, a) in below[j + 1 + i..].iter_mut().zip(&row[j + 1 + i..]) {
                    *v -= factor * a;
                }
            }
        }
    }
}

/// `M⁻¹b` in place, for the factor `M` of [`cholesky`].
pub(super) fn solve_lower(m: &[f64], b: &mut [f64]) {
    let n = b.len();
    for i in 0..n {
        let (known, rest) = b.split_at_mut(i);
        rest[0] = (rest[0] - dot(&m[i * n..][..i], known)) / m[i * n + i];
    }
}

/// The logarithm of the determinant of `MM'`.
pub(super) fn log_determinant(m: &[f64], n: usize) -> f64 {
    2.0 * m.iter().step_by(n + 1).take(n).map(|d| d.ln()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_times_itself_is_the_matrix() {
        let matrix = [4.0, 2.0, 1.0, 2.0, 3.0, 0.5, 1.0, 0.5, 2.0];
        let mut lower = matrix;
        cholesky(&mut lower, 3, 0.0).unwrap();
        let mut root = Vec::new();
        semi_root(&matrix, 3, &mut root);
        for i in 0..3 {
            for j in 0..=i {
                let product: f64 = (0..=j).map(|k| lower[i * 3 + k] * lower[j * 3 + k]).sum();
                assert!((product - matrix[i * 3 + j]).abs() < 1e-12);
                assert!((root[j * 3 + i] - lower[i * 3 + j]).abs() < 1e-12);
            }
        }
        // 4 (3 2 - 0.5 0.5) - 2 (2 2 - 0.5) + (2 0.5 - 3).
        assert!((log_determinant(&lower, 3) - 14.0_f64.ln()).abs() < 1e-12);
        let mut b = [lower[0], lower[3] + lower[4], 0.0];
        solve_lower(&lower, &mut b);
        assert!((b[0] - 1.0).abs() < 1e-12 && (b[1] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_singular_matrix_has_a_root_but_no_factor() {
        let matrix = [1.0, 2.0, 0.0, 2.0, 4.0, 0.0, 0.0, 0.0, 9.0];
        assert!(cholesky(&mut matrix.clone(), 3, 1e-12).is_none());
        let mut root = Vec::new();
        semi_root(&matrix, 3, &mut root);
        assert_eq!(root, [1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0]);
    }
}
