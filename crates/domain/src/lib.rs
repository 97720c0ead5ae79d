//! Almanac: domain.
