//! Almanac: whatif.
