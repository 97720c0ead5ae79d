//! Almanac: frontend.
