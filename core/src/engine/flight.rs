//! One worker per turn within a process: the others wait for its outcome instead of failing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::lead::TurnId;

type Lane = Arc<tokio::sync::Mutex<()>>;

/// The turns in flight.
#[derive(Default)]
pub(super) struct Flights {
    lanes: Mutex<HashMap<TurnId, Lane>>,
}

/// The right to work a turn, within this process.
pub(super) struct Flight {
    _guard: OwnedMutexGuard<()>,
}

impl Flights {
    /// Waits until nobody else in this process works the turn.
    pub(super) async fn board(&self, turn: TurnId) -> Flight {
        let lane = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            // A lane that only the map holds is nobody's: turns do not pile up.
            lanes.retain(|_, lane| Arc::strong_count(lane) > 1);
            Arc::clone(lanes.entry(turn).or_default())
        };
        Flight { _guard: lane.lock_owned().await }
    }
}
