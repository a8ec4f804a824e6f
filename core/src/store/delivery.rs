//! What becomes of a text after it was handed to an outbox.

use std::time::Duration;

use crate::consent::RecordKind;
use crate::lead::{AccountId, OutboundId, SendState, TurnId};
use crate::store::PermitRequest;

/// How far an outbound has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryState {
    /// Nothing was sent yet; it is tried again when its time has come.
    Waiting,
    /// An outbox has it in hand.
    Sending,
    /// It may have been sent: its process died, or the vendor's answer was lost. It is never sent again; the vendor's word settles it.
    Unknown,
    /// Nothing was sent, and nothing will be: it is no part of the conversation.
    Refused,
    /// The vendor has it.
    Accepted,
    /// It has left the vendor.
    Sent,
    /// It has arrived.
    Delivered,
    /// It was read.
    Read,
    /// The vendor had it, and could not deliver it.
    Failed,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [DeliveryState; 9] = [
        DeliveryState::Waiting,
        DeliveryState::Sending,
        DeliveryState::Unknown,
        DeliveryState::Refused,
        DeliveryState::Accepted,
        DeliveryState::Sent,
        DeliveryState::Delivered,
        DeliveryState::Read,
        DeliveryState::Failed,
    ];

    /// The state's name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Sending => "sending",
            DeliveryState::Unknown => "unknown",
            DeliveryState::Refused => "refused",
            DeliveryState::Accepted => "accepted",
            DeliveryState::Sent => "sent",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Read => "read",
            DeliveryState::Failed => "failed",
        }
    }

    /// The vendor's word, where it is one.
    pub(crate) fn by_vendor(self) -> Option<SendState> {
        match self {
            DeliveryState::Accepted => Some(SendState::Accepted),
            DeliveryState::Sent => Some(SendState::Sent),
            DeliveryState::Delivered => Some(SendState::Delivered),
            DeliveryState::Read => Some(SendState::Read),
            DeliveryState::Failed => Some(SendState::Failed),
            DeliveryState::Waiting
            | DeliveryState::Sending
            | DeliveryState::Unknown
            | DeliveryState::Refused => None,
        }
    }
}

impl From<SendState> for DeliveryState {
    fn from(state: SendState) -> DeliveryState {
        match state {
            SendState::Accepted => DeliveryState::Accepted,
            SendState::Sent => DeliveryState::Sent,
            SendState::Delivered => DeliveryState::Delivered,
            SendState::Read => DeliveryState::Read,
            SendState::Failed => DeliveryState::Failed,
        }
    }
}

/// Something for an outbox to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// A turn that is open: its text is sent, if it comes to one.
    Turn(TurnId),
    /// A text that waits.
    Again(OutboundId),
}

impl Due {
    pub(crate) fn turn(self) -> TurnId {
        match self {
            Due::Turn(turn) => turn,
            Due::Again(outbound) => outbound.turn(),
        }
    }
}

/// Into whose hands a text is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// The caller's, who sends it.
    Caller,
    /// An outbox's, which says what became of it.
    Outbox,
}

/// A text that an outbox asks for. What it is given is `Sending` until it reports, or until its lease has run out: then it is `Unknown`.
#[derive(Clone, Debug)]
pub(crate) enum Handover {
    /// As [`Store::clear`](crate::store::Store::clear).
    Clear(Box<PermitRequest>),
    /// As [`Store::redeem`](crate::store::Store::redeem).
    Redeem(AccountId, OutboundId),
    /// One that waits, under a fresh decision and a fresh permit of this life.
    Again(AccountId, OutboundId, Duration),
}

/// What an outbox says of a text that it had in hand.
#[derive(Clone, Debug)]
pub(crate) struct SendReport {
    pub(crate) account: AccountId,
    pub(crate) outbound: OutboundId,
    pub(crate) carrier: &'static str,
    pub(crate) what: Reported,
    /// The vendor's code.
    pub(crate) code: Option<u32>,
}

/// What became of a text.
#[derive(Clone, Debug)]
pub(crate) enum Reported {
    /// The vendor has it, under this id.
    Sent { message: String, state: SendState },
    /// Nothing was sent, and it may be tried again, at the soonest after this long. After ten times of its own fault it is refused.
    Again { after: Duration, own_fault: bool },
    /// Nothing was sent, and nothing will be.
    Refused { consent: Option<RecordKind> },
    /// It may have been sent.
    Unknown,
}

/// What the vendor says later of a text.
#[derive(Clone, Debug)]
pub(crate) struct VendorWord {
    pub(crate) account: AccountId,
    pub(crate) outbound: OutboundId,
    pub(crate) message: String,
    pub(crate) state: SendState,
    pub(crate) code: Option<u32>,
}
