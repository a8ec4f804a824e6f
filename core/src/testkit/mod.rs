//! Fakes that are real parts, for tests of closr and of code that uses it.
//!
//! The scripted model is [`crate::provider::Script`], the store in memory
//! [`SqliteStore::in_memory`](crate::store::SqliteStore::in_memory).

mod clock;

pub use clock::{ManualClock, SeededRandom};
