//! Almanac: store.
