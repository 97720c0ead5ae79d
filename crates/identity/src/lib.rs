//! Almanac: identity.
