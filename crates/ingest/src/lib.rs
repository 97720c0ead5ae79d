//! Almanac: ingest.
