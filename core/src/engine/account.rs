//! The engine as one account's actor sees it: every call goes through here.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use crate::audit::{Entry, Head};
use crate::clock::{Clock, Timestamp};
use crate::consent::{ConsentRecord, Event};
use crate::engine::{Inner, Outcome, ReplyStream, outreach, turn};
use crate::error::{Error, ErrorKind, Result, Safe, safe};
use crate::lead::{
    Account, AccountId, ContactPoint, ConversationId, Inbound, Lead, LeadId, Listing, Message, Outreach, Pii,
    RequestId, TurnId,
};
use crate::qualify::{Qualification, Reading};
use crate::rights::{
    self, Access, Correction, ErasureReceipt, Exported, Objection, Recipient, Request, RequestRecord,
    RequestStep, Sweep, Swept, Use,
};
use crate::store::{ContactConsent, LedgerEntry, Recorded};

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor {
    /// The business's own software: every call.
    Service,
    /// A webhook's receiver: it hands messages in and may read nothing.
    Webhook,
}

impl Actor {
    /// Every actor.
    pub const ALL: [Actor; 2] = [Actor::Service, Actor::Webhook];

    /// The actor's name: `service` or `webhook`.
    pub fn as_str(self) -> &'static str {
        match self {
            Actor::Service => "service",
            Actor::Webhook => "webhook",
        }
    }
}

impl FromStr for Actor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Actor> {
        Actor::ALL
            .into_iter()
            .find(|actor| actor.as_str() == text)
            .ok_or_else(|| Error::new(ErrorKind::InputInvalid, "no such actor: use service or webhook"))
    }
}

/// An inbound message that is claimed: it is durable, and its consent findings are in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// The turn to `work`.
    pub turn: TurnId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its lead.
    pub lead: LeadId,
    /// The message had been accepted before.
    pub repeated: bool,
}

/// The engine as one account's actor sees it.
///
/// Ids of other accounts are `NotFound`, as if they did not exist. Cheap to clone.
#[derive(Clone)]
pub struct ForAccount {
    inner: Arc<Inner>,
    id: AccountId,
    actor: Actor,
}

impl ForAccount {
    pub(super) fn new(inner: Arc<Inner>, id: AccountId, actor: Actor) -> ForAccount {
        ForAccount { inner, id, actor }
    }

    /// The account's id.
    pub fn id(&self) -> &AccountId {
        &self.id
    }

