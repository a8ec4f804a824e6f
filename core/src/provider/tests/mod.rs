//! Tests that need the whole room: real sockets, and time that stands still.

#[cfg(all(feature = "provider-openai", feature = "provider-hosted"))]
mod faults;
#[cfg(feature = "provider-openai")]
mod rules;
pub(super) mod scene;
#[cfg(all(feature = "provider-openai", feature = "provider-hosted"))]
mod tongue;
