//! The REST interface.

pub mod v1;
