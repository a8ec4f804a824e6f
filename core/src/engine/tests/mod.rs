//! Tests of the turn that need the crate's inside.

mod chosen;
mod closed;
mod composed;
mod crash;
mod delivered;
#[cfg(feature = "channel-sendgrid")]
mod mailed;
