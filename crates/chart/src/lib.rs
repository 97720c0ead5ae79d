//! Almanac: chart.
