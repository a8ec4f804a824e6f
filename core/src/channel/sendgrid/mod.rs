//! SendGrid: e-mail.
//!
//! [`verify`] each webhook before [`parse`] is asked what it tells; an Inbound Parse that is not signed is told by [`verify_secret`].
//! Answer with 200. What cannot be stored must not be acknowledged: SendGrid posts again what was answered with 500 or more.
//!
//! ```
//! use closr::channel::{Incoming, Webhook, sendgrid};
//! use closr::consent::RecordKind;
//!
//! let key = sendgrid::PublicKey::new(
//!     "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
//! )?;
//! let body = br#"[{"event": "spamreport", "email": "jane@example.com", "timestamp": 1795900000}]"#;
//! let webhook = Webhook::new("https://oak.example/sendgrid", [("Content-Type", "application/json")], body);
//!
//! assert!(sendgrid::verify(&webhook, &key).is_err()); // nobody has signed it
//! for incoming in sendgrid::parse(&webhook, &sendgrid::Groups::default())? {
//!     let Incoming::Consent(record) = incoming else { continue };
//!     assert_eq!(record.kind, RecordKind::OptOut);
//! }
//! # Ok::<(), closr::Error>(())
//! ```

mod config;
mod event;
mod form;
mod group;
mod mail;
mod parse;
mod send;
mod sender;
mod signature;
mod wire;

#[cfg(test)]
mod tests;

pub use config::SendGridConfig;
pub use group::Groups;
pub use parse::parse;
pub use send::SendGrid;
pub use signature::{PublicKey, verify, verify_secret};

/// The custom argument of a mail that names the outbound, which its events then carry.
const OUTBOUND: &str = "closr_outbound";
