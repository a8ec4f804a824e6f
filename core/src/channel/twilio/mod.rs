//! Twilio: SMS, MMS and RCS.
//!
//! [`verify`] each webhook before [`parse`] is asked what it tells; [`silence`] or [`answer`] is what Twilio gets back. What cannot be
//! stored must not be acknowledged: answer with a status of 500 or more, and set a fallback URL in Twilio's console, which is called then.
//!
//! ```
//! use closr::channel::{Incoming, Webhook, twilio};
//! use closr::Channel;
//!
//! let body = b"MessageSid=SM2f0c&From=%2B15125550147&To=%2B15125550100&Body=Is+it+still+for+sale%3F";
//! let url = "https://oak.example/sms";
//! let headers = [("X-Twilio-Signature", "dhy6/KMQmKRrTz2JZ2QAc+Jx+a0=")];
//! let webhook = Webhook::new(url, headers, body);
//!
//! assert!(twilio::verify(&webhook, &"wrong token".into()).is_err());
//! for incoming in twilio::parse(&webhook)? {
//!     let Incoming::Message(message) = incoming else { continue };
//!     assert_eq!(message.inbound.channel, Channel::Sms);
//!     assert_eq!(message.inbound.text.expose(), "Is it still for sale?");
//! }
//! # Ok::<(), closr::Error>(())
//! ```

mod code;
#[cfg(feature = "channel-twilio")]
mod config;
mod parse;
#[cfg(feature = "channel-twilio")]
mod send;
mod signature;
mod twiml;
#[cfg(feature = "channel-twilio")]
mod wire;

#[cfg(test)]
mod tests;

#[cfg(feature = "channel-twilio")]
pub use config::TwilioConfig;
pub use parse::parse;
#[cfg(feature = "channel-twilio")]
pub use send::Twilio;
pub use signature::verify;
pub use twiml::{answer, silence};

/// The query parameter of a status callback that names the outbound.
const OUTBOUND: &str = "closr_outbound";
