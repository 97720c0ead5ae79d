//! The port to databases of others.

use std::fmt::Debug;
use std::sync::Arc;

use almanac_connect::{Connector, Error, Result};
use almanac_domain::source::SourceSettings;

/// Opens the way to databases of others.
pub trait Sources: Send + Sync + Debug {
    /// The way to one. Nothing is connected yet.
    ///
    /// # Errors
    /// Why there is none.
    fn open(&self, settings: &SourceSettings, password: Option<&str>) -> Result<Arc<dyn Connector>>;
}

/// No way to any: for commands that need none.
#[derive(Debug)]
pub struct NoSources;

impl Sources for NoSources {
    fn open(&self, _: &SourceSettings, _: Option<&str>) -> Result<Arc<dyn Connector>> {
        Err(Error::NotAllowed)
    }
}
