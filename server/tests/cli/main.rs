//! Tests of the `almanac` binary: `forecast`, `backtest`, `doctor`, `migrate`, and what a kill leaves behind.

mod backtest;
mod commands;
mod forecast;
mod kill;
mod process;
