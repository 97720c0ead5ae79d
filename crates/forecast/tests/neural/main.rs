//! The neural models as a caller sees them: learning, saving, rolling forward.
#![cfg(feature = "train")]

mod artifact;
mod bike;
mod data;
mod training;
