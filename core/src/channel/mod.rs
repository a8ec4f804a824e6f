//! What a channel's vendor tells us, and how a cleared text is sent through it.
//!
//! Every vendor has the same insides: `verify` says whether a [`Webhook`] is the vendor's own, `parse` what it tells, as
//! [`Incoming`]; both are pure. A [`Carrier`] sends one [`Cleared`](crate::consent::Cleared) before its deadline and says what
//! became of it: [`Sending`].
//!
//! Promises: what did not verify is not the vendor's; what a vendor says of consent only tightens; a refusal is certain that nothing was sent. Nothing
//! here stores anything or decides about consent. Engine may use this room; it uses `consent`, `lead`, `http`, `clock` and `error`.

mod carrier;
#[cfg(any(feature = "channel-twilio", feature = "channel-sendgrid"))]
mod exchange;
mod fault;
mod incoming;
pub mod one_click;
#[cfg(feature = "channel-sendgrid")]
pub mod sendgrid;
#[cfg(test)]
#[cfg(all(feature = "store-sqlite", any(feature = "channel-twilio", feature = "channel-sendgrid")))]
mod testing;
pub mod twilio;
mod webhook;

pub use carrier::{Carrier, Receipt, Refusal, Sending};
#[cfg(any(feature = "channel-twilio", feature = "channel-sendgrid"))]
pub(crate) use fault::ChannelError;
pub use incoming::{Attachment, Button, Incoming, Media, Other, Received, Status};
pub use webhook::Webhook;
