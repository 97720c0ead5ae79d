//! Almanac: query.
