//! What came of a turn.

use std::time::Duration;

use crate::audit::Head;
use crate::clock::Timestamp;
use crate::consent::{Cleared, ConsentState};
use crate::engine::Trace;
use crate::guard::Block;
use crate::lead::{ConversationId, LeadId, OutboundId, TurnId};
use crate::prompt::Receipt;
use crate::qualify::Qualification;
use crate::store::{Author, OutcomeKind, StoredOutcome};
use crate::token::Usage;

/// What came of a turn: a text that may be sent once, or the reason why nothing may be sent.
#[derive(Debug)]
pub struct Outcome {
    stored: StoredOutcome,
    cleared: Option<Cleared>,
    repeated: bool,
    gathered: Gathered,
}

/// What a turn gathered on its way.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) blocked: Vec<Block>,
    pub(super) receipt: Option<Receipt>,
    pub(super) trace: Option<Trace>,
    pub(super) qualification: Option<Qualification>,
}

impl Outcome {
    pub(super) fn new(stored: StoredOutcome, cleared: Option<Cleared>, gathered: Gathered) -> Outcome {
        Outcome { stored, cleared, repeated: false, gathered }
    }

    pub(super) fn repeated(stored: StoredOutcome) -> Outcome {
        Outcome { stored, cleared: None, repeated: true, gathered: Gathered::default() }
    }

    /// How the turn ended.
    pub fn kind(&self) -> OutcomeKind {
        self.stored.kind
    }

    /// The rules that decided, as in `consent.opted_out` or `guard.contradiction:hoa_usd_month`.
    pub fn reasons(&self) -> &[String] {
        &self.stored.reasons
    }

    /// The text, cleared for sending: once, and only from the call that did the work. A repeat has none.
    pub fn take_cleared(&mut self) -> Option<Cleared> {
        self.cleared.take()
    }

    /// Whether the turn had been done before this call, which then did nothing.
    pub fn is_repeated(&self) -> bool {
        self.repeated
    }

    /// The turn.
    pub fn turn(&self) -> TurnId {
        self.stored.turn
    }

    /// The conversation.
    pub fn conversation(&self) -> ConversationId {
        self.stored.conversation
    }

    /// The lead.
    pub fn lead(&self) -> LeadId {
        self.stored.lead
    }

    /// The outbound, where a text was permitted.
    pub fn outbound(&self) -> Option<OutboundId> {
        self.stored.outbound
    }

    /// Until when the turn waits, where it is deferred: work it again then.
    pub fn until(&self) -> Option<Timestamp> {
        self.stored.until
    }

    /// The turn that answers instead, where this one is superseded.
    pub fn superseded_by(&self) -> Option<TurnId> {
        self.stored.by
    }

    /// The state of consent on the message's channel.
    pub fn consent(&self) -> ConsentState {
        self.stored.consent
    }

    /// Who wrote the text, where there is one.
    pub fn author(&self) -> Option<Author> {
        self.stored.author
    }

    /// The model's tokens over all calls of the turn; `None` where no model was asked.
    pub fn usage(&self) -> Option<&Usage> {
        self.stored.usage.as_ref()
    }

    /// The audit trail's head with this outcome in it: keep it apart from the database, and a cut trail shows.
    pub fn audit_head(&self) -> &Head {
        &self.stored.audit_head
    }

    /// Why drafts of this turn were blocked, in order, the model's and the composer's, those that a repair mended too: only
    /// from the call that did the work, for the words are not stored. `reasons` and the audit trail keep the rest.
    pub fn blocked(&self) -> &[Block] {
        &self.gathered.blocked
    }

    /// What of the prompt was kept and cut, where one was rendered.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.gathered.receipt.as_ref()
    }

    /// What the model was shown and what it answered, where the engine was built with `trace`.
    pub fn trace(&self) -> Option<&Trace> {
        self.gathered.trace.as_ref()
    }

    /// What is known of the lead's wish with this message, and what a CRM should be told: only from the call that did the
    /// work, and where there was something to answer. [`ForAccount::qualify`](crate::ForAccount::qualify) reads it anew.
    pub fn qualification(&self) -> Option<&Qualification> {
        self.gathered.qualification.as_ref()
    }

    /// How long from `now` until the turn is due; `None` where it is not deferred.
    pub fn due_in(&self, now: Timestamp) -> Option<Duration> {
        self.stored.until.map(|until| until.since(now))
    }
}
