//! The recursions, and what the series was before it began.

use super::Season;
use crate::decompose::{Combine, figure};

/// The real and the imaginary part of a state.
pub(super) type Pair = [f64; 2];

/// How a state moves: `x' = F x + g ε`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Transition {
    f: [Pair; 2],
    g: Pair,
}

impl Transition {
    /// Complex smoothing by `α = a[0] + i a[1]`.
    pub(super) fn complex(a: Pair) -> Self {
        Self { f: [[1.0, a[1] - 1.0], [1.0, 1.0 - a[0]]], g: [a[0] - a[1], a[0] + a[1]] }
    }

    /// A real state that is smoothed by `b`.
    pub(super) fn real(b: f64) -> Self {
        Self { f: [[1.0, 0.0], [0.0, 0.0]], g: [b, 0.0] }
    }

    #[inline]
    fn step(&self, x: Pair, error: f64) -> Pair {
        let [real, imaginary] = self.f;
        [
            real[0] * x[0] + real[1] * x[1] + self.g[0] * error,
            imaginary[0] * x[0] + imaginary[1] * x[1] + self.g[1] * error,
        ]
    }

    /// What a state contributes to the forecasts 1, 2, … steps ahead: the first row of the powers of
    /// `F`, `count` of them.
    pub(super) fn rows(&self, count: usize) -> Vec<Pair> {
        let mut row = [1.0, 0.0];
        let next = |_| {
            let now = row;
            row = [
                now[0] * self.f[0][0] + now[1] * self.f[1][0],
                now[0] * self.f[0][1] + now[1] * self.f[1][1],
            ];
            now
        };
        (0..count).map(next).collect()
    }

    /// What an error contributes to the forecast whose row is `row`.
    pub(super) fn effect(&self, row: Pair) -> f64 {
        row[0] * self.g[0] + row[1] * self.g[1]
    }
}

/// How a model moves; a part it lacks is `None`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moves {
    pub(super) level: Option<Transition>,
    pub(super) season: Option<Transition>,
}

impl Moves {
    /// The model's parts with level parameter `a` and seasonal parameter `b`.
    pub(super) fn new(season: Season, a: Pair, b: Pair) -> Self {
        let level = Transition::complex(a);
        match season {
            Season::No => Self { level: Some(level), season: None },
            Season::Simple => Self { level: None, season: Some(level) },
            Season::Partial => Self { level: Some(level), season: Some(Transition::real(b[0])) },
            Season::Full => Self { level: Some(level), season: Some(Transition::complex(b)) },
        }
    }
}

/// The states: that of the level, and one for each period of the season (`ring[t % m]` for the value
/// at `t`, from 0).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) level: Pair,
    pub(super) ring: Vec<Pair>,
}

impl State {
    /// A first guess; [`backcast`] replaces it. `y` has at least `2 m` values if there is a season.
    pub(super) fn guess(y: &[f64], season: Season, m: usize) -> Self {
        let mean = |y: &[f64]| y.iter().sum::<f64>() / y.len() as f64;
        let pair = |v: f64| [v, v / 1.1];
        match season {
            Season::No => Self { level: pair(mean(&y[..y.len().min(10)])), ring: Vec::new() },
            Season::Simple => Self { level: [0.0; 2], ring: y[..m].iter().map(|v| pair(*v)).collect() },
            Season::Partial | Season::Full => {
                let imaginary = if season == Season::Full { 1.0 / 1.1 } else { 0.0 };
                let figure = figure(y, m, Combine::Add);
                let ring = figure.into_iter().map(|v| [v, v * imaginary]).collect();
                Self { level: pair(mean(&y[..m])), ring }
            }
        }
    }

    /// Moves all states one step (the seasonal ones one season) on, without an error.
    fn advance(&mut self, moves: &Moves) {
        if let Some(level) = moves.level {
            self.level = level.step(self.level, 0.0);
        }
        if let Some(season) = moves.season {
            for x in &mut self.ring {
                *x = season.step(*x, 0.0);
            }
        }
    }
}

/// Runs through `y` forwards, backwards and forwards again, so that the first states are those which
/// the model itself expects before the series, and leaves in `state` those after the end. Returns the
/// sum of squared errors of the last pass (backcasting).
pub(super) fn backcast(y: &[f64], moves: &Moves, state: &mut State) -> f64 {
    pass::<true>(y, moves, state, |_, _| ());
    state.advance(moves);
    pass::<false>(y, moves, state, |_, _| ());
    state.advance(moves);
    pass::<true>(y, moves, state, |_, _| ())
}

/// [`backcast`], telling `see` the number of values and the states before each step of the last pass.
pub(super) fn watched(y: &[f64], moves: &Moves, state: &mut State, see: impl FnMut(usize, &State)) {
    pass::<true>(y, moves, state, |_, _| ());
    state.advance(moves);
    pass::<false>(y, moves, state, |_, _| ());
    state.advance(moves);
    pass::<true>(y, moves, state, see);
}

/// One pass over `y`, forwards from its first value or backwards from its last; returns the sum of
/// squared errors.
pub(super) fn pass<const FORWARD: bool>(
    y: &[f64],
    moves: &Moves,
    state: &mut State,
    see: impl FnMut(usize, &State),
) -> f64 {
    match (moves.level, moves.season) {
        (Some(level), Some(season)) => run::<FORWARD, true, true>(y, &level, &season, state, see),
        (Some(level), None) => run::<FORWARD, true, false>(y, &level, &level, state, see),
        (None, Some(season)) => run::<FORWARD, false, true>(y, &season, &season, state, see),
        (None, None) => 0.0,
    }
}

fn run<const FORWARD: bool, const LEVEL: bool, const SEASON: bool>(
    y: &[f64],
    level: &Transition,
    season: &Transition,
    state: &mut State,
    mut see: impl FnMut(usize, &State),
) -> f64 {
    let (n, m) = (y.len(), state.ring.len().max(1));
    let mut at = if FORWARD || !SEASON { 0 } else { (n - 1) % m };
    let mut squares = 0.0;
    for i in 0..n {
        see(i, state);
        let value = if FORWARD { y[i] } else { y[n - 1 - i] };
        let mut error = value;
        if LEVEL {
            error -= state.level[0];
        }
        if SEASON {
            error -= state.ring[at][0];
        }
        squares += error * error;
        if LEVEL {
            state.level = level.step(state.level, error);
        }
        if SEASON {
            state.ring[at] = season.step(state.ring[at], error);
            at = match (FORWARD, at) {
                (true, _) => {
                    if at + 1 == m {
                        0
                    } else {
                        at + 1
                    }
                }
                (false, 0) => m - 1,
                (false, _) => at - 1,
            };
        }
    }
    squares
}
