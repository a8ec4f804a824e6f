//! The engine as one account's actor sees it: every call goes through here.

mod consent;
mod delivery;
mod rights;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::audit::{Entry, Head};
use crate::clock::Clock;
use crate::engine::answer::MOST_ASKS;
use crate::engine::{Inner, Outcome, ReplyStream, outreach, turn};
use crate::error::{Error, ErrorKind, Result, safe};
use crate::lead::{
    Account, AccountId, ConversationId, Inbound, Lead, LeadId, Listing, Message, Mode, Outreach, Pii, TurnId,
};
use crate::provider::{Provider, WorstCase};
use crate::qualify::{Qualification, Reading};
use crate::rights::resume;
use crate::store::{SpendCap, SpendCaps};

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

/// The most that one turn of an account can cost.
pub(super) fn worst_case(provider: Option<&Provider>, caps: SpendCaps, account: &Account) -> WorstCase {
    let Some(provider) = provider else { return WorstCase::NOTHING };
    let answers = match account.mode {
        Mode::Approved => return WorstCase::NOTHING,
        Mode::Composed => 1,
        Mode::Free => MOST_ASKS * (1 + u32::from(account.judge)),
    };
    let mut worst = provider.worst_case().times(answers + u32::from(account.second_opinion));
    let cap = caps.micro_usd(SpendCap::Turn);
    worst.cost_micro_usd = worst.cost_micro_usd.map(|cost| cap.map_or(cost, |cap| cost.min(cap)));
    worst
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

    /// The most that one turn of the account can cost: requests to models, the seconds spent on them, and money, where each
    /// model's price is set. Nothing where none is asked, as without a provider.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::{Account, Actor, EngineBuilder};
    ///
    /// let settings = r#"{"provider": {"kind": "openai", "base_url": "http://127.0.0.1:9/v1", "model": "m"}}"#;
    /// let engine = EngineBuilder::from_json(settings)?.build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main", "judge": true}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let worst = engine.for_account(&account.id, Actor::Service).worst_case().await?;
    /// // A draft and one repair, each judged: four calls of at most three requests and 60 seconds.
    /// assert_eq!((worst.calls, worst.seconds, worst.cost_micro_usd), (12, 240.0, None));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Forbidden` to a webhook.
    pub async fn worst_case(&self) -> Result<WorstCase> {
        self.only_service()?;
        let account = self.inner.store.account(&self.id).await?;
        Ok(worst_case(self.inner.provider.as_ref(), self.inner.spend_caps, &account))
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
    /// `Conflict` when the same message id came with another body before (a stop in it still counts); `InputInvalid` when it names a
    /// template by which no model can answer: it is claimed all the same, and without the template;
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

    /// Writes first to a lead, in the business's own words or a template's, under rules that are stricter than a reply's. No model is asked.
    ///
    /// A template's `text` is filled with the facts on file when it is written, in the language of the lead's last message where the
    /// template is there in it. Of the listing it knows what the outreach names. Where it has nothing to say of what is on file, as of an open house
    /// that is over, the outcome is a `Handoff` with the rule `outreach.no_text`.
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
    /// `InputInvalid` where the lead's record has no contact point of the channel, on a web chat, or where there is no such template with a
    /// `text` for the channel and the purpose; `NotFound` without the lead or the
    /// listing; `Restricted` where the lead was erased; `Conflict` when the same id came with another lead, channel, purpose, listing,
    /// text or template, or while another process works the conversation; `ConfigInvalid` for marketing mail of an account without a
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

    /// Works the turns that are open and that no other process holds, at most 1,000 a call: after a crash, after a
    /// provider's failure, and when deferred turns are due. A turn that fails stays open and stands in the list with its error.
    /// Before them it goes on with erasures that are half done.
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Unavailable` when the store cannot answer.
    pub async fn recover(&self) -> Result<Vec<(TurnId, Result<Outcome>)>> {
        const MOST: usize = 1000;
        self.inner.open()?;
        resume(&*self.inner.store, &self.id).await?;
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

impl fmt::Debug for ForAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForAccount").field("id", &self.id).field("actor", &self.actor).finish_non_exhaustive()
    }
}
