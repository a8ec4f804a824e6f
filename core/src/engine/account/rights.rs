//! What a person may ask about their data, and how long it is kept.

use std::path::Path;

use super::ForAccount;
use crate::audit::Head;
use crate::clock::Timestamp;
use crate::engine::region::MayAsk;
use crate::error::{Error, ErrorKind, Result, Safe};
use crate::lead::{Account, LeadId, RequestId};
use crate::rights::{
    self, Access, Correction, ErasureReceipt, Exported, Objection, Recipient, Request, RequestRecord,
    RequestStep, Sweep, Swept, Use,
};

impl ForAccount {
    /// Erases a lead: its record, contact points and messages are deleted and its key is destroyed, durably, so that older copies of
    /// the data cannot be read either. A turn of it that is open ends `Silent` with the rule `consent.erased`, one that was being
    /// answered included. Whoever writes from its contact points afterwards is a new lead.
    ///
    /// Kept are stops (they bind whoever comes with the contact point, as keyed hashes), a mark at each contact point (who is imported
    /// again is not written to first), the words that consent rests on (sealed apart), the audit trail, and keyed hashes of its messages. What went to others is in the receipt. Copies of the key
    /// store from before open copies of the data from before: the receipt says with which master key, and until when by the account's
    /// `key_copies_days`. A PostgreSQL server keeps a destroyed key's old row
    /// until it vacuums the table, and in its log and backups. Done twice, it returns the same receipt, but for what a rotation has
    /// changed since; half done, it goes on, as does [`ForAccount::recover`].
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
        let account = self.account().await?;
        let (notify, days) = (self.recipients_of(&account), account.retention.key_copies_days);
        let erased = rights::erase(&*self.inner.store, &self.id, lead, notify, days).await;
        // A turn that was under way may have brought the record back into memory until now.
        self.inner.subjects.forget();
        erased
    }

    /// Erases a lead as [`ForAccount::erase`] does, and makes a new master key, for all accounts, as
    /// [`Engine::rotate_master_key`](crate::Engine::rotate_master_key) does: copies of the key store from before then open with a copy
    /// of the old master key alone, which the receipt says. It takes as long as there are accounts, so shred where one may have
    /// got away, and let copies expire elsewhere. What dies half way is gone on with by calling it again.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("closr.db");
    /// use closr::store::SqliteConfig;
    /// use closr::{Account, Actor, Engine, Lead};
    ///
    /// let engine = Engine::builder().sqlite(SqliteConfig::new(path)).build()?;
    /// let account = r#"{"brand": "Oak & Main", "retention": {"key_copies_days": 30}}"#;
    /// let account = Account::from_json(account)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// let jane = oak.upsert_lead(Lead::from_json(r#"{"phones": ["+15125550147"]}"#)?).await?;
    /// let receipt = oak.shred(jane).await?;
    /// let copies = receipt.kept.iter().find(|kept| kept.what == "key_store_copies").unwrap();
    /// assert!(copies.why.contains("replaced") && copies.until.is_some());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`ForAccount::erase`]; `Unsupported`, before anything is erased, where the master key is not in a file of closr's;
    /// `Unavailable` while another process replaces it; `Unauthorized` and `Conflict` as `rotate_master_key`: the lead is erased then.
    pub async fn shred(&self, lead: LeadId) -> Result<ErasureReceipt> {
        let account = self.account().await?;
        let (notify, days) = (self.recipients_of(&account), account.retention.key_copies_days);
        let shredded = rights::shred(&*self.inner.store, &self.id, lead, notify, days).await;
        self.inner.subjects.forget();
        shredded
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
        rights::access(&*self.inner.store, &account, lead, self.recipients_of(&account), now).await
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
        let recipients = self.recipients_of(&account);
        rights::export(&*self.inner.store, &account, lead, recipients, now, path.as_ref()).await
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
    /// message is on file once the message is accepted, as the right that its words name: access where they name none.
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

    /// The register of those to whom this engine sends data of the account's leads, with what each is sent: its models, but those outside the
    /// account's `regions`, which are never asked. Channels, CRMs and the server of a database the business adds itself.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> closr::Result<()> {
    /// use closr::provider::{Provider, Script};
    /// use closr::{Account, Actor, Engine};
    ///
    /// let engine = Engine::builder().provider(Provider::scripted(Script::new([])).in_region("us")).build()?;
    /// let account = Account::from_json(r#"{"brand": "Oak & Main", "regions": ["us"]}"#)?;
    /// engine.upsert_account(account.clone()).await?;
    /// let oak = engine.for_account(&account.id, Actor::Service);
    /// assert_eq!(oak.recipients().await?[0].name, "scripted");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `NotFound` when the account does not exist; `Forbidden` to a webhook.
    pub async fn recipients(&self) -> Result<Vec<Recipient>> {
        Ok(self.recipients_of(&self.account().await?))
    }

    fn recipients_of(&self, account: &Account) -> Vec<Recipient> {
        match self.inner.may_ask(account) {
            MayAsk::Provider(provider) => provider.places().into_iter().map(Recipient::provider).collect(),
            MayAsk::Nobody | MayAsk::Nowhere => Vec::new(),
        }
    }
}
