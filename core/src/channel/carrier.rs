//! What sends a cleared text, and what may become of it.

use async_trait::async_trait;

use crate::clock::Clock;
use crate::consent::{Cleared, RecordKind};
use crate::error::Error;
use crate::lead::{Channel, ContactPoint, SendState};

/// Sends cleared texts through a vendor.
///
/// # Contract
/// `send` makes one attempt, with no retries of its own: it releases the text just before it writes, and by the deadline it has an
/// answer or has given up. It says [`Sending::Refused`] only where nothing was sent for certain: it never began to
/// write, or the vendor says so. Whatever else goes wrong is [`Sending::Unknown`]. The outbound's id travels with the message, so
/// that what the vendor tells later can be told of it.
#[async_trait]
pub trait Carrier: Send + Sync + 'static {
    /// The vendor's name, for the audit trail: `a-z` and `_`.
    fn name(&self) -> &'static str;

    /// The channel that it serves.
    fn channel(&self) -> Channel;

    /// How many messages a second its sender may send; `None` where it has no limit.
    fn per_second(&self) -> Option<f64> {
        None
    }

    /// Sends one text to one contact point.
    async fn send(&self, cleared: Cleared, to: &ContactPoint, clock: &dyn Clock) -> Sending;
}

/// What became of an attempt to send.
#[derive(Clone, Debug)]
#[must_use]
pub enum Sending {
    /// The vendor has taken it.
    Sent(Receipt),
    /// Nothing was sent.
    Refused(Refusal),
    /// It may have been sent: the answer was lost. The error's kind is `OutcomeUnknown`.
    Unknown(Error),
}

/// The vendor's word that it has taken a message.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Receipt {
    /// The vendor's id of the message.
    pub message: String,
    /// How far it has come.
    pub state: SendState,
}

impl Receipt {
    /// A message that the vendor has taken.
    pub fn new(message: impl Into<String>, state: SendState) -> Receipt {
        Receipt { message: message.into(), state }
    }
}

/// Why nothing was sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// What was wrong. Its `retry` says whether the same message may be sent again.
    pub error: Error,
    /// What the refusal says of the person's consent, as in an `OptOut`.
    pub consent: Option<RecordKind>,
    /// The vendor's code.
    pub code: Option<u32>,
}

impl Refusal {
    /// A refusal that says nothing of consent.
    pub fn new(error: Error) -> Refusal {
        Refusal { error, consent: None, code: None }
    }
}
