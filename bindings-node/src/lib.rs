//! The Node package's native half: arguments in, one call of the core, results and errors out.
//!
//! Records and results with many fields cross as JSON text, which `ts/wire.ts` spells as JavaScript does; everything
//! else crosses as it is. `ts/` checks types before it calls, so that no message here can quote a value.

pub mod channel;
pub mod cli;
pub mod consent;
pub mod engine;
mod error;
pub mod guard;
mod host;
pub mod lead;
pub mod prompt;
pub mod redact;
pub mod token;

use closr::consent::MessageLabel;
use closr::redact::Label;
use closr::{Channel, ErrorKind, OutcomeKind};
use napi_derive::napi;

/// The names that core defines, for the public package's constants.
#[napi(object, object_from_js = false)]
pub struct Names {
    /// The version of core.
    pub version: String,
    /// Every kind of error.
    pub error_kinds: Vec<&'static str>,
    /// Every kind of outcome.
    pub outcome_kinds: Vec<&'static str>,
    /// Every channel.
    pub channels: Vec<&'static str>,
    /// Every label of personal data.
    pub labels: Vec<String>,
    /// Every label of a message, the weightiest first.
    pub message_labels: Vec<&'static str>,
}

/// The names that core defines.
#[napi]
pub fn names() -> Names {
    Names {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        error_kinds: ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        outcome_kinds: OutcomeKind::ALL.iter().map(|kind| kind.as_str()).collect(),
        channels: Channel::ALL.iter().map(|channel| channel.as_str()).collect(),
        labels: Label::ALL.iter().map(Label::to_string).collect(),
        message_labels: MessageLabel::ALL.iter().map(|label| label.as_str()).collect(),
    }
}
