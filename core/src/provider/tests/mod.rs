//! Tests that need the whole room: real sockets, and time that stands still.

#[cfg(feature = "provider-openai")]
mod faults;
#[cfg(feature = "provider-openai")]
mod rules;
pub(super) mod scene;
