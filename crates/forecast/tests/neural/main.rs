//! The neural models as a caller sees them: learning, saving, rolling forward.
#![cfg(feature = "train")]

#[cfg(test)]
mod artifact;
#[cfg(test)]
mod bike;
#[cfg(test)]
mod data;
#[cfg(test)]
mod fine_tune;
#[cfg(test)]
mod statics;
#[cfg(test)]
mod training;
