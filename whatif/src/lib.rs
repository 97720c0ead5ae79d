//! The what-if engine for the browser: a saved neural model as a WebAssembly class.
//!
//! `public/whatif-worker.js` runs it in a Web Worker. Everything that can be said in plain Rust is in
//! `session`, which is tested natively; `binding` only translates types at the border.
//!
//! # Layout of numbers
//!
//! Drivers cross the border as one `Float64Array`, row by row: driver 0 for periods 0 to h − 1, then driver 1, …,
//! in the order of `describe().futr`. A forecast comes back as one `Float64Array` of `h × (1 + 2 × levels)`: the mean,
//! then for each level in ascending order the lower bounds and the upper bounds.

mod binding;
mod session;

pub use binding::WhatIf;
pub use session::Session;
