//! closr answers a business's leads: in goes a lead's record and what the lead just wrote, out comes a reply that
//! may be sent, for which the model saw no direct identifier, or the reason why nothing may be sent.
//!
//! The example on [`Engine`] runs a conversation from the first question to STOP. Four types matter:
//!
//! - [`Engine`] is the one handle: [`Engine::for_account`] gives an account's view, whose `accept`, `work` and `reply`
//!   are a turn.
//! - [`Outcome`] is what came of a turn: how it ended, why, and where the audit trail stood.
//! - [`consent::Cleared`] is a text that may be sent: once, within its seconds.
//! - [`Pii`] is a personal value: nothing can show or serialise it by accident.
//!
//! The rooms below work on their own too: [`redact::Redactor`] puts placeholders in the stead of personal data,
//! [`consent::read`] says what a message asks for, [`guard::check`] whether a draft may go out, [`redact::preview`] what
//! a model would be shown.
//!
//! Records, messages and settings can be read from JSON ([`Lead::from_json`], [`EngineBuilder::from_json`],
//! [`guard::DraftRecord::from_json`] and others): strictly, with every fault at once, each by its path, with what would be
//! right and without a value.
//!
//! # What it does not do
//!
//! It sends nothing but what [`ForAccount::deliver`] is asked to, through the carriers that it is given: else the caller hands a
//! released text to its channel. It downloads nothing and calls no host that the
//! caller did not configure. It reads no environment variable but the one that
//! [`store::MasterKey::environment`] names; with `kms-aws`, AWS's SDK reads its own. It is not legal advice.
//!
//! How systems of this kind hurt people, and what stops it here, is in the [`manual`].
//!
//! # Features
//!
//! - `provider-openai` (default): models behind OpenAI's chat completions protocol.
//! - `provider-hosted` (default): Claude and Gemini by their makers' own protocols.
//! - `channel-sendgrid` (default): e-mail through SendGrid, and its webhooks.
//! - `channel-twilio` (default): text messages through Twilio.
//! - `store-sqlite`, `sqlite-bundled` (default): the embedded store; without `sqlite-bundled` the system's library.
//! - `store-postgres`: one PostgreSQL database for many processes.
//! - `kms-aws`, `kms-google`: the master key in AWS KMS or Google Cloud KMS.
//! - `testkit`: a clock that stands still and randomness that repeats, for tests.
//! - `cli`: the `closr` command.

#![cfg_attr(
    not(feature = "store-sqlite"),
    allow(dead_code, unused_imports, reason = "what only a store uses; the rooms work without one")
)]

pub mod audit;
pub mod channel;
#[cfg(feature = "cli")]
pub mod cli;
pub mod clock;
pub mod compose;
pub mod consent;
mod engine;
mod error;
pub mod guard;
#[cfg(any(feature = "provider-http", feature = "channel-twilio", feature = "channel-sendgrid"))]
mod http;
mod lead;
pub mod manual;
mod pattern;
pub mod prompt;
pub mod provider;
pub mod qualify;
pub mod redact;
pub mod rights;
pub mod store;
#[cfg(feature = "testkit")]
pub mod testkit;
pub mod token;

pub use clock::Timestamp;
pub use engine::*;
pub use error::{Error, ErrorKind, Fault, Result, Retry, Safe};
pub use lead::*;
pub use store::OutcomeKind;
