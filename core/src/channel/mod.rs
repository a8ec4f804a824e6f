//! What a channel's vendor tells us, and how a cleared text is sent through it.
//!
//! Every vendor has the same insides: `verify` says whether a [`Webhook`] is the vendor's own, `parse` what it tells, as
//! [`Incoming`]; both are pure. A [`Carrier`] sends one [`Cleared`](crate::consent::Cleared) before its deadline and says what
//! became of it: [`Sending`].
//!
//! Promises: what did not verify is not the vendor's; what a vendor says of consent only tightens; a refusal is certain that nothing was sent. Nothing
//! here stores anything or decides about consent. Engine may use this room; it uses `consent`, `lead`, `http`, `clock` and `error`.

mod carrier;
mod fault;
mod incoming;
pub mod twilio;
mod webhook;

pub use carrier::{Carrier, Receipt, Refusal, Sending};
#[cfg(feature = "channel-twilio")]
pub(crate) use fault::ChannelError;
pub use incoming::{Button, Incoming, Media, Received, Status};
pub use webhook::Webhook;
