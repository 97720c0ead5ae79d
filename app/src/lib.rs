//! Almanac: app.
