//! The application: database, files, clock and limits, shared by all use cases.

use std::sync::Arc;

use almanac_domain::Clock;

use crate::{Error, Result, Settings};

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    settings: Settings,
    clock: Arc<dyn Clock>,
}

impl App {
    /// Opens database and files, migrates, and removes what a crash left behind.
    pub async fn open(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self> {
        Ok(Self(Arc::new(Inner { settings, clock })))
    }

    /// Whether database and files answer.
    pub async fn ready(&self) -> Result<()> {
        Err(Error::internal("not built"))
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }
}
