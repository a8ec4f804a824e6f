//! What goes into and comes out of the store's operations.

use std::time::Duration;

use serde_json::json;
use tokio::sync::oneshot;

use crate::audit::Head;
use crate::clock::Timestamp;
use crate::consent::{Cleared, ConsentState, Event, EventKind, PermitKind, Reading, Scope, Standing};
use crate::error::{Error, ErrorKind, Result};
use crate::lead::{
    Account, AccountId, Channel, ConversationId, Inbound, Lead, LeadId, Listing, Message, OutboundId,
    Outreach, OutreachPurpose, Pii, Purpose, TurnId,
};
use crate::redact::Vault;
use crate::token::Usage;

/// How a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutcomeKind {
    /// An answer may be sent.
    Reply,
    /// What the business writes first may be sent.
    Outreach,
    /// A fixed text may be sent.
    Notice,
    /// Nothing may be sent.
    Silent,
    /// Nothing may be sent yet.
    Deferred,
    /// A human must go on; a holding text may be sent where there is one.
    Handoff,
    /// A later message is answered instead.
    Superseded,
    /// A streamed answer was stopped on its way; what was released counts as the one send.
    Withdrawn,
}

impl OutcomeKind {
    /// Every kind of outcome.
    pub const ALL: [OutcomeKind; 8] = [
        OutcomeKind::Reply,
        OutcomeKind::Outreach,
        OutcomeKind::Notice,
        OutcomeKind::Silent,
        OutcomeKind::Deferred,
        OutcomeKind::Handoff,
        OutcomeKind::Superseded,
        OutcomeKind::Withdrawn,
    ];

    /// The kind's name in snake case.
    pub fn as_str(self) -> &'static str {
        match self {
            OutcomeKind::Reply => "reply",
            OutcomeKind::Outreach => "outreach",
            OutcomeKind::Notice => "notice",
            OutcomeKind::Silent => "silent",
            OutcomeKind::Deferred => "deferred",
            OutcomeKind::Handoff => "handoff",
            OutcomeKind::Superseded => "superseded",
            OutcomeKind::Withdrawn => "withdrawn",
        }
    }
}

/// Who wrote a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Author {
    /// A model, checked by the guard.
    Model,
    /// The composer, from approved replies and the facts on file; which of an account's own, a model may have chosen.
    Composer,
    /// Nobody: it is a fixed text.
    Notice,
    /// The business: it is an outreach.
    Business,
}

impl Author {
    /// The author's name: `model`, `composer`, `notice` or `business`.
    pub fn as_str(self) -> &'static str {
        match self {
            Author::Model => "model",
            Author::Composer => "composer",
            Author::Notice => "notice",
            Author::Business => "business",
        }
    }
}

/// What the store keeps of how a turn ended: no text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredOutcome {
    /// The turn.
    pub turn: TurnId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its lead.
    pub lead: LeadId,
    /// How it ended.
    pub kind: OutcomeKind,
    /// The rules that decided. What does not look like a rule's id is kept as `(not-a-rule)`.
    pub reasons: Vec<String>,
    /// The outbound, where a text was handed out.
    pub outbound: Option<OutboundId>,
    /// Until when it waits, where it is deferred.
    pub until: Option<Timestamp>,
    /// The turn that answers instead, where it is superseded.
    pub by: Option<TurnId>,
    /// The state of consent on the message's channel afterwards.
    pub consent: ConsentState,
    /// Who wrote the text.
    pub author: Option<Author>,
    /// The model's tokens, all its calls together.
    pub usage: Option<Usage>,
    /// The audit trail's head with this outcome in it.
    pub audit_head: Head,
}

/// What came of a consent record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Recorded {
    /// Whose contact point it is; `None` where nobody on file has it.
    pub lead: Option<LeadId>,
    /// The state on the contact point's channel afterwards, for answering what the person writes.
    pub state: ConsentState,
    /// Whether any state changed.
    pub changed: bool,
    /// The audit trail's head with this record in it.
    pub audit_head: Head,
}

