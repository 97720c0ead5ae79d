//! Almanac: service.
