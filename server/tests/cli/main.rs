//! Tests of the `almanac` binary: `forecast`, `backtest`, `doctor`, `migrate`, the device, and what a kill leaves behind.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]
#![expect(clippy::expect_used, reason = "a test that cannot go on must fail")]

mod backtest;
mod commands;
mod device;
mod forecast;
mod holidays;
mod insight;
mod kill;
mod metrics;
mod operator;
mod process;
mod running;
mod static_drivers;
mod stop;
