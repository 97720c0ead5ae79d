//! What-if: drivers are moved, and a model in the browser says what follows.
//!
//! [`bench`] holds the state; [`engine`] talks to the worker (`public/whatif-worker.js`), which computes. A
//! drag sets one signal, sends one message, and the answer moves the points of the chart and a few texts:
//! nothing is rendered anew.

mod bench;
mod driver;
mod edits;
#[cfg(not(feature = "ssr"))]
mod engine;
mod goal;
mod page;
mod periods;
mod save;
mod totals;

pub(crate) use page::WhatIfPage;
