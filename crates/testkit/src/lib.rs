//! Almanac: testkit.
