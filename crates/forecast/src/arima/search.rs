//! The choice of orders: Hyndman and Khandakar (2008), section 3.

use super::Limits;
use super::fit::{Fit, Orders, Problem};
use super::likelihood::Criterion;
use crate::parallel::Cancel;
use crate::{Error, Result};

/// The most models that a stepwise search tries.
const MOST_MODELS: usize = 94;

/// The steps of the search: changes of `p`, `q`, `P`, `Q`, in the order in which they are tried.
const STEPS: [[isize; 4]; 16] = [
    [0, 0, -1, 0],
    [0, 0, 0, -1],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [0, 0, -1, -1],
    [0, 0, -1, 1],
    [0, 0, 1, -1],
    [0, 0, 1, 1],
    [-1, 0, 0, 0],
    [0, -1, 0, 0],
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [-1, -1, 0, 0],
    [-1, 1, 0, 0],
    [1, -1, 0, 0],
    [1, 1, 0, 0],
];

/// A model that was tried.
struct Tried {
    orders: Orders,
    aicc: f64,
    fit: Option<Fit>,
}

/// The search, with all it has tried.
pub(super) struct Search<'a> {
    /// What is searched.
    problem: &'a Problem<'a>,
    /// What the chosen model is estimated for.
    whole: &'a Problem<'a>,
    limits: Limits,
    criterion: Criterion,
    cancel: &'a Cancel,
    tried: Vec<Tried>,
    /// The index of the best so far.
    best: Option<usize>,
}

impl<'a> Search<'a> {
    /// Nothing tried yet. `whole` may have regressors that `problem` is without.
    pub(super) fn new(
        problem: &'a Problem<'a>,
        whole: &'a Problem<'a>,
        limits: Limits,
        criterion: Criterion,
        cancel: &'a Cancel,
    ) -> Self {
        Self { problem, whole, limits, criterion, cancel, tried: Vec::new(), best: None }
    }

    /// The best model, estimated by the exact likelihood; the mean (or 0) with white noise if none
    /// is admissible.
    ///
    /// # Errors
    /// [`Error::Cancelled`], or [`Error::Numeric`] if not even white noise can be estimated.
    pub(super) fn run(mut self, stepwise: bool) -> Result<Fit> {
        if stepwise {
            self.stepwise()?;
        } else {
            self.all()?;
        }
        self.tried.sort_by(|a, b| a.aicc.total_cmp(&b.aicc));
        let admissible = self.tried.iter_mut().filter(|tried| tried.aicc < f64::INFINITY);
        for candidate in admissible.filter_map(|tried| tried.fit.take()) {
            if self.criterion == Criterion::Exact {
                return Ok(candidate);
            }
            let exact = self.whole.refine(&candidate);
            if self.cancel.requested() {
                return Err(Error::Cancelled);
            }
            if let Some(exact) = exact.filter(Fit::is_admissible) {
                return Ok(exact);
            }
        }
        let constant = self.problem.differences.count() < 2;
        let noise = |constant| Orders { p: 0, q: 0, seasonal_p: 0, seasonal_q: 0, constant };
        self.whole
            .fit(noise(constant), Criterion::Exact, None)
            .or_else(|| self.whole.fit(noise(false), Criterion::Exact, None))
            .ok_or_else(|| Error::Numeric("no ARIMA model has a finite likelihood".into()))
    }

    /// Tries a model, unless it was tried before; whether it is the best so far.
    fn attempt(&mut self, orders: Orders) -> Result<bool> {
        if self.tried.iter().any(|tried| tried.orders == orders) {
            return Ok(false);
        }
        let start = self.best_fit().map(|fit| fit.start(orders));
        let fit = self.problem.fit(orders, self.criterion, start.as_deref());
        if self.cancel.requested() {
            return Err(Error::Cancelled);
        }
        let aicc = match &fit {
            Some(fit) if fit.is_admissible() && !fit.aicc.is_nan() => fit.aicc,
            _ => f64::INFINITY,
        };
        let better = aicc < self.best.map_or(f64::INFINITY, |best| self.tried[best].aicc);
        if better {
            self.best = Some(self.tried.len());
        }
        self.tried.push(Tried { orders, aicc, fit });
        Ok(better)
    }

    fn best_fit(&self) -> Option<&Fit> {
        self.best.and_then(|best| self.tried[best].fit.as_ref())
    }

    /// From four models on to the best of their neighbours, until none is better.
    fn stepwise(&mut self) -> Result<()> {
        let Limits { p, q, seasonal_p, seasonal_q, .. } = self.limits;
        let constant = self.problem.differences.count() < 2;
        let short = self.problem.n + self.problem.differences.lost() < 10;
        let (ordinary, seasonal) = if short { (1, 0) } else { (2, 1) };
        let orders = |from: [usize; 4], constant| Orders {
            p: p.min(from[0]),
            q: q.min(from[1]),
            seasonal_p: seasonal_p.min(from[2]),
            seasonal_q: seasonal_q.min(from[3]),
            constant,
        };
        for from in [[ordinary, ordinary, seasonal, seasonal], [0; 4], [1, 0, 1, 0], [0, 1, 0, 1]] {
            self.attempt(orders(from, constant))?;
        }
        if constant {
            self.attempt(orders([0; 4], false))?;
        }
        while self.tried.len() < MOST_MODELS && self.step()? {}
        Ok(())
    }

    /// Moves to the first neighbour that is better; `false` if there is none.
    fn step(&mut self) -> Result<bool> {
        let Some(centre) = self.best.map(|best| self.tried[best].orders) else { return Ok(false) };
        let Limits { p, q, seasonal_p, seasonal_q, .. } = self.limits;
        let moved = |from: usize, by: isize, most: usize| from.checked_add_signed(by).filter(|v| *v <= most);
        for [by_p, by_q, by_seasonal_p, by_seasonal_q] in STEPS {
            let (Some(p), Some(q), Some(seasonal_p), Some(seasonal_q)) = (
                moved(centre.p, by_p, p),
                moved(centre.q, by_q, q),
                moved(centre.seasonal_p, by_seasonal_p, seasonal_p),
                moved(centre.seasonal_q, by_seasonal_q, seasonal_q),
            ) else {
                continue;
            };
            if self.attempt(Orders { p, q, seasonal_p, seasonal_q, ..centre })? {
                return Ok(true);
            }
        }
        if self.problem.differences.count() < 2 {
            return self.attempt(Orders { constant: !centre.constant, ..centre });
        }
        Ok(false)
    }

    /// All models up to the greatest sum of orders.
    fn all(&mut self) -> Result<()> {
        let limits = self.limits;
        let constants: &[bool] = if self.problem.differences.count() < 2 { &[true, false] } else { &[false] };
        for p in 0..=limits.p {
            for q in 0..=limits.q {
                for seasonal_p in 0..=limits.seasonal_p {
                    for seasonal_q in 0..=limits.seasonal_q {
                        if p + q + seasonal_p + seasonal_q > limits.sum {
                            continue;
                        }
                        for &constant in constants {
                            self.attempt(Orders { p, q, seasonal_p, seasonal_q, constant })?;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}
