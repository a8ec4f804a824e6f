//! Answers without a model: approved replies and the facts on file.
//!
//! Promises: it is right or silent. Every word is an approved reply (`phrase`) or a fact of the records given; what is not
//! on file is said to be not on file and handed to a person; the same input gives the same answer; on SMS an answer
//! fits the account's segments, with the disclosure when it is the first. The engine may use it, and nobody below.

mod answer;
mod approved;
mod fact;
mod fixed;
mod follow;
mod format;
mod intent;
mod phrase;
mod rules;
mod sift;
mod sms;
mod target;
mod topic;
mod typo;
mod when;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use answer::NOT_UNDERSTOOD;
pub(crate) use approved::{filled, offered};
pub(crate) use fixed::closing;
pub use fixed::{disclosure, notice};
pub(crate) use format::open_houses;
pub(crate) use words::spoken;

use crate::clock::Timestamp;
use crate::lead::{Account, Channel, Lead, Listing, Message};

/// A message to answer.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Ask<'a> {
    /// The channel.
    pub channel: Channel,
    /// Now.
    pub now: Timestamp,
    /// The business.
    pub account: &'a Account,
    /// The lead; an empty record for a visitor who is not verified.
    pub lead: &'a Lead,
    /// The facts on file, the one that is talked about first.
    pub listings: &'a [Listing],
    /// The earlier messages.
    pub history: &'a [Message],
    /// The words to answer.
    pub inbound: &'a str,
    /// The one qualifying question that may close the answer.
    pub question: Option<&'a str>,
}

impl<'a> Ask<'a> {
    /// A first message from somebody of whom nothing is known.
    pub fn new(
        channel: Channel,
        now: Timestamp,
        account: &'a Account,
        lead: &'a Lead,
        inbound: &'a str,
    ) -> Ask<'a> {
        Ask { channel, now, account, lead, listings: &[], history: &[], inbound, question: None }
    }
}

impl std::fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask").field("channel", &self.channel).field("now", &self.now).finish_non_exhaustive()
    }
}

/// An answer.
///
/// `text` and `handoff` are apart: a text with a handoff is right to send *and* leaves work for a person (it may say so:
/// "I'll ask Dana"); no text with a handoff is a silence that a person must look at.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Composed {
    /// The text, disclosure not included; `None` where there is nothing right to say.
    pub text: Option<String>,
    /// What was asked, in the order asked, as in `price`, `showing`; `unknown` where nothing was understood.
    pub intents: Vec<&'static str>,
    /// Why a human must go on, as in `compose.not_on_file`.
    pub handoff: Option<&'static str>,
    /// Whether something was asked that is answered in fixed words, the same for everybody: fair housing, law, lending
    /// (SAFE Act, 12 USC 5101), tax, forecasts, referrals (RESPA section 8, 12 USC 2607; read 2026-11-22), commission, payments, what the other side wants, whether a machine writes. No model should answer it instead.
    pub fixed: bool,
}

/// Answers from approved replies and the facts on file.
pub fn compose(ask: &Ask<'_>) -> Composed {
    answer::answer(ask)
}