/// One event of an account's consent, and whose it is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// Its place among the account's events, from 1.
    pub place: u64,
    /// The contact point, as a keyed hash; `None` where a record names a channel without one.
    pub contact: Option<[u8; 32]>,
    /// The lead, where one is known.
    pub lead: Option<LeadId>,
    /// The turn whose message brought it about.
    pub turn: Option<TurnId>,
    /// The event.
    pub event: Event,
    /// The words that it rests on, where they were asked for and are still kept.
    pub words: Option<Pii<String>>,
}

impl LedgerEntry {
    /// The contact point's keyed hash in hex.
    pub fn contact_hash(&self) -> Option<String> {
        self.contact.map(hex::encode)
    }

    /// The entry as one JSON object, under the names of ISO/IEC TS 27560 where it has one. Words are not in it.
    pub fn to_json(&self, account: &AccountId) -> String {
        let (channel, purpose) = match self.event.scope {
            Scope::Channel(channel) => (channel.as_str(), "all"),
            Scope::Purpose(channel, purpose) => (channel.as_str(), purpose.as_str()),
            Scope::Everything => ("all", "all"),
        };
        let state = match self.event.kind {
            EventKind::Inquiry => "implied",
            EventKind::OptIn | EventKind::WrittenOptIn => "given",
            EventKind::OptOut => "withdrawn",
            EventKind::WrongParty | EventKind::Halt | EventKind::Undeliverable | EventKind::Erased => {
                "invalidated"
            }
            EventKind::Confirmed | EventKind::Acknowledged => "notified",
        };
        json!({
            "schema_version": "closr-consent-1",
            "record_id": format!("{}/{}", account.as_str(), self.place),
            "pii_controller": account.as_str(),
            "pii_principal_id": self.lead.map(|lead| lead.to_string()),
            "contact_hash": self.contact_hash(),
            "turn": self.turn.map(|turn| turn.to_string()),
            "channel": channel,
            "purpose": purpose,
            "event": {
                "event_time": self.event.at,
                "event_type": self.event.kind,
                "event_state": state,
                "entity_id": self.event.source,
                "rule": self.event.rule,
            },
        })
        .to_string()
    }
}

/// What is on file of a contact point's consent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ContactConsent {
    /// Its channel.
    pub channel: Channel,
    /// Whose it is; `None` where nobody on file has it.
    pub lead: Option<LeadId>,
    /// The state for each purpose.
    pub states: Vec<(Purpose, ConsentState)>,
    /// Its own events, oldest first, with their words.
    pub history: Vec<LedgerEntry>,
}

/// A lead whose rows are deleted, so that its key may be destroyed. Only the store makes one.
#[derive(Debug)]
pub(crate) struct Emptied {
    account: AccountId,
    lead: LeadId,
}

/// What opens copies of the key store from before a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyCopies {
    /// There are none: it is in memory.
    Nowhere,
    /// The master key as it is now.
    Open,
    /// A copy of a master key that was replaced since.
    NeedOldMaster,
    /// The master key as it was then, which is kept elsewhere.
    Elsewhere,
}

/// A lead whose rows are deleted and whose key is destroyed, so that its erasure may be told as done; and which master key was the
/// newest when it was.
#[derive(Debug)]
pub(crate) struct Keyless(Emptied, u64);

#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
impl Emptied {
    pub(super) fn of(account: &AccountId, lead: LeadId) -> Emptied {
        Emptied { account: account.clone(), lead }
    }

    pub(super) fn account(&self) -> &AccountId {
        &self.account
    }

    pub(super) fn lead(&self) -> LeadId {
        self.lead
    }

    pub(super) fn without_key(self, generation: u64) -> Keyless {
        Keyless(self, generation)
    }
}

#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
impl Keyless {
    pub(super) fn account(&self) -> &AccountId {
        self.0.account()
    }

    pub(super) fn lead(&self) -> LeadId {
        self.0.lead()
    }

    pub(super) fn generation(&self) -> u64 {
        self.1
    }
}

/// An erasure that is done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Erasure {
    pub(crate) lead: LeadId,
    pub(crate) at: Timestamp,
    pub(crate) counts: ErasureCounts,
    /// What opens copies of the key store from before it.
    pub(crate) copies: KeyCopies,
    pub(crate) audit_head: Head,
}

