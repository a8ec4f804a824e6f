//! Keeps everything, as domain operations: each is one transaction.
//!
//! Promises P2-P5 rest here: consent is decided inside the transaction, a turn is a stored state
//! machine, every decision is audited where it is made, and every personal field is sealed.

mod correction;
mod delivery;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod envelope;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod fault;
mod held;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod keys;
#[cfg(all(
    any(feature = "kms-aws", feature = "kms-google"),
    any(feature = "store-sqlite", feature = "store-postgres")
))]
mod kms;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod link;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod master;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod master_key;
mod objection;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
#[macro_use]
mod operations;
#[cfg(feature = "store-postgres")]
mod postgres;
mod record;
mod request;
mod retention;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod rotation;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod seal;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod serve;
mod spend;
#[cfg(feature = "store-sqlite")]
mod sqlite;
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
mod wrap;

use async_trait::async_trait;

use crate::audit::{Entry, Head};
use crate::clock::Timestamp;
use crate::consent::{ConsentRecord, Event, Finding};
use crate::error::{Error, ErrorKind, Result, Safe};
use crate::lead::{
    Account, AccountId, Channel, ContactPoint, ConversationId, Lead, LeadId, Listing, Message, OutboundId,
    Pii, RequestId, TurnId,
};

pub use correction::{Corrected, Correction, Word};
pub use delivery::DeliveryState;
pub(crate) use delivery::{Due, Hand, Handover, Reported, SendReport, VendorWord};
pub(crate) use held::Held;
pub use held::{Delivered, HeldContact, HeldConversation, HeldEvent, HeldMessage, HeldOutreach};
#[cfg(all(feature = "kms-aws", any(feature = "store-sqlite", feature = "store-postgres")))]
pub use kms::AwsKms;
#[cfg(all(feature = "kms-google", any(feature = "store-sqlite", feature = "store-postgres")))]
pub use kms::{GoogleKms, GoogleLogin};
#[cfg(any(feature = "store-sqlite", feature = "store-postgres"))]
pub use master_key::MasterKey;
pub use objection::{Objection, Use};
#[cfg(feature = "store-postgres")]
pub use postgres::{PostgresConfig, PostgresStore};
pub(crate) use record::{
    Ahead, Answer, Claim, ClaimOutreach, Claimed, Conclude, Durable, Emptied, Erasure, ErasureCounts, Finish,
    KeyCopies, Keyless, OpenOutreach, OpenTurn, PermitRequest, Permitted, Progress, Recalled, Redeemed,
    Released, Work,
};
pub use record::{Author, ContactConsent, LedgerEntry, OutcomeKind, Recorded, StoredOutcome};
pub(crate) use request::StoredRequest;
pub use request::{Identity, RequestRecord, RequestStep, Right};
pub(crate) use retention::{Idle, IdlePage};
pub use spend::SpendCaps;
pub(crate) use spend::{SetAside, SpendCap, SpendRequest};
#[cfg(feature = "store-sqlite")]
pub use sqlite::{SqliteConfig, SqliteStore};

pub(crate) mod sealed {
    pub trait Sealed {}
}

