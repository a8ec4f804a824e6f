//! Tests that need the whole room: real sockets, and time that stands still.

#[cfg(all(feature = "provider-openai", feature = "provider-hosted"))]
mod cassette;
#[cfg(all(feature = "provider-openai", feature = "provider-hosted"))]
mod faults;
#[cfg(all(feature = "provider-openai", feature = "provider-hosted"))]
mod rules;
pub(super) mod scene;
#[cfg(all(feature = "provider-openai", feature = "provider-hosted"))]
mod tongue;
