//! Almanac: jobs.
