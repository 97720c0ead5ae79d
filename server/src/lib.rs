//! The `almanac` binary as a library, so that tests can start its parts.
//!
//! # How to add an endpoint
//!
//! 1. A handler in [`api::v1`], in the file of its noun: extract, one call of `almanac-service`, answer.
//! 2. Its `#[utoipa::path]` gives method and path; list it in the `routes` of the file. Router and
//!    OpenAPI document both come from there.
//! 3. The tests in `tests/http` walk the OpenAPI document: anonymous, foreign and viewer requests to the
//!    new route are tested from the first day. Add its own test beside those of its noun.

pub mod api;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod device;
pub mod http;
pub mod mail;
pub mod outbound;
pub mod telemetry;