/// What an erasure deleted, and what of the lead's it kept.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct ErasureCounts {
    pub(crate) contact_points: u64,
    pub(crate) conversations: u64,
    pub(crate) messages: u64,
    /// Emptied, and kept as tombstones.
    pub(crate) turns: u64,
    pub(crate) inquiries: u64,
    /// Stops on file at the lead's contact points.
    pub(crate) suppressions: u64,
    pub(crate) evidence: u64,
    /// The last year in which any of the evidence is kept.
    pub(crate) evidence_year: Option<i16>,
    /// What the lead asked for about its data, this erasure among it.
    #[serde(default)]
    pub(crate) requests: u64,
    /// Which master key was the newest when the lead's key was destroyed.
    #[serde(default)]
    pub(crate) generation: u64,
}

/// An inbound message to claim.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) account: AccountId,
    /// The id that its turn is to have.
    pub(crate) turn: TurnId,
    /// Whether this process goes on with the turn at once.
    pub(crate) begin: bool,
    pub(crate) inbound: Inbound,
    pub(crate) reading: Reading,
    /// The consent events that the reading amounts to, an `Inquiry` among them.
    pub(crate) events: Vec<Event>,
}

/// An outreach to claim.
#[derive(Clone, Debug)]
pub(crate) struct ClaimOutreach {
    pub(crate) account: AccountId,
    /// The id that its turn is to have.
    pub(crate) turn: TurnId,
    pub(crate) outreach: Outreach,
}

/// What a transaction did, before its commit is durable: nothing that rests on it may leave the process until then.
#[derive(Debug)]
#[must_use]
pub(crate) struct Ahead<T> {
    value: T,
    commit: Durable,
}

impl<T> Ahead<T> {
    #[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
    pub(crate) fn new(value: T, commit: Durable) -> Ahead<T> {
        Ahead { value, commit }
    }

    /// Waits for the commit; an error is the commit's, and nothing was done.
    pub(crate) async fn durable(mut self) -> Result<T> {
        self.commit.wait().await?;
        Ok(self.value)
    }

    /// What was done, to go on with while it is committed.
    pub(crate) fn split(self) -> (T, Durable) {
        (self.value, self.commit)
    }
}

/// A commit under way.
#[derive(Debug, Default)]
#[must_use]
pub(crate) struct Durable(Option<oneshot::Receiver<Result<()>>>);

impl Durable {
    #[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
    pub(crate) fn once(committed: oneshot::Receiver<Result<()>>) -> Durable {
        Durable(Some(committed))
    }

    /// Waits for the commit's end, once; its error is not to be ignored.
    pub(crate) async fn wait(&mut self) -> Result<()> {
        match self.0.take() {
            Some(committed) => committed.await.unwrap_or_else(|_| Err(given_up())),
            None => Ok(()),
        }
    }
}

/// The store dropped an operation without an answer: it panicked.
pub(crate) fn given_up() -> Error {
    Error::new(ErrorKind::Unexpected, "the store gave up an operation and undid it: report this")
}

/// What became of a claim.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub(crate) turn: TurnId,
    pub(crate) conversation: ConversationId,
    pub(crate) lead: LeadId,
    /// The message had been claimed before, by the same words: this is its turn.
    pub(crate) repeat: bool,
    /// The turn as `begin` gives it, where that was asked for and nobody else holds the conversation.
    pub(crate) open: Option<Box<OpenTurn>>,
}

/// What is left to do of a turn.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// Nothing: it is done.
    Done(Box<StoredOutcome>),
    /// Go on from `progress`.
    Open(Box<OpenTurn>),
    /// It is an outreach: go on from `progress`.
    Outreach(Box<OpenOutreach>),
}

/// A turn that this process holds, and all that its decision and its answer rest on, read on one snapshot.
#[derive(Clone, Debug)]
pub(crate) struct OpenTurn {
    pub(crate) inbound: Inbound,
    pub(crate) reading: Reading,
    pub(crate) progress: Progress,
    /// All events of the turn's contact point, and of the lead's other contact points those that tighten.
    pub(crate) standing: Standing,
    pub(crate) recalled: Recalled,
}

