//! Attempts from one address come one after the other. Else the attempts of an office that signs in at nine o'clock,
//! each counted as wrong until it is found right, would look like ten wrong ones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// With more addresses than these, those at which nobody waits are forgotten.
const MANY: usize = 1_000;

/// Who is next, for each address.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits for one's turn, which lasts until the answer is dropped.
    pub(crate) async fn take(&self, address: String) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if turns.len() > MANY {
                turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            Arc::clone(turns.entry(address).or_default())
        };
        turn.lock_owned().await
    }
}