/// A store. Sealed in version 1: closr ships the implementations.
///
/// # Contract
/// Each method is one transaction, which runs to its end even if its caller stops waiting. Records, `claim`, `claim_outreach`,
/// `clear`, `permit`, `redeem` and `finish` are durable when they return: they survive a power loss. `begin`
/// and `answered` survive the process being killed; after a power loss a turn may be one step
/// behind, and is worked from there. Whatever belongs to another account is `NotFound`, as if it were absent.
///
/// A message is known by (account, channel, sender, provider's id), and all of them only as keyed hashes.
#[async_trait]
#[allow(private_interfaces)]
pub trait Store: sealed::Sealed + Send + Sync + 'static {
    /// Creates or replaces an account.
    async fn put_account(&self, account: Account) -> Result<()>;

    /// The account, or `NotFound`.
    async fn account(&self, account: &AccountId) -> Result<Account>;

    /// Creates or replaces a listing of the account.
    async fn put_listing(&self, account: &AccountId, listing: Listing) -> Result<()>;

    /// Creates or replaces a lead, contact points included. It is found again by `external_id`, or else by any
    /// contact point that belongs to one lead alone, unless that lead and the record have different
    /// `external_id`s. Recorded consent tightens (an `OptOut` event where the record says opted out)
    /// and never loosens: `express` and `implied` are taken only where nothing is on file for the channel.
    async fn put_lead(&self, account: &AccountId, lead: Lead) -> Result<LeadId>;

    /// The lead, or `NotFound`; `Restricted` where it was erased.
    async fn lead(&self, account: &AccountId, lead: LeadId) -> Result<Lead>;

    /// Claims an inbound message once, by (account, channel, sender, provider's id), and commits its
    /// consent events and the data rights that it asks for with it. A sender nobody knows becomes a lead of its own; of leads who share a contact
    /// point, the one whose record is newest has written. The same id with another body keeps the first
    /// message, still commits what tightens among the events, and is `Conflict`, not to be retried.
    ///
    /// With `begin` set, a message that is new is leased to this process with the claim, and comes back as `begin` gives it;
    /// where another process holds its conversation it is claimed all the same, and not leased.
    async fn claim(&self, claim: Claim) -> Result<Claimed> {
        self.claim_ahead(claim).await?.durable().await
    }

    /// As `claim`, but returns as soon as a new message is claimed, while that is committed: the caller works on meanwhile.
    async fn claim_ahead(&self, claim: Claim) -> Result<Ahead<Claimed>>;

    /// Claims an outreach once, by (account, the business's id), and chooses the contact point that it goes to: of the
    /// channel's in the lead's record the first that no stop is on, else the first. The same id again is the same turn; with
    /// another lead, channel, purpose, listing or text it is `Conflict`, not to be retried. `NotFound` without the lead or the listing,
    /// `Restricted` where the lead was erased, `InputInvalid` where its record has no contact point of the channel, `ConfigInvalid`
    /// for marketing mail of an account without a postal address.
    async fn claim_outreach(&self, claim: ClaimOutreach) -> Result<Claimed>;

    /// Leases a turn to this process. `Conflict`, with the time to wait, while another process holds its
    /// conversation; a turn whose lease ran out is taken over. Each step renews the lease, and `answered`,
    /// `clear` and `permit` are `Conflict` once it was lost. Earlier turns of the conversation do not block: `decide`
    /// supersedes those that a later message stands for. A deferred turn is done until it is due.
    ///
    /// The same process may begin a turn again: who works it within the process is the engine's to see to.
    /// What the turn rests on comes with it; what was decided by it is decided again by `clear`, `permit` and `redeem`.
    async fn begin(&self, account: &AccountId, turn: TurnId) -> Result<Work>;

    /// Gives up this process's lease of a turn that cannot go on now, so that whoever comes next need not wait for it
    /// to run out.
    async fn let_go(&self, account: &AccountId, turn: TurnId) -> Result<()>;

    /// Keeps a checked answer that could not be cleared now, so that nobody asks the model again.
    async fn answered(&self, request: PermitRequest) -> Result<()>;

    /// What `permit` and `redeem` do, in one transaction under one decision: for who sends at once. Never `Expired`.
    async fn clear(&self, request: PermitRequest) -> Result<Redeemed>;

    /// Decides inside the transaction, and stores the sealed outbound with its audit entry: under the id that the
    /// turn's outbound has already, if it has one. A turn that may not be answered ends here: `Silent` when
    /// denied, `Superseded`, or `Deferred` with its answer kept.
    async fn permit(&self, request: PermitRequest) -> Result<Permitted>;

    /// Decides again, marks the outbound used and its turn done, and yields the text: once. `Conflict` the
    /// second time, not to be retried. The message is part of the history from here on, and a confirmation or acknowledgement
    /// is a `Confirmed` event. Needs no lease: an outbox may redeem what another process permitted.
    async fn redeem(&self, account: &AccountId, outbound: OutboundId) -> Result<Redeemed>;

    /// What `clear` and `redeem` do, for an outbox: the same transaction notes that the text is being sent, until the permit's deadline
    /// and a lease after it. A text of which nothing was sent is handed over again under a fresh decision.
    async fn hand_over(&self, handover: Handover) -> Result<Redeemed>;

    /// What became of a text that was handed over, and where it stands then. What the vendor has said meanwhile stands. A text that is
    /// given up leaves the history.
    async fn report(&self, report: SendReport) -> Result<DeliveryState>;

    /// What the vendor says of an outbound, in whatever order: it settles what was unknown. Idempotent; `NotFound` without the outbound.
    async fn heard(&self, word: VendorWord) -> Result<DeliveryState>;

    /// Notes as unknown the texts whose process did not report before its lease ran out.
    async fn lapse(&self, account: &AccountId) -> Result<Vec<OutboundId>>;

    /// What there is to send on a channel now: texts that wait, then open turns that no other process holds, at most `limit` of each.
    async fn due(&self, account: &AccountId, channel: Channel, limit: usize) -> Result<Vec<Due>>;

    /// The contact point that a turn's text goes to.
    async fn recipient(&self, account: &AccountId, turn: TurnId) -> Result<ContactPoint>;

    /// How far an outbound has come; `None` where no outbox had it and no vendor has told of it.
    async fn delivery(&self, account: &AccountId, outbound: OutboundId) -> Result<Option<DeliveryState>>;

    /// Ends a turn that sends nothing. One that is done keeps its outcome, which is returned; but what was handed
    /// out can still become `Withdrawn`.
    async fn finish(&self, finish: Finish) -> Result<StoredOutcome>;

    /// Adds a sentence to a streamed answer, under a fresh decision. The first words are permitted and redeemed
    /// as any answer, as `Withdrawn`: that is what the turn is, until it is concluded.
    async fn release(
        &self,
        account: &AccountId,
        outbound: OutboundId,
        words: Pii<String>,
    ) -> Result<Released>;

    /// Ends a streamed answer.
    async fn conclude(&self, conclude: Conclude) -> Result<StoredOutcome>;

    /// Sets money aside for a model's call, in one transaction with the look at what was spent: two calls at once cannot both have the
    /// last of it. The cap that forbids it otherwise.
    async fn set_aside(&self, request: SpendRequest) -> Result<std::result::Result<SetAside, SpendCap>>;

    /// Puts right what was set aside: so much was spent, in millionths of a dollar. Not twice.
    async fn settle(&self, aside: SetAside, spent: u64) -> Result<()>;

    /// Adds a second opinion to what was read of a turn's message, durably: a finding that tightens. Idempotent.
    async fn second_opinion(&self, account: &AccountId, turn: TurnId, finding: Finding) -> Result<()>;

    /// The outcome of a turn that is done; `None` while it is not, as when it was deferred and is due.
    async fn outcome(&self, account: &AccountId, turn: TurnId) -> Result<Option<StoredOutcome>>;

    /// A lead's messages over all its conversations, in order; `Restricted` where it was erased.
    async fn history(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Message>>;

    /// A lead's consent events and those of its contact points, in order.
    async fn consent(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Event>>;

    /// Puts records of consent on file, in one transaction. Each is taken or refused by itself: `Conflict` where something
    /// signed is older than a stop, `InputInvalid` where it is of the future. The same is not kept
    /// twice, unless it is later or brings new words. A contact point that nobody on file has is taken all the same, and holds for who comes with it.
    async fn record_consent(
        &self,
        account: &AccountId,
        records: Vec<ConsentRecord>,
    ) -> Result<Vec<Result<Recorded>>>;

    /// What is on file of a contact point, with the words that its events rest on.
    async fn consent_at(&self, account: &AccountId, contact: ContactPoint) -> Result<ContactConsent>;

    /// The account's consent events after the place `after`, in order, at most `limit`, without words.
    async fn ledger(&self, account: &AccountId, after: u64, limit: usize) -> Result<Vec<LedgerEntry>>;

    /// Says whether a person of the business answers in a conversation; while one does, no reply is granted. Idempotent.
    async fn set_human(&self, account: &AccountId, conversation: ConversationId, human: bool)
    -> Result<Head>;

    /// Keeps what a person of the business wrote in a conversation.
    async fn agent_wrote(
        &self,
        account: &AccountId,
        conversation: ConversationId,
        text: Pii<String>,
    ) -> Result<Head>;

    /// Says whether a lead's data is only stored: while it is, nothing is granted. Idempotent.
    async fn restrict(&self, account: &AccountId, lead: LeadId, restricted: bool) -> Result<Head>;

    /// Puts objections to uses of a lead's data on file, which closes its requests for that. To marketing it is a stop of that purpose
    /// at each of the lead's contact points, and for the lead on the channels that it has none of. Idempotent.
    async fn object(&self, account: &AccountId, lead: LeadId, to: Vec<Use>) -> Result<Head>;

    /// Takes objections back. Idempotent; `InputInvalid` for marketing, to which only what the person signs agrees again.
    async fn lift_objection(&self, account: &AccountId, lead: LeadId, to: Vec<Use>) -> Result<Head>;

    /// What a lead objects to; `Restricted` where it was erased.
    async fn objections(&self, account: &AccountId, lead: LeadId) -> Result<Vec<Objection>>;

    /// Puts a lead's record right and keeps what stood there, sealed beside it, which closes its requests for that. Idempotent.
    async fn correct(&self, account: &AccountId, lead: LeadId, correction: Correction) -> Result<Head>;

    /// Puts a request on file that came outside a conversation; those of messages are opened by `claim`, once for each message
    /// and right. `InputInvalid` where it is of the future, `Restricted` where the lead was erased.
    async fn open_request(&self, account: &AccountId, record: RequestRecord) -> Result<StoredRequest>;

    /// Notes what was done about a request. Idempotent; `Conflict` where it is closed otherwise, and where a deletion that
    /// has not been done is said to be. An erasure or a restriction closes what asked for it by itself.
    async fn step_request(
        &self,
        account: &AccountId,
        request: RequestId,
        step: RequestStep,
    ) -> Result<StoredRequest>;

    /// The request, or `NotFound`.
    async fn request(&self, account: &AccountId, request: RequestId) -> Result<StoredRequest>;

    /// The open requests that were received before a time, oldest first, at most 10,000.
    async fn open_requests(&self, account: &AccountId, before: Timestamp) -> Result<Vec<StoredRequest>>;

    /// A lead's requests, oldest first; they outlive its erasure.
    async fn requests_of(&self, account: &AccountId, lead: LeadId) -> Result<Vec<StoredRequest>>;

    /// What is held of a lead but what grows with every message; `Restricted` where it was erased, as the pages of the rest are.
    async fn held(&self, account: &AccountId, lead: LeadId) -> Result<Held>;

    /// A page of the lead's messages of a conversation, those after a place.
    async fn held_messages(
        &self,
        account: &AccountId,
        lead: LeadId,
        conversation: ConversationId,
        after: i64,
    ) -> Result<Vec<HeldMessage>>;

    /// A page of the lead's consent events with their words, those after a place.
    async fn held_events(&self, account: &AccountId, lead: LeadId, after: i64) -> Result<Vec<HeldEvent>>;

    /// A page of what the trail says of the lead, after an entry.
    async fn held_decisions(&self, account: &AccountId, lead: LeadId, after: u64) -> Result<Vec<Entry>>;

    /// Notes in the trail, by the name `what`, that the lead's data was handed out, and closes its requests for the rights
    /// that this answers.
    async fn handed_out(
        &self,
        account: &AccountId,
        lead: LeadId,
        what: Safe,
        rights: &'static [Right],
    ) -> Result<Head>;

    /// Says that a lead may not be erased, for a reason's code, or, with `None`, that it may. Idempotent.
    async fn hold(&self, account: &AccountId, lead: LeadId, reason: Option<Safe>) -> Result<Head>;

    /// Deletes a lead's rows and ends its turns, keeping what must outlive them: stops, evidence, the trail, and of each message
    /// keyed hashes. From here on the lead's data is `Restricted`. Idempotent; `Restricted` while a hold is on the lead.
    async fn begin_erasure(&self, account: &AccountId, lead: LeadId) -> Result<Emptied>;

    /// Looks at the leads after one, in the order of their ids, at most `limit`, and tells which were last heard of before a time.
    async fn idle_leads(
        &self,
        account: &AccountId,
        after: Option<LeadId>,
        before: Timestamp,
        limit: usize,
    ) -> Result<IdlePage>;

    /// What `begin_erasure` does, by a rule of retention, for a lead that was last heard of before a time, and that no hold, restriction
    /// or open request keeps; `None` where it is not such a lead any more.
    async fn expire(
        &self,
        account: &AccountId,
        lead: LeadId,
        before: Timestamp,
        rule: &'static str,
    ) -> Result<Option<Emptied>>;

    /// Deletes requests that were closed before a time, at most `limit`, or, where `dry`, only counts them.
    async fn drop_requests(
        &self,
        account: &AccountId,
        before: Timestamp,
        limit: usize,
        dry: bool,
    ) -> Result<u64>;

    /// Deletes words that consent rests on whose last year is over, at most `limit`, but those that a hold covers, or, where `dry`, only
    /// counts them; then destroys the keys of years of which none are left. `Unavailable` as `destroy_key` is.
    async fn expire_evidence(&self, account: &AccountId, limit: usize, dry: bool) -> Result<u64>;

    /// Destroys leads' keys, durably and for every process that has not used them. Idempotent; `Unavailable` while another
    /// process still reads a key store's file as it was.
    async fn destroy_keys(&self, emptied: Vec<Emptied>) -> Result<Vec<Keyless>>;

    /// As `destroy_keys`, one lead's.
    async fn destroy_key(&self, emptied: Emptied) -> Result<Keyless> {
        let mut keyless = self.destroy_keys(vec![emptied]).await?;
        keyless.pop().ok_or_else(|| Error::new(ErrorKind::Unexpected, "a key was not destroyed: report this"))
    }

    /// Says that an erasure is done. Idempotent.
    async fn end_erasure(&self, keyless: Keyless) -> Result<Erasure>;

    /// The leads whose erasure has begun and is not done.
    async fn open_erasures(&self, account: &AccountId) -> Result<Vec<LeadId>>;

    /// Turns that are not done and that no other process holds, deferred ones that are due included, oldest first, at most `limit`.
    async fn open_turns(&self, account: &AccountId, limit: usize) -> Result<Vec<TurnId>>;

    /// The account's trail in order, checked link by link and, where given, against a head it once had.
    /// `Corrupt` names the first bad, missing or cut entry.
    async fn verify_audit(&self, account: &AccountId, head: Option<Head>) -> Result<Head>;

    /// The entries of one lead, or of the whole account.
    async fn audit_trail(&self, account: &AccountId, lead: Option<LeadId>) -> Result<Vec<Entry>>;

    /// Makes a new master key and wraps each account's key under it, some at a time, then forgets the old one. What dies on the way is
    /// gone on with by the next call. Says how many accounts' keys were wrapped anew.
    async fn rotate_master_key(&self) -> Result<u64>;

    /// What opens copies of the key store of now.
    async fn key_copies(&self) -> Result<KeyCopies>;

    /// Waits for the operations under way and closes what the store holds open; later calls are `Unavailable`.
    /// Closing twice is fine, and so is not waiting for it: it then goes on by itself.
    async fn close(&self);
}