/// As an [`OpenTurn`], for a turn that answers no message: what would ask a model cannot take it.
#[derive(Clone, Debug)]
pub(crate) struct OpenOutreach {
    pub(crate) purpose: OutreachPurpose,
    /// The business's words; empty where a template has them.
    pub(crate) text: Pii<String>,
    pub(crate) template: Option<String>,
    /// The listing that they speak of.
    pub(crate) listing: Option<String>,
    pub(crate) progress: Progress,
    pub(crate) standing: Standing,
    pub(crate) recalled: Recalled,
}

/// How far a turn had come.
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// Claimed and read. If a process worked it before, the model may have been asked, and the call may be billed.
    Claimed,
    /// An answer is kept: ask for its permit. An outbound whose permit expired is here too, with its
    /// answer, and is permitted afresh under the same id.
    Answered(Answer),
    /// An outbound is permitted and its permit lives: redeem it.
    Permitted(OutboundId),
}

/// A checked answer, before its permit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) text: Pii<String>,
    pub(crate) author: Author,
    /// What the turn will have been: `Reply`, `Outreach`, `Notice` or `Handoff`.
    pub(crate) kind: OutcomeKind,
    pub(crate) permit: PermitKind,
    pub(crate) reasons: Vec<String>,
    pub(crate) usage: Option<Usage>,
}

/// What an answer rests on.
#[derive(Clone, Debug)]
pub(crate) struct Recalled {
    pub(crate) account: Account,
    /// The lead's record; for a visitor who is not verified, an empty one.
    pub(crate) lead: Lead,
    pub(crate) verified: bool,
    /// The conversation's first message to the lead is still to come.
    pub(crate) first: bool,
    /// The listing that the message names, the conversation's, those of the lead's visits, and where the
    /// account has three or fewer, the rest, newest first.
    pub(crate) listings: Vec<Listing>,
    /// The conversation's last 50 messages that were really sent or received, oldest first, this turn's not
    /// included (messages of a burst that this turn answers are).
    pub(crate) history: Vec<Message>,
    pub(crate) vault: Vault,
}

/// A request for a permit.
#[derive(Clone, Debug)]
pub(crate) struct PermitRequest {
    pub(crate) account: AccountId,
    pub(crate) turn: TurnId,
    pub(crate) answer: Answer,
    /// The conversation's vault, where asking the model has added to it.
    pub(crate) vault: Option<Vault>,
    /// How long the permit lives.
    pub(crate) life: Duration,
}

/// What became of a request for a permit.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "an outbox permits and redeems in two steps; it comes with the channels")
)]
pub(crate) enum Permitted {
    /// Redeem it within its life.
    Granted(OutboundId),
    /// Nothing may be sent: the turn is done with this outcome.
    Ended(Box<StoredOutcome>),
}

/// What became of a redemption.
#[derive(Debug)]
pub(crate) enum Redeemed {
    /// Send this, once.
    Cleared(Cleared, Box<StoredOutcome>),
    /// The permit's life was over: the outbound is pending, to be permitted afresh under the same id.
    Expired,
    /// Nothing may be sent any more: the turn is done with this outcome.
    Ended(Box<StoredOutcome>),
}

/// What became of a sentence of a streamed answer.
#[derive(Debug)]
pub(crate) enum Released {
    /// Show it.
    Cleared(Cleared),
    /// Nothing may be sent any more: the turn is done with this outcome.
    Ended(Box<StoredOutcome>),
}

/// The end of a streamed answer.
#[derive(Clone, Debug)]
pub(crate) struct Conclude {
    pub(crate) account: AccountId,
    pub(crate) outbound: OutboundId,
    pub(crate) kind: OutcomeKind,
    pub(crate) reasons: Vec<String>,
    pub(crate) usage: Option<Usage>,
}

/// The end of a turn that sends nothing.
#[derive(Clone, Debug)]
pub(crate) struct Finish {
    pub(crate) account: AccountId,
    pub(crate) turn: TurnId,
    pub(crate) kind: OutcomeKind,
    pub(crate) reasons: Vec<String>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) by: Option<TurnId>,
    pub(crate) usage: Option<Usage>,
    /// The conversation's vault, where a model was asked in vain: what it was shown keeps its placeholders.
    pub(crate) vault: Option<Vault>,
}