    /// The clock that the engine goes by, as [`Cleared::release`](crate::consent::Cleared::release) wants it.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.surroundings.clock)
    }

    /// The account.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to a webhook.
    pub async fn account(&self) -> Result<Account> {
        self.only_service()?;
        self.inner.store.account(&self.id).await
    }

    /// Creates or replaces a listing.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Forbidden` to a webhook.
    pub async fn upsert_listing(&self, listing: Listing) -> Result<()> {
        self.only_service()?;
        self.inner.store.put_listing(&self.id, listing).await
    }

    /// Creates or replaces a lead, found again by `external_id` or by a contact point that is its alone.
    /// Recorded consent only tightens. By what the person was known in a record that is written over, they are hidden from models
    /// where it stands in old messages: it is kept as [`ForAccount::correct`] keeps it, of the newest 32 such records, and a
    /// stop at a contact point that goes binds the lead all the same.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Forbidden` to a webhook.
    pub async fn upsert_lead(&self, lead: Lead) -> Result<LeadId> {
        self.only_service()?;
        self.inner.store.put_lead(&self.id, lead).await
    }

    /// A lead's record.
    ///
    /// # Errors
    /// `NotFound`; `Restricted` where the lead was erased; `Forbidden` to a webhook.
    pub async fn lead(&self, lead: LeadId) -> Result<Lead> {
        self.only_service()?;
        self.inner.store.lead(&self.id, lead).await
    }

    /// Claims a message and puts what it says about consent in force, durably, and returns at once:
    /// what a webhook does before it answers. [`ForAccount::work`] does the rest.
    ///
    /// # Errors
    /// `Conflict` when the same message id came with another body before (a stop in it still counts);
    /// `NotFound` when the account does not exist; `Unavailable` when the store cannot answer: nothing was
    /// acknowledged, so let the channel deliver it again.
    pub async fn accept(&self, inbound: Inbound) -> Result<Accepted> {
        self.inner.open()?;
        turn::accept(&self.inner, &self.id, inbound).await
    }

    /// Does what is left of an accepted turn. Done twice, it returns the first outcome without its text.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` while another process works the conversation; the provider's errors, after which the
    /// turn stays open.
    pub async fn work(&self, turn: TurnId) -> Result<Outcome> {
        self.inner.open()?;
        turn::work(&self.inner, &self.id, turn).await
    }

    /// Answers a message: [`ForAccount::accept`], then [`ForAccount::work`].
    ///
    /// # Errors
    /// Those of both.
    pub async fn reply(&self, inbound: Inbound) -> Result<Outcome> {
        self.inner.open()?;
        turn::reply(&self.inner, &self.id, inbound).await
    }

    /// Answers a message as a stream: on web chat sentence by sentence, each released under a fresh look at
    /// consent; on SMS and e-mail steps only, and the text with the outcome.
    /// Dropping the stream cancels the provider's call.
    ///
    /// # Errors
    /// Those of [`ForAccount::reply`], as the stream's last item.
    pub fn reply_stream(&self, inbound: Inbound) -> ReplyStream {
        ReplyStream::start(Arc::clone(&self.inner), self.id.clone(), inbound)
    }

    /// Writes first to a lead, in the business's own words, under rules that are stricter than a reply's. No model is asked.
    ///
    /// It goes to the first contact point of the channel in the lead's record that no stop is on. The first message of a
    /// conversation begins with the disclosure, as any first reply does; marketing mail ends with the account's postal address and how to stop.
    /// The guard holds the words to the facts on file: what it blocks is a `Handoff` with its rules.
    ///
    /// - Consent: marketing by text needs what the person signed; a text or a mail about a transaction, that they agreed, or an inquiry
    ///   of the last three months (one that a lead's record states counts from when it was put on file); marketing mail, that they wrote
    ///   first or agreed. Otherwise the outcome is `Silent` with the rule, as in `SMS-15`; so it is while a person of the business has
    ///   the conversation, while a hold or a restriction is on the lead, and where somebody with that contact point was erased
    ///   and nobody has written from it since.
    /// - Hours: they are always kept, on every channel. The outcome is `Deferred` until they open: [`ForAccount::recover`] or
    ///   [`ForAccount::work`] goes on then, under a new look at everything.
    /// - Caps: three in 24 hours to a contact point where the person may be in Florida or Oklahoma, and everywhere the account's own
    ///   ([`Caps`](crate::Caps)). The outcome is `Deferred` with a rule as in `caps.day`.
    /// - A message of the lead's that comes in before it is permitted stands for it: it is `Superseded`.
    ///
    /// Done twice with the same id, it returns the first outcome without its text.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::{Account, Actor, Channel, Engine, Lead, Outreach, OutreachPurpose, OutcomeKind};
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main", "tz": "America/Chicago"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let jane = oak.upsert_lead(Lead::from_json(r#"{"phones": ["+15125550147"], "consent": {"sms": "express"}}"#)?).await?;
    /// let sale = Outreach::new("sale-7", jane, Channel::Sms, OutreachPurpose::Marketing, "Are you still looking?")?;
    /// let outcome = oak.reach_out(sale).await?;
    /// assert_eq!(outcome.kind(), OutcomeKind::Silent); // she agreed, and signed nothing
    /// assert_eq!(outcome.reasons(), ["SMS-15"]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `InputInvalid` where the lead's record has no contact point of the channel, or on a web chat; `NotFound` without the lead or the
    /// listing; `Restricted` where the lead was erased; `Conflict` when the same id came with another lead, channel, purpose, listing or
    /// text, or while another process works the conversation; `ConfigInvalid` for marketing mail of an account without a
    /// `postal_address`; `Forbidden` to a webhook.
    pub async fn reach_out(&self, outreach: Outreach) -> Result<Outcome> {
        self.only_service()?;
        outreach::reach_out(&self.inner, &self.id, outreach).await
    }

    /// The outcome of a turn; `None` while it is open.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to a webhook.
    pub async fn outcome(&self, turn: TurnId) -> Result<Option<Outcome>> {
        self.only_service()?;
        Ok(self.inner.store.outcome(&self.id, turn).await?.map(Outcome::repeated))
    }

    /// A lead's messages, oldest first.
    ///
    /// # Errors
    /// `NotFound`; `Restricted` where the lead was erased; `Forbidden` to a webhook.
    pub async fn history(&self, lead: LeadId) -> Result<Vec<Message>> {
        self.only_service()?;
        self.inner.store.history(&self.id, lead).await
    }

    /// What is known of a lead's wish, who said it, where the lead stands, and what a CRM should be told: read from the record
    /// and from all of the lead's messages, without a model. Nothing is stored.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::qualify::Stage;
    /// use closr::{Account, Actor, Channel, Engine, Inbound, Lead};
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let record = r#"{"phones": ["+15125550147"], "interest": {"intent": "buy", "budget_max_usd": 700000}}"#;
    /// let jane = oak.upsert_lead(Lead::from_json(record)?).await?;
    /// oak.reply(Inbound::new("SM1", Channel::Sms, "+15125550147", "actually more like 650. We move in May")?).await?;
    ///
    /// let qualified = oak.qualify(jane).await?;
    /// assert_eq!(qualified.slots.budget_max_usd.map(|known| known.value), Some(650_000));
    /// assert_eq!(qualified.stage, Stage::Qualified);
    /// assert_eq!(qualified.changes.len(), 2); // what the record does not have: the budget, and when
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Restricted` where the lead was erased, its data is only stored, or the person objected to being profiled;
    /// `Forbidden` to a webhook.
    pub async fn qualify(&self, lead: LeadId) -> Result<Qualification> {
        self.only_service()?;
        let store = &self.inner.store;
        let held = store.held(&self.id, lead).await?;
        if held.restricted {
            return Err(Error::new(
                ErrorKind::Restricted,
                "the lead's data is only stored, as the person asked: nothing is worked out of it until `unrestrict`",
            ));
        }
        if held.record.not_profiled {
            return Err(Error::new(
                ErrorKind::Restricted,
                "the person objected to being profiled: nothing is worked out of the lead's data until `lift_objection`",
            ));
        }
        let weights = store.account(&self.id).await?.score;
        let interest = held.record.interest;
        let history = store.history(&self.id, lead).await?;
        Ok(Reading::of(&interest, &history, None).qualification(&weights, self.inner.surroundings.now()))
    }

    /// A lead's consent events, oldest first.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to a webhook.
    pub async fn consent(&self, lead: LeadId) -> Result<Vec<Event>> {
        self.only_service()?;
        self.inner.store.consent(&self.id, lead).await
    }

    /// Puts on file what the person or the channel's provider said outside a conversation: a stop on the phone, a signed form,
    /// a bounce. It tightens; only what the person signed loosens, and only a stop that is older than the signature. It is
    /// in force when this returns, durably.
    ///
    /// A record is for a contact point, whether or not anybody on file has it: suppressions can be put on file
    /// before the leads are. The same is not kept twice, unless it is later or brings new words: those are kept as
    /// evidence, sealed apart from the lead, to the end of the fifth year after theirs.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::consent::{ConsentRecord, ConsentState, RecordKind};
    /// use closr::{Account, Actor, Engine};
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let stop = ConsentRecord::new(RecordKind::OptOut, "+15125550147".parse()?);
    /// let recorded = oak.record_consent(stop).await?;
    /// assert_eq!(recorded.state, ConsentState::OptedOut);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `InputInvalid` where it is of the future, or without what was signed; `Conflict` where what was signed is older
    /// than a stop, or the person is halted or erased; `NotFound` when the account does not exist; `Unavailable` when
    /// the store cannot answer, and nothing was kept; `Forbidden` to a webhook.
    pub async fn record_consent(&self, record: ConsentRecord) -> Result<Recorded> {
        self.record_consents(vec![record]).await?.pop().unwrap_or_else(unanswered)
    }

    /// Puts many records of consent on file in one transaction, at most 10,000 a call: a list of suppressions, say, in
    /// batches. Each is taken or refused by itself, and has its answer at its place.
    ///
    /// # Errors
    /// For a record, those of [`ForAccount::record_consent`]. For the call: `InputInvalid` for too many; `NotFound` when
    /// the account does not exist; `Unavailable` when the store cannot answer, and nothing was kept; `Forbidden` to a webhook.
    pub async fn record_consents(&self, records: Vec<ConsentRecord>) -> Result<Vec<Result<Recorded>>> {
        self.only_service()?;
        if records.len() > MOST_AT_ONCE {
            return Err(too_many());
        }
        // What is wrong by itself keeps its place among the answers.
        let faults: Vec<Option<Error>> = records.iter().map(|record| record.check().err()).collect();
        let sound = records.into_iter().zip(&faults).filter(|(_, fault)| fault.is_none());
        let sound = sound.map(|(record, _)| record).collect();
        let mut taken = self.inner.store.record_consent(&self.id, sound).await?.into_iter();
        let answer =
            |fault: Option<Error>| fault.map_or_else(|| taken.next().unwrap_or_else(unanswered), Err);
        Ok(faults.into_iter().map(answer).collect())
    }

    /// What is on file of a contact point: the state for each purpose on its channel, and the events with the words that they
    /// rest on, while those are kept. It holds personal data.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Forbidden` to a webhook.
    pub async fn consent_at(&self, contact: ContactPoint) -> Result<ContactConsent> {
        self.only_service()?;
        self.inner.store.consent_at(&self.id, contact).await
    }

    /// The account's consent events after the place `after` (0 is from the start), oldest first, at most `limit`: all of
    /// them, page by page, the next one after the last entry's place. No words; contact points are keyed hashes.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `InputInvalid` for a limit that is not 1 to 10,000; `Forbidden` to a webhook.
    pub async fn consent_ledger(&self, after: u64, limit: usize) -> Result<Vec<LedgerEntry>> {
        self.only_service()?;
        if !(1..=MOST_AT_ONCE).contains(&limit) {
            return Err(too_many());
        }
        self.inner.store.ledger(&self.id, after, limit).await
    }

    /// A person of the business answers in this conversation from now on: no reply is granted, and messages end `Silent` with
    /// the rule `conversation.human`, until it is handed back. What says stop is read and confirmed all the same, and
    /// HELP is answered. Returns the audit trail's head; doing it twice is fine.
    ///
    /// # Errors
    /// `NotFound` when there is no such conversation in the account; `Unavailable` when the store cannot answer;
    /// `Forbidden` to a webhook.
    pub async fn take_over(&self, conversation: ConversationId) -> Result<Head> {
        self.only_service()?;
        self.inner.store.set_human(&self.id, conversation, true).await
    }

    /// closr answers in this conversation again.
    ///
    /// # Errors
    /// Those of [`ForAccount::take_over`].
    pub async fn hand_back(&self, conversation: ConversationId) -> Result<Head> {
        self.only_service()?;
        self.inner.store.set_human(&self.id, conversation, false).await
    }

    /// Keeps what a person of the business has written to the lead, so that the history and the next answer know of it. closr
    /// neither sends nor checks it; a person answers for their own words.
    ///
    /// # Errors
    /// `InputInvalid` when it is longer than [`Inbound::MAX_TEXT`] bytes; else those of [`ForAccount::take_over`].
    pub async fn agent_wrote(
        &self,
        conversation: ConversationId,
        text: impl Into<Pii<String>>,
    ) -> Result<Head> {
        self.only_service()?;
        let text = text.into();
        if text.expose().len() > Inbound::MAX_TEXT {
            let most = Inbound::MAX_TEXT;
            return Err(Error::new(ErrorKind::InputInvalid, safe!("the text is longer than {} bytes", most)));
        }
        self.inner.store.agent_wrote(&self.id, conversation, text).await
    }

    /// Erases a lead: its record, contact points and messages are deleted and its key is destroyed, durably, so that older copies of
    /// the data cannot be read either. A turn of it that is open ends `Silent` with the rule `consent.erased`, one that was being
    /// answered included. Whoever writes from its contact points afterwards is a new lead.
    ///
    /// Kept are stops (they bind whoever comes with the contact point, as keyed hashes), a mark at each contact point (who is imported
    /// again is not written to first), the words that consent rests on (sealed apart), the audit trail, and keyed hashes of its messages. What went to others is in the receipt. Copies of the key
    /// store from before open copies of the data from before: let them expire. A PostgreSQL server keeps a destroyed key's old row
    /// until it vacuums the table, and in its log and backups. Done twice, it returns the same receipt; half done, it goes
    /// on, as does [`ForAccount::recover`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::{Account, Actor, Engine, ErrorKind, Lead};
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let jane = oak.upsert_lead(Lead::from_json(r#"{"phones": ["+15125550147"]}"#)?).await?;
    /// let receipt = oak.erase(jane).await?;
    /// assert_eq!(oak.lead(jane).await.unwrap_err().kind(), ErrorKind::Restricted);
    /// assert_eq!(oak.erase(jane).await?, receipt);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Restricted` while a hold is on the lead; `Unavailable` when the store cannot answer, or another process reads
    /// the key store as it was: call again; `Forbidden` to a webhook.
    pub async fn erase(&self, lead: LeadId) -> Result<ErasureReceipt> {
        self.only_service()?;
        let erased = rights::erase(&*self.inner.store, &self.id, lead, self.recipients()).await;
        // A turn that was under way may have brought the record back into memory until now.
        self.inner.subjects.forget();
        erased
    }

    /// Restricts a lead: its data is only stored from now on. Its messages are kept and what they say of consent counts, but they
    /// end `Silent` with the rule `rights.restricted`, no model is asked and nothing is said, not even a confirmation, and not by a
    /// turn that is under way. A threat, a minor and a request about data still call a human. Returns the audit trail's head; doing it
    /// twice is fine.
    ///
    /// # Errors
    /// `NotFound`; `Restricted` where the lead was erased; `Unavailable` when the store cannot answer; `Forbidden` to a
    /// webhook.
    pub async fn restrict(&self, lead: LeadId) -> Result<Head> {
        self.only_service()?;
        self.inner.store.restrict(&self.id, lead, true).await
    }

    /// Takes a restriction back. Whoever asked for it must be told before (GDPR art. 18(3), not re-read).
    ///
    /// # Errors
    /// Those of [`ForAccount::restrict`].
    pub async fn unrestrict(&self, lead: LeadId) -> Result<Head> {
        self.only_service()?;
        self.inner.store.restrict(&self.id, lead, false).await
    }

    /// Puts on file that a person objects to uses of their data, all that they named in one call, and closes the lead's requests for
    /// that: [`Right::Object`](rights::Right::Object) by marketing or profiling, and the requests for the others by theirs.
    ///
    /// - `Marketing`: nothing that sells is written to the lead on any channel, and to nobody with one of its contact points, until
    ///   they sign otherwise (`record_consent`). Answers and texts about a transaction go on.
    /// - `Profiling`: no slots, stage, score or changes are worked out ([`ForAccount::qualify`] is `Restricted`, outcomes have none), and no
    ///   reply asks for them.
    /// - `Sale` and `SensitiveData`: closr itself sells and shares nothing, and weighs nothing sensitive, so it is on file for who does:
    ///   ask [`ForAccount::objections`] before data of leads goes anywhere. Answers, score and priority do not vary with either.
    ///
    /// Identity needs no proof for the last two (11 CCR 7026 and 7027, not re-read). Returns the audit trail's head; doing it twice is fine.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::rights::Use;
    /// use closr::{Account, Actor, Engine, ErrorKind, Lead};
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let jane = oak.upsert_lead(Lead::from_json(r#"{"phones": ["+15125550147"]}"#)?).await?;
    /// oak.object(jane, &[Use::Profiling, Use::Sale]).await?;
    /// assert_eq!(oak.qualify(jane).await.unwrap_err().kind(), ErrorKind::Restricted);
    /// assert!(oak.objections(jane).await?.iter().any(|objection| objection.to == Use::Sale));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `InputInvalid` where no use is named; `Restricted` where the lead was erased; `Unavailable` when the store cannot
    /// answer; `Forbidden` to a webhook.
    pub async fn object(&self, lead: LeadId, to: &[Use]) -> Result<Head> {
        self.only_service()?;
        Use::check(to)?;
        self.inner.store.object(&self.id, lead, to.to_vec()).await
    }

    /// Takes objections back, as the person said. A business may not ask for that within twelve months of an objection to a sale
    /// (CCPA 1798.135(c)(4), not re-read).
    ///
    /// # Errors
    /// Those of [`ForAccount::object`]; `InputInvalid` for `Marketing` too, to which only what the person signs agrees again.
    pub async fn lift_objection(&self, lead: LeadId, to: &[Use]) -> Result<Head> {
        self.only_service()?;
        Use::check(to)?;
        self.inner.store.lift_objection(&self.id, lead, to.to_vec()).await
    }

    /// What a person objects to, for whoever is about to use the data: it is not an access, and closes no request. Marketing is among it
    /// while it is stopped on any channel; other stops of it are in [`ForAccount::consent`].
    ///
    /// # Errors
    /// `NotFound`; `Restricted` where the lead was erased; `Forbidden` to a webhook.
    pub async fn objections(&self, lead: LeadId) -> Result<Vec<Objection>> {
        self.only_service()?;
        self.inner.store.objections(&self.id, lead).await
    }

    /// Puts a lead on hold: it is not erased until [`ForAccount::lift_hold`]. `reason` is a code of 1 to 64 letters, digits and
    /// `._-`, as in `litigation`: it stands in the audit trail. Returns the trail's head; doing it twice is fine.
    ///
    /// # Errors
    /// `NotFound`; `InputInvalid` for another reason; `Restricted` where the lead was erased; `Unavailable` when the store
    /// cannot answer; `Forbidden` to a webhook.
    pub async fn hold(&self, lead: LeadId, reason: &str) -> Result<Head> {
        self.only_service()?;
        let reason = Safe::code(reason).ok_or_else(|| {
            Error::new(
                ErrorKind::InputInvalid,
                "not a reason's code: use 1 to 64 letters, digits, dots, - and _, as in litigation, and at most 6 digits",
            )
        })?;
        self.inner.store.hold(&self.id, lead, Some(reason)).await
    }

    /// Takes the hold off a lead.
    ///
    /// # Errors
    /// Those of [`ForAccount::hold`].
    pub async fn lift_hold(&self, lead: LeadId) -> Result<Head> {
        self.only_service()?;
        self.inner.store.hold(&self.id, lead, None).await
    }

    /// Everything that is held of a lead, with what it is for, on what it rests, how long it is kept and who receives it, and closes the
    /// lead's requests for access but those of whom nobody has verified. It holds personal data, and all of the lead's messages
    /// in memory.
    ///
    /// # Errors
    /// `NotFound`; `Restricted` where the lead was erased; `Unavailable` when the store cannot answer; `Forbidden` to a webhook.
    pub async fn access(&self, lead: LeadId) -> Result<Access> {
        let account = self.account().await?;
        let now = self.inner.surroundings.now();
        rights::access(&*self.inner.store, &account, lead, self.recipients(), now).await
    }

    /// Writes everything that is held of a lead into a zip: `lead.json` with its JSON schema, `messages.csv`, `consent.csv` and
    /// `messages.txt`. It is written as it is read, so that a lead of any size needs little memory, is there once it is
    /// whole, and on Unix only its owner may read it. It closes the lead's requests for access and portability but those of
    /// whom nobody has verified.
    ///
    /// The CSV begins with a byte order mark, by which spreadsheets know UTF-8, and what they would take for a formula has an
    /// apostrophe before it. A message that comes while it is written is in some of its files, or in none.
    ///
    /// # Errors
    /// `NotFound`; `Restricted` where the lead was erased, before or meanwhile; `InputInvalid` where there is a file of this name or no
    /// such folder; `Unavailable` when the store cannot answer or the disk is full; `Forbidden` to a webhook.
    pub async fn export(&self, lead: LeadId, path: impl AsRef<Path>) -> Result<Exported> {
        let account = self.account().await?;
        let now = self.inner.surroundings.now();
        rights::export(&*self.inner.store, &account, lead, self.recipients(), now, path.as_ref()).await
    }

    /// Puts a lead's record right, on the person's word or another's, and closes its requests for that. What stood there is kept, sealed
    /// beside the record: it is in no prompt, is hidden from models where it stands in old messages, is told by
    /// [`ForAccount::access`], and goes with an erasure. A stop that was said or recorded at a contact point that goes
    /// binds the lead all the same. Returns the audit trail's head, which names the fields and no value.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::rights::Correction;
    /// use closr::{Account, Actor, Engine, Lead};
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let lead = oak.upsert_lead(Lead::from_json(r#"{"first_name": "Jane", "phones": ["+15125550147"]}"#)?).await?;
    /// oak.correct(lead, Correction::from_json(r#"{"fields": {"first_name": "June"}}"#)?).await?;
    /// assert_eq!(oak.lead(lead).await?.first_name, Some("June".to_owned().into()));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound`; `Restricted` where the lead was erased; `Unavailable` when the store cannot answer; `Forbidden` to a webhook.
    pub async fn correct(&self, lead: LeadId, correction: Correction) -> Result<Head> {
        self.only_service()?;
        self.inner.store.correct(&self.id, lead, correction).await
    }

    /// Puts a request on file that came outside a conversation: by telephone, by letter, through a form. One that stands in a
    /// message (`privacy_request_delete`, `privacy_request_access`) is on file once the message is accepted.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::rights::{RequestRecord, Right};
    /// use closr::{Account, Actor, Engine, Lead};
    ///
    /// let engine = Engine::builder().build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main", "tz": "America/Chicago"}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let jane = oak.upsert_lead(Lead::from_json(r#"{"phones": ["+15125550147"]}"#)?).await?;
    /// let request = oak.open_request(RequestRecord::new(jane, Right::Delete)).await?;
    /// assert_eq!((request.state(), request.dues.len()), ("open", 3));
    /// oak.erase(jane).await?;
    /// assert_eq!(oak.request(request.id).await?.state(), "done");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when there is no such lead in the account; `Restricted` where it was erased; `InputInvalid` where the request is of
    /// the future; `Unavailable` when the store cannot answer; `Forbidden` to a webhook.
    pub async fn open_request(&self, record: RequestRecord) -> Result<Request> {
        let account = self.account().await?;
        Ok(Request::of(self.inner.store.open_request(&self.id, record).await?, &account))
    }

    /// Notes what the business has done about a request. Noted twice, it is noted once. A request to erase, to restrict or to object is closed by
    /// [`ForAccount::erase`], [`ForAccount::restrict`] or [`ForAccount::object`].
    ///
    /// # Errors
    /// `NotFound`; `InputInvalid` for a reason that is not 1 to 64 letters, digits, dots, `-` and `_`, or has more than 6 digits;
    /// `Conflict` where the request is closed, or asks for an erasure that has not been done; `Unavailable` when the store cannot
    /// answer; `Forbidden` to a webhook.
    pub async fn step_request(&self, request: RequestId, step: RequestStep) -> Result<Request> {
        step.check()?;
        let account = self.account().await?;
        Ok(Request::of(self.inner.store.step_request(&self.id, request, step).await?, &account))
    }

    /// A request with its dates; it outlives its lead's erasure.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to a webhook.
    pub async fn request(&self, request: RequestId) -> Result<Request> {
        let account = self.account().await?;
        Ok(Request::of(self.inner.store.request(&self.id, request).await?, &account))
    }

    /// The open requests of which something is due before a time, what is due first before the others. Of more than 10,000 open
    /// ones, the oldest 10,000 are looked at.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Forbidden` to a webhook.
    pub async fn requests_due(&self, before: Timestamp) -> Result<Vec<Request>> {
        let account = self.account().await?;
        rights::due_before(&*self.inner.store, &account, before).await
    }

    /// A lead's requests, oldest first, closed ones too; they outlive its erasure.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to a webhook.
    pub async fn requests_of(&self, lead: LeadId) -> Result<Vec<Request>> {
        let account = self.account().await?;
        let requests = self.inner.store.requests_of(&self.id, lead).await?.into_iter();
        Ok(requests.map(|stored| Request::of(stored, &account)).collect())
    }

    /// Erases the leads that have not been heard of for as long as the business keeps them, by the sweep's `idle_days` or else the account's
    /// [`Retention`](crate::Retention), a part of the leads a call: go on with `after` until `next` is `None`. By that policy all of an
    /// account's leads go, with the rule `retention.cancelled`, when its own time after a cancellation is over; its record and its trail stay. A lead is looked at again in the transaction in which its rows go, so that who writes
    /// meanwhile stays; holds, restrictions and open requests keep it, and are told. Erasures are those of [`ForAccount::erase`], with
    /// the rule `retention.idle` in the trail; what dies half way is gone on with by [`ForAccount::recover`]. With the last part, requests
    /// are deleted 24 months after they were closed, and the words that consent rests on after the end of their fifth year, but those of a
    /// lead on hold; when none of a year are left its key is destroyed, so that no copy of the data has them.
    ///
    /// # Errors
    /// `InputInvalid` for days that are not 1 to 36,500 or a limit that is not 1 to 1,000; `ConfigInvalid` where neither the sweep nor the
    /// account says how long leads are kept; `NotFound` when the account does not exist;
    /// `Unavailable` when the store cannot answer, or another process reads the key store as it was: call again;
    /// `Forbidden` to a webhook.
    pub async fn sweep(&self, sweep: Sweep) -> Result<Swept> {
        self.only_service()?;
        sweep.check()?;
        let now = self.inner.surroundings.now();
        let swept = rights::sweep(&*self.inner.store, &self.id, sweep, now).await;
        self.inner.subjects.forget();
        swept
    }

    /// Works the turns that are open and that no other process holds, at most 1,000 a call: after a crash, after a
    /// provider's failure, and when deferred turns are due. A turn that fails stays open and stands in the list with its error.
    /// Before them it goes on with erasures that are half done.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Unavailable` when the store cannot answer.
    pub async fn recover(&self) -> Result<Vec<(TurnId, Result<Outcome>)>> {
        const MOST: usize = 1000;
        self.inner.open()?;
        rights::resume(&*self.inner.store, &self.id).await?;
        let mut worked = Vec::new();
        for turn in self.inner.store.open_turns(&self.id, MOST).await? {
            worked.push((turn, turn::work(&self.inner, &self.id, turn).await));
        }
        Ok(worked)
    }

    /// Checks the audit trail link by link and, where given, against a head that it once had.
    ///
    /// # Errors
    /// `Corrupt` names the first bad, missing or cut entry; `Forbidden` to a webhook.
    pub async fn verify_audit(&self, head: Option<Head>) -> Result<Head> {
        self.only_service()?;
        self.inner.store.verify_audit(&self.id, head).await
    }

    /// The audit trail of one lead, or of the account.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` to a webhook.
    pub async fn audit_trail(&self, lead: Option<LeadId>) -> Result<Vec<Entry>> {
        self.only_service()?;
        self.inner.store.audit_trail(&self.id, lead).await
    }

    /// Those to whom the engine is set to send data of leads.
    fn recipients(&self) -> Vec<Recipient> {
        self.inner.provider.iter().map(|provider| Recipient::provider(provider.name())).collect()
    }

    /// Refuses an actor that may not read, and every call to a closed engine.
    fn only_service(&self) -> Result<()> {
        self.inner.open()?;
        match self.actor {
            Actor::Service => Ok(()),
            Actor::Webhook => Err(Error::new(
                ErrorKind::Forbidden,
                "a webhook may accept, work and reply only: ask as the service for the rest",
            )),
        }
    }
}

/// As many consent records or events go in one call: memory stays bounded.
const MOST_AT_ONCE: usize = 10_000;

fn unanswered() -> Result<Recorded> {
    Err(Error::new(ErrorKind::Unexpected, "a consent record got no answer: report this"))
}

fn too_many() -> Error {
    Error::new(ErrorKind::InputInvalid, safe!("1 to {} at once: make several calls", MOST_AT_ONCE))
}

impl fmt::Debug for ForAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForAccount").field("id", &self.id).field("actor", &self.actor).finish_non_exhaustive()
    }
}
